/// What an inventory asks for, checked as a whole.
package struct Cluster: Hashable, Sendable {
  /// What tells it from other clusters on the same hosts; nil where the inventory has no `cluster:`.
  package var name: ClusterName?
  /// In the order of the inventory.
  package var hosts: [Host]
  package var directors: [Director]
  package var services: [Service]
  package var tunnels: [PointToPointTunnel]

  package init(
    name: ClusterName? = nil, hosts: [Host], directors: [Director], services: [Service], tunnels: [PointToPointTunnel]
  ) {
    self.name = name
    self.hosts = hosts
    self.directors = directors
    self.services = services
    self.tunnels = tunnels
  }

  /// The host with this name.
  package func host(_ name: HostName) -> Host? { hosts.first { $0.name == name } }
}

/// One machine.
package struct Host: Hashable, Sendable {
  package var name: HostName
  /// Its outer address: DIP of a director, RIP of a realserver, an end of its tunnels.
  package var address: IPAddress
  package var system: OperatingSystem
  package var ssh: SSHAccess
  package var become: Become
  /// The inner peer of its tunnel endpoints on systems that need one; nothing ever answers there.
  package var innerPeer: IPv4Address
  /// Whether the inventory names the inner peer, rather than culvert allotting it.
  package var isPeerGiven: Bool

  package init(
    name: HostName, address: IPAddress, system: OperatingSystem, ssh: SSHAccess, become: Become, innerPeer: IPv4Address,
    isPeerGiven: Bool = false
  ) {
    self.name = name
    self.address = address
    self.system = system
    self.ssh = ssh
    self.become = become
    self.innerPeer = innerPeer
    self.isPeerGiven = isPeerGiven
  }
}

/// How to log in on a host.
///
/// What is nil is left to ~/.ssh/config, and then to SSH's defaults.
package struct SSHAccess: Hashable, Sendable {
  /// Where to connect to: a name or an address; the host's outer address unless the inventory says otherwise.
  package var address: SSHAddress
  package var port: Port?
  package var user: UserName?
  /// A private key's file on the controller's machine.
  package var identity: LocalPath?
  package var hostKey: HostKeyPolicy
  package var algorithms: SSHAlgorithms

  package init(
    address: SSHAddress, port: Port? = nil, user: UserName? = nil, identity: LocalPath? = nil,
    hostKey: HostKeyPolicy = .known, algorithms: SSHAlgorithms = .usual
  ) {
    self.address = address
    self.port = port
    self.user = user
    self.identity = identity
    self.hostKey = hostKey
    self.algorithms = algorithms
  }
}

/// Which host keys are taken for the host's own.
package enum HostKeyPolicy: Hashable, Sendable {
  /// Those in the known_hosts files.
  case known
  /// Only the key with this SHA-256 fingerprint.
  case pinned(Fingerprint)
}

/// A host that takes clients' packets and hands them on.
package struct Director: Hashable, Sendable {
  package var host: HostName
  /// Whether net.ipv4.ip_forward is turned on, as the classic recipe asks for; ip_vs itself does not need it for tunneling.
  package var forwardsPackets: Bool
  /// The interface that the VIPs are put on.
  package var vipInterface: InterfaceName

  package init(host: HostName, forwardsPackets: Bool, vipInterface: InterfaceName) {
    self.host = host
    self.forwardsPackets = forwardsPackets
    self.vipInterface = vipInterface
  }
}

/// A virtual service with its realservers.
package struct Service: Hashable, Sendable {
  package var name: ServiceName
  package var vip: IPAddress
  package var transport: TransportProtocol
  /// 0 is all ports.
  package var port: Port
  package var definition: VirtualService
  package var encapsulation: Encapsulation
  /// What the realservers ask clients to send at most in one packet; nil leaves it to them.
  package var mss: SegmentSize?
  /// Where its clients are.
  package var clients: [IPv4Network]
  package var realservers: [Realserver]

  package init(
    name: ServiceName, vip: IPAddress, transport: TransportProtocol, port: Port, definition: VirtualService,
    encapsulation: Encapsulation, mss: SegmentSize? = nil, clients: [IPv4Network] = [.everywhere],
    realservers: [Realserver]
  ) {
    self.clients = clients
    self.name = name
    self.vip = vip
    self.transport = transport
    self.port = port
    self.definition = definition
    self.encapsulation = encapsulation
    self.mss = mss
    self.realservers = realservers
  }

  package var key: ServiceKey { .address(vip, transport, port) }
}

/// A host that serves a service.
package struct Realserver: Hashable, Sendable {
  package var host: HostName
  /// 0 to 65,535.
  package var weight: Int
  /// 0 is none.
  package var upperThreshold: Int
  package var lowerThreshold: Int

  package init(host: HostName, weight: Int = 1, upperThreshold: Int = 0, lowerThreshold: Int = 0) {
    self.host = host
    self.weight = weight
    self.upperThreshold = upperThreshold
    self.lowerThreshold = lowerThreshold
  }
}

/// A tunnel between two hosts that serves no VIP.
package struct PointToPointTunnel: Hashable, Sendable {
  package var name: TunnelName
  package var encapsulation: Encapsulation
  package var first: TunnelEnd
  package var second: TunnelEnd

  package init(name: TunnelName, encapsulation: Encapsulation, first: TunnelEnd, second: TunnelEnd) {
    self.name = name
    self.encapsulation = encapsulation
    self.first = first
    self.second = second
  }
}

/// One end of a point-to-point tunnel.
package struct TunnelEnd: Hashable, Sendable {
  package var host: HostName
  package var innerAddress: IPv4Address

  package init(host: HostName, innerAddress: IPv4Address) {
    self.host = host
    self.innerAddress = innerAddress
  }
}
