/// What one host has to do in a cluster: the desired state before any operating system comes into it.
package struct HostIntent: Hashable, Sendable {
  /// The tunnels that end on the host.
  package var endpoints: [Endpoint]
  /// What clients of these services may send at most in one packet.
  package var mss: [ServiceKey: SegmentSize]
  /// Where the clients are of the services that the host answers or balances.
  package var clients: [ServiceKey: [IPv4Network]]
  /// What it balances, if it is a director.
  package var balancing: Balancing?
  /// The inner peer for systems whose tunnel interfaces need one.
  package var innerPeer: IPv4Address
  /// Whether the inventory names the inner peer, rather than culvert allotting it.
  package var isPeerGiven: Bool

  package init(
    endpoints: [Endpoint], mss: [ServiceKey: SegmentSize] = [:], clients: [ServiceKey: [IPv4Network]] = [:],
    balancing: Balancing?, innerPeer: IPv4Address, isPeerGiven: Bool = false
  ) {
    self.clients = clients
    self.endpoints = endpoints
    self.mss = mss
    self.balancing = balancing
    self.innerPeer = innerPeer
    self.isPeerGiven = isPeerGiven
  }

  /// Whether the inventory asks nothing of the host: what is culvert's there has to go.
  package var isEmpty: Bool { endpoints.isEmpty && balancing == nil }

  /// One end of a tunnel.
  package struct Endpoint: Hashable, Sendable {
    package var role: TunnelRole
    package var encapsulation: Encapsulation
    package var local: IPv4Address
    package var remote: IPv4Address
    /// The VIPs, or the end's own inner address with its peer.
    package var addresses: Set<InnerAddress>

    package init(
      role: TunnelRole, encapsulation: Encapsulation, local: IPv4Address, remote: IPv4Address,
      addresses: Set<InnerAddress>
    ) {
      self.role = role
      self.encapsulation = encapsulation
      self.local = local
      self.remote = remote
      self.addresses = addresses
    }
  }

  /// A director's part.
  package struct Balancing: Hashable, Sendable {
    package var address: IPv4Address
    package var forwardsPackets: Bool
    package var vipInterface: InterfaceName
    package var services: [ServiceKey: VirtualService]
    package var destinations: [DestinationKey: Destination]

    package init(
      address: IPv4Address, forwardsPackets: Bool, vipInterface: InterfaceName, services: [ServiceKey: VirtualService],
      destinations: [DestinationKey: Destination]
    ) {
      self.address = address
      self.forwardsPackets = forwardsPackets
      self.vipInterface = vipInterface
      self.services = services
      self.destinations = destinations
    }
  }
}
