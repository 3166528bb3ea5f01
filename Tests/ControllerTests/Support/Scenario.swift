import Controller
import HostAgent
import Model
import Planning
import Testing

/// A change of the example cluster, with what each host has to be like before and after it.
enum Scenario: CaseIterable, Sendable {
  /// Bare hosts are brought up.
  case bringUp
  /// Everything of culvert's goes away.
  case tearDown
  /// One realserver goes, and the other one's weight changes.
  case shrink

  var target: Cluster {
    switch self {
    case .bringUp: Example.cluster()
    case .tearDown: Example.nothing
    case .shrink: Example.cluster([Example.web1: 5])
    }
  }

  /// What every rehearsal of a scenario begins with; looked at once.
  struct Preparation: Sendable {
    let agents: [HostName: FakeAgent]
    let plans: [HostPlan]
    /// What the change leaves where nothing goes wrong.
    let after: [HostName: FakeSystem]
  }

  var preparation: Preparation {
    get async throws {
      guard let task = Self.preparations[self] else { return try await prepare() }
      return try await task.value
    }
  }

  private static let preparations = Dictionary(
    uniqueKeysWithValues: allCases.map { scenario in (scenario, Task { try await scenario.prepare() }) })

  private func prepare() async throws -> Preparation {
    let cluster = self == .bringUp ? FakeCluster() : try await FakeCluster.up()
    let agents = cluster.hosts.mapValues(\.agent)
    let plans = try await cluster.plans(target)
    let report = await cluster.run(plans, target)
    try #require(report.outcome == .confirmed)
    return Preparation(agents: agents, plans: plans, after: cluster.state)
  }
}

/// One run of a scenario in which something goes wrong.
struct Rehearsal {
  let cluster: FakeCluster
  let before: [HostName: FakeSystem]
  let after: [HostName: FakeSystem]
  let plans: [HostPlan]
  let scenario: Scenario

  init(_ scenario: Scenario) async throws {
    let preparation = try await scenario.preparation
    self.scenario = scenario
    cluster = FakeCluster(preparation.agents)
    plans = preparation.plans
    before = cluster.state
    after = preparation.after
  }

  func run(drain: Int = 0) async -> RunReport { await cluster.run(plans, scenario.target, drain: drain) }

  /// How many steps the plan has on a host.
  func stepCount(_ host: HostName) -> Int { ((try? steps(host)) ?? []).count }

  /// The command of a host's step, from 0.
  func step(_ host: HostName, _ index: Int) throws -> Command { try steps(host)[index].forward }

  func steps(_ host: HostName) throws -> [Step] {
    guard let plan = plans.first(where: { $0.host == host }) else { return [] }
    return try cluster.order(.random(), plan, scenario.target).steps
  }

  /// Nothing that the report says of a host is otherwise, and in the end each host is wholly old or wholly new.
  func expectTruth(
    _ report: RunReport, _ comment: Comment,
    sourceLocation: SourceLocation = #_sourceLocation
  ) {
    for untruth in untruths(report) { Issue.record("\(untruth): \(comment)", sourceLocation: sourceLocation) }
    cluster.letDeadlinesPass()
    #expect(cluster.unclean.isEmpty, comment, sourceLocation: sourceLocation)
    let end = cluster.state
    for host in Example.names {
      let isWhole = end[host] == before[host] || end[host] == after[host]
      #expect(isWhole, "\(host): \(comment)", sourceLocation: sourceLocation)
    }
  }

  /// What the report says that is not so.
  func untruths(_ report: RunReport) -> [String] {
    let now = cluster.state
    let hosts = plans.map(\.host)
    let untruths = hosts.compactMap { host -> String? in
      switch report.endings[host] {
      case .confirmed: now[host] == after[host] ? nil : "\(host) is not confirmed"
      case .reverted: now[host] == before[host] ? nil : "\(host) is not taken back"
      case .untouched: now[host] == before[host] ? nil : "\(host) is not untouched"
      case .revertFailed, .unknown: nil
      case nil: "nothing is said of \(host)"
      }
    }
    let outcome = Self.outcome(Set(hosts.compactMap { report.endings[$0] }))
    return untruths + (report.outcome == outcome ? [] : ["the outcome is \(report.outcome), not \(outcome)"])
  }

  private static func outcome(_ endings: Set<ClusterTransaction.Ending>) -> ClusterTransaction.Outcome {
    if endings == [.confirmed] { return .confirmed }
    if !endings.isDisjoint(with: [.unknown, .revertFailed]) { return .rollbackFailed }
    return endings.contains(.confirmed) ? .partlyConfirmed : .rolledBack
  }
}
