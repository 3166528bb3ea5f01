import Model

/// What an inventory asks of each of its hosts.
///
/// Made once for a whole run: what concerns a host is found by its name, so that the cost of a host does not grow with
/// the number of the others.
package struct Intents: Sendable {
  private let cluster: Cluster
  private let hosts: [HostName: Host]
  /// By realserver, as indices.
  private let services: [HostName: [Int]]
  /// By the hosts at their ends, as indices.
  private let tunnels: [HostName: [Int]]

  package init(of cluster: Cluster) {
    self.cluster = cluster
    hosts = Dictionary(cluster.hosts.map { ($0.name, $0) }) { first, _ in first }
    services = Self.indices(of: cluster.services) { $0.realservers.map(\.host) }
    tunnels = Self.indices(of: cluster.tunnels, by: \.ends)
  }

  /// What is asked of one of the inventory's hosts.
  ///
  /// Addresses of the other family are left out: the inventory refuses them until a driver knows them.
  package func intent(for host: Host) -> HostIntent {
    let towardsDirectors = endpoints(towardsDirectorsOn: host)
    let directs = cluster.directors.contains { $0.host == host.name }
    return HostIntent(
      endpoints: towardsDirectors + tunnels[host.name, default: []].flatMap { endpoints(of: $0, on: host) },
      mss: towardsDirectors.isEmpty ? [:] : segmentSizes(on: host),
      clients: Self.clients(of: directs ? cluster.services : towardsDirectors.isEmpty ? [] : services(on: host)),
      balancing: cluster.directors.first { $0.host == host.name }.flatMap { balancing(of: $0, on: host) },
      innerPeer: host.innerPeer, isPeerGiven: host.isPeerGiven)
  }

  /// Which elements name a host, each once and in their order.
  private static func indices<Element>(
    of elements: [Element], by names: (Element) -> [HostName]
  ) -> [HostName: [Int]] {
    var indices: [HostName: [Int]] = [:]
    for (index, element) in elements.enumerated() {
      for name in Set(names(element)) { indices[name, default: []].append(index) }
    }
    return indices
  }

  private func services(on host: Host) -> [Service] { services[host.name, default: []].map { cluster.services[$0] } }

  /// One endpoint for each director, with the VIPs of all services that the host serves.
  private func endpoints(towardsDirectorsOn host: Host) -> [HostIntent.Endpoint] {
    let vips = Set(services(on: host).compactMap(\.vip.v4).map { InnerAddress($0) })
    guard !vips.isEmpty, let local = host.address.v4 else { return [] }
    return cluster.directors.compactMap { director in
      guard let remote = hosts[director.host]?.address.v4 else { return nil }
      return .init(
        role: .director(director.host), encapsulation: .ipip, local: local, remote: remote, addresses: vips)
    }
  }

  private static func clients(of services: [Service]) -> [ServiceKey: [IPv4Network]] {
    Dictionary(services.map { ($0.key, $0.clients) }) { first, _ in first }
  }

  private func segmentSizes(on host: Host) -> [ServiceKey: SegmentSize] {
    Dictionary(services(on: host).compactMap { service in service.mss.map { (service.key, $0) } }) { first, _ in first }
  }

  private func endpoints(of index: Int, on host: Host) -> [HostIntent.Endpoint] {
    let tunnel = cluster.tunnels[index]
    let ends = [(tunnel.first, tunnel.second), (tunnel.second, tunnel.first)]
    return ends.compactMap { own, other in
      guard own.host == host.name, let local = host.address.v4, let remote = hosts[other.host]?.address.v4
      else { return nil }
      return .init(
        role: .link(tunnel.name), encapsulation: tunnel.encapsulation, local: local, remote: remote,
        addresses: [InnerAddress(own.innerAddress, peer: other.innerAddress)])
    }
  }

  private func balancing(of director: Director, on host: Host) -> HostIntent.Balancing? {
    guard let address = host.address.v4, !cluster.services.isEmpty else { return nil }
    var balancing = HostIntent.Balancing(
      address: address, forwardsPackets: director.forwardsPackets, vipInterface: director.vipInterface, services: [:],
      destinations: [:])
    for service in cluster.services {
      balancing.services[service.key] = service.definition
      for realserver in service.realservers {
        guard let address = hosts[realserver.host]?.address else { continue }
        let key = DestinationKey(service: service.key, address: address, port: service.port)
        balancing.destinations[key] = Destination(
          forwarding: .tunneling(.ipip), weight: realserver.weight, upperThreshold: realserver.upperThreshold,
          lowerThreshold: realserver.lowerThreshold)
      }
    }
    return balancing
  }
}

extension Cluster {
  /// What the inventory asks of one of its hosts; for all of them, `Intents` is made once.
  package func intent(for host: Host) -> HostIntent { Intents(of: self).intent(for: host) }
}
