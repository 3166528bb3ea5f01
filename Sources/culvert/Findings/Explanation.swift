import ArgumentParser
import Model

/// What a finding means: the page of `culvert explain`.
struct Explanation: Sendable {
  let id: FindingID
  /// A few words, as in the list.
  let title: String
  /// What it does to the cluster, how culvert sees it, and what to do; paragraphs, with an empty line between.
  let text: String

  init(_ id: FindingID, _ title: String, _ text: String) {
    self.id = id
    self.title = title
    self.text = text
  }

  static let all = FindingID.allCases.map(Explanation.init)

  /// The page of an id. (A new id without a page does not compile.)
  init(_ id: FindingID) {
    self =
      switch id {
      case .notRoot: .notRoot
      case .missingTool: .missingTool
      case .missingModule: .missingModule
      case .noStart: .noStart
      case .noIPVS: .noIPVS
      case .sharedStack: .sharedStack
      case .leftover: .leftover
      case .unitOverridden: .unitOverridden
      case .addressMissing: .addressMissing
      case .vipElsewhere: .vipElsewhere
      case .vipInterfaceMissing: .vipInterfaceMissing
      case .noRoute: .noRoute
      case .wrongOuterSource: .wrongOuterSource
      case .innerPeerInUse: .innerPeerInUse
      case .strongHostModel: .strongHostModel
      case .strictInterfaces: .strictInterfaces
      case .unreadResource: .unreadResource
      case .answersARP: .answersARP
      case .rivalAtBoot: .rivalAtBoot
      case .rivalUnclear: .rivalUnclear
      case .rivalService: .rivalService
      case .twinTunnel: .twinTunnel
      case .foreign: .foreign
      case .otherFilter: .otherFilter
      case .otherManager: .otherManager
      case .serviceRemover: .serviceRemover
      case .vipManaged: .vipManaged
      case .bootFileBroken: .bootFileBroken
      case .bootLinesUnclear: .bootLinesUnclear
      case .bootFilesUnusual: .bootFilesUnusual
      case .bootLinesContrary: .bootLinesContrary
      case .bootLinesRival: .bootLinesRival
      case .storedOtherwise: .storedOtherwise
      case .bootFileImmutable: .bootFileImmutable
      case .noSegmentParameter: .noSegmentParameter
      case .notArriving: .notArriving
      case .answeredElsewhere: .answeredElsewhere
      case .vipNotLocal: .vipNotLocal
      case .notTaken: .notTaken
      case .notInTable: .notInTable
      case .outerLost: .outerLost
      case .tunnelWrong: .tunnelWrong
      case .vipNotInside: .vipNotInside
      case .reversePathDrop: .reversePathDrop
      case .noReplyRoute: .noReplyRoute
      case .nobodyListens: .nobodyListens
      case .notAnswered: .notAnswered
      case .replyLost: .replyLost
      case .tooLong: .tooLong
      case .unproven: .unproven
      case .segmentsTooLong: .segmentsTooLong
      case .otherCluster: .otherCluster
      case .lostHost: .lostHost
      case .driftedReturn: .driftedReturn
      case .otherHandler: .otherHandler
      case .clientsUnrouted: .clientsUnrouted
      case .clientsIntoTunnel: .clientsIntoTunnel
      case .clientsDiscarded: .clientsDiscarded
      case .clientsFiltered: .clientsFiltered
      case .clientsReversePath: .clientsReversePath
      }
  }
}

extension FindingID: ExpressibleByArgument {
  package init?(argument: String) { self.init(rawValue: argument.uppercased()) }

  /// Not in each help and each complaint: there are many, and `culvert explain` lists them.
  package static var allValueStrings: [String] { [] }
}
