import Model

/// The data paths that are proven in the course of a change, and what is known of them from the plans.
package struct ProofPlan: Hashable, Sendable {
  package var rounds: [ClusterTransaction.ProofRound: [DataPath]]
  /// Paths that the change does not make: tried before the removals too, so that one that was broken all along is not
  /// taken for the change's fault.
  package var baseline: [DataPath]
  /// The VIPs that go from one director to another.
  package var movedVIPs: Set<IPv4Address>
}

extension Cluster {
  /// What to prove of a change; nothing about hosts that are skipped.
  package func proofPlan(_ plans: [HostPlan], skipped: Set<HostName>) -> ProofPlan {
    var rounds = pathsToProve(plans, skipped: skipped)
    var baseline: [DataPath] = []
    if plans.contains(where: \.removes) {
      let paths = touchedPaths(plans, skipped: skipped)
      if !paths.isEmpty { rounds[.afterRemovals] = paths }
      let made = Set(rounds.filter { $0.key != .afterRemovals }.values.joined())
      baseline = paths.filter { path in
        !made.contains(path) && !plans.contains { $0.changes.contains { $0.brings(path.vip) } }
      }
      if !baseline.isEmpty { rounds[.beforeClients, default: []] += baseline }
    }
    return ProofPlan(rounds: rounds, baseline: baseline, movedVIPs: movedVIPs(plans))
  }

  /// All paths of the services that the plans have a part in, to realservers that get clients.
  ///
  /// Services that share a VIP are touched together: an address, and what answers for it, is theirs in common.
  private func touchedPaths(_ plans: [HostPlan], skipped: Set<HostName>) -> [DataPath] {
    let byHost = Dictionary(uniqueKeysWithValues: plans.map { ($0.host, $0) })
    let directing = directors.compactMap { byHost[$0.host] }
    let changed = Set(plans.filter { $0.changes.contains { $0.face == .live } }.map(\.host))
    let served = services.filter { $0.realservers.contains { changed.contains($0.host) } }.compactMap(\.vip.v4)
    let vips = Set(served).union(directing.flatMap { touchedVIPs($0) })
    return dataPaths.filter {
      vips.contains($0.vip) && !skipped.contains($0.realserver) && weight(of: $0, directing) > 0
    }
  }

  private func touchedVIPs(_ plan: HostPlan) -> [IPv4Address] {
    plan.changes.flatMap { $0.content.vips ?? services.compactMap(\.vip.v4) }
  }

  /// The VIPs of services that one host loses and another gets.
  private func movedVIPs(_ plans: [HostPlan]) -> Set<IPv4Address> {
    let lost = plans.map { plan in (plan.host, plan.removedServices) }
    let got = plans.map { plan in (plan.host, plan.addedServices) }
    return Set(
      lost.flatMap { host, keys in
        got.filter { $0.0 != host }.flatMap { keys.intersection($0.1) }.compactMap(\.vip?.v4)
      })
  }
}

extension HostPlan {
  /// Whether it takes anything away while the host runs.
  fileprivate var removes: Bool { phases.contains { $0 >= .withdraw } }
}

extension AnyChange {
  /// The VIPs whose clients may notice it; nil is those of all services.
  fileprivate var vips: [IPv4Address]? { Kind.vips(typed.key) }
}
