import Controller
import Drivers
import HostAgent
import Model
import Planning
import Testing

@testable import Transport

/// Hosts in memory and a controller for them.
final class FakeCluster: Sendable {
  let time: FakeTime
  let log = CommandLog()
  let chronicle = Chronicle()
  let hosts: [HostName: FakeHost]
  private let progress = Monitor<[HostName: [HostProgress]]>([:])

  /// Bare hosts, or hosts as others were left.
  init(_ agents: [HostName: FakeAgent]? = nil, time: FakeTime = FakeTime()) {
    self.time = time
    let (time, log, chronicle) = (self.time, self.log, self.chronicle)
    let agents =
      agents ?? Dictionary(uniqueKeysWithValues: Example.names.map { ($0, FakeAgent(Example.system($0))) })
    hosts = Dictionary(uniqueKeysWithValues: agents.map { ($0.key, FakeHost($0.key, $0.value, time, log, chronicle)) })
    time.watch { [weak self] end in
      while let next = self?.nextWatchdog, next.time <= end { next.host.tick(next.time) }
    }
  }

  /// The watchdog that fires next, and when.
  private var nextWatchdog: (host: FakeHost, time: Duration)? {
    hosts.values.compactMap { host in host.firesAt.map { (host, $0) } }.min { $0.1 < $1.1 }
  }

  /// A cluster that is up and has been for long.
  static func up(time: FakeTime = FakeTime()) async throws -> FakeCluster {
    FakeCluster(try await upAgents.value, time: time)
  }

  private static let upAgents = Task {
    let fake = FakeCluster()
    let report = await fake.run(try await fake.plans(Example.cluster()), Example.cluster())
    try #require(report.outcome == .confirmed, "\(report.problems)")
    return fake.hosts.mapValues(\.agent)
  }

  subscript(name: HostName) -> FakeHost {
    guard let host = hosts[name] else { preconditionFailure("\(name)") }
    return host
  }

  // MARK: - The controller

  func fleet(_ cluster: Cluster, of names: [HostName] = Example.names) -> Fleet {
    Fleet(
      members: cluster.hosts.filter { names.contains($0.name) }.map { host in
        .init(host: host.name, driver: LinuxDriver(), intent: cluster.intent(for: host), channel: self[host.name])
      })
  }

  func proposals(_ cluster: Cluster, of names: [HostName] = Example.names) async throws -> [Proposal] {
    let fleet = fleet(cluster, of: names)
    let views = await fleet.survey()
    return try fleet.members.map { member in
      let view = try #require(try views[member.host]?.get())
      return try Proposal(view, of: member, templates: FakeTemplates(), adopts: false)
    }
  }

  /// The plans that bring all hosts to what the inventory says, without the empty ones.
  func plans(_ cluster: Cluster, of names: [HostName] = Example.names) async throws -> [HostPlan] {
    let proposals = try await proposals(cluster, of: names)
    #expect(proposals.flatMap(\.refusals).isEmpty)
    return proposals.map(\.plan).filter { !$0.isEmpty }
  }

  func transaction(
    _ plans: [HostPlan], _ cluster: Cluster, id: TransactionID = .random(), drain: Int = 0,
    created: Int = 1_700_000_000, gate: ProofGate? = nil, _ adjust: (inout RunOptions) -> Void = { _ in }
  ) -> TransactionRun {
    time.begin()
    var options = Self.options(drain: drain, created: created)
    adjust(&options)
    return TransactionRun(
      id: id, plans: plans, fleet: fleet(cluster), options: options, gate: gate,
      time: time.source
    ) { host, event in self.progress.withLock { $0[host, default: []].append(event) } }
  }

  private static func options(drain: Int = 0, created: Int = 1_700_000_000) -> RunOptions {
    RunOptions(deadline: 60, drainTimeout: drain, owner: "tester@here", created: created)
  }

  /// What a controller asks a host to stage.
  func order(_ id: TransactionID, _ plan: HostPlan, _ cluster: Cluster) throws -> TransactionOrder {
    TransactionOrder(id, plan, try #require(fleet(cluster)[plan.host]), Self.options())
  }

  /// How long a host of the fake cluster waits for a word after a phase.
  func deadline(_ plan: HostPlan, after phase: Phase) -> Int {
    plan.part.deadline(Self.options().deadline, tearsDown: phase == .teardown)
  }

  func run(
    _ plans: [HostPlan], _ cluster: Cluster, id: TransactionID = .random(), drain: Int = 0, created: Int = 1_700_000_000
  ) async -> RunReport {
    await transaction(plans, cluster, id: id, drain: drain, created: created).run()
  }

  // MARK: - What is seen

  /// What was told of a host, in order.
  func told(_ host: HostName) -> [HostProgress] { progress.withLock { $0[host] ?? [] } }

  /// All hosts as they have to be again when a change was taken back.
  var state: [HostName: FakeSystem] { hosts.mapValues { $0.system.comparable } }

  /// Lets all watchdogs do their work.
  func letDeadlinesPass() { time.pass(.seconds(200)) }

  /// The hosts on which a transaction or a lock was left.
  var unclean: Set<HostName> { Set(hosts.filter { !$0.value.isClean }.keys) }
}

extension RunReport {
  /// What went wrong on a host.
  func problems(_ host: HostName) -> [RunProblem] { problems.filter { $0.host == host }.map(\.problem) }
}
