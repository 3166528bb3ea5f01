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
    switch id {
    case .notRoot, .missingTool, .missingModule, .noStart, .noIPVS, .sharedStack: self = .ofTheHost(id)
    case .addressMissing, .vipElsewhere, .vipInterfaceMissing, .noRoute, .wrongOuterSource, .innerPeerInUse,
      .strongHostModel, .strictInterfaces:
      self = .ofAddresses(id)
    case .rivalAtBoot, .rivalUnclear, .rivalService, .twinTunnel, .foreign: self = .ofOthers(id)
    case .bootFileBroken, .bootLinesUnclear, .bootFilesUnusual, .bootLinesContrary, .bootLinesRival, .storedOtherwise:
      self = .ofBootFiles(id)
    }
  }
}

extension FindingID: ExpressibleByArgument {
  package init?(argument: String) { self.init(rawValue: argument.uppercased()) }

  /// Not in each help and each complaint: there are many, and `culvert explain` lists them.
  package static var allValueStrings: [String] { [] }
}
