import Inventory
import Model
import Testing

/// What becomes of the values of an inventory.
@Suite struct ClusterTests {
  @Test func `every key of a host comes through`() throws {
    let cluster = try cluster(
      """
      defaults: { os: linux, become: doas, ssh: { user: ops, port: 22022, identity: ~/.ssh/ops, host_key: known } }
      hosts:
        lb1: { address: 198.51.100.10, peer: 198.18.0.9 }
        web1:
          address: 203.0.113.21
          os: linux
          ssh:
            address: web1.mgmt.example
            user: admin
            port: 2222
            identity: ~/.ssh/web1
            host_key: SHA256:jbHPVKYCvYNGfCcHjcVuBrNQVAUdDHhOcHlAmIkJxBk
          become: sudo
          peer: 198.18.0.7
      """)
    let lb1 = SSHAccess(
      address: try SSHAddress("198.51.100.10"), port: Port(number: 22022), user: try UserName("ops"),
      identity: try LocalPath("~/.ssh/ops"), hostKey: .known)
    let web1 = SSHAccess(
      address: try SSHAddress("web1.mgmt.example"), port: Port(number: 2222), user: try UserName("admin"),
      identity: try LocalPath("~/.ssh/web1"),
      hostKey: .pinned(try Fingerprint("SHA256:jbHPVKYCvYNGfCcHjcVuBrNQVAUdDHhOcHlAmIkJxBk")))
    #expect(
      cluster.hosts == [
        try host("lb1", "198.51.100.10", lb1, .doas, peer: "198.18.0.9", isPeerGiven: true),
        try host("web1", "203.0.113.21", web1, .sudo, peer: "198.18.0.7", isPeerGiven: true),
      ])
  }

  @Test func `what a host leaves out is left to ssh and to the defaults of culvert`() throws {
    let cluster = try cluster("hosts: { lb1: { address: 198.51.100.10 } }")
    let access = SSHAccess(address: try SSHAddress("198.51.100.10"))
    #expect(cluster.hosts == [try host("lb1", "198.51.100.10", access, .none, peer: "198.19.61.39")])
    #expect(cluster.directors.isEmpty && cluster.services.isEmpty && cluster.tunnels.isEmpty)
  }

  @Test func `every key of a service comes through`() throws {
    let cluster = try cluster(
      hosts + """
        directors: [{ host: lb1, ip_forward: false, vip_interface: eth0 }]
        services:
          web:
            vip: 192.0.2.80
            protocol: tcp
            port: 443
            scheduler: sh
            flags: [sh-port, sh-fallback]
            persistence: { timeout: 300, netmask: 255.255.255.0 }
            encapsulation: ipip
            realservers:
              web2: { weight: 2, upper: 1000, lower: 700, port: 443 }
              web1:
          dns: { vip: 192.0.2.53, protocol: udp, port: all, persistence: 60, one_packet: true, realservers: { web1: } }
        """)
    #expect(
      cluster.directors == [
        Director(host: try HostName("lb1"), forwardsPackets: false, vipInterface: try InterfaceName("eth0"))
      ])
    let web = VirtualService(
      scheduler: try Scheduler("sh"), flags: [.shPort, .shFallback],
      persistence: Persistence(timeout: 300, granularity: .mask(try IPv4Address("255.255.255.0"))))
    let dns = VirtualService(scheduler: .wlc, persistence: Persistence(timeout: 60), onePacket: true)
    #expect(
      cluster.services == [
        Service(
          name: try ServiceName("web"), vip: try IPAddress("192.0.2.80"), transport: .tcp, port: Port(number: 443),
          definition: web, encapsulation: .ipip,
          realservers: [
            Realserver(host: try HostName("web2"), weight: 2, upperThreshold: 1000, lowerThreshold: 700),
            Realserver(host: try HostName("web1")),
          ]),
        Service(
          name: try ServiceName("dns"), vip: try IPAddress("192.0.2.53"), transport: .udp, port: .all, definition: dns,
          encapsulation: .ipip, realservers: [Realserver(host: try HostName("web1"))]),
      ])
  }

  @Test func `a tunnel comes through`() throws {
    let cluster = try cluster(hosts + "tunnels: { t: { ends: { web2: 10.9.0.1, web1: 10.9.0.2 } } }")
    #expect(
      cluster.tunnels == [
        PointToPointTunnel(
          name: try TunnelName("t"), encapsulation: .ipip,
          first: TunnelEnd(host: try HostName("web2"), innerAddress: try IPv4Address("10.9.0.1")),
          second: TunnelEnd(host: try HostName("web1"), innerAddress: try IPv4Address("10.9.0.2")))
      ])
  }

  @Test func `a director by its bare name has the usual settings`() throws {
    let cluster = try cluster(hosts + "directors: [lb1]")
    #expect(cluster.directors == [Director(host: try HostName("lb1"), forwardsPackets: true, vipInterface: .lo)])
  }

  @Test func `the scheduler of the defaults is every service's own`() throws {
    let cluster = try cluster(
      "defaults: { scheduler: sh }\n" + hosts + """
        directors: [lb1]
        services:
          a: { vip: 192.0.2.1, port: 1, flags: [sh-port], realservers: { web1: } }
          b: { vip: 192.0.2.1, port: 2, scheduler: rr, realservers: { web1: } }
        """)
    #expect(cluster.services.map(\.definition.scheduler.text) == ["sh", "rr"])
  }

  @Test func `allotted peers avoid every address that the inventory uses`() throws {
    let cluster = try cluster(
      """
      defaults: { peers: 198.18.0.0/28 }
      hosts:
        lb1: { address: 198.18.0.1 }
        web1: { address: 198.18.0.2, peer: 198.18.0.3, ssh: { address: 198.18.0.4 } }
        web2: { address: 203.0.113.22 }
        web3: { address: 203.0.113.23 }
        web4: { address: 203.0.113.24 }
      directors: [lb1]
      services: { a: { vip: 198.18.0.5, port: 1, realservers: { web1: , web2: , web3: } } }
      tunnels: { t: { ends: { web1: 198.18.0.6, web4: 198.18.0.7 } } }
      """)
    let peers = cluster.hosts.map(\.innerPeer.text)
    #expect(peers[1] == "198.18.0.3")
    #expect(Set(peers).count == 5)
    #expect(Set(peers).isDisjoint(with: [1, 2, 4, 5, 6, 7].map { "198.18.0.\($0)" }))
  }

  private let hosts = """
    hosts: { lb1: { address: 198.51.100.10 }, web1: { address: 203.0.113.21 }, web2: { address: 203.0.113.22 } }

    """

  private func cluster(_ text: String) throws -> Cluster {
    let result = InventoryReader.read(Array("culvert: 1\n\(text)\n".utf8), file: "x")
    #expect(result.diagnostics.filter { $0.severity == .error }.map(\.description) == [])
    return try #require(result.cluster)
  }

  private func host(
    _ name: String, _ address: String, _ ssh: SSHAccess, _ become: Become, peer: String,
    isPeerGiven: Bool = false
  ) throws -> Host {
    Host(
      name: try HostName(name), address: try IPAddress(address), system: .linux, ssh: ssh, become: become,
      innerPeer: try IPv4Address(peer), isPeerGiven: isPeerGiven)
  }
}
