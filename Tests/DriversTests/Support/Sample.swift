import Drivers
import Model
import Templates

/// The cluster of inventory/example.yml, in part: a director and a realserver that also ends a plain tunnel.
enum Sample {
  static let web = ServiceKey.tcp("192.0.2.80", 80)
  static let shop = ServiceKey.tcp("192.0.2.81", 0)
  static let dns = ServiceKey.udp("192.0.2.53", 53)

  static let services: [ServiceKey: VirtualService] = [
    web: .init(scheduler: "sh", flags: [.shPort, .shFallback]),
    shop: .init(scheduler: "wlc", persistence: .init(timeout: 360, granularity: .mask("255.255.255.0"))),
    dns: .init(scheduler: "wlc", onePacket: true),
  ]

  static let destinations: [DestinationKey: Destination] = [
    .init(web, "203.0.113.21", 80): .init(
      forwarding: .tunneling(.ipip), weight: 2, upperThreshold: 1000, lowerThreshold: 700),
    .init(web, "203.0.113.130", 80): .init(forwarding: .tunneling(.ipip), weight: 0),
    .init(shop, "203.0.113.21", 0): .init(forwarding: .tunneling(.ipip), weight: 1),
    .init(dns, "203.0.113.130", 53): .init(forwarding: .tunneling(.ipip), weight: 1),
  ]

  static func directorIntent(vipInterface: InterfaceName = .lo, forwardsPackets: Bool = true) -> HostIntent {
    HostIntent(
      endpoints: [],
      balancing: .init(
        address: "198.51.100.10", forwardsPackets: forwardsPackets, vipInterface: vipInterface, services: services,
        destinations: destinations),
      innerPeer: "198.19.61.39")
  }

  static func realserverIntent() -> HostIntent {
    HostIntent(
      endpoints: [
        .init(
          role: .director("lb1"), encapsulation: .ipip, local: "203.0.113.21", remote: "198.51.100.10",
          addresses: [.init("192.0.2.80"), .init("192.0.2.81")]),
        .init(
          role: .link("backup"), encapsulation: .ipip, local: "203.0.113.21", remote: "198.51.100.44",
          addresses: [.init("198.18.255.1", peer: "198.18.255.2")]),
      ], balancing: nil, innerPeer: "198.18.0.7")
  }

  static let emptyIntent = HostIntent(endpoints: [], balancing: nil, innerPeer: "198.18.0.7")

  /// The director as it is freshly installed, with routes to its realservers.
  static func director() throws -> Observation {
    try LinuxDriver().observe(
      ProbeOutput.director
        .with("route:203.0.113.21", "203.0.113.21 via 198.51.100.1 dev eth0 src 198.51.100.10 uid 0")
        .with("route:203.0.113.130", "203.0.113.130 via 198.51.100.1 dev eth0 src 198.51.100.10 uid 0"))
  }

  /// The realserver as it is freshly installed.
  static func realserver() throws -> Observation {
    try LinuxDriver().observe(
      ProbeOutput.director.with("addresses", "2: eth0    inet 203.0.113.21/24 scope global eth0")
        .with("tools", "ip\nmodprobe\nod\nsed\nawk"))
  }

  static func desired(
    _ intent: HostIntent, on observation: Observation, ownership: Ownership = .init()
  ) throws -> HostState {
    try LinuxDriver().desired(for: intent, observation, ownership: ownership, templates: Renderer())
  }
}

extension Observation {
  /// The same host with other facts.
  func with(_ change: (inout LinuxFacts) -> Void) -> Observation {
    guard case .linux(var facts) = facts else { return self }
    change(&facts)
    var copy = self
    copy.facts = .linux(facts)
    return copy
  }
}
