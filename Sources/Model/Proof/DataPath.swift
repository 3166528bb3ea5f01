/// The way of a client's packets for one service: through a director to this realserver, and straight back.
package struct DataPath: Hashable, Sendable, Comparable, CustomStringConvertible {
  package var service: ServiceName
  package var vip: IPv4Address
  package var transport: TransportProtocol
  package var port: Port
  package var realserver: HostName
  /// The realserver's outer address.
  package var address: IPv4Address
  package var forwarding: ForwardingMethod
  /// What clients may send at most in one packet, if the inventory says so.
  package var mss: SegmentSize?

  package init(
    service: ServiceName, vip: IPv4Address, transport: TransportProtocol, port: Port, realserver: HostName,
    address: IPv4Address, forwarding: ForwardingMethod, mss: SegmentSize? = nil
  ) {
    self.mss = mss
    self.service = service
    self.vip = vip
    self.transport = transport
    self.port = port
    self.realserver = realserver
    self.address = address
    self.forwarding = forwarding
  }

  package var key: ServiceKey { .address(.v4(vip), transport, port) }

  package var description: String { "\(key) to \(realserver)" }

  package static func < (left: Self, right: Self) -> Bool {
    (left.service, left.key, left.realserver) < (right.service, right.key, right.realserver)
  }
}

/// One end of a connection.
package struct Endpoint: Hashable, Sendable, CustomStringConvertible {
  package var address: IPv4Address
  package var port: Port

  package init(_ address: IPv4Address, _ port: Port) {
    self.address = address
    self.port = port
  }

  /// Without a port that is not known.
  package var description: String { port == .all ? address.text : "\(address):\(port)" }
}
