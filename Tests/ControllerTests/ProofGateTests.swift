import Controller
import Model
import Planning
import Testing

@testable import Transport

/// A change that has to prove the ways that it makes before it is confirmed.
@Suite struct ProofGateTests {
  @Test func `a way to a new VIP is proven when the director has it`() async throws {
    let cluster = FakeCluster()
    let report = try await change(cluster, to: Example.cluster(), FakeNetwork(cluster: cluster))
    #expect(report.outcome == .confirmed && report.problems.isEmpty && report.unproven.isEmpty)
    #expect(results(cluster, Example.web1).count { $0 == "proven" } == 2)
    #expect(results(cluster, Example.web2) == ["proven"])
    let told = cluster.told(Example.web1)
    #expect(told.firstIndex(of: .verified(.build)) ?? .max < told.firstIndex(where: \.isProof) ?? .max)
    #expect(told.last == .confirmed)
  }

  /// Where the paths of a host are broken, as `PATH: ID on HOST`.
  private static func layers(_ report: RunReport, _ host: HostName) -> [String] {
    report.problems(host).compactMap { problem in
      guard case .unproven(let path, let layer) = problem else { return nil }
      return "\(path.key): \(layer.finding.id.rawValue) on \(layer.host)"
    }
  }

  @Test func `a realserver that packets do not come through to takes all back, and is named`() async throws {
    let cluster = FakeCluster()
    let before = cluster.state
    let report = try await change(
      cluster, to: Example.cluster(), FakeNetwork(cluster: cluster, filtered: [Example.web2]))
    #expect(report.outcome == .rolledBack)
    #expect(report.unproven == [Example.web2])
    #expect(Self.layers(report, Example.web2) == ["198.18.0.80:80/tcp: CV054 on web2"], "\(report.problems)")
    #expect(report.problems(Example.web1).isEmpty)
    #expect(cluster.state == before)
    #expect(cluster.unclean.isEmpty)
  }

  @Test func `no client is sent to a new realserver of an old VIP before the way is proven`() async throws {
    let cluster = FakeCluster()
    let small = try await change(cluster, to: Example.cluster([Example.web1: 1]), FakeNetwork(cluster: cluster))
    #expect(small.outcome == .confirmed)
    let before = cluster.state
    let report = try await change(
      cluster, to: Example.cluster(), FakeNetwork(cluster: cluster, filtered: [Example.web2]))
    #expect(report.outcome == .rolledBack && report.unproven == [Example.web2])
    #expect(results(cluster, Example.web1).count == 2, "what was there before is not proven again")
    let sent = cluster.log.all.filter { $0.command.arguments.contains("198.18.2.22:80") }
    #expect(sent.isEmpty, "\(sent)")
    #expect(cluster.state == before)
    let whole = try await change(cluster, to: Example.cluster(), FakeNetwork(cluster: cluster))
    #expect(whole.outcome == .confirmed)
  }

  @Test func `a way to a host that is skipped is not tried`() async throws {
    let cluster = FakeCluster()
    let network = FakeNetwork(cluster: cluster, filtered: [Example.web2])
    let plans = try await cluster.plans(Example.cluster())
    let gate = ProofGate(
      plans, skipped: [Example.web2], of: Example.cluster(), cluster.fleet(Example.cluster()), prober: network,
      policy: .binding, time: cluster.time.source)
    #expect(await cluster.transaction(plans, Example.cluster(), gate: gate).run().outcome == .confirmed)
    #expect(results(cluster, Example.web2) == [])
  }

  @Test func `where nobody minds, the change goes on, and it is told`() async throws {
    let cluster = FakeCluster()
    let network = FakeNetwork(cluster: cluster, filtered: [Example.web2])
    let report = try await change(cluster, to: Example.cluster(), network, isBinding: false)
    #expect(report.outcome == .confirmed && report.problems.isEmpty)
    #expect(results(cluster, Example.web2) == ["broken"])
  }

  @Test func `a prober without a way to the VIP is no reason to take anything back`() async throws {
    let cluster = FakeCluster()
    let report = try await change(
      cluster, to: Example.cluster(), FakeNetwork(cluster: cluster, reachesDirector: false))
    #expect(report.outcome == .confirmed && report.problems.isEmpty)
    #expect(results(cluster, Example.web2) == ["broken"])
    #expect(report.unprovenPaths.map(\.path.realserver) == [Example.web1, Example.web2, Example.web1])
  }

  @Test func `a realserver that is to get no client is not proven, nor one whose way stays as it is`() async throws {
    let cluster = FakeCluster()
    let network = FakeNetwork(cluster: cluster, filtered: [Example.web2])
    let report = try await change(cluster, to: Example.cluster([Example.web1: 1, Example.web2: 0]), network)
    #expect(report.outcome == .confirmed, "\(report.problems)")
    #expect(results(cluster, Example.web2) == [])
    let raised = try await change(cluster, to: Example.cluster([Example.web1: 1, Example.web2: 3]), network)
    #expect(raised.outcome == .rolledBack && raised.unproven == [Example.web2], "now clients would come")
    #expect(results(cluster, Example.web1).count == 2)
  }

  @Test func `a proof is broken off when the operator wants it to stop`() async throws {
    let cluster = FakeCluster()
    let before = cluster.state
    let network = FakeNetwork(cluster: cluster)
    let plans = try await cluster.plans(Example.cluster())
    let gate = ProofGate(
      plans, of: Example.cluster(), cluster.fleet(Example.cluster()), prober: network, policy: .binding,
      time: cluster.time.source)
    let run = cluster.transaction(plans, Example.cluster(), gate: gate)
    // The run holds the gate, and that the network.
    network.onAttempt.withLock { $0 = { [weak run] in await run?.interrupt() } }
    let report = await run.run()
    #expect(report.outcome == .rolledBack && report.wasInterrupted && report.unproven.isEmpty)
    #expect(cluster.state == before)
  }

  @Test func `a change that makes no way proves none`() async throws {
    let cluster = try await FakeCluster.up()
    let network = FakeNetwork(cluster: cluster, filtered: [Example.web1])
    let report = try await change(cluster, to: Example.cluster([Example.web1: 5, Example.web2: 2]), network)
    #expect(report.outcome == .confirmed)
    #expect(Example.names.flatMap { results(cluster, $0) } == [])
  }

  // MARK: - When all is removed

  private static func with(vip: String, _ serving: [HostName: Int] = [Example.web1: 1, Example.web2: 2]) -> Cluster {
    var cluster = Example.cluster(serving)
    cluster.services[0].vip = made { try IPAddress(vip) }
    return cluster
  }

  @Test func `a way that breaks when the old VIP goes takes all back before anything is confirmed`() async throws {
    let cluster = try await FakeCluster.up()
    let before = cluster.state
    let network = FakeNetwork(cluster: cluster, needing: [Example.web2: try IPv4Address("198.18.0.80")])
    let report = try await change(cluster, to: Self.with(vip: "198.18.0.82"), network)
    #expect(report.outcome == .rolledBack && report.unproven == [Example.web2], "\(report.problems)")
    #expect(results(cluster, Example.web2) == ["proven", "broken"], "it was proven while both VIPs were there")
    #expect(Example.names.allSatisfy { !cluster.told($0).contains(.confirmed) || cluster.told($0).last == .reverted })
    #expect(cluster.state == before)
  }

  @Test func `a service that shares the VIP of one that goes is proven too`() async throws {
    let both = {
      var cluster = Example.cluster()
      cluster.services[1].vip = Example.vip
      return cluster
    }()
    let cluster = FakeCluster()
    #expect(try await change(cluster, to: both, FakeNetwork(cluster: cluster)).outcome == .confirmed)
    var one = both
    one.services.removeLast()
    let report = try await change(cluster, to: one, FakeNetwork(cluster: cluster, filtered: [Example.web1]))
    // It was broken before the change took anything away, so that going back would mend nothing; it is told.
    #expect(report.outcome == .confirmed && report.unprovenPaths.map(\.path.realserver) == [Example.web1])
  }

  @Test func `a realserver that was broken all along does not keep another one from going, and is told`() async throws {
    let cluster = try await FakeCluster.up()
    let network = FakeNetwork(cluster: cluster, filtered: [Example.web2])
    let report = try await change(cluster, to: Example.cluster([Example.web2: 2]), network)
    #expect(report.outcome == .confirmed, "\(report.problems)")
    #expect(report.unprovenPaths.map(\.path.realserver) == [Example.web2])
    #expect(report.unproven.isEmpty)
  }

  // MARK: - A director that moves

  /// web1 as the director instead of lb1, in front of web2.
  private static let moved = {
    var cluster = Example.cluster([Example.web2: 2])
    cluster.services.removeLast()
    cluster.directors[0].host = Example.web1
    return cluster
  }()

  private static let before = {
    var cluster = Example.cluster([Example.web2: 2])
    cluster.services.removeLast()
    return cluster
  }()

  private func move(
    _ fake: FakeCluster, _ network: FakeNetwork, _ adjust: (inout RunOptions) -> Void = { _ in }
  ) async throws -> RunReport {
    let plans = try await fake.plans(Self.moved)
    let gate = ProofGate(
      plans, of: Self.moved, fake.fleet(Self.moved), prober: network, policy: .binding, time: fake.time.source)
    return await fake.transaction(plans, Self.moved, gate: gate, adjust).run()
  }

  private func directed() async throws -> FakeCluster {
    let fake = FakeCluster()
    let report = try await change(fake, to: Self.before, FakeNetwork(cluster: fake))
    try #require(report.outcome == .confirmed, "\(report.problems)")
    return fake
  }

  @Test(arguments: [true, false]) func `a director does not move while the network routes the VIP to the old one`(
    answers: Bool
  ) async throws {
    let fake = try await directed()
    let before = fake.state
    let network = FakeNetwork(cluster: fake, reachesDirector: answers)
    let report = try await move(fake, network)
    #expect(report.outcome == .rolledBack && report.unproven.isEmpty)
    let layers = Self.layers(report, Example.web1)
    #expect(layers.allSatisfy { $0.contains(answers ? "CV041" : "CV040") } && !layers.isEmpty, "\(report.problems)")
    #expect(fake.state == before)
  }

  @Test func `a director that moves waits, with both serving, until the VIP is routed to it`() async throws {
    let fake = try await directed()
    let network = FakeNetwork(cluster: fake)
    let waits = Monitor(0)
    let report = try await move(fake, network) { options in
      options.routePatience = .seconds(600)
      options.untilRouted = {
        for host in [Example.director, Example.web1] {
          let service = fake[host].system.kernel.services["-t 198.18.0.80:80"]
          #expect(service?.destinations["198.18.2.22:80"]?.weight == 2, "\(host) sends clients on")
        }
        if waits.withLock({ count in
          count += 1
          return count
        }) == 3 {
          network.routed.withLock { $0 = Example.web1 }
        }
      }
    }
    #expect(report.outcome == .confirmed && report.unprovenPaths.isEmpty, "\(report.problems)")
    #expect(waits.withLock { $0 } == 3)
    #expect(fake.told(Example.web1).contains { if case .awaitingRoute = $0 { true } else { false } })
    #expect(fake[Example.director].system.kernel.services["-t 198.18.0.80:80"] == nil)
  }

  @Test func `a VIP that is never routed to the new director is waited for no longer than was said`() async throws {
    let fake = try await directed()
    let before = fake.state
    let report = try await move(fake, FakeNetwork(cluster: fake)) { $0.routePatience = .seconds(120) }
    #expect(report.outcome == .rolledBack)
    #expect(fake.state == before)
  }

  private func change(
    _ fake: FakeCluster, to cluster: Cluster, _ network: FakeNetwork, isBinding: Bool = true
  ) async throws -> RunReport {
    let plans = try await fake.plans(cluster)
    let gate = ProofGate(
      plans, of: cluster, fake.fleet(cluster), prober: network, policy: isBinding ? .binding : .ignoring,
      time: fake.time.source)
    return await fake.transaction(plans, cluster, gate: gate).run()
  }

  private func results(_ cluster: FakeCluster, _ host: HostName) -> [String] {
    cluster.told(host).compactMap { progress in
      guard case .proof(let proof) = progress else { return nil }
      return switch proof.result {
      case .proven: "proven"
      case .broken: "broken"
      case .untried, .unprovable: "not tried"
      }
    }
  }
}

extension HostProgress {
  fileprivate var isProof: Bool { if case .proof = self { true } else { false } }
}
