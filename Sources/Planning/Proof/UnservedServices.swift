import Model

extension Cluster {
  /// The services that a host does not serve, or a director does not send to its realservers, before it is repaired by
  /// these changes; in words, such as `web on web1`.
  package func unserved(before repairs: [Change], on host: HostName) -> [String] {
    var seen: Set<String> = []
    return repairs.flatMap { unserved($0, host) }.filter { seen.insert($0).inserted }
  }

  private func unserved(_ repair: Change, _ host: HostName) -> [String] {
    switch repair {
    case .tunnel(_, let delta):
      guard let wanted = delta.to,
        delta.from.map({ !$0.takesPackets(like: wanted) }) ?? true || !lostVIPs(delta).isEmpty
      else { return [] }
      let vips = delta.from.map { $0.takesPackets(like: wanted) } ?? false ? lostVIPs(delta) : vips(of: wanted)
      return services.filter { service in
        service.vip.v4.map(vips.contains) ?? false && service.realservers.contains { $0.host == host }
      }.map { "\($0.name) on \(host)" }
    case .service(let key, let delta) where delta.from == nil: return services.filter { $0.key == key }.map(\.name.text)
    case .address(let address, let delta) where delta.from == nil:
      return services.filter { $0.vip.v4 == address.address.address }.map(\.name.text)
    case .destination(let key, let delta) where delta.from?.weight ?? 0 == 0 && delta.to?.weight ?? 0 > 0:
      let name = hosts.first { $0.address == key.address }?.name.text ?? "\(key.address)"
      return services.filter { $0.key == key.service }.map { "\($0.name) on \(name)" }
    default: return []
    }
  }

  private func vips(of tunnel: Tunnel) -> Set<IPv4Address> { Set(tunnel.addresses.map(\.address)) }

  private func lostVIPs(_ delta: Delta<Tunnel>) -> Set<IPv4Address> {
    (delta.to.map(vips) ?? []).subtracting(delta.from.map(vips) ?? [])
  }
}
