import Controller
import Model
import Planning

@testable import Transport

/// Somebody who runs culvert without its command line: what he is told, and what he says to it.
final class FakeOperator: Sendable {
  let cluster: FakeCluster
  private let told = Monitor<[RunEvent]>([])
  private let says = Monitor(true)

  init(_ cluster: FakeCluster) { self.cluster = cluster }

  func context(_ wanted: Cluster) throws -> RunContext {
    let origin = Origin(cluster: nil, file: "/etc/culvert.yml", owner: "tester@here", since: 1_700_000_000)
    return try RunContext(
      Claim(wanted, origin), templates: FakeTemplates(), prober: FakeNetwork(cluster: cluster),
      time: cluster.time.source, access: { [cluster] host in cluster[host.name] }
    ) { [told] event in told.withLock { $0.append(event) } }
  }

  /// Nobody is waited for, and each run is a second later than the one before.
  func terms() -> ChangeTerms {
    ChangeTerms(
      RunOptions(deadline: 60, drainTimeout: 0, owner: "tester@here", created: 0),
      now: { [cluster] in 1_700_000_000 + Int(cluster.time.now.components.seconds) },
      approve: { [cluster, says] in
        let isYes = says.withLock { $0 }
        // A transaction begins, in whose time something recurs.
        if isYes { cluster.time.begin() }
        return isYes
      })
  }

  func refuse() { says.withLock { $0 = false } }

  var events: [RunEvent] { told.withLock { $0 } }

  /// The changes of the last plan that was told, by host.
  var lastPlan: [HostName: [Change]] {
    let plans = events.compactMap { if case .plan(let summary) = $0 { summary } else { nil } }
    return Dictionary(uniqueKeysWithValues: (plans.last?.hosts ?? []).map { ($0.name, $0.changes) })
  }
}
