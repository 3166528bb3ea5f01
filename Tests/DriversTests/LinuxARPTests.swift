import Model
import Testing

@testable import Drivers

/// Who answers ARP for a VIP: one interface more than a host had when somebody looked last.
@Suite struct LinuxARPTests {
  private static let endpoints = Sample.realserverIntent().endpoints

  private static func quiet(
    _ addresses: [InterfaceAddress], silent: Set<InterfaceName> = ["lo", "dummy0"]
  ) -> [InterfaceName] {
    let links = Dictionary(
      Set(addresses.map(\.interface)).map { ($0, LinuxLink(isUp: true, doesARP: !silent.contains($0))) }
    ) { first, _ in first }
    return LinuxARP(endpoints, Set(addresses), links).quiet
  }

  private static func on(_ name: InterfaceName, _ address: IPv4Address, _ length: Int) -> InterfaceAddress {
    InterfaceAddress(interface: name, address: InnerAddress(address, prefixLength: length))
  }

  private static let eth0 = on("eth0", "203.0.113.21", 24)

  @Test func `the interface with the host's address is quiet, and those of other networks are left alone`() {
    #expect(Self.quiet([Self.eth0, Self.on("docker0", "172.17.0.1", 16), Self.on("lo", "127.0.0.1", 8)]) == ["eth0"])
  }

  @Test func `each interface with an address in a VIP's network is quiet too`() {
    let more = [
      Self.on("eth1", "192.0.2.7", 24), Self.on("bond0.7", "192.0.0.1", 16), Self.on("eth2", "192.0.3.1", 24),
    ]
    #expect(Self.quiet([Self.eth0] + more) == ["bond0.7", "eth0", "eth1"])
  }

  @Test func `an interface that does no ARP is left alone, and the VIP itself is no network`() {
    #expect(Self.quiet([Self.eth0, Self.on("dummy0", "192.0.2.7", 24), Self.on("eth1", "192.0.2.80", 32)]) == ["eth0"])
  }

  @Test(arguments: ["lo", "dummy0"] as [InterfaceName])
  func `where the address is routed to the host, all interfaces are quiet`(name: InterfaceName) {
    #expect(Self.quiet([Self.on(name, "203.0.113.21", 32), Self.on("eth0", "10.0.0.7", 24)]) == ["all"])
  }

  @Test func `without the address there is nothing to say`() {
    #expect(Self.quiet([Self.on("eth0", "10.0.0.7", 24)]).isEmpty)
  }

  // MARK: - The desired state

  private static func host(_ addresses: String, _ settings: String) throws -> Observation {
    let links = """
      1: lo: <LOOPBACK,UP,LOWER_UP> mtu 65536 qdisc noqueue
      2: eth0: <BROADCAST,MULTICAST,UP,LOWER_UP> mtu 1460 qdisc mq
      3: eth1: <BROADCAST,MULTICAST,UP,LOWER_UP> mtu 1500 qdisc mq
      4: dummy0: <BROADCAST,NOARP,UP,LOWER_UP> mtu 1500 qdisc noqueue
      """
    return try LinuxDriver().observe(
      ProbeOutput.director.with("links", links).with("addresses", addresses).with("settings", settings))
  }

  private static let settings = """
    net/ipv4/conf/all/arp_ignore 0
    net/ipv4/conf/all/arp_announce 0
    net/ipv4/conf/eth0/arp_ignore 1
    net/ipv4/conf/eth0/arp_announce 2
    net/ipv4/conf/eth1/arp_ignore 0
    net/ipv4/conf/eth1/arp_announce 0
    """

  private static let own = Ownership(
    tunnels: ["lvs-lb1": .director("lb1")],
    settings: [
      "net/ipv4/conf/eth0/arp_ignore": .init(original: "0", given: "1"),
      "net/ipv4/conf/eth0/arp_announce": .init(original: "0", given: "2"),
    ])

  @Test func `a second interface in the VIP's network is raised, now and at boot`() throws {
    let seen = try Self.host(
      "2: eth0    inet 203.0.113.21/24 scope global eth0\n3: eth1    inet 192.0.2.7/24 scope global eth1", Self.settings
    )
    let wanted = try Sample.desired(Sample.realserverIntent(), on: seen, ownership: Self.own)
    #expect(wanted.live.settings["net/ipv4/conf/eth1/arp_ignore"] == "1")
    #expect(wanted.live.settings["net/ipv4/conf/eth1/arp_announce"] == "2")
    #expect(wanted.ownership.settings["net/ipv4/conf/eth1/arp_ignore"] == .init(original: "0", given: "1"))
    guard case .regular(let script, _)? = wanted.boot.files["/etc/culvert/boot"] else { throw Missing() }
    #expect(String(decoding: script, as: UTF8.self).contains("at_least net/ipv4/conf/eth1/arp_ignore 1\n"))
  }

  private struct Missing: Error {}

  @Test func `an address that moved to dummy0 has all raised, and only then the first interface goes back`() throws {
    let seen = try Self.host(
      "2: eth0    inet 10.0.0.7/24 scope global eth0\n4: dummy0    inet 203.0.113.21/32 scope global dummy0",
      Self.settings)
    let wanted = try Sample.desired(Sample.realserverIntent(), on: seen, ownership: Self.own)
    #expect(wanted.live.settings["net/ipv4/conf/all/arp_ignore"] == "1")
    #expect(wanted.live.settings["net/ipv4/conf/all/arp_announce"] == "2")
    #expect(wanted.live.settings["net/ipv4/conf/eth0/arp_ignore"] == "0")
  }

  @Test func `what is raised stays while the host's address is not to be seen`() throws {
    let seen = try Self.host("2: eth0    inet 10.0.0.7/24 scope global eth0", Self.settings)
    let wanted = try Sample.desired(Sample.realserverIntent(), on: seen, ownership: Self.own)
    #expect(wanted.live.settings == seen.live.settings)
    #expect(wanted.ownership.settings == Self.own.settings)
  }

  @Test func `what all interfaces have is enough, and a lower value of one's own does not count`() throws {
    let seen = try Self.host(
      "2: eth0    inet 203.0.113.21/24 scope global eth0",
      "net/ipv4/conf/all/arp_ignore 2\nnet/ipv4/conf/all/arp_announce 2\nnet/ipv4/conf/eth0/arp_ignore 0\n"
        + "net/ipv4/conf/eth0/arp_announce 1")
    let wanted = try Sample.desired(Sample.realserverIntent(), on: seen)
    #expect(wanted.live.settings == seen.live.settings)
    #expect(wanted.ownership.settings.isEmpty)
  }

  // MARK: - MTU and VRF, which come from the same lines

  @Test func `a segment size is no greater than what fits through the host's own interface`() throws {
    let seen = try Self.host("2: eth0    inet 203.0.113.21/24 scope global eth0", Self.settings)
    var intent = Sample.realserverIntent()
    intent.mss = [Sample.web: .throughTunnel, Sample.shop: "1300"]
    let wanted = try Sample.desired(intent, on: seen)
    #expect(wanted.live.mss == [Sample.web: "1400", Sample.shop: "1300"])
    guard case .regular(let script, _)? = wanted.boot.files["/etc/culvert/boot"] else { throw Missing() }
    #expect(String(decoding: script, as: UTF8.self).contains("mss 192.0.2.80 80 1400\n"))
  }

  @Test func `a tunnel belongs to the VRF of the interface that its packets come in by`() throws {
    let links = """
      2: eth0: <BROADCAST,MULTICAST,UP,LOWER_UP> mtu 1500 qdisc mq master blue state UP
      3: blue: <NOARP,MASTER,UP,LOWER_UP> mtu 65575 qdisc noqueue state UP
      5: lvs-lb1@NONE: <NOARP,UP,LOWER_UP> mtu 1480 qdisc noqueue state UNKNOWN
      """
    let output = ProbeOutput.director.with("links", links)
      .with("tunnels", "lvs-lb1: ip/ip remote 198.51.100.10 local 203.0.113.21 ttl inherit")
      .with("addresses", "2: eth0    inet 203.0.113.21/24 scope global eth0").with("settings", Self.settings)
    let seen = try LinuxDriver().observe(output)
    #expect(seen.live.tunnels["lvs-lb1"]?.vrf == nil)
    let wanted = try Sample.desired(Sample.realserverIntent(), on: seen, ownership: Self.own)
    #expect(wanted.live.tunnels["lvs-lb1"]?.vrf == "blue")
    guard case .regular(let script, _)? = wanted.boot.files["/etc/culvert/boot"] else { throw Missing() }
    #expect(String(decoding: script, as: UTF8.self).contains("try ip link set dev lvs-lb1 master blue\n"))
    let change = Change(
      Tunnels.self, "lvs-lb1", Delta(from: seen.live.tunnels["lvs-lb1"], to: wanted.live.tunnels["lvs-lb1"]))
    let steps = LinuxDriver().steps(for: change, in: .build)
    #expect(steps.map(\.forward.shellText).contains("ip link set dev lvs-lb1 master blue"))
    #expect(steps.flatMap(\.backward).map(\.shellText).contains("ip link set dev lvs-lb1 nomaster"))
    let bridged = output.with("links", links.replacing("<NOARP,MASTER,UP", with: "<BROADCAST,MULTICAST,UP"))
    #expect(
      try Sample.desired(Sample.realserverIntent(), on: LinuxDriver().observe(bridged)).live.tunnels["lvs-lb1"]?.vrf
        == nil)
  }
}
