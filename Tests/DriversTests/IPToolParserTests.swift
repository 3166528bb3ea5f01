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

  @Test(arguments: [
    "lvs0", "lvs0:", "lvs0: ip/ip", "lvs0: ip/ip remote", "lvs0: ip/ip remote any local", "lvs0: ip/ip remote any",
    "lvs0: ip/ip remote 10.0.0.1 local 10.0.0.2", "lvs0: ip/ip remote 10.0.0.256 local any ttl inherit",
    "lvs0: ip/ip remote 10.0.0.1 local 10.0.0.02 ttl inherit", "lvs0: ip/ip local any remote any ttl inherit",
    "lvs0: ip/ip remote none local any ttl inherit", "lvs0 ip/ip remote any local any ttl inherit",
    "Device \"lvs0\" does not exist.", "RX: Packets    Bytes        Errors CsumErrs OutOfSeq Mcasts",
    " ", "\0", "\u{1B}[31m",
  ])
  func `a line that is no tunnel's is an error`(line: String) throws {
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

  @Test(arguments: [
    "4:", "4: lvs0@NONE:", "4: lvs0@NONE: <NOARP,UP", "4: lvs0@NONE: <NOARP,UP,LOWER_UP>", "4 lvs0: <UP> mtu 1480",
    "4: lvs0 <UP> mtu 1480", "x: lvs0: <UP> mtu 1480", "-4: lvs0: <UP> mtu 1480", "4: lvs0: UP mtu 1480",
    "    link/ipip 10.80.1.2 brd 0.0.0.0", "Device \"nosuch\" does not exist.", " ", "\0", "4: lvs0: <UP>\0 mtu 1480",
  ])
  func `a line that is no interface's is an error`(line: String) {
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
    "1:", "1: lo", "1: lo    inet", "1: lo    inet 192.0.2.80/32", "1: lo    inet 192.0.2.80/33 scope global lo",
    "1: lo    inet 192.0.2.80/-1 scope global lo", "1: lo    inet 192.0.2.80/ scope global lo",
    "1: lo    inet 192.0.2.80/32/32 scope global lo", "1: lo    inet 192.0.2.800/32 scope global lo",
    "1: lo    inet 10.9.0.1 peer", "1: lo    inet 10.9.0.1 peer scope global lo",
    "1: lo    inet 10.9.0.1 peer 10.9.0.2/99 scope global lo", "1: lo    inet6 ::1/128 scope host",
    "one: lo    inet 192.0.2.80/32 scope global lo", "Cannot find device \"lo\"", " ", "\0",
    "1: lo    inet 192.0.2.80/3\u{0}2 scope global lo",
  ])
  func `a line that is no address's is an error`(line: String) {
    let good = "1: lo    inet 127.0.0.1/8 scope host lo"
    #expect(unreadable { _ = try addresses("\(good)\n\(line)") } == "addresses: \(line)")
  }

  private func tunnels(_ text: String) throws -> [InterfaceName: IPTunnelParser.Line] {
    try IPTunnelParser.parse(.section("tunnels", text), section: "tunnels")
  }

  private func links(_ text: String) throws -> [InterfaceName: Bool] {
    try IPLinkParser.parse(.section("links", text), section: "links")
  }

  private func addresses(_ text: String) throws -> [InterfaceAddress] {
    try IPAddressParser.parse(.section("addresses", text), section: "addresses")
  }
}
