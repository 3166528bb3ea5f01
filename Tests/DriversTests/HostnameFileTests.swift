import Model
import Testing

@testable import Drivers

/// /etc/hostname.ip.tunN, as people have written it since 2006.
@Suite struct HostnameFileTests {
  private static let tunnel = Tunnel(
    encapsulation: .ipip, local: "192.168.5.11", remote: "192.168.5.1", isUp: true,
    addresses: [.init("192.168.5.200", peer: "192.0.2.1")])

  private func makes(_ text: String, _ tunnel: Tunnel = tunnel) -> Bool? {
    HostnameFile(Array(text.utf8))?.makes(tunnel)
  }

  @Test func `it has two lines, and up is the last word`() {
    #expect(
      String(decoding: HostnameFile.bytes(for: Self.tunnel), as: UTF8.self)
        == "tsrc 192.168.5.11 tdst 192.168.5.1\n192.168.5.200 192.0.2.1 netmask 255.255.255.255 up\n")
    #expect(HostnameFile(HostnameFile.bytes(for: Self.tunnel))?.makes(Self.tunnel) == true)
  }

  @Test func `a second VIP has a line of its own`() {
    var tunnel = Self.tunnel
    tunnel.addresses.insert(.init("192.168.5.201", peer: "192.0.2.1", prefixLength: 24))
    let bytes = HostnameFile.bytes(for: tunnel)
    #expect(
      String(decoding: bytes, as: UTF8.self).hasSuffix("\naddif 192.168.5.201 192.0.2.1 netmask 255.255.255.0 up\n"))
    #expect(HostnameFile(bytes)?.makes(tunnel) == true)
    #expect(HostnameFile(bytes)?.makes(Self.tunnel) == false)
  }

  @Test(arguments: [
    "tsrc 192.168.5.11 tdst 192.168.5.1 192.168.5.200 192.0.2.1 up\n",
    "tsrc 192.168.5.11 tdst 192.168.5.1\n192.168.5.200 192.0.2.1 netmask 255.255.255.255 up",
    "\n\ttsrc 192.168.5.11\ttdst 192.168.5.1 \n\n192.168.5.200 192.0.2.1\nup\n",
    "inet tdst 192.168.5.1 tsrc 192.168.5.11\n192.168.5.200 192.0.2.1 netmask 0xffffffff up\n",
    "192.168.5.200 192.0.2.1 tsrc 192.168.5.11 tdst 192.168.5.1 netmask + up\n",
    "tsrc 192.168.5.11 tdst 192.168.5.1\n10.0.0.1 10.0.0.2\n192.168.5.200 192.0.2.1 up\n",
  ])
  func `other words that make the same tunnel`(text: String) { #expect(makes(text) == true) }

  @Test(arguments: [
    "", "tsrc 192.168.5.11 tdst 192.168.5.1\n192.168.5.200 192.0.2.1\n",
    "tsrc 192.168.5.11\n192.168.5.200 192.0.2.1 up\n",
    "tsrc 192.168.5.11 tdst 192.168.5.2 192.168.5.200 192.0.2.1 up\n",
    "tsrc 192.168.5.11 tdst 192.168.5.1 192.168.5.200 192.0.2.2 up\n",
    "tsrc 192.168.5.11 tdst 192.168.5.1 192.168.5.200 up\n",
    "tsrc 192.168.5.11 tdst 192.168.5.1 192.168.5.200 192.0.2.1 up\naddif 10.0.0.1 10.0.0.2\n",
  ])
  func `words that make another`(text: String) { #expect(makes(text) == false) }

  @Test(arguments: [
    "# tsrc 192.168.5.11\n", "rs1-tunnel\n", "tsrc rs1 tdst lb1\n", "tsrc\n", "mtu 1400\n", "netmask x\n", "up\n",
    "addif\n",
    "\u{FF}\u{FE}\n",
  ])
  func `words that culvert does not know`(text: String) { #expect(makes(text) == nil) }
}
