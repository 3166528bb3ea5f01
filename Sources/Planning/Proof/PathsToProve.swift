import Model

extension Cluster {
  /// The data paths that a change makes or mends, by when they are proven.
  ///
  /// A path that none of the plans has a part in is as it was before, and is not the change's to prove; nor is one to a host
  /// that is skipped.
  package func pathsToProve(
    _ plans: [HostPlan], skipped: Set<HostName>
  ) -> [ClusterTransaction.ProofRound: [DataPath]] {
    let plans = Dictionary(uniqueKeysWithValues: plans.map { ($0.host, $0) })
    let directing = directors.compactMap { plans[$0.host] }
    let paths = dataPaths.filter { !skipped.contains($0.realserver) }.filter { path in
      plans[path.realserver]?.phases.contains(.build) == true
        || directing.contains { $0.changes.contains { $0.opens(path) } }
    }
    return Dictionary(grouping: paths) { path in
      directing.contains { $0.changes.contains { $0.brings(path.vip) } } ? .ofNewVIPs : .beforeClients
    }
  }
}

extension Change {
  /// Whether on a director it lets clients onto a path on which they were not.
  fileprivate func opens(_ path: DataPath) -> Bool {
    switch self {
    case .destination(let key, let delta):
      key.service == path.key && key.address == .v4(path.address) && delta.to != nil
        && (delta.from?.forwarding != delta.to?.forwarding || delta.from?.weight == 0)
    default: brings(path.vip)
    }
  }

  /// Whether it puts the VIP on a director.
  fileprivate func brings(_ vip: IPv4Address) -> Bool {
    if case .address(let address, let delta) = self { delta.to != nil && address.address.address == vip } else { false }
  }
}
