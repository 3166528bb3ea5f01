import Controller
import HostAgent
import Model
import Planning
import Testing

/// Hosts that cannot be reached before anything is changed, and what becomes of the others.
@Suite struct UnreachableTests {
  /// A run of culvert's, told in few words.
  enum Course: Equatable {
    case objected([SkipObjection])
    /// Hosts that are to stay as they are would lose these.
    case loses([ServiceKey])
    /// There was nothing to do on the hosts that were worked on.
    case idle
    case ran(ClusterTransaction.Outcome)
  }

  /// What `up` does where these hosts cannot be reached.
  private static func up(
    _ cluster: FakeCluster, _ target: Cluster, without unreachable: Set<HostName>, _ policy: UnreachablePolicy = .skip,
    onlyFailed: Bool = false, created: Int = 1_700_000_100
  ) async throws -> Course {
    for host in Example.names {
      cluster[host].arrange()
      if unreachable.contains(host) { cluster[host].arrange(Mishap(verb: .probe, effect: .unreachable)) }
    }
    let fleet = cluster.fleet(target)
    let survey = Survey(await fleet.survey())
    try #require(Set(survey.unreachable.keys) == unreachable && survey.failures.isEmpty)
    let objections = survey.objections(in: target, policy)
    guard objections.isEmpty else { return .objected(objections) }
    var scope = survey.scope
    if onlyFailed {
      let history = ClusterHistory(hosts: try await fleet.history().mapValues { try $0.get() })
      scope = fleet.scope(ofThoseLeftBehind: history, survey, in: target)
      let lost = survey.servicesLost(in: target, to: scope)
      if !lost.isEmpty { return .loses(lost) }
    }
    let results = fleet.proposals(survey, of: target, within: scope, templates: FakeTemplates(), adopts: false)
    let proposals = try results.values.map { try $0.get() }
    #expect(proposals.flatMap(\.refusals).isEmpty)
    let plans = proposals.map(\.plan).filter { !$0.isEmpty }
    if plans.isEmpty { return .idle }
    let report = await cluster.run(plans, target, created: created)
    #expect(Set(report.endings.keys).isDisjoint(with: unreachable))
    return .ran(report.outcome)
  }

  private static func rules(_ cluster: FakeCluster) -> [Substring] {
    cluster[Example.director].system.kernel.rules.split(separator: "\n").filter { $0.contains("198.18.0.80") }
  }

  @Test func `a new realserver that cannot be reached is not directed to, and the others serve`() async throws {
    let cluster = FakeCluster()
    let before = cluster.state[Example.web2]
    let course = try await Self.up(cluster, Example.cluster(), without: [Example.web2])
    #expect(course == .ran(.confirmed))
    #expect(
      Self.rules(cluster) == [
        "-A -t 198.18.0.80:80 -s wlc", "-a -t 198.18.0.80:80 -r 198.18.1.21:80 -i -w 1 --tun-type ipip",
      ])
    #expect(cluster.state[Example.web2] == before)
  }

  @Test func `a realserver that is served already and cannot be reached stays as it is`() async throws {
    let cluster = try await FakeCluster.up()
    let before = cluster.state[Example.web2]
    let target = Example.cluster([Example.web1: 7, Example.web2: 9])
    let course = try await Self.up(cluster, target, without: [Example.web2])
    #expect(course == .ran(.confirmed))
    #expect(
      Self.rules(cluster).dropFirst() == [
        "-a -t 198.18.0.80:80 -r 198.18.1.21:80 -i -w 7 --tun-type ipip",
        "-a -t 198.18.0.80:80 -r 198.18.2.22:80 -i -w 2 --tun-type ipip",
      ])
    #expect(cluster.state[Example.web2] == before)
  }

  @Test func `a realserver that goes and cannot be reached is let go of by the director`() async throws {
    let cluster = try await FakeCluster.up()
    let before = cluster.state[Example.web2]
    let course = try await Self.up(cluster, Example.cluster([Example.web1: 1]), without: [Example.web2])
    #expect(course == .ran(.confirmed))
    #expect(!Self.rules(cluster).contains { $0.contains("198.18.2.22") })
    #expect(cluster.state[Example.web2] == before)
  }

  @Test func `a realserver under a new address at which it cannot be reached keeps the old one in the table`()
    async throws
  {
    let cluster = try await FakeCluster.up()
    var target = Example.cluster([Example.web1: 5, Example.web2: 2])
    target.hosts[2].address = made { try IPAddress("198.18.2.99") }
    let before = Self.rules(cluster)
    #expect(try await Self.up(cluster, target, without: [Example.web2]) == .ran(.confirmed))
    #expect(Self.rules(cluster).map { $0.replacing("-w 5", with: "-w 1") } == before)
    #expect(Self.rules(cluster)[1].contains("-w 5"))
  }

  /// web2 serves, web1 has come later, and web2 could not be reached then.
  private static func joined() async throws -> FakeCluster {
    let cluster = FakeCluster()
    #expect(try await up(cluster, Example.cluster([Example.web2: 2]), without: []) == .ran(.confirmed))
    let both = Example.cluster([Example.web1: 5, Example.web2: 2])
    #expect(try await up(cluster, both, without: [Example.web2], created: 1_700_000_200) == .ran(.confirmed))
    return cluster
  }

  @Test func `a realserver that goes stays in the table while only others are gone on with`() async throws {
    let cluster = try await Self.joined()
    let target = Example.cluster([Example.web2: 3])
    let course = try await Self.up(cluster, target, without: [], onlyFailed: true, created: 1_700_000_300)
    #expect(course == .ran(.confirmed))
    #expect(
      Self.rules(cluster).dropFirst() == [
        "-a -t 198.18.0.80:80 -r 198.18.1.21:80 -i -w 5 --tun-type ipip",
        "-a -t 198.18.0.80:80 -r 198.18.2.22:80 -i -w 3 --tun-type ipip",
      ])
    #expect(cluster[Example.web1].count(.stage) == 0)
  }

  @Test func `a service that only realservers out of reach would serve is not made, nor its VIP put anywhere`()
    async throws
  {
    let cluster = FakeCluster()
    _ = try await Self.up(cluster, Example.cluster([Example.web2: 1]), without: [Example.web2])
    #expect(Self.rules(cluster).isEmpty)
    let vips = cluster[Example.director].system.kernel.devices["lo"]?.addresses.map(\.address.text) ?? []
    #expect(vips.contains("198.18.0.81") && !vips.contains("198.18.0.80"))
  }

  @Test(arguments: Scenario.allCases) func `without the director nothing is changed`(_ scenario: Scenario)
    async throws
  {
    let rehearsal = try await Rehearsal(scenario)
    let course = try await Self.up(rehearsal.cluster, scenario.target, without: [Example.director])
    let expected: [SkipObjection] =
      scenario == .tearDown
      ? [.formerDirector(Example.director, of: Example.web1), .formerDirector(Example.director, of: Example.web2)]
      : [.director(Example.director)]
    #expect(course == .objected(expected))
    #expect(rehearsal.cluster.state == rehearsal.before)
    #expect(Example.names.allSatisfy { rehearsal.cluster[$0].count(.stage) == 0 })
  }

  @Test func `a service does not lose its last realserver to one that cannot be reached`() async throws {
    let cluster = FakeCluster()
    let first = Example.cluster([Example.web1: 1])
    #expect(try await Self.up(cluster, first, without: []) == .ran(.confirmed))
    let before = cluster.state
    let course = try await Self.up(cluster, Example.cluster([Example.web2: 1]), without: [Example.web2])
    #expect(course == .objected([.noneLeft(made { try ServiceName("web") }, director: Example.director)]))
    #expect(cluster.state == before)
  }

  @Test func `a quorum counts the realservers of each service that have weight`() async throws {
    for (number, isMet) in [(1, true), (2, false), (3, false)] {
      let cluster = FakeCluster()
      let course = try await Self.up(cluster, Example.cluster(), without: [Example.web2], .quorum(number))
      let missed = SkipObjection.tooFew(made { try ServiceName("web") }, reached: 1, wanted: 2)
      #expect(course == (isMet ? .ran(.confirmed) : .objected([missed])), "\(number)")
    }
    let drained = Example.cluster([Example.web1: 1, Example.web2: 0])
    let course = try await Self.up(FakeCluster(), drained, without: [Example.web2], .quorum(2))
    #expect(course == .ran(.confirmed), "web2 is not to serve anyway")
  }

  // MARK: - Going on later

  /// The change, and the realservers that cannot be reached the first time.
  static let courses: [(Scenario, Set<HostName>)] = Scenario.allCases.flatMap { scenario in
    [[], [Example.web1], [Example.web2], [Example.web1, Example.web2]].map { (scenario, Set($0)) }
  }

  @Test(arguments: courses) func `going on later ends as if nothing had ever been out of reach`(
    _ scenario: Scenario, _ skipped: Set<HostName>
  ) async throws {
    let rehearsal = try await Rehearsal(scenario)
    let cluster = rehearsal.cluster
    switch try await Self.up(cluster, scenario.target, without: skipped) {
    case .ran(let outcome): #expect(outcome == .confirmed)
    case .idle, .objected, .loses: #expect(cluster.state == rehearsal.before && !skipped.isEmpty)
    }
    for host in skipped { #expect(cluster.state[host] == rehearsal.before[host]) }
    let asked = Example.names.filter { cluster[$0].count(.stage) > 0 }
    let course = try await Self.up(
      cluster, scenario.target, without: [], onlyFailed: !asked.isEmpty, created: 1_700_000_200)
    #expect(course == .ran(.confirmed) || skipped.isEmpty && course == .idle)
    #expect(cluster.state == rehearsal.after)
    #expect(AvailabilityTests.complaints(along: cluster.log.all, from: rehearsal.before) == [])
    #expect(try await cluster.plans(scenario.target).isEmpty)
  }

  @Test func `going on leaves the others alone, whatever differs there`() async throws {
    let cluster = FakeCluster()
    #expect(try await Self.up(cluster, Example.cluster(), without: [Example.web2]) == .ran(.confirmed))
    // By hand on a realserver, and in the inventory its weight.
    cluster[Example.web1].change { agent in
      _ = agent.system.kernel.run(Command("ip", "addr", "del", "198.18.0.81/32", "dev", "lvs-lb1"))
    }
    let web1 = cluster.state[Example.web1]
    let target = Example.cluster([Example.web1: 5, Example.web2: 2])
    let course = try await Self.up(cluster, target, without: [], onlyFailed: true, created: 1_700_000_200)
    #expect(course == .ran(.confirmed))
    #expect(cluster.state[Example.web1] == web1 && cluster[Example.web1].count(.stage) == 0)
    #expect(
      Self.rules(cluster).dropFirst() == [
        "-a -t 198.18.0.80:80 -r 198.18.1.21:80 -i -w 1 --tun-type ipip",
        "-a -t 198.18.0.80:80 -r 198.18.2.22:80 -i -w 2 --tun-type ipip",
      ])
  }

  @Test func `a weight that was to be raised is raised when its realserver can be reached again`() async throws {
    let cluster = try await FakeCluster.up()
    let target = Example.cluster([Example.web1: 3, Example.web2: 9])
    #expect(try await Self.up(cluster, target, without: [Example.web2]) == .ran(.confirmed))
    #expect(
      try await Self.up(cluster, target, without: [], onlyFailed: true, created: 1_700_000_200) == .ran(.confirmed))
    #expect(cluster[Example.web2].count(.stage) == 0, "there was nothing to do on it")
    #expect(Self.rules(cluster).last?.contains("-r 198.18.2.22:80 -i -w 9") == true)
    #expect(try await cluster.plans(target).isEmpty)
  }

  @Test(arguments: Scenario.allCases) func `after a change that went back everywhere, all of it is done again`(
    _ scenario: Scenario
  ) async throws {
    let rehearsal = try await Rehearsal(scenario)
    let cluster = rehearsal.cluster
    cluster[Example.director].change { $0.troubles.step = (0, .fails) }
    #expect(await rehearsal.run().outcome == .rolledBack)
    cluster[Example.director].change { $0.troubles.step = nil }
    let course = try await Self.up(cluster, rehearsal.scenario.target, without: [], onlyFailed: true)
    #expect(course == .ran(.confirmed))
    #expect(cluster.state == rehearsal.after)
  }

  @Test func `what went wrong when it was gone on with is gone on with again`() async throws {
    let cluster = FakeCluster()
    let target = Example.cluster()
    #expect(try await Self.up(cluster, target, without: [Example.web2]) == .ran(.confirmed))
    cluster[Example.web2].change { $0.troubles.step = (0, .fails) }
    let failed = try await Self.up(cluster, target, without: [], onlyFailed: true, created: 1_700_000_200)
    #expect(failed == .ran(.rolledBack))
    cluster[Example.web2].change { $0.troubles.step = nil }
    let again = try await Self.up(cluster, target, without: [], onlyFailed: true, created: 1_700_000_300)
    #expect(again == .ran(.confirmed))
    #expect(cluster[Example.web1].count(.stage) == 0)
    #expect(try await cluster.plans(target).isEmpty)
  }

  @Test func `a realserver whose director went back alone is directed to when it is gone on`() async throws {
    let cluster = FakeCluster()
    let target = Example.cluster()
    let plans = try await cluster.plans(target)
    cluster[Example.director].arrange(Mishap(verb: .confirm, effect: .lostBefore, outage: .seconds(300)))
    #expect(await cluster.run(plans, target, created: 1_700_000_000).outcome == .rollbackFailed)
    cluster.letDeadlinesPass()
    cluster.time.pass(.seconds(300))
    try #require(cluster[Example.web2].agent.list.last?.state == .confirmed)
    try #require(cluster[Example.director].agent.list.last?.state == .reverted)
    #expect(try await Self.up(cluster, target, without: [], onlyFailed: true) == .ran(.confirmed))
    #expect(cluster[Example.web2].count(.stage) == 0)
    #expect(try await cluster.plans(target).isEmpty)
  }

  @Test func `a realserver that goes when it is gone on is let go of by the director first`() async throws {
    let cluster = try await FakeCluster.up()
    let before = cluster.state
    let heavier = Example.cluster([Example.web1: 5, Example.web2: 2])
    #expect(try await Self.up(cluster, heavier, without: [Example.web2]) == .ran(.confirmed))
    let smaller = Example.cluster([Example.web1: 5])
    let course = try await Self.up(cluster, smaller, without: [], onlyFailed: true, created: 1_700_000_200)
    #expect(course == .ran(.confirmed))
    #expect(AvailabilityTests.complaints(along: cluster.log.all, from: before) == [])
    #expect(try await cluster.plans(smaller).isEmpty)
  }

  @Test func `no service is taken from realservers that are to stay as they are`() async throws {
    let cluster = try await Self.joined()
    let before = cluster.state
    let course = try await Self.up(cluster, Example.nothing, without: [], onlyFailed: true, created: 1_700_000_300)
    #expect(course == .loses(Example.cluster().services.map(\.key).sorted()))
    #expect(cluster.state == before)
  }

  @Test func `a service does not get another VIP while none of its realservers can be reached`() async throws {
    let cluster = try await FakeCluster.up()
    var moved = Example.cluster()
    moved.services[0].vip = made { try IPAddress("198.18.0.90") }
    let all: Set = [Example.web1, Example.web2]
    let web = moved.services[0].name
    #expect(try await Self.up(cluster, moved, without: all) == .objected([.noneLeft(web, director: Example.director)]))
    #expect(try await Self.up(cluster, moved, without: [Example.web2]) == .ran(.confirmed))
    #expect(cluster[Example.director].system.kernel.rules.contains("-a -t 198.18.0.90:80 -r 198.18.1.21:80"))
    #expect(!cluster[Example.director].system.kernel.rules.contains("198.18.2.22"))
  }

  @Test func `what the last transaction has not left behind is not gone on with`() async throws {
    let cluster = try await FakeCluster.up()
    let before = cluster.state
    let target = Example.cluster([Example.web1: 5])
    #expect(try await Self.up(cluster, target, without: [], onlyFailed: true) == .idle)
    #expect(cluster.state == before)
  }

  // MARK: - Plain tunnels

  @Test func `a plain tunnel stays as it is while its other end cannot be reached, and then both ends change`()
    async throws
  {
    let cluster = FakeCluster()
    #expect(try await Self.up(cluster, Self.linked(inner: 1), without: [], created: 1_700_000_000) == .ran(.confirmed))
    let web1 = cluster[Example.web1].system.kernel.devices["tun-office"]
    try #require(web1 != nil)
    var target = Self.linked(inner: 9)
    target.services = Example.cluster([Example.web1: 1]).services
    target.directors = Example.cluster().directors
    #expect(try await Self.up(cluster, target, without: [Example.web2]) == .ran(.confirmed))
    #expect(cluster[Example.web1].system.kernel.devices["tun-office"]?.addresses == web1?.addresses)
    let course = try await Self.up(cluster, target, without: [], onlyFailed: true, created: 1_700_000_200)
    #expect(course == .ran(.confirmed))
    #expect(cluster[Example.web1].system.kernel.devices["tun-office"]?.addresses != web1?.addresses)
    #expect(try await cluster.plans(target).isEmpty)
  }

  /// A plain tunnel between the two realservers with inner addresses of its own.
  private static func linked(inner: UInt32) -> Cluster {
    var cluster = Example.nothing
    let first = IPv4Address(value: 0x0A14_0000 + inner)
    let second = IPv4Address(value: 0x0A14_0001 + inner)
    cluster.tunnels = [
      PointToPointTunnel(
        name: made { try TunnelName("office") }, encapsulation: .ipip,
        first: TunnelEnd(host: Example.web1, innerAddress: first),
        second: TunnelEnd(host: Example.web2, innerAddress: second))
    ]
    return cluster
  }
}
