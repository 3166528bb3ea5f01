import Model
import Testing

@testable import Drivers

/// What ifconfig, dladm and ipadm print on Solaris 10, Solaris 11 and illumos.
@Suite struct SolarisParserTests {
  private func interfaces(_ fixture: String) throws -> SolarisIfconfigParser.Result {
    try SolarisIfconfigParser.parse(.section("x", Fixture.text("solaris/\(fixture).txt")), section: "x")
  }

  private static let loopback = SolarisIfconfigParser.Unit(
    interface: "lo0", number: 0, isUp: true, address: .init("127.0.0.1", prefixLength: 8))
  private static let card = SolarisIfconfigParser.Unit(
    interface: "bge0", number: 0, isUp: true, address: .init("192.168.5.11", prefixLength: 24))

  private func tunnel(
    _ name: InterfaceName, _ peer: IPv4Address, to remote: IPAddress, length: Int = 32
  ) -> SolarisIfconfigParser.Unit {
    .init(
      interface: name, number: 0, isUp: true, address: .init("192.168.5.200", peer: peer, prefixLength: length),
      ends: .init(local: "192.168.5.11", remote: remote))
  }

  @Test func `Solaris 10 with two directors' tunnels`() throws {
    let seen = try interfaces("ifconfig-s10-up")
    #expect(
      seen.units == [
        Self.loopback, Self.card, tunnel("ip.tun0", "192.0.2.1", to: "192.168.5.1"),
        tunnel("ip.tun1", "192.0.2.2", to: "192.168.5.2"),
      ])
    #expect(seen.interfaces == ["lo0", "bge0", "ip.tun0", "ip.tun1"])
  }

  @Test func `a tunnel that is only plumbed has no ends, no address, and is down`() throws {
    let bare = try interfaces("ifconfig-s10-plumbed").units.last
    #expect(bare == .init(interface: "ip.tun0", number: 0, isUp: false, address: nil, ends: .init()))
  }

  @Test func `the real Solaris 11 prints blanks for a tab, and each tunnel twice`() throws {
    let seen = try interfaces("ifconfig-s11")
    #expect(
      seen.units == [
        .init(
          interface: "vpn0", number: 0, isUp: true, address: .init("10.6.0.14", peer: "10.6.0.15", prefixLength: 8),
          ends: .init(local: "10.10.11.12", remote: "10.10.5.5"))
      ])
    #expect(seen.interfaces == ["vpn0"])
  }

  @Test func `illumos, with IPsec's line, and IPv6 on the loopback`() throws {
    #expect(
      try interfaces("ifconfig-illumos").units
        == [Self.loopback, Self.card, tunnel("lvstun0", "192.0.2.1", to: "192.168.5.1")])
  }

  @Test func `illumos, with tunnels that are not bound, what else a flag may say, and a tunnel of IPv6`() throws {
    let seen = try interfaces("ifconfig-illumos-states")
    #expect(
      seen.units == [
        .init(interface: "ip.tun0", number: 0, isUp: false, address: nil, ends: .init()),
        .init(interface: "ip.tun1", number: 0, isUp: false, address: nil, ends: .init(local: "192.168.5.11")),
        tunnel("lvstun0", "192.0.2.1", to: "192.168.5.1"),
      ])
    #expect(seen.interfaces == ["ip.tun0", "ip.tun1", "lvstun0", "six0"])
  }

  @Test func `zones, groups and sources say nothing of tunnels, and 6to4 is one of IPv6`() throws {
    let seen = try interfaces("ifconfig-zones")
    #expect(
      seen.units == [
        Self.card,
        .init(interface: "bge0", number: 1, isUp: false, address: .init("192.168.5.12", prefixLength: 24)),
      ])
    #expect(seen.interfaces == ["bge0", "ip.6to4tun0"])
  }

  @Test func `old releases print more blanks, and neither IPv4 nor an index`() throws {
    let seen = try interfaces("ifconfig-old").units.filter { $0.interface == "ip.tun0" }
    #expect(
      seen == [
        tunnel("ip.tun0", "192.0.2.1", to: "192.168.5.1"),
        .init(interface: "ip.tun0", number: 1, isUp: true, address: .init("192.168.5.201", peer: "192.0.2.1")),
      ])
  }

  private static let head = "ip.tun0: flags=8d1<UP,IPv4> mtu 1480 index 4"

  @Test(arguments: [
    "ip.tun0: flag=8d1<UP> mtu 1480", "ip.tun0: flags=8d1 mtu 1480", "ip.tun0:x: flags=8d1<UP> mtu 3",
    "ip.tun0:1:2: flags=8d1<UP> mtu 3", "ifconfig: no such interface", "\(head)\n\tinet", "\(head)\n\tinet 1.2.3",
    "\(head)\n\tinet 192.0.2.1", "\(head)\n\tinet 192.0.2.1 --> netmask ff000000",
    "\(head)\n\tinet 192.0.2.1 netmask 0xff000000", "\(head)\n\tinet tunnel src", "\(head)\n\tinet tunnel src x",
    "\(head)\n\tinet tunnel src 192.0.2.1 tunnel dst", "\(head)\n\tinet tunnel dst 192.0.2.1 src 192.0.2.2 x",
    "\tinet 192.0.2.1 netmask ff000000",
  ])
  func `a line of addresses or tunnel ends in another form is an error that shows it`(text: String) throws {
    let line = text.split(separator: "\n").last.map(String.init)
    let shown = unreadable { _ = try SolarisIfconfigParser.parse(.section("x", text), section: "x") }
    #expect(shown == "x: \(line ?? "")")
  }

  /// Lines of what runs beside a tunnel; the words are those of illumos' and OpenSolaris' ifconfig.c, Oracle's manuals, and none
  /// of any release.
  @Test(arguments: [
    "\tether 0:3:ba:44:55:66 ", "\tipib 0:0:3:ba:44 ", "\tzone web", "\tall-zones", "\tgroupname ipmp0", "\tsrcof vni0",
    "\tusesrc vni0", "\tinet6 fe80::1/10 ", "\tinet6 tunnel src ::1 tunnel dst ::2 ", "\ttunnel colour red ",
    "\tmedia: autoselect", "\tvrrp vrid 7 state MASTER", "\t", "\tbridge lan0 state forwarding",
  ])
  func `lines that no decision rests on are passed over, whatever they say`(line: String) throws {
    let ends = "\tinet tunnel src 192.0.2.1 tunnel dst 192.0.2.2"
    let text = "\(Self.head)\n\(ends)\n\(line)\n\tinet 192.0.2.9 --> 192.0.2.8 netmask ffffffff \n"
    let unit = try SolarisIfconfigParser.parse(.section("x", text), section: "x").units
    #expect(
      unit == [
        .init(
          interface: "ip.tun0", number: 0, isUp: true, address: .init("192.0.2.9", peer: "192.0.2.8"),
          ends: .init(local: "192.0.2.1", remote: "192.0.2.2"))
      ])
  }

  @Test func `IPMP, VRRP, DHCP, zones and odd netmasks beside a tunnel are no reason not to read a host`() throws {
    let seen = try interfaces("ifconfig-beside")
    #expect(seen.units.filter { $0.ends != nil } == [tunnel("ip.tun0", "192.0.2.1", to: "192.168.5.1")])
    #expect(
      seen.units.compactMap(\.address) == [
        .init("192.168.5.11", prefixLength: 24), .init("192.168.5.30", prefixLength: 24),
        .init("192.168.5.12", prefixLength: 24), .init("192.168.5.99", prefixLength: 32),
        .init("172.16.0.1", prefixLength: 8), .init("192.168.5.200", peer: "192.0.2.1"),
      ])
  }

  // MARK: - dladm

  @Test func `dladm's tunnels, with colons in their addresses and ends that are not set`() throws {
    let lines = try DladmTunnelParser.parse(
      .section("x", Fixture.text("solaris/dladm-show-iptun.txt")), section: "x")
    #expect(
      lines == [
        "lvstun0": .init(encapsulation: .ipip, local: "192.168.5.11", remote: "192.168.5.1", isImplicit: false),
        "ip.tun0": .init(encapsulation: .ipip, local: "192.168.5.11", remote: "192.168.5.2", isImplicit: true),
        "vpn0": .init(
          encapsulation: .other("ipv6"), local: "2001:db8::1", remote: "2001:db8::2", isImplicit: false),
        "half0": .init(encapsulation: .ipip, local: nil, remote: nil, isImplicit: false),
        "six0": .init(encapsulation: .other("6to4"), local: "192.168.5.11", remote: nil, isImplicit: false),
      ])
  }

  @Test func `a tunnel of a type or with flags that culvert does not know is one of another type`() throws {
    let lines = try DladmTunnelParser.parse(
      .section("x", "vx0:vxlan:--:any thing:2.2.2.2\nlvstun0:ipv4:s-q:1.1.1.1:2.2.2.2"), section: "x")
    #expect(
      lines == [
        "vx0": .init(encapsulation: .other("vxlan"), local: nil, remote: "2.2.2.2", isImplicit: false),
        "lvstun0": .init(encapsulation: .ipip, local: "1.1.1.1", remote: "2.2.2.2", isImplicit: false),
      ])
  }

  @Test(arguments: [
    // The first is a sample of Oracle's documentation, of three fields.
    "vpn0:ipv4:10.8.48.149", "lvstun0", "lvstun0:ipv4:--:192.168.5.11", "-x:ipv4:--:1.1.1.1:2.2.2.2",
    "lvstun0:ipv4:--:1.1.1.1:2.2.2.2:3", "lvstun0:ipv4:--:1.1.1.1:2.2.2.2\\", "lvstun0:ipv4:--:a b:2.2.2.2",
  ])
  func `any other line of dladm is an error that shows it`(line: String) {
    #expect(unreadable { _ = try DladmTunnelParser.parse(.section("x", line), section: "x") } == "x: \(line)")
  }

  // MARK: - ipadm

  private func addresses(_ text: String) throws -> [IpadmAddressParser.Line] {
    try IpadmAddressParser.parse(
      .section("x", text), section: "x", of: ["lvstun0", "lvstun1", "old0", "ip.tun0"])
  }

  @Test func `ipadm's static addresses of tunnels, stored or not, with either arrow`() throws {
    #expect(
      try addresses(Fixture.text("solaris/ipadm-show-addr.txt")) == [
        .init(interface: "lvstun0", address: "192.168.5.200", peer: "192.0.2.1", isStored: true),
        .init(interface: "lvstun0", address: "192.168.5.201", peer: "192.0.2.1", isStored: false),
        .init(interface: "lvstun1", address: "192.168.5.200", peer: "192.0.2.2", isStored: true),
        .init(interface: "old0", address: "192.168.5.9", peer: "192.0.2.9", isStored: true),
        .init(interface: "ip.tun0", address: "192.168.5.202", peer: "192.0.2.3", isStored: false),
      ])
  }

  @Test(
    arguments: ["disabled", "duplicate", "down", "tentative", "ok", "inaccessible", "new"], ["Uuptd", "U----", "-"])
  func `states and masks make no difference`(state: String, mask: String) throws {
    #expect(
      try addresses("lvstun0/v4:static:\(state):\(mask):Upd:192.168.5.200->192.0.2.1") == [
        .init(interface: "lvstun0", address: "192.168.5.200", peer: "192.0.2.1", isStored: true)
      ])
  }

  @Test(arguments: [
    "net0/v4:dhcp:ok:U----:U--:?", "ipmp0/v4:static:fine:X-----:Q---:any thing at all", "vrrp7/v4a:vrrp:ok", "noise",
    "net0/?:magic", "-/v4:static:ok:U----:U--:1.1.1.1", "lvstun0/v6:addrconf:ok:U----:U--:fe80\\:\\:1%lvstun0",
  ])
  func `lines of other interfaces and other kinds of addresses are passed over`(line: String) throws {
    #expect(try addresses(line) == [])
  }

  @Test(arguments: [
    "lvstun0/v4:static:ok:U----:U--", "lvstun0/v4:static:ok:U----:U :1.1.1.1",
    "lvstun0/v4:static:ok:U----:U--:1.1.1.1/x",
    "lvstun0/v4:static:ok:U----:U--:1.1.1.1 2.2.2.2",
  ])
  func `a tunnel's address in another form is an error that shows it`(line: String) {
    #expect(unreadable { _ = try addresses(line) } == "x: \(line)")
  }
}
