import Model
import Testing

@testable import Drivers

/// What a host should look like.
@Suite struct DesiredTests {
  // MARK: - A director

  @Test func `a director gets its services, destinations, VIPs and settings`() throws {
    let observation = try Sample.director()
    let desired = try Sample.desired(Sample.directorIntent(), on: observation)
    var live = observation.live
    live.services = Sample.services
    live.destinations = Sample.destinations
    for vip: IPv4Address in ["192.0.2.80", "192.0.2.81", "192.0.2.53"] {
      live.addresses.insert(.init(interface: .lo, address: .init(vip)))
    }
    live.settings["net/ipv4/ip_forward"] = "1"
    live.settings["net/ipv4/vs/expire_nodest_conn"] = "1"
    live.settings["net/ipv4/vs/expire_quiescent_template"] = "1"
    #expect(desired.live == live, "nothing else of the host changes")
    #expect(
      desired.ownership
        == Ownership(
          addresses: live.addresses.subtracting(observation.live.addresses),
          settings: [
            "net/ipv4/ip_forward": .init(original: "0", given: "1"),
            "net/ipv4/vs/expire_nodest_conn": .init(original: "0", given: "1"),
            "net/ipv4/vs/expire_quiescent_template": .init(original: "0", given: "1"),
          ], services: Set(Sample.services.keys),
          files: Set(desired.boot.files.keys)))
  }

  @Test func `VIPs are on the interface that the inventory names`() throws {
    let desired = try Sample.desired(Sample.directorIntent(vipInterface: "eth0"), on: Sample.director())
    #expect(desired.ownership.addresses.map(\.interface) == ["eth0", "eth0", "eth0"])
  }

  @Test(arguments: ["1", "1,eth1=0"]) func `forwarding that is on is the host's own`(value: String) throws {
    var observation = try Sample.director()
    observation.live.settings["net/ipv4/ip_forward"] = try SettingValue(value)
    observation.live.settings["net/ipv4/vs/expire_nodest_conn"] = "1"
    observation.live.settings["net/ipv4/vs/expire_quiescent_template"] = "1"
    let desired = try Sample.desired(Sample.directorIntent(), on: observation)
    #expect(desired.live.settings == observation.live.settings)
    #expect(desired.ownership.settings.isEmpty)
  }

  @Test func `forwarding is left alone where the inventory does not want it`() throws {
    let observation = try Sample.director()
    let desired = try Sample.desired(Sample.directorIntent(forwardsPackets: false), on: observation)
    #expect(desired.live.settings["net/ipv4/ip_forward"] == "0")
  }

  @Test func `a foreign service stays, and a foreign destination of culvert's service goes`() throws {
    var observation = try Sample.director()
    let foreign = ServiceKey.tcp("192.0.2.99", 443)
    let stray = DestinationKey(Sample.web, "203.0.113.99", 80)
    let other = DestinationKey(foreign, "203.0.113.99", 443)
    let destination = Destination(forwarding: .gatewaying, weight: 1)
    observation.live.services[foreign] = .init(scheduler: "rr")
    observation.live.destinations = [stray: destination, other: destination]
    let desired = try Sample.desired(Sample.directorIntent(), on: observation)
    #expect(desired.live.services[foreign] == .init(scheduler: "rr"))
    #expect(desired.live.destinations[other] == destination)
    #expect(desired.live.destinations[stray] == nil)
    #expect(!desired.ownership.services.contains(foreign))
  }

  // MARK: - A realserver

  @Test func `a realserver gets its tunnels, and its interface answers ARP for no VIP`() throws {
    let observation = try Sample.realserver()
    let desired = try Sample.desired(Sample.realserverIntent(), on: observation)
    var live = observation.live
    live.tunnels = [
      "lvs-lb1": Tunnel(
        encapsulation: .ipip, local: "203.0.113.21", remote: "198.51.100.10", isUp: true,
        addresses: [.init("192.0.2.80"), .init("192.0.2.81")], reversePathFilter: 2),
      "tun-backup": Tunnel(
        encapsulation: .ipip, local: "203.0.113.21", remote: "198.51.100.44", isUp: true,
        addresses: [.init("198.18.255.1", peer: "198.18.255.2")], reversePathFilter: 2),
    ]
    live.settings["net/ipv4/conf/eth0/arp_ignore"] = "1"
    live.settings["net/ipv4/conf/eth0/arp_announce"] = "2"
    #expect(desired.live == live)
    #expect(
      desired.ownership
        == Ownership(
          tunnels: ["lvs-lb1": .director("lb1"), "tun-backup": .link("backup")],
          settings: [
            "net/ipv4/conf/eth0/arp_ignore": .init(original: "0", given: "1"),
            "net/ipv4/conf/eth0/arp_announce": .init(original: "0", given: "2"),
          ], files: Set(desired.boot.files.keys)))
  }

  @Test func `a plain tunnel by itself changes nothing about ARP`() throws {
    var intent = Sample.realserverIntent()
    intent.endpoints.removeFirst()
    let observation = try Sample.realserver()
    #expect(try Sample.desired(intent, on: observation).live.settings == observation.live.settings)
  }

  @Test func `settings that are high enough are the host's own`() throws {
    var observation = try Sample.realserver()
    observation.live.settings["net/ipv4/conf/eth0/arp_ignore"] = "8"
    observation.live.settings["net/ipv4/conf/eth0/arp_announce"] = "1"
    let desired = try Sample.desired(Sample.realserverIntent(), on: observation)
    #expect(desired.live.settings["net/ipv4/conf/eth0/arp_ignore"] == "8")
    #expect(desired.ownership.settings == ["net/ipv4/conf/eth0/arp_announce": .init(original: "1", given: "2")])
  }

  @Test func `a tunnel keeps the name that it once got`() throws {
    let ownership = Ownership(tunnels: ["lvs-old": .director("lb1")])
    let desired = try Sample.desired(Sample.realserverIntent(), on: Sample.realserver(), ownership: ownership)
    #expect(Set(desired.live.tunnels.keys) == ["lvs-old", "tun-backup"])
  }

  /// The digits are computed apart from this program, from the published FNV-1a: a change would rename tunnels.
  @Test(arguments: [
    ("lb1", "lvs-lb1"), ("abcdefghijk", "lvs-abcdefghijk"), ("director.example.com", "lvs-direct-69ee"),
    ("director.example.net", "lvs-direct-8908"),
  ])
  func `a name fits into what Linux takes, and differs where names differ`(host: String, name: String) throws {
    #expect(linuxInterfaceName(for: .director(try HostName(host))).text == name)
    #expect(name.utf8.count <= 15)
  }

  // MARK: - What is wanted no more

  /// A host as culvert left it, without any difference to what it wants.
  private func settled(_ intent: HostIntent, _ observation: Observation) throws -> (Observation, Ownership) {
    let first = try Sample.desired(intent, on: observation)
    var after = observation
    after.live = first.live
    after.boot = first.boot
    let again = try Sample.desired(intent, on: after, ownership: first.ownership)
    #expect(again == first, "a second time changes nothing")
    return (after, first.ownership)
  }

  @Test func `a realserver that is taken out is as it was before`() throws {
    let before = try Sample.realserver()
    let (after, ownership) = try settled(Sample.realserverIntent(), before)
    let desired = try Sample.desired(Sample.emptyIntent, on: after, ownership: ownership)
    #expect(desired == HostState(live: before.live, boot: before.boot))
  }

  @Test func `a director that is taken out is as it was before`() throws {
    let before = try Sample.director()
    let (after, ownership) = try settled(Sample.directorIntent(), before)
    let desired = try Sample.desired(Sample.emptyIntent, on: after, ownership: ownership)
    #expect(desired == HostState(live: before.live, boot: before.boot))
  }

  @Test func `a setting that somebody else has changed since is theirs`() throws {
    var (after, ownership) = try settled(Sample.realserverIntent(), Sample.realserver())
    after.live.settings["net/ipv4/conf/eth0/arp_announce"] = "1"
    let desired = try Sample.desired(Sample.emptyIntent, on: after, ownership: ownership)
    #expect(desired.live.settings["net/ipv4/conf/eth0/arp_announce"] == "1")
    #expect(desired.live.settings["net/ipv4/conf/eth0/arp_ignore"] == "0")
  }

  @Test func `one service that is taken out takes its destinations and its VIP along`() throws {
    let (after, ownership) = try settled(Sample.directorIntent(), Sample.director())
    var intent = Sample.directorIntent()
    intent.balancing?.services[Sample.shop] = nil
    intent.balancing?.destinations = Sample.destinations.filter { $0.key.service != Sample.shop }
    let desired = try Sample.desired(intent, on: after, ownership: ownership)
    #expect(Set(desired.live.services.keys) == [Sample.web, Sample.dns])
    #expect(!desired.live.destinations.keys.contains { $0.service == Sample.shop })
    #expect(!desired.live.addresses.contains(.init(interface: .lo, address: .init("192.0.2.81"))))
    #expect(desired.ownership.services == [Sample.web, Sample.dns])
  }

  @Test func `a host of which nothing is wanted gets no boot files`() throws {
    let observation = try Sample.realserver()
    #expect(try Sample.desired(Sample.emptyIntent, on: observation) == HostState(live: observation.live))
  }

  // MARK: - A host that nobody has seen

  @Test(arguments: [Sample.directorIntent(), Sample.realserverIntent()])
  func `a bare host has what the intent speaks of, and no reason to be refused but its tools`(intent: HostIntent) throws
  {
    let bare = LinuxDriver().bareObservation(for: intent)
    let desired = try Sample.desired(intent, on: bare)
    #expect(Set(desired.ownership.services) == Set(intent.balancing?.services.keys.map(\.self) ?? []))
    #expect(desired.ownership.tunnels.count == intent.endpoints.count)
    #expect(desired.boot.files.count == 3)
  }
}
