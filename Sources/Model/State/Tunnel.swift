/// A tunnel endpoint on a host: the interface that unwraps (and wraps) packets.
package struct Tunnel: Hashable, Codable, Sendable {
  package var encapsulation: Encapsulation
  /// The outer address of this end, or nil for any.
  package var local: IPAddress?
  /// The outer address of the other end, or nil for any.
  package var remote: IPAddress?
  /// Whether the interface is administratively up.
  package var isUp: Bool
  /// The inner addresses.
  package var addresses: Set<InnerAddress>
  /// Linux's rp_filter of the interface: 0 off, 1 strict, 2 loose; nil where the system has none.
  package var reversePathFilter: Int?
  /// The name that a managed interface has at present, where somebody has renamed it.
  package var presentName: InterfaceName?
  /// The VRF of Linux that the interface belongs to.
  package var vrf: InterfaceName?

  package init(
    encapsulation: Encapsulation, local: IPAddress?, remote: IPAddress?, isUp: Bool, addresses: Set<InnerAddress>,
    reversePathFilter: Int? = nil, presentName: InterfaceName? = nil, vrf: InterfaceName? = nil
  ) {
    self.vrf = vrf
    self.encapsulation = encapsulation
    self.local = local
    self.remote = remote
    self.isUp = isUp
    self.addresses = addresses
    self.reversePathFilter = reversePathFilter
    self.presentName = presentName
  }
}

/// An IPv4 address on an interface, with a prefix length or with a peer.
package struct InnerAddress: Hashable, Codable, Sendable, Comparable, CustomStringConvertible {
  package var address: IPv4Address
  /// The other end's address on a point-to-point interface.
  package var peer: IPv4Address?
  /// The prefix length of the address, or of the peer where there is one: 0 to 32.
  package var prefixLength: Int

  package init(_ address: IPv4Address, peer: IPv4Address? = nil, prefixLength: Int = 32) {
    self.address = address
    self.peer = peer
    self.prefixLength = prefixLength
  }

  package init(from decoder: any Decoder) throws {
    let container = try decoder.container(keyedBy: CodingKeys.self)
    address = try container.decode(IPv4Address.self, forKey: .address)
    peer = try container.decodeIfPresent(IPv4Address.self, forKey: .peer)
    prefixLength = try container.decode(Int.self, forKey: .prefixLength)
    guard (0...32).contains(prefixLength) else {
      throw DecodingError.dataCorruptedError(
        forKey: .prefixLength, in: container, debugDescription: "\(prefixLength) is no prefix length")
    }
  }

  package var description: String {
    if let peer { "\(address) peer \(peer)/\(prefixLength)" } else { "\(address)/\(prefixLength)" }
  }

  package static func < (left: Self, right: Self) -> Bool {
    (left.address, left.peer?.value ?? 0, left.prefixLength) < (
      right.address, right.peer?.value ?? 0, right.prefixLength
    )
  }
}

/// An address on an interface that is not a tunnel of its own, such as a VIP on a director's `lo`.
package struct InterfaceAddress: Hashable, Codable, Sendable, Comparable, CustomStringConvertible {
  package var interface: InterfaceName
  package var address: InnerAddress

  package init(interface: InterfaceName, address: InnerAddress) {
    self.interface = interface
    self.address = address
  }

  package var description: String { "\(address) on \(interface)" }

  package static func < (left: Self, right: Self) -> Bool {
    (left.interface, left.address) < (right.interface, right.address)
  }
}
