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
    "ip.tun0: flag=8d1<UP> mtu 1480", "ip.tun0: flags=8d1 mtu 1480", "ip.tun0: flags=8d1<UP> mtu",
    "ip.tun0: flags=8d1<UP> mtu x", "ip.tun0: flags=8d1<UP> speed 3", "ip.tun0:x: flags=8d1<UP> mtu 3",
    "ip.tun0:1:2: flags=8d1<UP> mtu 3", "ifconfig: no such interface", "\(head)\n\tinet", "\(head)\n\tinet 1.2.3",
    "\(head)\n\tinet 192.0.2.1", "\(head)\n\tinet 192.0.2.1 --> netmask ff000000",
    "\(head)\n\tinet 192.0.2.1 --> 192.0.2.2 netmask ff00ff00", "\(head)\n\tinet 192.0.2.1 netmask 0xff000000",
    "\(head)\n\tinet 192.0.2.1 netmask ffffff00 more", "\(head)\n\tinet tunnel src", "\(head)\n\tinet tunnel src x",
    "\(head)\n\tinet tunnel src 192.0.2.1 tunnel dst", "\(head)\n\tinet tunnel dst 192.0.2.1 src 192.0.2.2 x",
    "\(head)\n\ttunnel colour red ", "\(head)\n\tmedia: autoselect", "\tinet 192.0.2.1 netmask ff000000",
  ])
  func `any other line is an error that shows it`(text: String) throws {
    let line = text.split(separator: "\n").last.map(String.init)
    let shown = unreadable { _ = try SolarisIfconfigParser.parse(.section("x", text), section: "x") }
    #expect(shown == "x: \(line ?? "")")
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

  @Test(arguments: [
    // The first is a sample of Oracle's documentation, of three fields.
    "vpn0:ipv4:10.8.48.149", "lvstun0", "lvstun0:ipv4:--:192.168.5.11", "lvstun0:ipv9:--:1.1.1.1:2.2.2.2",
    "lvstun0:ipv4:-:1.1.1.1:2.2.2.2",
    "lvstun0:ipv4:xx:1.1.1.1:2.2.2.2", "-x:ipv4:--:1.1.1.1:2.2.2.2", "lvstun0:ipv4:--:1.1.1.1:2.2.2.2:3",
    "lvstun0:ipv4:--:1.1.1.1:2.2.2.2\\", "lvstun0:ipv4:--:a b:2.2.2.2",
  ])
  func `any other line of dladm is an error that shows it`(line: String) {
    #expect(unreadable { _ = try DladmTunnelParser.parse(.section("x", line), section: "x") } == "x: \(line)")
  }

  // MARK: - ipadm

  @Test func `ipadm's static addresses, stored or not, with either arrow`() throws {
    let lines = try IpadmAddressParser.parse(.section("x", Fixture.text("solaris/ipadm-show-addr.txt")), section: "x")
    #expect(
      lines == [
        .init(interface: "lo0", address: "127.0.0.1", peer: nil, isStored: true, isActive: true),
        .init(interface: "lvstun0", address: "192.168.5.200", peer: "192.0.2.1", isStored: true, isActive: true),
        .init(interface: "lvstun0", address: "192.168.5.201", peer: "192.0.2.1", isStored: false, isActive: true),
        .init(interface: "lvstun1", address: "192.168.5.200", peer: "192.0.2.2", isStored: true, isActive: true),
        .init(interface: "old0", address: "192.168.5.9", peer: "192.0.2.9", isStored: true, isActive: false),
        .init(interface: "ip.tun0", address: "192.168.5.202", peer: "192.0.2.3", isStored: false, isActive: true),
      ])
  }

  @Test(arguments: ["disabled", "duplicate", "down", "tentative", "ok", "inaccessible"], ["Uuptd", "U----", "-----"])
  func `each state and each letter of a mask is known`(state: String, mask: String) throws {
    let line = "lvstun0/v4:static:\(state):\(mask):Upd:192.168.5.200->192.0.2.1"
    #expect(
      try IpadmAddressParser.parse(.section("x", line), section: "x") == [
        .init(
          interface: "lvstun0", address: "192.168.5.200", peer: "192.0.2.1", isStored: true,
          isActive: state != "disabled")
      ])
  }

  @Test(arguments: [
    "lvstun0:static:ok:U----:U--:1.1.1.1->2.2.2.2", "lvstun0/v4:static:ok:U----:U--",
    "lvstun0/v4:static:fine:U----:U--:?",
    "lvstun0/v4:static:ok:U---:U--:1.1.1.1", "lvstun0/v4:static:ok:X----:U--:1.1.1.1",
    "lvstun0/v4:magic:ok:U----:U--:1.1.1.1", "lvstun0/v4:static:ok:U----:U--:1.1.1.1/x",
    "lvstun0/v4:static:ok:U----:U--:1.1.1.1 2.2.2.2", "-/v4:static:ok:U----:U--:1.1.1.1",
  ])
  func `any other line of ipadm is an error that shows it`(line: String) {
    #expect(unreadable { _ = try IpadmAddressParser.parse(.section("x", line), section: "x") } == "x: \(line)")
  }
}
