/// What is known of something that is wrong: a case for each id, with the facts that belong to it and no others.
///
/// Words for people are not among them: culvert's catalogue has them, one entry for each id.
package enum Fault: Hashable, Sendable {
  // The host itself.
  case notRoot(OperatingSystem)
  case missingTool(MissingTool)
  case missingModule(MissingModule)
  case noStart(LostBoot)
  case noIPVS(OperatingSystem)
  case sharedStack
  case leftover
  /// The lines of a file that change culvert's unit.
  case unitOverridden([String])

  // Addresses and routes.
  /// Where only an address counts that is up, none that is there is.
  case addressMissing(isUpWanted: Bool)
  case vipElsewhere(InterfaceAddress, OperatingSystem)
  case vipInterfaceMissing
  /// Routes that lead nowhere and stand before others, as what takes each away.
  case noRoute(to: IPv4Address, holes: [String])
  case wrongOuterSource(source: IPv4Address, wanted: IPv4Address, route: Command?)
  /// The interface whose network it is in; nil where it is an end of a tunnel or a VIP.
  case innerPeerInUse(InterfaceName?)
  case strongHostModel(Command)
  /// The file that sets it at boot, where that is known.
  case strictInterfaces(directors: Int, Command, setIn: HostPath?)
  /// The line that cannot be read.
  case unreadResource(String)
  case answersARP(for: IPv4Address)

  // What somebody else has there.
  case rivalAtBoot(BootRival)
  /// The line of its configuration.
  case rivalUnclear(String)
  case rivalService(program: String, file: String)
  case twinTunnel(Twin)
  case foreign
  /// The line that pf.conf(5) lacks.
  case otherFilter(rule: String)
  case otherManager(OtherManager)
  case serviceRemover(ServiceRemover)
  case vipManaged

  // What the next start reads.
  /// What culvert cannot follow of the file, and the complaint of the host's sh.
  case bootFileBroken(BootFileFault?, complaint: String)
  case bootLinesUnclear(UnclearLines)
  case bootFilesUnusual(UnusualBoot)
  case bootLinesContrary(ContraryLines)
  case bootLinesRival(RivalLines)
  case storedOtherwise(InterfaceName, TunnelEnds, TunnelRemoval)
  case bootFileImmutable(flags: [String], Command)

  // What the host's TCP cannot do.
  case noSegmentParameter

  // Where packets stop on their way.
  /// What the network said, if it did.
  case notArriving(vip: IPv4Address, from: Endpoint, said: String?)
  case answeredElsewhere(vip: IPv4Address, client: IPv4Address, isRefused: Bool)
  case vipNotLocal
  case notTaken(Endpoint, packets: Int, PacketLoss?)
  case notInTable(TableGap)
  case outerLost(director: HostName, to: IPv4Address, PacketLoss?, own: FilterRules?)
  case tunnelWrong(WrongTunnel)
  case vipNotInside(Subject)
  case reversePathDrop(ReversePathDrop)
  /// Routes that lead nowhere and stand before others, as what takes each away.
  case noReplyRoute(vip: IPv4Address, client: IPv4Address, holes: [String])
  case nobodyListens(Endpoint, Reception.Listening?)
  case notAnswered(Unanswered)
  case replyLost(vip: IPv4Address, to: Endpoint, from: HostName, PacketLoss?)
  case tooLong(bytes: Int, TooLong)
  case unproven(Unproven)
  case segmentsTooLong(LongSegments)
  case otherHandler(OtherHandler)

  // Clients elsewhere than the prober.
  case clientsUnrouted(AnswerRepair)
  case clientsIntoTunnel(RouteDecision, device: String, AnswerSink, AnswerRepair)
  case clientsDiscarded(RouteDecision, AnswerRepair)
  case clientsFiltered(FilteredClients)
  case clientsReversePath(ReversePath)

  // What other inventories, and earlier states of this one, have left.
  /// Whose they are by the record, and the name of this inventory's cluster.
  case otherCluster(Origin?, own: ClusterName?)
  case lostHost(LostHost)
  /// What was drifted, and the services that will not be served.
  case driftedReturn([Subject], unserved: [String])
}

extension Fault {
  /// The id by which people look it up.
  package var id: FindingID {
    switch self {
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
    case .otherHandler: .otherHandler
    case .clientsUnrouted: .clientsUnrouted
    case .clientsIntoTunnel: .clientsIntoTunnel
    case .clientsDiscarded: .clientsDiscarded
    case .clientsFiltered: .clientsFiltered
    case .clientsReversePath: .clientsReversePath
    case .otherCluster: .otherCluster
    case .lostHost: .lostHost
    case .driftedReturn: .driftedReturn
    }
  }
}
