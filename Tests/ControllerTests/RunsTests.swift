import Controller
import Model
import Planning
import Testing

/// Whole runs, by somebody who is not the command line.
@Suite struct RunsTests {
  private let cluster = FakeCluster()
  private var user: FakeOperator { FakeOperator(cluster) }

  private func drift(_ wanted: Cluster = Example.cluster()) async throws -> DriftReport {
    try await DriftCheck(user.context(wanted)).run()
  }

  private func up(_ wanted: Cluster = Example.cluster()) async throws -> ChangeResult {
    try await BringUp(user.context(wanted), user.terms()).run()
  }

  @Test func `a cluster is brought up, drifts, is mended and goes away`() async throws {
    let before = cluster.state
    let missing = try await drift()
    #expect(missing.outcome == .differences && missing.summary.hosts.map(\.name) == Example.names)
    let first = try await up()
    #expect(first.outcome == .done && first.report?.outcome == .confirmed)
    let clean = try await drift()
    #expect(clean.outcome == .done && clean.summary.changes.isEmpty && clean.findings.isEmpty)

    cluster[Example.director].change { agent in
      agent.system.kernel.services["-t 198.18.0.80:80"]?.destinations["198.18.2.22:80"]?.weight = 7
    }
    let drifted = try await drift()
    #expect(drifted.outcome == .differences)
    #expect(drifted.summary.changes.map(\.thing) == ["destination 198.18.2.22:80 of 198.18.0.80:80/tcp"])
    #expect(drifted.summary.causes.keys.map { $0 } == [Example.director])
    #expect(try await up().outcome == .done)
    #expect(try await drift().outcome == .done)

    #expect(try await Teardown(user.context(Example.cluster()), user.terms()).run().outcome == .done)
    #expect(cluster.state.mapValues(\.kernel) == before.mapValues(\.kernel))
    #expect(cluster.state.mapValues(\.files) == before.mapValues(\.files))
    #expect(cluster.unclean.isEmpty)
  }

  @Test func `what is told is the plan, then each host's story, then the end`() async throws {
    let user = self.user
    _ = try await BringUp(user.context(Example.cluster()), user.terms()).run()
    let words = user.events.map(\.word)
    #expect(words.prefix(3) == ["reading", "read", "plan"] && words.last == "report")
    #expect(Set(words.dropFirst(3).dropLast()) == ["progress"])
  }

  @Test func `a preview tells the plan that a bring-up then carries out`() async throws {
    let (previewer, doer) = (self.user, self.user)
    let plan = try await PlanPreview(previewer.context(Example.cluster())).run()
    #expect(plan.outcome == .differences && cluster.unclean.isEmpty)
    #expect(try await BringUp(doer.context(Example.cluster()), doer.terms()).run().outcome == .done)
    #expect(previewer.lastPlan == doer.lastPlan)
    #expect(try await PlanPreview(user.context(Example.cluster())).run().outcome == .done)
  }

  @Test func `nothing is asked of a host once the operator says no`() async throws {
    let (before, user) = (cluster.state, self.user)
    user.refuse()
    await #expect(throws: RunStop(.refused)) {
      try await BringUp(user.context(Example.cluster()), user.terms()).run()
    }
    #expect(cluster.state == before && Example.names.allSatisfy { cluster[$0].count(.stage) == 0 })
  }

  @Test func `a host that cannot be reached stops a bring-up, and the others' drift is told`() async throws {
    #expect(try await up().outcome == .done)
    cluster[Example.web2].arrange(Mishap(verb: .probe, effect: .unreachable))
    await #expect(throws: RunStop(.unreachable)) { try await up() }
    cluster[Example.web2].arrange(Mishap(verb: .probe, effect: .unreachable))
    let report = try await drift()
    #expect(report.outcome == .unreachable && report.summary.unread == 1)
    #expect(report.summary.hosts.map(\.name) == [Example.director, Example.web1])
  }

  @Test func `a rollback goes back to before the last bring-up, and says so`() async throws {
    #expect(try await up(Example.cluster([Example.web1: 1])).outcome == .done)
    let before = cluster.state
    #expect(try await up().outcome == .done)
    let user = self.user
    let result = try await ClusterRollback(user.context(Example.cluster()), user.terms()).run()
    #expect(result.report?.outcome == .confirmed)
    #expect(user.events.map(\.word).contains("rolling back"))
    #expect(cluster.state.mapValues(\.kernel) == before.mapValues(\.kernel))
    #expect(try await Recovery(user.context(Example.cluster())).run().outcome == .done)
  }

  @Test func `paths are proven by the network of whoever asks`() async throws {
    #expect(try await up().outcome == .done)
    let user = self.user
    let result = try await PathVerification(user.context(Example.cluster())).run()
    #expect(result.outcome == .done && result.report.proofs.count == 3)
    #expect(user.events.map(\.word).filter { $0 == "proof" }.count == 3)
    #expect(try await Diagnosis(user.context(Example.cluster()), packets: true).run().outcome == .done)
  }
}

extension RunEvent {
  fileprivate var word: String {
    switch self {
    case .activity(nil): "read"
    case .activity: "reading"
    case .failure: "failure"
    case .refusals: "refusals"
    case .note(.rollingBack): "rolling back"
    case .note: "note"
    case .plan: "plan"
    case .edits: "edits"
    case .progress: "progress"
    case .report: "report"
    case .proof: "proof"
    }
  }
}
