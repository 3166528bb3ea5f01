import Model

/// One director in front of two realservers, with things on each host that are not culvert's.
enum Example {
  static let director = made { try HostName("lb1") }
  static let web1 = made { try HostName("web1") }
  static let web2 = made { try HostName("web2") }
  static let names = [director, web1, web2]

  static let addresses = [
    director: made { try IPv4Address("198.18.0.11") }, web1: made { try IPv4Address("198.18.1.21") },
    web2: made { try IPv4Address("198.18.2.22") },
  ]
  static let vip = made { try IPAddress("198.18.0.80") }
  static let ftp = made { try IPAddress("198.18.0.81") }
  static let bootScript = made { try HostPath("/etc/culvert/boot") }
  static let motd = made { try HostPath("/etc/motd") }
  static let tunnel = made { try InterfaceName("lvs-lb1") }

  /// Two services; `serving` are the realservers of the first one, with their weights.
  static func cluster(_ serving: [HostName: Int] = [web1: 1, web2: 2]) -> Cluster {
    Cluster(
      hosts: names.map(host),
      directors: [Director(host: director, forwardsPackets: true, vipInterface: .lo)],
      services: [
        service("web", vip, 80, VirtualService(scheduler: .wlc), serving),
        service("files", ftp, 21, VirtualService(scheduler: .wlc, persistence: Persistence(timeout: 600)), [web1: 1]),
      ], tunnels: [])
  }

  /// The inventory that asks for nothing on the same hosts.
  static let nothing = Cluster(hosts: names.map(host), directors: [], services: [], tunnels: [])

  private static func host(_ name: HostName) -> Host {
    let address = addresses[name] ?? IPv4Address(value: 0)
    return Host(
      name: name, address: .v4(address), system: .linux, ssh: SSHAccess(address: SSHAddress(.v4(address))),
      become: .none, innerPeer: IPv4Address(value: 0xC612_FF01))
  }

  private static func service(
    _ name: String, _ vip: IPAddress, _ port: UInt16, _ definition: VirtualService, _ serving: [HostName: Int]
  ) -> Service {
    Service(
      name: made { try ServiceName(name) }, vip: vip, transport: .tcp, port: Port(number: port),
      definition: definition, encapsulation: .ipip,
      realservers: serving.sorted { $0.key < $1.key }.map {
        Realserver(
          host: $0.key, weight: $0.value, upperThreshold: 100 * $0.value, lowerThreshold: $0.value > 0 ? 50 : 0)
      })
  }

  /// A host before culvert came.
  static func system(_ name: HostName) -> FakeSystem {
    var system = FakeSystem()
    let address = addresses[name] ?? IPv4Address(value: 0)
    system.source = address.text
    system.files[motd] = .regular(content: Array("welcome to \(name)\n".utf8), mode: .plain)
    system.kernel.devices["lo"] = .init(addresses: [InnerAddress(IPv4Address(value: 0x7F00_0001), prefixLength: 8)])
    system.kernel.devices["eth0"] = .init(addresses: [InnerAddress(address, prefixLength: 24)])
    system.kernel.devices["eth1"] = .init()
    system.kernel.devices["eth1"]?.conf.values["forwarding"] = 1
    system.kernel.devices["sit-old"] = .init(
      tunnel: .init(mode: "gre", local: "any", remote: "192.0.2.99"),
      addresses: [InnerAddress(IPv4Address(value: 0x0A09_0001), peer: IPv4Address(value: 0x0A09_0002))])
    if name == director {
      system.kernel.modules = ["ip_vs"]
      var foreign = FakeKernel.Service(scheduler: "rr")
      foreign.destinations["10.0.0.9:443"] = .init(forwarding: "-m", weight: 5, upper: 7, lower: 3)
      system.kernel.services["-t 192.0.2.99:443"] = foreign
    }
    system.booted = system.kernel
    return system
  }
}
