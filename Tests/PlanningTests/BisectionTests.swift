import Model
import Planning
import Testing

@testable import culvert

/// Which layer is named, from what the hosts saw: a table of what each layer looks like.
@Suite struct BisectionTests {
  private static let vip = value { try IPv4Address("198.18.101.80") }
  private static let client = value { try IPv4Address("198.18.0.1") }
  private static let lb1 = value { try HostName("lb1") }
  private static let web1 = value { try HostName("web1") }
  private static let tunnel = value { try InterfaceName("lvs-lb1") }
  private static let path = DataPath(
    service: value { try ServiceName("web") }, vip: vip, transport: .tcp, port: Port(number: 80), realserver: web1,
    address: value { try IPv4Address("198.18.1.21") }, forwarding: .tunneling(.ipip))

  private static func value<Value>(_ make: () throws -> Value) -> Value {
    do { return try make() } catch { preconditionFailure("\(error)") }
  }

  /// A connection that went as far as these say.
  private static func evidence(
    _ outcome: Attempt.Outcome, packets: Int = 1, taken: Int = 1, directorChanges: [Change] = [],
    directorFindings: [Finding] = [], changes: [Change] = [], findings: [Finding] = [], unwrapped: Int? = nil,
    dropped: Int = 0,
    listening: Reception.Listening = .onVIP, isHalfOpen: Bool = false, route: String? = "198.18.0.1 via 198.18.1.1",
    onDirector: Obstacles = .init(), onRealserver: Obstacles = .init()
  ) -> PathEvidence {
    let before = Reception(
      received: [tunnel: 10], droppedByReversePath: 5, listening: listening, isHalfOpen: false, replyRoute: route)
    var after = before
    after.received[tunnel, default: 0] += unwrapped ?? 0
    after.droppedByReversePath += dropped
    after.isHalfOpen = isHalfOpen
    return PathEvidence(
      path: path, source: Endpoint(client, Port(number: 40_000)), attempt: Attempt(outcome),
      directors: [
        DirectorEvidence(
          host: lb1, count: SteeringCount(packets: packets, connections: taken), changes: directorChanges,
          findings: directorFindings, obstacles: onDirector)
      ],
      realserver: RealserverEvidence(
        changes: changes, findings: findings, tunnels: [tunnel], before: unwrapped == nil ? nil : before,
        after: unwrapped == nil ? nil : after, obstacles: onRealserver))
  }

  private static func tunnelChange(
    local: Bool = true, isUp: Bool = true, addresses: Set<InnerAddress> = [InnerAddress(vip)], filter: Int = 2
  ) -> Change {
    var wanted = Tunnel(
      encapsulation: .ipip, local: .v4(path.address), remote: .v4(client), isUp: true, addresses: [InnerAddress(vip)],
      reversePathFilter: 2)
    let whole = wanted
    wanted.local = local ? wanted.local : nil
    wanted.isUp = isUp
    wanted.addresses = addresses
    wanted.reversePathFilter = filter
    return .init(Tunnels.self, tunnel, Delta(from: wanted, to: whole))
  }

  private static let missingVIP = Change(
    Addresses.self,
    InterfaceAddress(interface: .lo, address: InnerAddress(vip)), Delta(from: nil, to: .present))
  private static let wrongSource = Finding(
    .wrongOuterSource(source: vip, wanted: client, route: nil), about: .realserver(.v4(path.address)))
  private static let noRoute = Finding(
    .noRoute(to: path.address, holes: []), about: .realserver(.v4(path.address)))

  private static let strongModel = Finding(
    .strongHostModel(Command("weaken")), about: .named("hostmodel"))
  private static let strictInterfaces = Finding(
    .strictInterfaces(directors: 2, Command("loosen"), setIn: nil), about: .named("ip_strict_dst_multihoming"))

  struct Case: CustomTestStringConvertible {
    let testDescription: String
    let evidence: PathEvidence
    let host: HostName
    let id: FindingID

    init(_ name: String, _ evidence: PathEvidence, _ host: HostName, _ id: FindingID) {
      testDescription = name
      self.evidence = evidence
      self.host = host
      self.id = id
    }
  }

  static let cases = [
    Case("nothing comes to the director", evidence(.silent, packets: 0, taken: 0), lb1, .notArriving),
    Case(
      "nothing comes, and the network says so", evidence(.unreachable("No route to host"), packets: 0, taken: 0), lb1,
      .notArriving),
    Case("another one answers", evidence(.answered(bytes: 0), packets: 0, taken: 0), lb1, .answeredElsewhere),
    Case("another one refuses", evidence(.refused, packets: 0, taken: 0), lb1, .answeredElsewhere),
    Case(
      "nobody answers ARP for a VIP that is nowhere",
      evidence(.silent, packets: 0, taken: 0, directorChanges: [missingVIP]), lb1, .vipNotLocal),
    Case(
      "the VIP is not on the director", evidence(.silent, taken: 0, directorChanges: [missingVIP]), lb1, .vipNotLocal),
    Case("the director's firewall", evidence(.silent, taken: 0), lb1, .notTaken),
    Case("somebody changes marks on the director", evidence(.answered(bytes: 3000), taken: 0), lb1, .unproven),
    Case(
      "an answer that is lost, while rp_filter drops others",
      evidence(.silent, unwrapped: 3, dropped: 1, isHalfOpen: true), web1, .replyLost),
    Case("no route to the realserver", evidence(.silent, directorFindings: [noRoute], unwrapped: 0), lb1, .noRoute),
    Case(
      "another outer source", evidence(.silent, directorFindings: [wrongSource], unwrapped: 0), lb1, .wrongOuterSource),
    Case(
      "another outer source, which Linux refuses", evidence(.refused, directorFindings: [wrongSource], unwrapped: 0),
      lb1,
      .wrongOuterSource),
    Case("protocol 4 is lost", evidence(.silent, unwrapped: 0), web1, .outerLost),
    Case(
      "a setting that is wrong and not in the way is not blamed",
      evidence(.silent, changes: [tunnelChange(filter: 0)], unwrapped: 0), web1, .outerLost),
    Case(
      "the tunnel is down", evidence(.refused, changes: [tunnelChange(isUp: false)], unwrapped: 0), web1, .tunnelWrong),
    Case(
      "the tunnel is down, on a system that throws its packets away",
      evidence(.silent, changes: [tunnelChange(isUp: false)], unwrapped: 0), web1, .tunnelWrong),
    Case(
      "the tunnel has other ends, on a system that says nothing",
      evidence(.silent, changes: [tunnelChange(local: false)]), web1, .tunnelWrong),
    Case("refused, and nothing known", evidence(.refused, unwrapped: 0), web1, .tunnelWrong),
    Case(
      "the VIP is not on the tunnel", evidence(.silent, changes: [tunnelChange(addresses: [])], unwrapped: 3), web1,
      .vipNotInside),
    Case("rp_filter", evidence(.silent, unwrapped: 3, dropped: 3), web1, .reversePathDrop),
    Case(
      "no way back, which rp_filter notices first", evidence(.silent, unwrapped: 3, dropped: 3, route: nil), web1,
      .noReplyRoute),
    Case("a firewall within", evidence(.silent, unwrapped: 3), web1, .notAnswered),
    Case("the answer is lost", evidence(.silent, unwrapped: 3, isHalfOpen: true), web1, .replyLost),
    Case(
      "packets are taken on one tunnel only", evidence(.silent, findings: [strictInterfaces], unwrapped: 3), web1,
      .strictInterfaces),
    Case(
      "answers with the VIP as source do not leave", evidence(.silent, findings: [strongModel], unwrapped: 3), web1,
      .strongHostModel),
    Case(
      "nor do they where the connection is half made",
      evidence(.silent, findings: [strongModel], unwrapped: 3, isHalfOpen: true), web1, .strongHostModel),
    Case(
      "a strict stack is not in the way of what does not come to it",
      evidence(.silent, findings: [strongModel, strictInterfaces], unwrapped: 0), web1, .outerLost),
    Case(
      "a strict stack does not explain an answer that is lost",
      evidence(.silent, findings: [strictInterfaces], unwrapped: 3, isHalfOpen: true), web1, .replyLost),
    Case(
      "a strict stack of a host that does not tell", evidence(.silent, findings: [strictInterfaces]), web1,
      .strictInterfaces),
    Case("nobody listens", evidence(.refused, unwrapped: 1, listening: .nowhere), web1, .nobodyListens),
    Case(
      "somebody listens elsewhere", evidence(.refused, unwrapped: 1, listening: .elsewhere([path.address])), web1,
      .nobodyListens),
    Case("too long", evidence(.stalled(bytes: 0), unwrapped: 5), web1, .tooLong),
    Case("a host that does not tell", evidence(.silent), web1, .unproven),
  ]

  @Test(arguments: cases) func `the first layer at which packets stop is named`(_ it: Case) {
    let layer = it.evidence.brokenLayer
    #expect(layer.finding.id == it.id, Comment(rawValue: "\(layer.host): \(layer.finding)"))
    #expect(layer.host == it.host)
    #expect(!layer.finding.why.isEmpty && !layer.finding.remedy.description.isEmpty)
  }

  // MARK: - Others who take protocol 4

  @Test func `packets that IPsec drops are not the provider's fault`() {
    var evidence = Self.evidence(.silent, unwrapped: 0)
    #expect(evidence.brokenLayer.finding.id == .outerLost)
    evidence.realserver.after?.droppedByIPsec = 3
    let layer = evidence.brokenLayer
    #expect(layer.finding.fault == .otherHandler(.ipsec(dropped: 3)) && layer.host == Self.web1)
  }

  @Test func `a VTI that is known to take them is named with what is known of it`() {
    let vti = Finding(.otherHandler(.ipsec(dropped: 1)), about: .named("VTI vti1"))
    #expect(Self.evidence(.silent, findings: [vti], unwrapped: 0).brokenLayer.finding == vti)
  }

  // MARK: - What is done about it

  @Test func `what is so already is not advised, nor what takes away what is somebody else's`() {
    var evidence = Self.evidence(.stalled(bytes: 2920), unwrapped: 3)
    evidence.realserver.obstacles.shorter = Command("shorter")
    let unlimited = Fault.TooLong.unlimited(vip: Self.vip, director: Self.lb1, shorter: Command("shorter"))
    #expect(evidence.brokenLayer.finding.fault == .tooLong(bytes: 2920, unlimited))
    evidence.path.mss = .throughTunnel
    let limited = Fault.TooLong.limited(.throughTunnel, to: Self.path.address)
    #expect(evidence.brokenLayer.finding.fault == .tooLong(bytes: 2920, limited))

    let rule = PacketFilter(place: "tc", dropped: 3, openings: [:], removals: [.wrappedIn: "tc filter del x"])
    let opening = Self.evidence(.silent, unwrapped: 0, onRealserver: Obstacles(filters: [rule])).brokenLayer.finding
    let loss = PacketLoss(places: ["tc"], dropped: 3, openings: [], removals: ["tc filter del x"])
    #expect(opening.fault == .outerLost(director: Self.lb1, to: Self.path.address, loss, own: nil))
  }

  private static func filter(_ leg: PacketFilter.Leg, dropped: Int? = 3) -> Obstacles {
    Obstacles(filters: [
      PacketFilter(place: "a filter", dropped: dropped, openings: [leg: Command("let", "through")])
    ])
  }

  private static let mended: [(PathEvidence, String)] = [
    (evidence(.silent, packets: 3, taken: 0, onDirector: filter(.service)), "on lb1: let through (and keep"),
    (evidence(.silent, packets: 4, taken: 0, onDirector: filter(.service)), "look for a firewall there"),
    (evidence(.silent, packets: 3, unwrapped: 0, onRealserver: filter(.wrappedIn)), "on web1: let through (and keep"),
    (
      evidence(.silent, packets: 3, unwrapped: 0, onRealserver: filter(.wrappedIn, dropped: nil)),
      "on web1: let through (if it does not help"
    ),
    (
      evidence(
        .silent, packets: 3, unwrapped: 0, onDirector: filter(.wrappedOut),
        onRealserver: filter(.wrappedIn, dropped: nil)), "on lb1: let through (and keep"
    ),
    (evidence(.silent, unwrapped: 0, onRealserver: filter(.service)), "have protocol 4 from lb1"),
    (evidence(.refused, packets: 3, unwrapped: 0, onRealserver: filter(.wrappedIn)), "on web1: let through"),
    (evidence(.silent, unwrapped: 3, onRealserver: filter(.service)), "on web1: let through"),
    (evidence(.refused, unwrapped: 3, onRealserver: filter(.service)), "on web1: let through"),
    (evidence(.silent, unwrapped: 3, onRealserver: filter(.answer)), "on web1: let through"),
    (evidence(.silent, unwrapped: 3, isHalfOpen: true, onRealserver: filter(.answer)), "on web1: let through"),
    (evidence(.silent, unwrapped: 3, isHalfOpen: true), "ask the provider of web1"),
    (
      evidence(.refused, unwrapped: 3, listening: .nowhere, onRealserver: filter(.service)),
      "start the program that is to listen on 198.18.101.80:80"
    ),
    (
      evidence(.silent, unwrapped: 3, route: nil, onRealserver: Obstacles(holes: ["way back"])),
      "whoever set the route that leads nowhere takes it away (way back)"
    ),
    (
      evidence(.stalled(bytes: 0), unwrapped: 5, onRealserver: Obstacles(shorter: Command("shorter"))),
      "on web1: shorter"
    ),
    (evidence(.silent, taken: 0, directorChanges: [missingVIP]), "culvert up"),
  ]

  @Test(arguments: mended.indices) func `what lets the packets through is said where the hosts tell it`(_ index: Int) {
    let (evidence, remedy) = Self.mended[index]
    let layer = evidence.brokenLayer
    let text = layer.finding.remedy.text(on: layer.host)
    #expect(text.hasPrefix(remedy), Comment(rawValue: text))
  }

  private static func asking(for bytes: Int, wanted: SegmentSize?, changes: [Change] = []) -> PathEvidence {
    var evidence = evidence(.answered(bytes: 3000), changes: changes, unwrapped: 5)
    evidence.path.mss = wanted
    evidence.attempt.announced = value { try SegmentSize(String(bytes)) }
    return evidence
  }

  @Test func `an answer that asks for longer packets than the inventory is told, and who mends it`() {
    let missing = Change(SegmentRules.self, Self.path.key, Delta(from: nil, to: .throughTunnel))
    for (changes, remedy) in [([missing], "culvert up"), ([], "the host's rule is there")] {
      let layer = Self.asking(for: 1460, wanted: .throughTunnel, changes: changes).brokenLayer
      #expect(layer.host == Self.web1 && layer.finding.id == .segmentsTooLong)
      #expect(layer.finding.why.contains("1460") && layer.finding.why.contains("1440 at most"))
      #expect(layer.finding.remedy.description.hasPrefix(remedy))
    }
    #expect(Self.asking(for: 1440, wanted: .throughTunnel).brokenLayer.finding.id != .segmentsTooLong)
    #expect(Self.asking(for: 1460, wanted: nil).brokenLayer.finding.id != .segmentsTooLong)
  }

  @Test func `a rule that is missing stands in the way of its own service only`() throws {
    let missing = Change(SegmentRules.self, Self.path.key, Delta(from: nil, to: .throughTunnel))
    let other = Change(
      SegmentRules.self,
      .address(.v4(Self.vip), .tcp, Port(number: 81)), Delta(from: nil, to: .throughTunnel))
    let all = Change(SegmentRules.self, .address(.v4(Self.vip), .tcp, .all), Delta(from: nil, to: .throughTunnel))
    let ofHost = Change(
      Settings.self, .greatestSegment, Delta(from: try SettingValue("65495"), to: try SettingValue("1480")))
    let quiet = Change(
      Settings.self,
      try SettingName("net/ipv4/conf/eth0/arp_ignore"), Delta(from: try SettingValue("0"), to: try SettingValue("1")))
    for (change, isNamed) in [(missing, true), (other, false), (all, true), (ofHost, true), (quiet, false)] {
      let faults = Self.asking(for: 1440, wanted: .throughTunnel, changes: [change]).standingFaults
      #expect(faults.contains { $0.finding.id == .segmentsTooLong } == isNamed, "\(change)")
      let unasked = Self.asking(for: 1440, wanted: nil, changes: [change]).standingFaults
      #expect(!unasked.contains { $0.finding.id == .segmentsTooLong })
    }
  }

  @Test(arguments: [true, false]) func `answers that the host itself drops are lost answers, half-open or not`(
    isHalfOpen: Bool
  ) {
    let counted = Self.evidence(
      .silent, unwrapped: 3, isHalfOpen: isHalfOpen, onRealserver: Self.filter(.answer))
    #expect(counted.brokenLayer.finding.id == .replyLost)
    #expect(counted.brokenLayer.finding.why.contains("dropped 3 meanwhile"))
  }

  @Test func `who listens elsewhere is told where`() {
    let layer = Self.evidence(.refused, unwrapped: 1, listening: .elsewhere([Self.path.address])).brokenLayer
    #expect(layer.finding.why.contains("198.18.1.21 only"))
  }

  @Test func `without a director that could be asked nothing is blamed`() {
    var evidence = Self.evidence(.silent)
    evidence.directors = []
    #expect(evidence.brokenLayer.finding.id == .unproven)
  }

  // MARK: - Without packets

  /// What stands in the way whether a packet comes or not, as `ID` each.
  private static let standing: [(PathEvidence, [FindingID])] = [
    (evidence(.silent, unwrapped: 0), []),
    (evidence(.silent, directorChanges: [missingVIP], unwrapped: 0), [.vipNotLocal]),
    (evidence(.silent, changes: [tunnelChange(isUp: false)], unwrapped: 0), [.tunnelWrong]),
    (evidence(.silent, changes: [tunnelChange(addresses: [])], unwrapped: 0), [.vipNotInside]),
    (evidence(.silent, changes: [tunnelChange(filter: 1)], unwrapped: 0), [.reversePathDrop]),
    (evidence(.silent, unwrapped: 0, listening: .nowhere), [.nobodyListens]),
    (evidence(.silent, unwrapped: 0, route: nil), [.noReplyRoute]),
    (
      evidence(.silent, directorChanges: [missingVIP], unwrapped: 0, listening: .elsewhere([path.address]), route: nil),
      [.vipNotLocal, .noReplyRoute, .nobodyListens]
    ),
    (evidence(.silent, changes: [tunnelChange(filter: 1)]), [.reversePathDrop]),
    (evidence(.silent, changes: [arp("arp_ignore", from: 0, to: 1)], unwrapped: 0), [.answersARP]),
    (evidence(.silent, changes: [arp("arp_announce", from: 0, to: 2)], unwrapped: 0), []),
  ]

  private static func arp(_ name: String, from: Int, to: Int) -> Change {
    .init(
      Settings.self,
      value { try SettingName("net/ipv4/conf/eth1/\(name)") }, Delta(from: SettingValue(from), to: SettingValue(to)))
  }

  @Test(arguments: standing.indices) func `what is broken whether packets come or not is named, all of it`(_ index: Int)
  {
    let (evidence, ids) = Self.standing[index]
    #expect(evidence.standingFaults.map(\.finding.id) == ids)
  }

  @Test func `a realserver without the VIP is not asked for the way back from it`() {
    var evidence = Self.evidence(.silent, unwrapped: 0, route: nil)
    evidence.realserver.tunnels = []
    #expect(evidence.standingFaults.isEmpty)
  }
}
