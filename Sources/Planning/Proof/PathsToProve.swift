import Model

extension Cluster {
  /// The data paths that a change makes or mends, by when they are proven.
  ///
  /// Only where clients will be sent: a realserver without weight is not for them yet. A path that none of the plans has a
  /// part in is as it was before, and is not the change's to prove; nor is one to a host that is skipped.
  package func pathsToProve(
    _ plans: [HostPlan], skipped: Set<HostName>
  ) -> [ClusterTransaction.ProofRound: [DataPath]] {
    let plans = Dictionary(uniqueKeysWithValues: plans.map { ($0.host, $0) })
    let directing = directors.compactMap { plans[$0.host] }
    let paths = dataPaths.filter { path in
      guard !skipped.contains(path.realserver), weight(of: path, directing) > 0 else { return false }
      return plans[path.realserver]?.changes.contains { $0.mendsTunnel(of: path) || $0.shortens(path) } == true
        || directing.contains { $0.changes.contains { $0.opens(path) || $0.brings(path.vip) } }
    }
    return Dictionary(grouping: paths) { path in
      let isNew =
        !directing.isEmpty && directing.count == directors.count && directing.allSatisfy { $0.isNew(path.vip) }
      return isNew ? .ofNewVIPs : .beforeClients
    }
  }

  /// What the directors will give it: as their plans say, or else, where they have none, as the inventory says.
  func weight(of path: DataPath, _ directing: [HostPlan]) -> Int {
    guard !directing.isEmpty else {
      let service = services.first { $0.key == path.key }
      return service?.realservers.first { $0.host == path.realserver }?.weight ?? 0
    }
    return directing.flatMap { $0.changes + $0.kept }.compactMap { $0.weight(of: path) }.max() ?? 0
  }
}

extension HostPlan {
  /// Whether the director has the VIP after the change, and on no interface before.
  fileprivate func isNew(_ vip: IPv4Address) -> Bool {
    changes.contains { $0.brings(vip) }
      && !(changes + kept).contains { change in
        change[Addresses.self].map { $0.from != nil && $0.key.address.address == vip } ?? false
      }
  }
}

extension Change {
  /// The weight that a director gives the path afterwards; nil if this is not about it.
  fileprivate func weight(of path: DataPath) -> Int? {
    guard let destination = self[Destinations.self], destination.key.service == path.key,
      destination.key.address == .v4(path.address)
    else { return nil }
    return destination.to?.weight ?? 0
  }

  /// Whether on a director it lets clients onto a path on which they were not.
  fileprivate func opens(_ path: DataPath) -> Bool {
    guard weight(of: path) ?? 0 > 0, let destination = self[Destinations.self] else { return false }
    return destination.from?.forwarding != destination.to?.forwarding || destination.from?.weight == 0
  }

  /// Whether it puts the VIP on a director.
  func brings(_ vip: IPv4Address) -> Bool {
    self[Addresses.self].map { $0.to != nil && $0.key.address.address == vip } ?? false
  }

  /// Whether on a realserver it makes the tunnel that the packets come out of, or changes what they meet there.
  fileprivate func mendsTunnel(of path: DataPath) -> Bool {
    guard let tunnel = self[Tunnels.self], let wanted = tunnel.to, wanted.has(path.vip) else { return false }
    guard let there = tunnel.from, there.has(path.vip) else { return true }
    return !there.takesPackets(like: wanted) || there.reversePathFilter != wanted.reversePathFilter
  }
}

extension Change {
  /// Whether on a realserver it is to have clients of the path send shorter packets; on some systems a setting does, for all services.
  func shortens(_ path: DataPath) -> Bool {
    guard path.mss != nil else { return false }
    if let setting = self[Settings.self] { return setting.key.isAboutSegments }
    guard let rule = self[SegmentRules.self], case .address(.v4(path.vip), .tcp, let port) = rule.key else {
      return false
    }
    return rule.to != nil && [path.port, .all].contains(port)
  }
}

extension Tunnel {
  /// Whether the address is on it.
  package func has(_ address: IPv4Address) -> Bool { addresses.contains { $0.address == address } }

  /// Whether the same packets come out of it as of the other one.
  func takesPackets(like other: Tunnel) -> Bool {
    (encapsulation, local, remote, isUp) == (other.encapsulation, other.local, other.remote, other.isUp)
  }
}
