import Model
import Testing

@testable import Drivers

/// What is read of ip(8), held against outputs of the real one.
@Suite struct IPToolParserTests {
  // MARK: - ip tunnel show

  @Test func `tunnels of a real host are read`() throws {
    let text = try Transcript("linux/transcript.txt").output(of: "ip tunnel show", on: "rs1")
    #expect(
      try tunnels(text) == [
        "tunl0": .init(encapsulation: .other("any/ip"), local: nil, remote: nil),
        "lvs0": .init(encapsulation: .ipip, local: "10.80.1.2", remote: nil),
      ])
  }

  @Test func `a tunnel with both its ends is read, as a real host had it`() throws {
    let lines = try Fixture.text("linux/variants.txt").split(separator: "\n").filter { $0.contains("/ip remote ") }
    #expect(
      try tunnels(lines.joined(separator: "\n")) == [
        "tunl0": .init(encapsulation: .other("any/ip"), local: nil, remote: nil),
        "lvs0": .init(encapsulation: .ipip, local: "10.80.1.2", remote: "10.80.0.2"),
      ])
  }

  @Test func `tunnels of every kind are read, and what is not ipip is told apart`() throws {
    #expect(
      try tunnels(Fixture.text("linux/ip-tunnel-show.txt")) == [
        "ipipx": .init(encapsulation: .other("any/ip"), local: nil, remote: nil),
        "gre0": .init(encapsulation: .gre, local: nil, remote: nil),
        "sit0": .init(encapsulation: .other("ipv6/ip"), local: nil, remote: nil),
        "tun0": .init(encapsulation: .ipip, local: "10.0.0.21", remote: nil),
        "tun2": .init(encapsulation: .other("any/ip"), local: "10.0.0.21", remote: "10.0.0.10"),
      ])
  }

  @Test func `lines that go on where another one ended, and a VTI's key, are understood`() throws {
    let text = """
      gre1: gre/ip remote 10.0.0.2 local 10.0.0.1 ttl 255 key 42 csum seq\\  Drop packets out of sequence.
      \\  Checksum in received packet is required.
        Checksum output packets.
      vti1: ip/ip remote 10.0.0.2 local 10.0.0.1 ttl inherit key 42
      vti2: ip/ip remote 10.0.0.2 local 10.0.0.1 ttl inherit ikey 1 okey 2
      %again
      vti1: ip/ip remote 10.0.0.2 local 10.0.0.1 ttl inherit nopmtudisc key 42
      """
    #expect(try tunnels(text) == ["vti1": .init(encapsulation: .vti, local: "10.0.0.1", remote: "10.0.0.2")])
    let first = text[..<(text.firstRange(of: "\n%again")?.lowerBound ?? text.endIndex)]
    #expect(try Set(tunnels(String(first)).keys) == ["gre1", "vti1", "vti2"])
  }

  @Test(arguments: [
    "lvs0: ip/ip", "lvs0: ip/ip remote", "lvs0: ip/ip remote any local", "lvs0: ip/ip remote any",
    "lvs0: ip/ip remote 10.0.0.1 local 10.0.0.2", "lvs0: ip/ip remote 10.0.0.256 local any ttl inherit",
    "lvs0: ip/ip remote 10.0.0.1 local 10.0.0.02 ttl inherit", "lvs0: ip/ip local any remote any ttl inherit",
    "lvs0: ip/ip remote none local any ttl inherit", "lvs-lb1: ", "lvs-lb1: new/ip", "tun-backup: gre/ip remote any",
  ])
  func `a line about a tunnel that is culvert's, or could be in its way, has to be understood`(line: String) throws {
    let good = "tun0: ip/ip remote any local 10.0.0.21 ttl inherit"
    #expect(unreadable { _ = try tunnels("\(good)\n\(line)\n\(good)") } == "tunnels: \(line)")
  }

  @Test func `a tunnel whose name could not be culvert's is left alone`() throws {
    #expect(try tunnels("t%n: ip/ip remote any local any ttl inherit").isEmpty)
  }

  // MARK: - ip -o link show

  @Test func `interfaces of a real host are read, without what they hang on`() throws {
    #expect(try links(Fixture.text("linux/ip-o-link-show.txt")) == ["lo": true, "v1": true, "v0": true])
  }

  @Test func `an interface is up by its flag and not by its state`() throws {
    let transcript = try Transcript("linux/transcript.txt")
    for (name, isUp) in [("lvs0", true), ("tunl0", false)] {
      let text = try transcript.output(of: "ip -d link show \(name)", on: "rs1")
      #expect(try links(String(text.prefix { $0 != "\n" })) == [try InterfaceName(name): isUp])
    }
    let up = try Fixture.text("linux/variants.txt").split(separator: "\n").filter { $0.hasPrefix("3: tunl0@NONE: ") }
    #expect(try links(up.joined(separator: "\n")) == ["tunl0": true])
    #expect(try links("9: x: <NOUP,LOWER_UP> mtu 1500") == ["x": false])
    #expect(try links("9: x: <> mtu 1500") == ["x": false])
  }

  @Test func `what an interface is says whether it does ARP, and where it belongs`() throws {
    let text = """
      2: eth0: <BROADCAST,MULTICAST,UP,LOWER_UP> mtu 1460 qdisc mq master blue state UP mode DEFAULT group default
      3: blue: <NOARP,MASTER,UP,LOWER_UP> mtu 65575 qdisc noqueue state UP mode DEFAULT group default
      4: bond0: <BROADCAST,MULTICAST,MASTER,UP,LOWER_UP> mtu 9000 qdisc noqueue state UP
      5: dummy0: <BROADCAST,NOARP,UP,LOWER_UP> mtu 1500 qdisc noqueue state UNKNOWN
      """
    let links = try IPLinkParser.parse(.section("links", text), section: "links")
    #expect(links["eth0"] == LinuxLink(isUp: true, mtu: 1460, master: "blue", doesARP: true))
    #expect(links["blue"] == LinuxLink(isUp: true, mtu: 65575, isVRF: true))
    #expect(links["bond0"] == LinuxLink(isUp: true, mtu: 9000, doesARP: true))
    #expect(links["dummy0"] == LinuxLink(isUp: true, mtu: 1500))
  }

  @Test(arguments: [
    "4: lvs-lb1@NONE:", "4: lvs-lb1@NONE: <NOARP,UP", "4: lvs-lb1@NONE: <NOARP,UP,LOWER_UP>",
    "4: lvs-lb1 <UP> mtu 1480",
    "4: lvs-lb1: UP mtu 1480", "4: tun-x: <UP>\0 mtu 1480",
  ])
  func `a line about an interface of culvert's has to be understood`(line: String) {
    #expect(unreadable { _ = try links("1: lo: <UP> mtu 65536\n\(line)") } == "links: \(line)")
  }

  // MARK: - ip -o -4 addr show

  @Test func `addresses of a real host are read`() throws {
    #expect(
      try addresses(Fixture.text("linux/ip-o-4-addr-show.txt")) == [
        .init(interface: "lo", address: .init("127.0.0.1", prefixLength: 8)),
        .init(interface: "lo", address: .init("192.0.2.80")),
        .init(interface: "v0", address: .init("198.51.100.10", prefixLength: 24)),
        .init(interface: "v0", address: .init("10.9.0.1", peer: "10.9.0.2")),
        .init(interface: "v0", address: .init("10.8.0.1", prefixLength: 24)),
        .init(interface: "v0", address: .init("10.8.0.2", prefixLength: 24)),
      ])
  }

  @Test(arguments: [
    "1: lvs-a", "1: lvs-a    inet", "1: lvs-a    inet 192.0.2.80/32", "1: lvs-a    inet 192.0.2.80/33 scope global lo",
    "1: lvs-a    inet 192.0.2.80/-1 scope global lo", "1: lvs-a    inet 192.0.2.80/ scope global lo",
    "1: lvs-a    inet 192.0.2.80/32/32 scope global lo", "1: lvs-a    inet 192.0.2.800/32 scope global lo",
    "1: tun-a    inet 10.9.0.1 peer", "1: tun-a    inet 10.9.0.1 peer scope global lo",
    "1: tun-a    inet 10.9.0.1 peer 10.9.0.2/99 scope global lo", "1: tun-a    inet6 ::1/128 scope host",
    "1: lvs-a    inet 192.0.2.80/3\u{0}2 scope global lo",
  ])
  func `a line about an address on an interface of culvert's has to be understood`(line: String) {
    let good = "1: lo    inet 127.0.0.1/8 scope host lo"
    #expect(unreadable { _ = try addresses("\(good)\n\(line)") } == "addresses: \(line)")
  }

  private func tunnels(_ text: String) throws -> [InterfaceName: IPTunnelParser.Line] {
    try IPTunnelParser.parse(.section("tunnels", text), section: "tunnels")
  }

  private func links(_ text: String) throws -> [InterfaceName: Bool] {
    try IPLinkParser.parse(.section("links", text), section: "links").mapValues(\.isUp)
  }

  private func addresses(_ text: String) throws -> [InterfaceAddress] {
    try IPAddressParser.parse(.section("addresses", text), section: "addresses")
  }
}
