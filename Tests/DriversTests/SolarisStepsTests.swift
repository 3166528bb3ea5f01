import Model
import Testing

@testable import Drivers

/// The commands that make a change on Solaris and illumos, word for word, and what takes them back.
@Suite struct SolarisStepsTests {
  typealias Example = StepsTests.Example

  private static let whole = Tunnel(
    encapsulation: .ipip, local: "203.0.113.21", remote: "198.51.100.10", isUp: true,
    addresses: [.init("192.0.2.80", peer: "198.18.0.7")])

  private static func tunnel(_ change: (inout Tunnel) -> Void) -> Tunnel {
    var tunnel = whole
    change(&tunnel)
    return tunnel
  }

  private static func change(_ name: InterfaceName, _ from: Tunnel?, _ to: Tunnel?) -> Change {
    .init(Tunnels.self, name, .init(from: from, to: to))
  }

  private static let look = "look_tunnel ip.tun0"
  private static let ends = "set_ends ip.tun0 203.0.113.21 198.51.100.10"
  private static let add = "add_address ip.tun0 192.0.2.80 198.18.0.7 255.255.255.255"
  private static let remove = "remove_address ip.tun0 192.0.2.80 198.18.0.7"

  static let classic = [
    Example(
      "create by ifconfig, and up last", change("ip.tun0", nil, whole), "\(look) | plumb ip.tun0 | unplumb ip.tun0",
      "\(look) | \(ends) | ", "\(look) | \(add) | \(remove)", "\(look) | set_up ip.tun0 | set_down ip.tun0"),
    Example(
      "remove by ifconfig", change("ip.tun0", whole, nil),
      "\(look) | unplumb ip.tun0 | plumb ip.tun0; \(ends); \(add); set_up ip.tun0"),
    Example(
      "other ends by ifconfig", change("ip.tun0", tunnel { $0.remote = "198.51.100.9" }, whole),
      "\(look) | \(ends) | set_ends ip.tun0 203.0.113.21 198.51.100.9"),
    Example(
      "another VIP: the new one first",
      change("ip.tun0", tunnel { $0.addresses = [.init("192.0.2.9", peer: "198.18.0.7", prefixLength: 24)] }, whole),
      "\(look) | \(add) | \(remove)",
      "\(look) | remove_address ip.tun0 192.0.2.9 198.18.0.7"
        + " | add_address ip.tun0 192.0.2.9 198.18.0.7 255.255.255.0"),
  ]

  private static let look2 = "look_tunnel lvstun0"
  private static let create = "create_iptun lvstun0 203.0.113.21 198.51.100.10"
  private static let createAddress = "create_addr lvstun0 vc0000250pc6120007 192.0.2.80 198.18.0.7 32"
  private static let deleteAddress = "delete_addr lvstun0 192.0.2.80 198.18.0.7"

  static let modern = [
    Example(
      "create by dladm", change("lvstun0", nil, whole), "\(look2) | \(create) | delete_iptun lvstun0",
      "\(look2) | \(createAddress) | \(deleteAddress)"),
    Example(
      "remove by dladm", change("lvstun0", whole, nil),
      "\(look2) | delete_iptun lvstun0 | \(create); \(createAddress)"),
    Example(
      "other ends by dladm", change("lvstun0", tunnel { $0.remote = "198.51.100.9" }, whole),
      "\(look2) | modify_iptun lvstun0 203.0.113.21 198.51.100.10 | modify_iptun lvstun0 203.0.113.21 198.51.100.9"),
    Example(
      "up by dladm", change("lvstun0", tunnel { $0.isUp = false }, whole),
      "\(look2) | set_up lvstun0 | set_down lvstun0"),
    Example(
      "another type",
      change(
        "lvstun0",
        tunnel { $0 = .init(encapsulation: .other("6to4"), local: nil, remote: nil, isUp: false, addresses: []) }, whole
      ),
      "\(look2) | delete_iptun lvstun0 | create_iptun lvstun0 0.0.0.0 0.0.0.0",
      "\(look2) | \(create) | delete_iptun lvstun0",
      "\(look2) | \(createAddress) | \(deleteAddress)"),
  ]

  @Test(arguments: classic + modern) func `a tunnel's change is these commands and no others`(example: Example) {
    for phase in Phase.allCases {
      let steps = SolarisDriver().steps(for: example.change, in: phase)
      #expect(steps.map(StepsTests.text) == example.steps)
      #expect(steps.allSatisfy { $0.phase == phase && !$0.title.isEmpty })
    }
  }

  @Test func `the store is changed at confirm, and at no other time`() {
    let change = Change(StoredTunnels.self, "vpn0", .init(from: Self.whole, to: nil))
    let stored = "create_stored vpn0 203.0.113.21 198.51.100.10 vc0000250pc6120007 192.0.2.80 198.18.0.7 32"
    #expect(
      SolarisDriver().steps(for: change, in: nil).map(StepsTests.text)
        == ["look_stored vpn0 | delete_stored vpn0 | \(stored)"])
    #expect(
      SolarisDriver().steps(for: change.inverted, in: nil).map(StepsTests.text)
        == ["look_stored vpn0 | \(stored) | delete_stored vpn0"])
    for phase in Phase.allCases { #expect(SolarisDriver().steps(for: change, in: phase).isEmpty) }
  }
}
