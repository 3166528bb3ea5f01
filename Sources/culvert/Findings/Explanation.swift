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
      case .notRoot: Catalogue.notRoot.page
      case .missingTool: Catalogue.missingTool.page
      case .missingModule: Catalogue.missingModule.page
      case .noStart: Catalogue.noStart.page
      case .noIPVS: Catalogue.noIPVS.page
      case .sharedStack: Catalogue.sharedStack.page
      case .leftover: Catalogue.leftover.page
      case .unitOverridden: Catalogue.unitOverridden.page
      case .addressMissing: Catalogue.addressMissing.page
      case .vipElsewhere: Catalogue.vipElsewhere.page
      case .vipInterfaceMissing: Catalogue.vipInterfaceMissing.page
      case .noRoute: Catalogue.noRoute.page
      case .wrongOuterSource: Catalogue.wrongOuterSource.page
      case .innerPeerInUse: Catalogue.innerPeerInUse.page
      case .strongHostModel: Catalogue.strongHostModel.page
      case .strictInterfaces: Catalogue.strictInterfaces.page
      case .unreadResource: Catalogue.unreadResource.page
      case .answersARP: Catalogue.answersARP.page
      case .rivalAtBoot: Catalogue.rivalAtBoot.page
      case .rivalUnclear: Catalogue.rivalUnclear.page
      case .rivalService: Catalogue.rivalService.page
      case .twinTunnel: Catalogue.twinTunnel.page
      case .foreign: Catalogue.foreign.page
      case .otherFilter: Catalogue.otherFilter.page
      case .otherManager: Catalogue.otherManager.page
      case .serviceRemover: Catalogue.serviceRemover.page
      case .vipManaged: Catalogue.vipManaged.page
      case .bootFileBroken: Catalogue.bootFileBroken.page
      case .bootLinesUnclear: Catalogue.bootLinesUnclear.page
      case .bootFilesUnusual: Catalogue.bootFilesUnusual.page
      case .bootLinesContrary: Catalogue.bootLinesContrary.page
      case .bootLinesRival: Catalogue.bootLinesRival.page
      case .storedOtherwise: Catalogue.storedOtherwise.page
      case .bootFileImmutable: Catalogue.bootFileImmutable.page
      case .noSegmentParameter: Catalogue.noSegmentParameter.page
      case .notArriving: Catalogue.notArriving.page
      case .answeredElsewhere: Catalogue.answeredElsewhere.page
      case .vipNotLocal: Catalogue.vipNotLocal.page
      case .notTaken: Catalogue.notTaken.page
      case .notInTable: Catalogue.notInTable.page
      case .outerLost: Catalogue.outerLost.page
      case .tunnelWrong: Catalogue.tunnelWrong.page
      case .vipNotInside: Catalogue.vipNotInside.page
      case .reversePathDrop: Catalogue.reversePathDrop.page
      case .noReplyRoute: Catalogue.noReplyRoute.page
      case .nobodyListens: Catalogue.nobodyListens.page
      case .notAnswered: Catalogue.notAnswered.page
      case .replyLost: Catalogue.replyLost.page
      case .tooLong: Catalogue.tooLong.page
      case .unproven: Catalogue.unproven.page
      case .segmentsTooLong: Catalogue.segmentsTooLong.page
      case .otherCluster: Catalogue.otherCluster.page
      case .lostHost: Catalogue.lostHost.page
      case .driftedReturn: Catalogue.driftedReturn.page
      case .otherHandler: Catalogue.otherHandler.page
      case .clientsUnrouted: Catalogue.clientsUnrouted.page
      case .clientsIntoTunnel: Catalogue.clientsIntoTunnel.page
      case .clientsDiscarded: Catalogue.clientsDiscarded.page
      case .clientsFiltered: Catalogue.clientsFiltered.page
      case .clientsReversePath: Catalogue.clientsReversePath.page
      }
  }
}

extension FindingID: ExpressibleByArgument {
  package init?(argument: String) { self.init(rawValue: argument.uppercased()) }

  /// Not in each help and each complaint: there are many, and `culvert explain` lists them.
  package static var allValueStrings: [String] { [] }
}
