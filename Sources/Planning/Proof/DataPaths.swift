import Model

extension Cluster {
  /// The way to each realserver of each service, in the order of the inventory.
  package var dataPaths: [DataPath] {
    services.flatMap { service in
      service.realservers.compactMap { realserver in
        guard let vip = service.vip.v4, let address = host(realserver.host)?.address.v4 else { return nil }
        return DataPath(
          service: service.name, vip: vip, transport: service.transport, port: service.port,
          realserver: realserver.host, address: address, forwarding: .tunneling(.ipip), mss: service.mss)
      }
    }
  }
}
