import Foundation
import Model
import Testing

@testable import Drivers

/// A director's part in a proof, and what hosts tell of packets.
@Suite struct SteeringTests {
  private static let vip = IPv4Address("198.18.101.80")
  private static let client = IPv4Address("198.18.0.1")
  private static let end = Endpoint(vip, Port(number: 80))

  private static func connection(_ mark: UInt32, to realserver: IPv4Address, port: UInt16) throws -> SteeredConnection {
    let path = DataPath(
      service: try ServiceName("web"), vip: vip, transport: .tcp, port: Port(number: 80),
      realserver: "web1", address: realserver, forwarding: .tunneling(.ipip))
    return SteeredConnection(mark: mark, path: path, source: Endpoint(client, Port(number: port)))
  }

  @Test func `each connection has a mark, a service and a filter of its own`() throws {
    let work = try #require(
      LinuxDriver().steering(
        [
          try Self.connection(7, to: "198.18.1.21", port: 40_001),
          try Self.connection(8, to: "198.18.2.22", port: 40_002),
        ], again: false))
    #expect(
      work.forward.map(\.shellText) == [
        "steer_marks 0 7 8", "steer_to 7 198.18.1.21 -i -w 1", "steer_to 8 198.18.2.22 -i -w 1",
        "steer_packets 7:tcp:198.18.0.1:40001:198.18.101.80:80 8:tcp:198.18.0.1:40002:198.18.101.80:80",
      ])
    #expect(work.look.shellText == "steer_counts 7 8")
    #expect(work.backward.map(\.shellText) == ["steer_back 7 8"])
  }

  @Test func `only Linux can be a director`() throws {
    let connection = try Self.connection(7, to: "198.18.1.21", port: 40_001)
    #expect(FreeBSDDriver().steering([connection], again: false) == nil)
    #expect(SolarisDriver().steering([connection], again: false) == nil)
  }

  @Test func `counts of several interfaces are added up`() throws {
    let counts = try LinuxDriver().steeringCounts(["packets 7 3", "packets 7 1", "connections 7 1", "packets 8 0"])
    #expect(counts == [7: SteeringCount(packets: 4, connections: 1), 8: SteeringCount()])
  }

  @Test(arguments: [
    "packets", "packets 7", "packets x 1", "packets 7 -1", "packets 4294967296 1", "drops 7 1",
    "packets 7 1099511627776",
  ])
  func `a count that is none is refused`(_ line: String) {
    #expect(throws: ProbeError.self) { try LinuxDriver().steeringCounts([Substring(line)]) }
  }

  // MARK: - What a realserver tells

  private static func output(
    counters: String = "InUnknownProtos 0\nIPReversePathFilter 4", received: String = "lo 3\nlvs-lb1 12\ntunl0 0",
    sockets: String = "order 1\n0A 00000000:0016 00000000:0000",
    reply: (status: Int, text: String) = (0, "198.18.0.1 from 198.18.101.80 via 198.18.1.1 dev eth0 \\    cache")
  ) -> ProbeOutput {
    ProbeOutput(sections: [
      .init(name: "counters", status: 0, text: counters), .init(name: "received", status: 0, text: received),
      .init(name: "sockets", status: 0, text: sockets), .init(name: "reply", status: reply.status, text: reply.text),
    ])
  }

  private static func reception(_ output: ProbeOutput) throws -> Reception {
    try #require(try LinuxDriver().reception(output, at: end, from: client))
  }

  @Test func `what was counted is read`() throws {
    let reception = try Self.reception(Self.output())
    #expect(reception.received["lvs-lb1"] == 12)
    #expect(reception.droppedByReversePath == 4)
    #expect(reception.replyRoute == "198.18.0.1 from 198.18.101.80 via 198.18.1.1 dev eth0 \\    cache")
    #expect(try Self.reception(Self.output(reply: (2, "RTNETLINK answers: Invalid argument"))).replyRoute == nil)
  }

  /// As /proc/net/tcp and tcp6 of the lab's guests had them; big-endian ones by the format in net/ipv4/tcp_ipv4.c.
  @Test(arguments: [
    ("order 1\n0A 00000000:0050 00000000:0000", Reception.Listening.onVIP),
    ("order 1\n0A 506512C6:0050 00000000:0000", .onVIP), ("order 256\n0A C6126550:0050 00000000:0000", .onVIP),
    ("order 1\n0A 00000000000000000000000000000000:0050 00000000000000000000000000000000:0000", .onVIP),
    ("order 1\n0A 00000000000000000000000001000000:0050 00000000000000000000000000000000:0000", .nowhere),
    ("order 1\n0A 00000000:0016 00000000:0000", .nowhere), ("order 1", .nowhere),
    (
      "order 1\n0A 150112C6:0050 00000000:0000\n0A 0100007F:0050 00000000:0000",
      .elsewhere([IPv4Address("127.0.0.1"), IPv4Address("198.18.1.21")])
    ),
  ]) func `who listens is read, in either byte order`(_ sockets: String, _ listening: Reception.Listening) throws {
    #expect(try Self.reception(Self.output(sockets: sockets)).listening == listening)
  }

  @Test(arguments: [
    ("03 506512C6:0050 010012C6:E4B3", true),
    ("03 0000000000000000FFFF0000506512C6:0050 0000000000000000FFFF0000010012C6:E4B3", true),
    ("03 506512C6:0050 020012C6:E4B3", false), ("03 506512C6:0051 010012C6:E4B3", false),
    ("0A 506512C6:0050 00000000:0000", false),
  ]) func `a connection of the prober that is being made is told from others`(_ line: String, _ isHalfOpen: Bool) throws
  {
    #expect(try Self.reception(Self.output(sockets: "order 1\n" + line)).isHalfOpen == isHalfOpen)
  }

  @Test(arguments: [
    output(counters: "IPReversePathFilter"), output(counters: "IPReversePathFilter -1"), output(received: "lo"),
    output(sockets: ""), output(sockets: "order 2"), output(sockets: "order 1\n0A 00:0050 00000000:0000"),
    output(sockets: "order 1\n01 00000000:0050 00000000:0000"), output(sockets: "order 1\n0A 00000000 00000000:0000"),
    ProbeOutput(sections: []),
  ]) func `what is not understood is refused`(_ output: ProbeOutput) {
    #expect(throws: ProbeError.self) { try LinuxDriver().reception(output, at: Self.end, from: Self.client) }
  }

  // MARK: - FreeBSD

  private static func freebsd(
    received: String = "vtnet0 71\ngif0 3", sockets: [String] = [], reply: (status: Int, text: String)? = nil
  ) throws -> ProbeOutput {
    let file = "freebsd/transcripts-13.2/13-evidence-and-states.txt"
    let table = try Fixture.text(file).components(separatedBy: "# netstat -an -f inet -p tcp\n")[1]
      .components(separatedBy: "\n[exit")[0]
    let route = try Fixture.text(file).components(separatedBy: "# route -n get 203.0.113.9\n")[1]
      .components(separatedBy: "\n[exit")[0]
    return ProbeOutput(sections: [
      .init(name: "received", status: 0, text: received),
      .init(name: "sockets", status: 0, text: ([table] + sockets).joined(separator: "\n")),
      .init(name: "reply", status: reply?.status ?? 0, text: reply?.text ?? route),
    ])
  }

  private static func freebsdReception(_ output: ProbeOutput, port: UInt16 = 22) throws -> Reception {
    let end = Endpoint("192.0.2.100", Port(number: port))
    return try #require(try FreeBSDDriver().reception(output, at: end, from: "203.0.113.9"))
  }

  @Test func `what a real FreeBSD prints is read`() throws {
    let reception = try Self.freebsdReception(try Self.freebsd())
    #expect(reception.received == ["vtnet0": 71, "gif0": 3])
    #expect(reception.listening == .onVIP)
    #expect(reception.replyRoute == "via 10.77.0.1 dev vtnet0")
    #expect(!reception.isHalfOpen)
    #expect(try Self.freebsdReception(try Self.freebsd(), port: 80).listening == .nowhere)
  }

  @Test func `a connection that is being made, a listener elsewhere, and no way back are told on FreeBSD`() throws {
    let halfOpen = "tcp4       0      0 192.0.2.100.22         203.0.113.9.40001      SYN_RCVD"
    #expect(try Self.freebsdReception(try Self.freebsd(sockets: [halfOpen])).isHalfOpen)
    let elsewhere = "tcp4       0      0 10.77.0.10.80          *.*                    LISTEN"
    #expect(
      try Self.freebsdReception(try Self.freebsd(sockets: [elsewhere]), port: 80).listening
        == .elsewhere(["10.77.0.10"]))
    let none = (1, "route: route has not been found")
    #expect(try Self.freebsdReception(try Self.freebsd(reply: none)).replyRoute == nil)
    let hole = (0, "   route to: 203.0.113.9\n  interface: lo0\n      flags: <UP,DONE,STATIC,BLACKHOLE>")
    #expect(try Self.freebsdReception(try Self.freebsd(reply: hole)).replyRoute == nil)
  }

  @Test func `FreeBSD's packet filters are spoken of in their own words`() throws {
    let ends = PathEnds(
      vip: Endpoint("192.0.2.100", 22), client: "203.0.113.9", director: "10.77.0.1", realserver: "10.77.0.10")
    let obstacles = try #require(try FreeBSDDriver().obstacles(try Self.freebsd(), between: ends))
    #expect(
      obstacles.rules[.wrappedIn]
        == FilterRules(
          pf: "pass in quick inet proto ipencap from 10.77.0.1 to 10.77.0.10",
          ipfw: "ipfw add 1 allow ipencap from 10.77.0.1 to 10.77.0.10 in"))
    #expect(try SolarisDriver().obstacles(try Self.freebsd(), between: ends) == nil)
  }

  @Test func `what is not understood of FreeBSD is refused`() throws {
    for output in [
      try Self.freebsd(received: "gif0"), try Self.freebsd(sockets: ["tcp4 0 0 x.22 *.* LISTEN"]),
      try Self.freebsd(sockets: ["tcp4 0"]), try Self.freebsd(reply: (0, "nothing")), ProbeOutput(sections: []),
    ] {
      #expect(throws: ProbeError.self) { try Self.freebsdReception(output) }
    }
  }
}
