import Model

extension Cluster {
  /// The services that a host does not serve, or a director does not send to its realservers, before it is repaired by
  /// these changes; in words, such as `web on web1`.
  package func unserved(before repairs: [Change], on host: HostName) -> [String] {
    var seen: Set<String> = []
    return repairs.flatMap { unserved($0, host) }.filter { seen.insert($0).inserted }
  }

  private func unserved(_ repair: Change, _ host: HostName) -> [String] {
    if let tunnel = repair[Tunnels.self] { return unserved(tunnel.delta, host) }
    if let service = repair[Services.self], service.from == nil {
      return services.filter { $0.key == service.key }.map(\.name.text)
    }
    if let address = repair[Addresses.self], address.from == nil {
      return services.filter { $0.vip.v4 == address.key.address.address }.map(\.name.text)
    }
    guard let destination = repair[Destinations.self], destination.from?.weight ?? 0 == 0,
      destination.to?.weight ?? 0 > 0
    else { return [] }
    let key = destination.key
    let name = hosts.first { $0.address == key.address }?.name.text ?? "\(key.address)"
    return services.filter { $0.key == key.service }.map { "\($0.name) on \(name)" }
  }

  private func unserved(_ tunnel: Delta<Tunnel>, _ host: HostName) -> [String] {
    guard let wanted = tunnel.to else { return [] }
    let vips = tunnel.from.map { $0.takesPackets(like: wanted) } ?? false ? lostVIPs(tunnel) : vips(of: wanted)
    return services.filter { service in
      service.vip.v4.map(vips.contains) ?? false && service.realservers.contains { $0.host == host }
    }.map { "\($0.name) on \(host)" }
  }

  private func vips(of tunnel: Tunnel) -> Set<IPv4Address> { Set(tunnel.addresses.map(\.address)) }

  private func lostVIPs(_ delta: Delta<Tunnel>) -> Set<IPv4Address> {
    (delta.to.map(vips) ?? []).subtracting(delta.from.map(vips) ?? [])
  }
}
