import Model
import Testing

@testable import Drivers

/// /etc/hostname.ip.tunN, as people have written it since 2006, and what Solaris 10 and illumos make of it at boot.
///
/// Their ifconfig was read word by word (HostnameCall); that the orders below end as they do on an emulated Solaris 10 and illumos
/// is shown in ClusterTests.
@Suite struct HostnameFileTests {
  private static let tunnel = Tunnel(
    encapsulation: .ipip, local: "192.168.5.11", remote: "192.168.5.1", isUp: true,
    addresses: [.init("192.168.5.200", peer: "192.0.2.1")])

  private func file(_ text: String, _ reader: HostnameFile.Reader) -> HostnameFile {
    HostnameFile(Array(text.utf8), readBy: reader)
  }

  private func makers(_ text: String) -> [HostnameFile.Reader] {
    HostnameFile.Reader.allCases.filter { file(text, $0).makes(Self.tunnel) }
  }

  @Test func `it has two lines, and up is the last word`() {
    #expect(
      String(decoding: HostnameFile.bytes(for: Self.tunnel), as: UTF8.self)
        == "tsrc 192.168.5.11 tdst 192.168.5.1\n192.168.5.200 192.0.2.1 netmask 255.255.255.255 up\n")
    #expect(makers(String(decoding: HostnameFile.bytes(for: Self.tunnel), as: UTF8.self)) == [.netInit, .netIptun])
  }

  @Test func `a second VIP has a line of its own, and every netmask is that of one address`() {
    var tunnel = Self.tunnel
    tunnel.addresses.insert(.init("192.168.5.201", peer: "192.0.2.1", prefixLength: 8))
    let bytes = HostnameFile.bytes(for: tunnel)
    let text = String(decoding: bytes, as: UTF8.self)
    #expect(text.hasSuffix("\naddif 192.168.5.201 192.0.2.1 netmask 255.255.255.255 up\n"))
    for reader in HostnameFile.Reader.allCases {
      #expect(file(text, reader).makes(tunnel))
      #expect(!file(text, reader).makes(Self.tunnel))
    }
  }

  @Test(arguments: [
    "tsrc 192.168.5.11 tdst 192.168.5.1 192.168.5.200 192.0.2.1 up\n",
    "\n\ttsrc 192.168.5.11\ttdst 192.168.5.1 \n\n192.168.5.200 192.0.2.1\nup\n",
    "tdst 192.168.5.1 tsrc 192.168.5.11\n192.168.5.200 192.0.2.1 netmask 0xffffffff up\n",
    "192.168.5.200 192.0.2.1 tsrc 192.168.5.11 tdst 192.168.5.1 netmask + up\n",
    "tsrc 192.168.5.11 tdst 192.168.5.1\n10.0.0.1 10.0.0.2\n192.168.5.200 192.0.2.1 up\n",
    "# the tunnel to lb1\ntsrc 192.168.5.11 tdst 192.168.5.1\n192.168.5.200 192.0.2.1 up\n",
    "tsrc 192.168.5.11 tdst 192.168.5.1\n192.168.5.200 192.0.2.1 up # VIP\n",
    "tsrc 192.168.5.11 tdst 192.168.5.1\n192.168.5.200 192.0.2.1 up\naddif 10.0.0.1 10.0.0.2\n",
    "tsrc 192.168.5.11 tdst 192.168.5.1 thoplimit 64\n192.168.5.200 192.0.2.1 mtu 1400 -trailers private up\n",
    "tsrc 192.168.5.11 \\\n  tdst 192.168.5.1\n192.168.5.200 192.0.2.1 \\\nup\n",
    "tsrc 192.168.5.11 tdst 192.168.5.1\n192.168.5.200 destination 192.0.2.1 up\n",
    "tsrc 192.168.5.11 tdst 192.168.5.1 192.168.5.200 192.0.2.1 up\ntsrc 192.168.5.11",
    "up\ndown\ntsrc 192.168.5.11 tdst 192.168.5.1\n192.168.5.200 192.0.2.1 up\n",
  ])
  func `other words that make the same tunnel on both`(text: String) { #expect(makers(text) == [.netInit, .netIptun]) }

  @Test(arguments: [
    // The address line, with up, before the ends.
    "192.168.5.200 192.0.2.1 netmask 255.255.255.255 up\ntsrc 192.168.5.11 tdst 192.168.5.1\n",
    // up before tsrc, in one line: what is behind it is not reached.
    "up tsrc 192.168.5.11 tdst 192.168.5.1\n192.168.5.200 192.0.2.1\n",
    "192.168.5.200 192.0.2.1 up tsrc 192.168.5.11 tdst 192.168.5.1\n",
    // The right remote once more, when it is too late.
    "tsrc 192.168.5.11 tdst 192.168.5.9\n192.168.5.200 192.0.2.1 up\ntdst 192.168.5.1\n",
    // Another address, up, and then the ends.
    "tsrc 192.168.5.11\n192.168.5.200 192.0.2.1 up\ntdst 192.168.5.1 up\n",
    // illumos adds up to unit 0 by itself.
    "tsrc 192.168.5.11 tdst 192.168.5.1\n192.168.5.200 192.0.2.1\n",
    "tsrc 192.168.5.11 tdst 192.168.5.1\n192.168.5.200 192.0.2.1 up\ndown\n",
    "tsrc 192.168.5.11 tdst 192.168.5.1\n192.168.5.200 192.0.2.1\nup",
  ])
  func `words that make it on illumos only`(text: String) { #expect(makers(text) == [.netIptun]) }

  @Test(arguments: [
    // Solaris 10 refuses the second tdst, which is wrong; illumos takes it.
    "tsrc 192.168.5.11 tdst 192.168.5.1\n192.168.5.200 192.0.2.1 up\ntdst 192.168.5.9\n",
    // A third address is one more peer there, and too many here.
    "tsrc 192.168.5.11 tdst 192.168.5.1\n192.168.5.200 192.0.2.9 192.0.2.1 up\n",
    // A bad word: what is before it is done there, but for an address that is not yet set here.
    "tsrc 192.168.5.11 tdst 192.168.5.1 192.168.5.200 192.0.2.1 #VIP\nup\n",
  ])
  func `words that make it on Solaris 10 only`(text: String) { #expect(makers(text) == [.netInit]) }

  @Test(arguments: [
    "", "tsrc 192.168.5.11\n192.168.5.200 192.0.2.1 up\n",
    "tsrc 192.168.5.11 tdst 192.168.5.2 192.168.5.200 192.0.2.1 up\n",
    "tsrc 192.168.5.11 tdst 192.168.5.1 192.168.5.200 192.0.2.2 up\n",
    "tsrc 192.168.5.11 tdst 192.168.5.1 192.168.5.200 up\n",
    "tsrc 192.168.5.11 tdst 192.168.5.1 192.168.5.200 192.0.2.1 up\naddif 10.0.0.1 10.0.0.2 up\n",
    // The last line has no newline: `while read` leaves it.
    "tsrc 192.168.5.11 tdst 192.168.5.1\n192.168.5.200 192.0.2.1 netmask 255.255.255.255 up",
    "tsrc 192.168.5.11 tdst 192.168.5.1\n192.168.5.200 192.0.2.1 netmask 255.255.255.255 up \\\n",
    // Behind the comment nothing is reached.
    "#tsrc 192.168.5.11 tdst 192.168.5.1\n192.168.5.200 192.0.2.1 up\n",
    "tsrc 192.168.5.11 # tdst 192.168.5.1\n192.168.5.200 192.0.2.1 up\n",
    // The word is there already, before each line; lines as DOS ends them.
    "inet tsrc 192.168.5.11 tdst 192.168.5.1\ninet 192.168.5.200 192.0.2.1 up\n",
    "tsrc 192.168.5.11 tdst 192.168.5.1\r\n192.168.5.200 192.0.2.1 up\r\n",
    "\u{FF}\u{FE}\n",
  ])
  func `words that make another, or none`(text: String) {
    #expect(makers(text) == [])
    #expect(file(text, .netInit).isUnderstood)
  }

  @Test func `an address that ends as a network does needs a netmask`() {
    func text(_ netmask: String) -> String {
      "tsrc 192.168.5.11 tdst 192.168.5.1\n192.168.5.200 192.0.2.1\naddif 10.1.0.0 10.1.2.3 \(netmask) up\nup\n"
    }
    var two = Self.tunnel
    two.addresses.insert(.init("10.1.0.0", peer: "10.1.2.3"))
    #expect(file(text("netmask 255.255.255.255"), .netInit).makes(two))
    #expect(file(text(""), .netInit).makes(two), "its class is A")
    #expect(!file(text("netmask 255.255.0.0"), .netInit).makes(two))
    #expect(file(text("netmask 255.255.0.0"), .netInit).makes(Self.tunnel), "the other line was carried out")
  }

  @Test(arguments: [
    "rs1-tunnel\n", "tsrc rs1 tdst lb1\n", "mtu 9000\n", "netmask x\n", "192.168.5.200/24 192.0.2.1 up\n",
    "tsrc *\n", "plumb tsrc 192.168.5.11 tdst 192.168.5.1 192.168.5.200 192.0.2.1 up\n", "group ipmp0\n",
    "removeif 10.0.0.1\n",
  ])
  func `words of which nobody can tell what they make`(text: String) {
    #expect(!file(text, .netInit).isUnderstood && makers(text) == [])
  }

  // MARK: - Whose ends

  private static func endpoint(_ remote: IPv4Address = "192.168.5.1") -> HostIntent.Endpoint {
    .init(role: .director("lb1"), encapsulation: .ipip, local: "192.168.5.11", remote: remote, addresses: [])
  }

  @Test func `a file is meant for the ends that it names, and joins those that it gets`() {
    let late = "192.168.5.200 192.0.2.1 up\ntsrc 192.168.5.11 tdst 192.168.5.1\n"
    #expect(file(late, .netInit).isMeant(for: Self.endpoint()) && !file(late, .netInit).joins(Self.endpoint()))
    #expect(file(late, .netIptun).joins(Self.endpoint()))
    #expect(!file(late, .netIptun).isMeant(for: Self.endpoint("192.168.5.2")))
    let unknown = "tsrc 192.168.5.11 tdst 192.168.5.1 group x rs1 up\n"
    #expect(file(unknown, .netInit).joins(Self.endpoint()), "what cannot be told may be so")
    #expect(file("tsrc\n192.168.5.11 tdst", .netInit).named == .init())
  }
}
