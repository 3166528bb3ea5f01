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
    peer gif0 203.0.113.81 192.0.2.254
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

  @Test(arguments: [
    "tunnel gif0 director", "found gif0", "found gif0 lively", "found gif/0 live",
    "peer gif0 203.0.113.81", "peer gif0 x 192.0.2.254", "file", "file etc/x",
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
