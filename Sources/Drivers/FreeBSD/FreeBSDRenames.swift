import Model

extension FreeBSDDriver {
  /// A gif with another name that has the ends and an address of a managed one which is gone: somebody has renamed it
  /// (`ifconfig gif0 name lvs0`), and it serves.
  package func recognize(
    _ observation: Observation, for intent: HostIntent, ownership: Ownership
  ) -> Observation {
    let gone = ownership.tunnels.filter { observation.live.tunnels[$0.key] == nil }
    guard !gone.isEmpty else { return observation }
    var seen = observation
    let conf = try? RCConf(observation.boot.files)
    for (name, role) in gone.sorted(by: { $0.key < $1.key }) {
      let endpoint = intent.endpoints.first { $0.role == role }
      let stored = conf?.tunnel(name, on: observation.freebsd)
      let renamed = seen.live.tunnels.filter { ownership.tunnels[$0.key] == nil }.sorted { $0.key < $1.key }
        .first { _, tunnel in
          endpoint.map { tunnel.joins($0) && tunnel.shares($0.addresses) }
            ?? stored.map { tunnel.joins($0) && tunnel.shares($0.addresses) } ?? false
        }
      guard let renamed else { continue }
      seen.live.tunnels[renamed.key] = nil
      seen.live.tunnels[name] = renamed.value
      seen.live.tunnels[name]?.presentName = renamed.key
    }
    return seen
  }
}

extension Tunnel {
  fileprivate func joins(_ other: Tunnel) -> Bool {
    (encapsulation, local, remote) == (other.encapsulation, other.local, other.remote)
  }

  fileprivate func shares(_ others: Set<InnerAddress>) -> Bool {
    !Set(addresses.map(\.address)).isDisjoint(with: others.map(\.address))
  }
}
