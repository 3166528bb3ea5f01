/// What can be wrong with a host.
///
/// The ids stay what they are: people look them up (`culvert explain CV014`) and scripts name them. One that is not
/// needed any more is not given away again.
package enum FindingID: String, CaseIterable, Sendable {
  // The host itself.
  case notRoot = "CV001"
  case missingTool = "CV002"
  case missingModule = "CV003"
  case noStart = "CV004"
  case noIPVS = "CV005"
  case sharedStack = "CV006"
  case leftover = "CV007"
  case unitOverridden = "CV008"

  // Addresses and routes.
  case addressMissing = "CV010"
  case vipElsewhere = "CV011"
  case vipInterfaceMissing = "CV012"
  case noRoute = "CV013"
  case wrongOuterSource = "CV014"
  case innerPeerInUse = "CV015"
  case strongHostModel = "CV016"
  case strictInterfaces = "CV017"
  case unreadResource = "CV018"
  case answersARP = "CV019"

  // What somebody else has there.
  case rivalAtBoot = "CV020"
  case rivalUnclear = "CV021"
  case rivalService = "CV022"
  case twinTunnel = "CV023"
  case foreign = "CV024"
  case otherFilter = "CV025"
  case otherManager = "CV026"
  case serviceRemover = "CV027"
  case vipManaged = "CV028"

  // What the next start reads.
  case bootFileBroken = "CV030"
  case bootLinesUnclear = "CV031"
  case bootFilesUnusual = "CV032"
  case bootLinesContrary = "CV033"
  case bootLinesRival = "CV034"
  case storedOtherwise = "CV035"
  case bootFileImmutable = "CV036"

  // What the host's TCP cannot do.
  case noSegmentParameter = "CV038"

  // Where packets stop on their way: on the director, between the hosts, on the realserver, on the way back.
  case notArriving = "CV040"
  case answeredElsewhere = "CV041"
  case vipNotLocal = "CV042"
  case notTaken = "CV043"
  case notInTable = "CV044"
  case outerLost = "CV045"
  case tunnelWrong = "CV046"
  case vipNotInside = "CV047"
  case reversePathDrop = "CV048"
  case noReplyRoute = "CV049"
  case nobodyListens = "CV050"
  case notAnswered = "CV051"
  case replyLost = "CV052"
  case tooLong = "CV053"
  case unproven = "CV054"
  case segmentsTooLong = "CV055"
  case otherHandler = "CV056"

  // Clients elsewhere than the prober.
  case clientsUnrouted = "CV060"
  case clientsIntoTunnel = "CV061"
  case clientsDiscarded = "CV062"
  case clientsFiltered = "CV063"
  case clientsReversePath = "CV064"

  // What other inventories, and earlier states of this one, have left.
  case otherCluster = "CV065"
  case lostHost = "CV066"
  case driftedReturn = "CV067"

  /// Whether it also keeps culvert from seeing the host as it is, so that nothing can be said of drift.
  package var isBlinding: Bool { [.notRoot, .missingTool, .unreadResource].contains(self) }

  /// Whether the next boot may not bring back what is managed.
  package var endangersBoot: Bool {
    switch self {
    case .noStart, .bootFileBroken, .bootLinesUnclear, .bootFilesUnusual, .bootLinesContrary, .bootLinesRival,
      .storedOtherwise:
      true
    default: false
    }
  }

  /// Whether it is only said: it keeps nobody from a change.
  package var isWarning: Bool { self == .otherManager }

  /// Whether an operator who knows better may have the host changed all the same.
  ///
  /// Not where the plan itself would rest on what culvert cannot see or read, nor where the commands would fail.
  package var canBeForced: Bool {
    switch self {
    case .noStart, .vipElsewhere, .noRoute, .wrongOuterSource, .innerPeerInUse, .strongHostModel, .strictInterfaces,
      .noSegmentParameter, .rivalAtBoot, .rivalUnclear, .driftedReturn, .leftover, .unitOverridden, .otherHandler,
      .serviceRemover, .vipManaged:
      true
    case .notRoot, .missingTool, .missingModule, .noIPVS, .sharedStack, .addressMissing, .vipInterfaceMissing,
      .rivalService, .twinTunnel, .foreign, .bootFileBroken, .bootLinesUnclear, .bootFilesUnusual, .bootLinesContrary,
      .bootLinesRival, .storedOtherwise, .bootFileImmutable, .notArriving, .answeredElsewhere, .vipNotLocal, .notTaken,
      .notInTable,
      .outerLost, .tunnelWrong, .vipNotInside, .reversePathDrop, .noReplyRoute, .nobodyListens, .notAnswered,
      .replyLost, .tooLong, .unproven, .otherFilter, .segmentsTooLong, .unreadResource, .answersARP, .otherCluster,
      .lostHost, .otherManager, .clientsUnrouted, .clientsIntoTunnel, .clientsDiscarded, .clientsFiltered,
      .clientsReversePath:
      false
    }
  }
}
