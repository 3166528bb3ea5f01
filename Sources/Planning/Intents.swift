import Model

extension Cluster {
  /// What the inventory asks of one of its hosts.
  ///
  /// Addresses of the other family are left out: the inventory refuses them until a driver knows them.
  package func intent(for host: Host) -> HostIntent {
    HostIntent(
      endpoints: endpoints(towardsDirectorsOn: host) + tunnels.flatMap { endpoints(of: $0, on: host) },
      mss: segmentSizes(on: host),
      balancing: directors.first { $0.host == host.name }.flatMap { balancing(of: $0, on: host) },
      innerPeer: host.innerPeer)
  }

  /// One endpoint for each director, with the VIPs of all services that the host serves.
  private func endpoints(towardsDirectorsOn host: Host) -> [HostIntent.Endpoint] {
    let served = services.filter { service in service.realservers.contains { $0.host == host.name } }
    let vips = Set(served.compactMap(\.vip.v4).map { InnerAddress($0) })
    guard !vips.isEmpty, let local = host.address.v4 else { return [] }
    return directors.compactMap { director in
      guard let remote = self.host(director.host)?.address.v4 else { return nil }
      return .init(
        role: .director(director.host), encapsulation: .ipip, local: local, remote: remote, addresses: vips)
    }
  }

  /// Of the services whose packets come to the host through a tunnel.
  private func segmentSizes(on host: Host) -> [ServiceKey: SegmentSize] {
    guard !endpoints(towardsDirectorsOn: host).isEmpty else { return [:] }
    let served = services.filter { service in service.realservers.contains { $0.host == host.name } }
    return Dictionary(served.compactMap { service in service.mss.map { (service.key, $0) } }) { first, _ in first }
  }

  private func endpoints(of tunnel: PointToPointTunnel, on host: Host) -> [HostIntent.Endpoint] {
    let ends = [(tunnel.first, tunnel.second), (tunnel.second, tunnel.first)]
    return ends.compactMap { own, other in
      guard own.host == host.name, let local = host.address.v4, let remote = self.host(other.host)?.address.v4
      else { return nil }
      return .init(
        role: .link(tunnel.name), encapsulation: tunnel.encapsulation, local: local, remote: remote,
        addresses: [InnerAddress(own.innerAddress, peer: other.innerAddress)])
    }
  }

  private func balancing(of director: Director, on host: Host) -> HostIntent.Balancing? {
    guard let address = host.address.v4, !services.isEmpty else { return nil }
    var balancing = HostIntent.Balancing(
      address: address, forwardsPackets: director.forwardsPackets, vipInterface: director.vipInterface, services: [:],
      destinations: [:])
    for service in services {
      balancing.services[service.key] = service.definition
      for realserver in service.realservers {
        guard let address = self.host(realserver.host)?.address else { continue }
        let key = DestinationKey(service: service.key, address: address, port: service.port)
        balancing.destinations[key] = Destination(
          forwarding: .tunneling(.ipip), weight: realserver.weight, upperThreshold: realserver.upperThreshold,
          lowerThreshold: realserver.lowerThreshold)
      }
    }
    return balancing
  }
}
