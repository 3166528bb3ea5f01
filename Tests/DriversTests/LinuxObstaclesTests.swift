import Model
import Testing

@testable import Drivers

/// What a Linux host has in the way of packets, and the command that lets them through.
@Suite struct LinuxObstaclesTests {
  private static let ends = PathEnds(
    vip: Endpoint("198.18.101.80", 80), client: "198.18.0.1", director: "198.18.0.11", realserver: "198.18.1.21")

  private static func obstacles(
    filters: String? = nil, routes: String = "default via 198.18.1.1 dev eth0",
    reply: String = "198.18.0.1 from 198.18.101.80 via 198.18.1.1 dev eth0"
  ) throws -> Obstacles {
    var sections = [
      ProbeOutput.Section(name: "reply", status: 0, text: reply), .init(name: "routes", status: 0, text: routes),
    ]
    if let filters { sections.append(.init(name: "filters", status: 0, text: filters)) }
    return try #require(try LinuxDriver().obstacles(ProbeOutput(sections: sections), between: ends))
  }

  /// A line of the agent, and what is done about it on each leg.
  static let lines: [(String, [PacketFilter.Leg: String])] = [
    (
      "tc eth0 ingress ip 2 0x1 flower 3 ip_proto=04",
      [.wrappedIn: "tc filter del dev eth0 ingress protocol ip pref 2 handle 0x1 flower"]
    ),
    (
      "tc eth0 ingress ip 2 0x1 flower 3 ip_proto=tcp dst_ip=198.18.101.0/24",
      [.service: "tc filter del dev eth0 ingress protocol ip pref 2 handle 0x1 flower"]
    ),
    ("tc eth0 ingress ip 2 0x1 flower 3 ip_proto=tcp dst_ip=192.0.2.1", [:]),
    ("tc eth0 ingress ip 2 0x1 flower 3 ip_proto=tcp dst_port=443", [:]),
    ("tc eth0 egress ip 2 0x1 flower 3 ip_proto=icmp", [:]),
    (
      "tc eth0 egress all 7 800::800 u32 3",
      [
        .wrappedOut: "tc filter del dev eth0 egress protocol all pref 7 handle 800::800 u32",
        .answer: "tc filter del dev eth0 egress protocol all pref 7 handle 800::800 u32",
      ]
    ),
    (
      "iptables iptables filter INPUT 3",
      [
        .wrappedIn: "iptables -I INPUT -p 4 -s 198.18.0.11 -j ACCEPT",
        .service: "iptables -I INPUT -d 198.18.101.80 -p tcp --dport 80 -j ACCEPT",
      ]
    ),
    (
      "iptables iptables-legacy raw PREROUTING 3",
      [
        .wrappedIn: "iptables-legacy -t raw -I PREROUTING -p 4 -s 198.18.0.11 -j ACCEPT",
        .service: "iptables-legacy -t raw -I PREROUTING -d 198.18.101.80 -p tcp --dport 80 -j ACCEPT",
      ]
    ),
    (
      "iptables iptables filter OUTPUT 3",
      [
        .wrappedOut: "iptables -I OUTPUT -p 4 -d 198.18.1.21 -j ACCEPT",
        .answer: "iptables -I OUTPUT -s 198.18.101.80 -p tcp --sport 80 -j ACCEPT",
      ]
    ),
    (
      "nft inet filter input input 3",
      [
        .wrappedIn: "nft insert rule inet filter input ip protocol 4 ip saddr 198.18.0.11 accept",
        .service: "nft insert rule inet filter input ip daddr 198.18.101.80 tcp dport 80 accept",
      ]
    ),
    (
      "nft ip mine out output 3",
      [
        .wrappedOut: "nft insert rule ip mine out ip protocol 4 ip daddr 198.18.1.21 accept",
        .answer: "nft insert rule ip mine out ip saddr 198.18.101.80 tcp sport 80 accept",
      ]
    ),
  ]

  @Test(arguments: lines.indices) func `each place where packets are dropped has a command that lets them through`(
    _ index: Int
  ) throws {
    let (line, commands) = Self.lines[index]
    let filter = try #require(try Self.obstacles(filters: line).filters.first)
    #expect(filter.openings.mapValues(\.shellText).merging(filter.removals) { first, _ in first } == commands)
    #expect(
      filter.openings.isEmpty == line.hasPrefix("tc "), "a filter of tc can only be taken away, which is its owner's")
    #expect(filter.dropped == 3)
  }

  @Test(arguments: ["tc eth0", "tc eth0 ingress ip 2 0x1 flower x", "iptables x filter INPUT", "nft a b c d", "pf x"])
  func `a line of another form is an error`(line: String) {
    #expect(throws: ProbeError.self) { try Self.obstacles(filters: line) }
  }

  @Test func `what has dropped as many packets as were sent is blamed, and what does not count only without such`()
    throws
  {
    let before = try Self.obstacles(filters: "iptables iptables filter INPUT 7\nnft inet a input input -")
    let after = try Self.obstacles(filters: "iptables iptables filter INPUT 10\nnft inet a input input -")
    let since = after.since(before)
    #expect(since.filters(for: .wrappedIn, packets: 3).map(\.place) == ["iptables -t filter INPUT"])
    #expect(since.filters(for: .wrappedIn, packets: 4).map(\.place) == ["nft inet a input"])
    #expect(since.filters(for: .wrappedOut, packets: 1).isEmpty && since.filters(for: .answer, packets: 1).isEmpty)
    #expect(before.since(before).filters.map(\.dropped) == [nil])
  }

  // MARK: - Routes

  @Test(arguments: [
    ("default via 198.18.1.1 dev eth0 \nblackhole 198.18.0.1 ", "ip route del blackhole 198.18.0.1"),
    (
      "default via 198.18.1.1 dev eth0\nunreachable 198.18.0.0/24 metric 7\nprohibit 198.18.0.1",
      "ip route del prohibit 198.18.0.1 && ip route del unreachable 198.18.0.0/24 metric 7"
    ),
    ("blackhole 198.18.0.1", nil), ("unreachable default metric 4278198272", nil), ("", nil),
    ("default via 198.18.1.1 dev eth0", nil),
  ]) func `a route that leads nowhere is named where there is another behind it`(
    _ routes: String, _ command: String?
  ) throws {
    let holes = try Self.obstacles(routes: routes).holes
    #expect(holes == command.map { $0.split(separator: " && ").map(String.init) } ?? [])
  }

  @Test(arguments: [
    ("default via 198.18.1.1 dev eth0 ", "ip route change default via 198.18.1.1 dev eth0 advmss 1440"),
    (
      "default via 198.18.1.1 dev eth0 proto dhcp metric 100\n198.18.0.0/16 dev eth1 scope link linkdown advmss 1460",
      "ip route change 198.18.0.0/16 dev eth1 scope link advmss 1440"
    ),
    (
      "default via 198.18.1.2 dev eth1 metric 200\ndefault via 198.18.1.1 dev eth0 metric 100",
      "ip route change default via 198.18.1.1 dev eth0 metric 100 advmss 1440"
    ),
    ("10.9.0.0/16 \\\tnexthop via 10.1.0.2 dev d0 weight 1 \\\tnexthop via 10.2.0.2 dev d1 weight 1 ", nil),
    ("blackhole default", nil), ("", nil),
  ]) func `the route that counts is changed as it is`(_ routes: String, _ command: String?) throws {
    #expect(try Self.obstacles(routes: routes).shorter?.shellText == command)
  }

  @Test(arguments: [("wrapped 1460", "1400"), ("wrapped 9000", "1440"), ("wrapped 1280", "1220"), ("", "1440")])
  func `what is announced fits through the smallest interface`(_ mtus: String, _ size: String) throws {
    let sections = [("reply", "x"), ("routes", "default via 198.18.1.1 dev eth0"), ("mtus", mtus)]
    let output = ProbeOutput(sections: sections.map { .init(name: $0.0, status: 0, text: $0.1) })
    let shorter = try LinuxDriver().obstacles(output, between: Self.ends)?.shorter
    #expect(shorter?.shellText == "ip route change default via 198.18.1.1 dev eth0 advmss \(size)")
  }

  @Test func `a way of another table than the main one is left alone`() throws {
    #expect(try Self.obstacles(reply: "198.18.0.1 from 198.18.101.80 via 198.18.1.1 dev eth0 table 7").shorter == nil)
  }

  @Test(arguments: [
    (
      "203.0.113.21 via 198.51.100.1 dev v0 src 198.51.100.11 uid 0 \\    cache",
      "ip route replace 203.0.113.21 via 198.51.100.1 dev v0 src 198.51.100.10"
    ),
    (
      "203.0.113.21 dev v0 table 7 src 198.51.100.11 uid 0",
      "ip route replace 203.0.113.21 dev v0 table 7 src 198.51.100.10"
    ),
    ("local 203.0.113.21 dev lo src 203.0.113.21 uid 0", nil), ("", nil),
  ]) func `a realserver is given a route with the right source`(_ way: String, _ command: String?) {
    #expect(LinuxRoute(got: way).from("198.51.100.10", to: "203.0.113.21")?.shellText == command)
  }

  @Test func `without a way to a realserver, what is in the way is named`() throws {
    let text =
      "RTNETLINK answers: No route to host\nmatch default via 198.51.100.1 dev v0 \nmatch unreachable 203.0.113.21 "
    let route = LinuxRoute(matching: text.split(separator: "\n"))
    #expect(route.holes == ["ip route del unreachable 203.0.113.21"])
  }
}
