/// What ip_vs tells one virtual service from another by.
package enum ServiceKey: Hashable, Codable, Sendable {
  case address(IPAddress, TransportProtocol, Port)
  /// A service for packets with a firewall mark; never culvert's own.
  case mark(UInt32, isIPv6: Bool)

  /// The address that clients ask for.
  package var vip: IPAddress? { if case .address(let vip, _, _) = self { vip } else { nil } }
}

extension ServiceKey: Comparable, CustomStringConvertible {
  package var description: String {
    switch self {
    case .address(let address, let proto, let port): "\(address.textBeforePort):\(port)/\(proto.rawValue)"
    case .mark(let mark, let isIPv6): "fwmark \(mark)\(isIPv6 ? " IPv6" : "")"
    }
  }

  package static func < (left: Self, right: Self) -> Bool {
    switch (left, right) {
    case (.address(let address, let proto, let port), .address(let address2, let proto2, let port2)):
      (address, proto, port) < (address2, proto2, port2)
    case (.mark(let mark, let six), .mark(let mark2, let six2)): (mark, six ? 1 : 0) < (mark2, six2 ? 1 : 0)
    case (.address, .mark): true
    case (.mark, .address): false
    }
  }
}

/// A virtual service of ip_vs without its destinations.
package struct VirtualService: Hashable, Codable, Sendable {
  package var scheduler: Scheduler
  package var flags: Set<SchedulerFlag>
  package var persistence: Persistence?
  /// One-packet scheduling (`-o`); UDP only.
  package var onePacket: Bool
  /// The persistence engine (`--pe`), such as `sip`; never set by culvert.
  package var persistenceEngine: String?

  package init(
    scheduler: Scheduler, flags: Set<SchedulerFlag> = [], persistence: Persistence? = nil, onePacket: Bool = false,
    persistenceEngine: String? = nil
  ) {
    self.scheduler = scheduler
    self.flags = flags
    self.persistence = persistence
    self.onePacket = onePacket
    self.persistenceEngine = persistenceEngine
  }
}

/// For how long, and for which clients together, a client stays with its realserver.
package struct Persistence: Hashable, Codable, Sendable {
  /// Seconds, 1 to 2,678,400 (31 days; ipvsadm refuses more).
  package var timeout: Int
  /// Leading bits of the client's address that count: 32 is each client by itself in IPv4, 128 in IPv6.
  package var granularity: Granularity

  package init(timeout: Int, granularity: Granularity = .client) {
    self.timeout = timeout
    self.granularity = granularity
  }

  /// The longest time-out that ipvsadm(8) takes, in seconds.
  package static let longestTimeout = 31 * 86400

  package enum Granularity: Hashable, Codable, Sendable {
    /// Each client by itself, the default.
    case client
    /// Clients that are equal under this mask; ip_vs takes masks with gaps too.
    case mask(IPv4Address)
    /// IPv6 clients that share so many leading bits.
    case prefix(Int)
  }
}

/// What ip_vs tells one destination from another by.
package struct DestinationKey: Hashable, Codable, Sendable, Comparable, CustomStringConvertible {
  package var service: ServiceKey
  package var address: IPAddress
  package var port: Port

  package init(service: ServiceKey, address: IPAddress, port: Port) {
    self.service = service
    self.address = address
    self.port = port
  }

  package var description: String { "\(address.textBeforePort):\(port)" }

  package static func < (left: Self, right: Self) -> Bool {
    (left.service, left.address, left.port) < (right.service, right.address, right.port)
  }
}

/// A realserver as ip_vs knows it.
package struct Destination: Hashable, Codable, Sendable {
  package var forwarding: ForwardingMethod
  /// The share of new connections, 0 to 2,147,483,647 (65,535 before ipvsadm 1.29); 0 is quiesced.
  package var weight: Int
  /// Connections from which on ip_vs sends no new ones (`-x`); 0 is no limit.
  package var upperThreshold: Int
  /// Connections below which it sends new ones again (`-y`); 0 is three quarters of the upper one.
  package var lowerThreshold: Int

  package init(forwarding: ForwardingMethod, weight: Int, upperThreshold: Int = 0, lowerThreshold: Int = 0) {
    self.forwarding = forwarding
    self.weight = weight
    self.upperThreshold = upperThreshold
    self.lowerThreshold = lowerThreshold
  }
}

/// How a director hands a packet on.
package enum ForwardingMethod: Hashable, Codable, Sendable {
  /// NAT, `-m`.
  case masquerading
  /// Direct routing, `-g`.
  case gatewaying
  /// Through a tunnel, `-i`.
  case tunneling(TunnelType)

  /// The wrapping of `--tun-type`.
  package enum TunnelType: Hashable, Codable, Sendable {
    case ipip
    case gre(Checksum)
    case gue(port: Port, Checksum)
  }

  /// The checksum option of a GRE or GUE header.
  package enum Checksum: String, Codable, Sendable {
    case none, full, remote
  }
}
