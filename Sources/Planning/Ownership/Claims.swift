import Model

extension Claim {
  /// What belongs to another cluster, by host: what is recorded there comes from another inventory than this one.
  ///
  /// With names that is what the names say. Without them, it is another inventory if it is another file and has none of
  /// the services, VIPs and tunnels of all that is recorded from that file.
  package func foreign(_ seen: [HostName: HostState]) -> [HostName: Finding] {
    let owned = seen.filter { !$0.value.ownership.isEmpty }
    let recorded = Dictionary(grouping: owned.values) { RecordedFile($0.ownership.origin) }
      .mapValues { $0.reduce(into: Recorded()) { $0.add($1) } }
    return owned.compactMapValues { state in
      let origin = state.ownership.origin
      let isOurs = mayTakeOver(origin) || isOwn(origin, recorded[RecordedFile(origin)] ?? Recorded())
      return isOurs
        ? nil : Finding(.otherCluster(origin, own: self.origin.cluster), about: .named("managed resources"))
    }
  }

  private func mayTakeOver(_ origin: Origin?) -> Bool { takeOver == origin?.cluster?.text ?? ClusterName.unnamed }

  private func isOwn(_ recordedOrigin: Origin?, _ recorded: Recorded) -> Bool {
    if let name = recordedOrigin?.cluster { return name == origin.cluster }
    if let recordedOrigin, recordedOrigin.isSameFile(as: origin) { return true }
    return recorded.isEmpty || recorded.hasPart(in: cluster)
  }
}

/// What tells records of one unnamed inventory from those of another.
private struct RecordedFile: Hashable {
  let origin: Origin?

  init(_ origin: Origin?) {
    self.origin = origin.map { Origin(cluster: $0.cluster, file: $0.file, owner: "", since: 0) }
  }
}

/// What the records of one inventory say that it has.
private struct Recorded {
  var services: Set<ServiceKey> = []
  var addresses: Set<IPv4Address> = []
  var links: Set<TunnelName> = []

  var isEmpty: Bool { services.isEmpty && addresses.isEmpty && links.isEmpty }

  mutating func add(_ state: HostState) {
    services.formUnion(state.ownership.services)
    for (name, role) in state.ownership.tunnels {
      switch role {
      case .link(let tunnel): links.insert(tunnel)
      case .director: addresses.formUnion(state.live.tunnels[name]?.addresses.map(\.address) ?? [])
      }
    }
  }

  func hasPart(in cluster: Cluster) -> Bool {
    cluster.services.contains { services.contains($0.key) || $0.vip.v4.map(addresses.contains) == true }
      || cluster.tunnels.contains { links.contains($0.name) }
  }
}
