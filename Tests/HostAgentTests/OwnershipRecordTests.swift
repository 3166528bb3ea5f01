import Model
import Testing

@testable import HostAgent

/// The record of what is culvert's, as it lies on a host.
@Suite struct OwnershipRecordTests {
  private static let text = """
    culvert-ownership 1
    address lvs-lb1 203.0.113.80 32
    address lvs-lb1 203.0.113.81 32 198.18.0.7
    file /etc/culvert/boot
    found gif0 boot
    found gif0 live
    found-peer gif0 203.0.113.81 192.0.2.254
    service tcp 203.0.113.80 80
    setting net.ipv4.ip_forward 0 1
    tunnel gif0 director lb1
    tunnel gif1 link site-a

    """

  @Test func `all that can be in it is read, and written again`() throws {
    let ownership = try Ownership(recordText: Self.text)
    let gif0 = try InterfaceName("gif0")
    #expect(try ownership.tunnels == [gif0: .director(.init("lb1")), InterfaceName("gif1"): .link(.init("site-a"))])
    #expect(ownership.addresses.count == 2 && ownership.services.count == 1 && ownership.files.count == 1)
    #expect(try ownership.settings.values.map(\.original) == [SettingValue("0")])
    #expect(try ownership.foundPeers == [gif0: [.init("203.0.113.81"): .init("192.0.2.254")]])
    #expect(ownership.foundLive == [gif0] && ownership.foundAtBoot == [gif0])
    #expect(ownership.recordText == Self.text)
    #expect(try Ownership(recordText: "").isEmpty)
  }

  @Test func `whose it is, what was found and whom it joins are read, and written again`() throws {
    let text = """
      culvert-ownership 1
      found-address lo 203.0.113.80 24
      found-destination tcp 203.0.113.80 80 198.51.100.21 80
      found-service tcp 203.0.113.80 80
      inventory shop-prod ann@admin 1700000000 /srv/my%20clusters/caf%C3%A9.yml
      peer web1 198.51.100.21 linux - sudo web1.mgmt.example 2222 admin
      peer web3 198.51.100.23 solaris 1700000300 none 198.51.100.23 - -

      """
    let ownership = try Ownership(recordText: text)
    #expect(ownership.origin?.cluster?.text == "shop-prod" && ownership.origin?.file == "/srv/my clusters/café.yml")
    #expect(ownership.origin?.owner == "ann@admin" && ownership.origin?.since == 1_700_000_000)
    let (web1, web3) = (try HostName("web1"), try HostName("web3"))
    #expect(ownership.peers.count == 2 && ownership.peers[web3]?.until == 1_700_000_300)
    #expect(ownership.peers[web1]?.user?.text == "admin")
    #expect(ownership.foundServices.count == 1 && ownership.foundDestinations.count == 1)
    #expect(ownership.foundAddresses.first?.address.prefixLength == 24)
    #expect(ownership.recordText == text)
    #expect(try Ownership(recordText: Self.text).origin == nil, "a record of an earlier version")
  }

  @Test(arguments: [
    "found-peer gif0 203.0.113.81", "found-peer gif0 x 192.0.2.254",
    "inventory - ann@admin 1700000000", "inventory unnamed ann@admin 1700000000 /a", "inventory - ann soon /a",
    "inventory - ann 17 /a%2", "peer web1 198.51.100.21 beos - none 198.51.100.21 - -",
    "peer web1 198.51.100.21 linux soon none 198.51.100.21 - -", "peer web1 198.51.100.21 linux",
    "found-service tcp 203.0.113.80", "found-destination tcp 203.0.113.80 80 198.51.100.21",
    "tunnel gif0 director", "found gif0", "found gif0 lively", "found gif/0 live", "file", "file etc/x",
    "setting net.ipv4.ip_forward 0", "service icmp 203.0.113.80 80", "service tcp 203.0.113.80 http", "colour red",
    "address lvs-lb1 203.0.113.80 33", "address lvs-lb1 203.0.113.80",
  ])
  func `a line that is not known is shown, and nothing is guessed`(line: String) {
    let error = #expect(throws: ProbeError.self) { try Ownership(recordText: "culvert-ownership 1\n\(line)\n") }
    #expect(error.map { "\($0)" }?.contains(line) == true)
  }

  @Test func `a newer record is left to a newer culvert`() {
    #expect(throws: ProbeError.self) { try Ownership(recordText: "culvert-ownership 2\n") }
  }
}
