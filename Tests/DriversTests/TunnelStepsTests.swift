import Model
import Testing

@testable import Drivers

/// The commands around a tunnel: only what differs, and up last.
@Suite struct TunnelStepsTests {
  typealias Example = StepsTests.Example

  @Test(arguments: all) func `a tunnel's change is these commands and no others`(example: Example) {
    let steps = LinuxDriver().steps(for: example.change, in: .teardown)
    #expect(steps.map(StepsTests.text) == example.steps)
    #expect(steps.allSatisfy { $0.phase == .teardown })
  }

  static let whole = Tunnel(
    encapsulation: .ipip, local: "203.0.113.21", remote: "198.51.100.10", isUp: true,
    addresses: [.init("192.0.2.81"), .init("192.0.2.80")], reversePathFilter: 2)

  /// The whole tunnel with something else about it.
  static func tunnel(_ change: (inout Tunnel) -> Void) -> Tunnel {
    var tunnel = whole
    change(&tunnel)
    return tunnel
  }

  private static func change(_ from: Tunnel?, _ to: Tunnel?) -> Change {
    .init(Tunnels.self, "lvs-lb1", .init(from: from, to: to))
  }

  private static let filter = "set_setting net/ipv4/conf/lvs-lb1/rp_filter"
  private static let add = "ip tunnel add lvs-lb1 mode ipip local 203.0.113.21 remote 198.51.100.10"
  private static let creation = [
    "true | load_module ipip | ",
    "look_reserved lvs-lb1 | reserve_interface lvs-lb1 | release_interface lvs-lb1",
    "look_tunnel lvs-lb1 | \(add) | ip tunnel del lvs-lb1",
    "true | settle_devices | ",
    "look_tunnel lvs-lb1 | \(filter) 2 | ",
    "look_tunnel lvs-lb1 | ip addr add 192.0.2.80/32 dev lvs-lb1 | ip addr del 192.0.2.80/32 dev lvs-lb1",
    "look_tunnel lvs-lb1 | ip addr add 192.0.2.81/32 dev lvs-lb1 | ip addr del 192.0.2.81/32 dev lvs-lb1",
    "look_tunnel lvs-lb1 | ip link set dev lvs-lb1 up | ip link set dev lvs-lb1 down",
  ]
  private static let released = "look_reserved lvs-lb1 | release_interface lvs-lb1 | reserve_interface lvs-lb1"
  private static let down = "look_tunnel lvs-lb1 | ip link set dev lvs-lb1 down | ip link set dev lvs-lb1 up"

  static let all = [
    Example("create", change(nil, whole), creation),
    Example(
      "remove", change(whole, nil),
      [
        down,
        "look_tunnel lvs-lb1 | ip tunnel del lvs-lb1 | \(add); \(filter) 2; ip addr add 192.0.2.80/32 dev lvs-lb1; "
          + "ip addr add 192.0.2.81/32 dev lvs-lb1", released,
      ]),
    Example(
      "remove one that is down and bare",
      change(Tunnel(encapsulation: .ipip, local: nil, remote: nil, isUp: false, addresses: []), nil),
      [
        "look_tunnel lvs-lb1 | ip tunnel del lvs-lb1 | ip tunnel add lvs-lb1 mode ipip local any remote any", released,
      ]),
    Example(
      "other ends", change(tunnel { $0.remote = "198.51.100.11" }, whole),
      [
        "look_tunnel lvs-lb1 | ip tunnel change lvs-lb1 mode ipip local 203.0.113.21 remote 198.51.100.10"
          + " | ip tunnel change lvs-lb1 mode ipip local 203.0.113.21 remote 198.51.100.11"
      ]),
    Example(
      "another filter", change(tunnel { $0.reversePathFilter = 1 }, whole),
      ["look_tunnel lvs-lb1 | \(filter) 2 | \(filter) 1"]),
    Example(
      "other addresses: the new one first",
      change(tunnel { $0.addresses = [.init("192.0.2.80"), .init("10.9.0.1", peer: "10.9.0.2")] }, whole),
      [
        "look_tunnel lvs-lb1 | ip addr add 192.0.2.81/32 dev lvs-lb1 | ip addr del 192.0.2.81/32 dev lvs-lb1",
        "look_tunnel lvs-lb1 | ip addr del 10.9.0.1 peer 10.9.0.2/32 dev lvs-lb1"
          + " | ip addr add 10.9.0.1 peer 10.9.0.2/32 dev lvs-lb1",
      ]),
    Example("up", change(tunnel { $0.isUp = false }, whole), [creation[7]]),
    Example("down", change(whole, tunnel { $0.isUp = false }), [down]),
    Example("nothing", change(whole, whole), []),
    Example("nothing at all", change(nil, nil), []),
    Example(
      "another encapsulation, which a tunnel cannot change", change(tunnel { $0.encapsulation = .gre }, whole),
      [
        down,
        "look_tunnel lvs-lb1 | ip tunnel del lvs-lb1"
          + " | ip tunnel add lvs-lb1 mode gre local 203.0.113.21 remote 198.51.100.10; \(filter) 2; "
          + "ip addr add 192.0.2.80/32 dev lvs-lb1; ip addr add 192.0.2.81/32 dev lvs-lb1", released,
      ] + creation),
    Example(
      "one that ip link made, which ip tunnel cannot make again",
      change(
        tunnel {
          $0 = Tunnel(encapsulation: .other("any/ip"), local: $0.local, remote: $0.remote, isUp: false, addresses: [])
        }, whole),
      [
        "look_tunnel lvs-lb1 | ip tunnel del lvs-lb1"
          + " | ip link add lvs-lb1 type ipip local 203.0.113.21 remote 198.51.100.10", released,
      ] + creation),
  ]

  @Test func `each title says what is done to what`() {
    let titles = LinuxDriver().steps(for: Self.change(nil, Self.whole), in: .build).map(\.title)
    #expect(
      titles == [
        "load kernel module ipip", "reserve interface lvs-lb1", "create tunnel lvs-lb1", "wait for udev",
        "set rp_filter of lvs-lb1 to 2",
        "add address 192.0.2.80/32 on lvs-lb1", "add address 192.0.2.81/32 on lvs-lb1", "set tunnel lvs-lb1 up",
      ])
  }
}
