import Foundation
import Model
import Testing

@testable import Drivers

/// What is read of ipvsadm(8), held against a table with everything that ipvsadm 1.31 can print.
@Suite struct IPVSParserTests {
  // MARK: - ipvsadm -Sn

  @Test func `every service of a full table is read`() throws {
    let full = Persistence(timeout: 600, granularity: .mask("255.255.255.0"))
    #expect(
      try rules(Fixture.text("linux/ipvsadm-1.31-Sn-full.txt")).services == [
        .tcp("192.0.2.10", 80): .init(scheduler: "wrr"),
        .tcp("192.0.2.10", 5060): .init(
          scheduler: "rr", persistence: .init(timeout: 60), persistenceEngine: "sip"),
        .tcp("192.0.2.11", 0): .init(scheduler: "rr", persistence: .init(timeout: 360)),
        .tcp("192.0.2.11", 443): .init(scheduler: "mh", flags: [.mhFallback, .mhPort], persistence: full),
        .tcp("192.0.2.11", 444): .init(scheduler: "mh", flags: [.mhPort]),
        .tcp("192.0.2.11", 445): .init(scheduler: "sh", flags: [.shFallback, .shPort]),
        .tcp("192.0.2.11", 446): .init(scheduler: "sh", flags: [.shFallback]),
        .tcp("192.0.2.11", 447): .init(scheduler: "wlc", flags: [.flag3]),
        .udp("192.0.2.10", 53): .init(scheduler: "rr", onePacket: true),
        .udp("192.0.2.10", 5060): .init(
          scheduler: "rr", persistence: .init(timeout: 60), onePacket: true, persistenceEngine: "sip"),
        .address("192.0.2.10", .sctp, 9000): .init(scheduler: "rr"),
        .tcp("2001:db8::80", 80): .init(scheduler: "wlc"),
        .tcp("2001:db8::80", 443): .init(
          scheduler: "wlc", persistence: .init(timeout: 360, granularity: .prefix(56))),
        .mark(7, isIPv6: false): .init(scheduler: "rr"),
        .mark(8, isIPv6: true): .init(
          scheduler: "wlc", persistence: .init(timeout: 360, granularity: .prefix(64))),
      ])
  }

  @Test func `every kind of destination is read`() throws {
    let destinations = try rules(Fixture.text("linux/ipvsadm-1.31-Sn-full.txt")).destinations
    let web = ServiceKey.tcp("192.0.2.10", 80)
    let expected: [(DestinationKey, Destination)] = [
      (.init(web, "10.0.0.21", 80), .init(forwarding: .tunneling(.ipip), weight: 3)),
      (.init(web, "10.0.0.23", 80), .init(forwarding: .tunneling(.ipip), weight: 0)),
      (.init(web, "10.0.0.24", 80), .init(forwarding: .tunneling(.gre(.none)), weight: 1)),
      (.init(web, "10.0.0.25", 80), .init(forwarding: .tunneling(.gre(.full)), weight: 1)),
      (.init(web, "10.0.0.26", 80), .init(forwarding: .tunneling(.gue(port: 6080, .none)), weight: 1)),
      (.init(web, "10.0.0.27", 80), .init(forwarding: .tunneling(.gue(port: 6080, .full)), weight: 1)),
      (.init(web, "10.0.0.28", 80), .init(forwarding: .tunneling(.gue(port: 6080, .remote)), weight: 1)),
      (.init(web, "10.0.0.31", 80), .init(forwarding: .gatewaying, weight: 1)),
      (.init(web, "10.0.0.32", 8080), .init(forwarding: .masquerading, weight: 1)),
      (.init(web, "10.0.0.33", 80), .init(forwarding: .tunneling(.ipip), weight: 65536)),
      (.init(web, "2001:db8:1::21", 80), .init(forwarding: .tunneling(.ipip), weight: 4)),
      (.init(.mark(7, isIPv6: false), "10.0.0.22", 0), .init(forwarding: .tunneling(.ipip), weight: 5)),
      (.init(.mark(8, isIPv6: true), "10.0.0.21", 0), .init(forwarding: .tunneling(.ipip), weight: 1)),
    ]
    for (key, destination) in expected { #expect(destinations[key] == destination, "\(key)") }
    #expect(destinations.count == 25)
  }

  @Test func `what was saved on a real director is read`() throws {
    let lines = try Fixture.text("linux/transcript.txt").split(separator: "\n")
    let read = try rules(lines.filter { $0.hasPrefix("-A ") || $0.hasPrefix("-a ") }.joined(separator: "\n"))
    let (web, shop, dns) = (
      ServiceKey.tcp("10.80.99.1", 80), ServiceKey.tcp("10.80.99.1", 443), ServiceKey.udp("10.80.99.1", 53)
    )
    let mark = ServiceKey.mark(7, isIPv6: false)
    #expect(
      read.services == [
        web: .init(scheduler: "wlc"), dns: .init(scheduler: "rr", onePacket: true), mark: .init(scheduler: "mh"),
        shop: .init(scheduler: "sh", flags: [.shFallback, .shPort], persistence: .init(timeout: 300)),
        .tcp("fd00:99::1", 80): .init(scheduler: "wlc"),
      ])
    let tunnel = Destination(forwarding: .tunneling(.ipip), weight: 1)
    #expect(
      read.destinations == [
        .init(web, "10.80.1.2", 80): tunnel, .init(web, "10.80.2.2", 80): tunnel,
        .init(shop, "10.80.1.2", 443): tunnel, .init(mark, "10.80.1.2", 0): tunnel,
        .init(.tcp("fd00:99::1", 80), "fd00:1::2", 80): tunnel,
        .init(dns, "10.80.2.2", 53): .init(forwarding: .tunneling(.gue(port: 5555, .none)), weight: 1),
      ])
  }

  @Test func `what ipvsadm before 1_30 prints is read`() throws {
    let read = try rules("-A -t 192.0.2.10:80 -s wlc\n-a -t 192.0.2.10:80 -r 10.0.0.21:80 -i -w 3")
    #expect(read.destinations.values.map(\.self) == [.init(forwarding: .tunneling(.ipip), weight: 3)])
  }

  private static let head = "-a -t 192.0.2.10:80 -r 10.0.0.21:80"

  @Test(arguments: [
    "-A -t 192.0.2.10:80", "-A -t 192.0.2.10:80 -s",
    "-A -t 192.0.2.10:80 -s wlc -x 7", "-A -t 192.0.2.10:80 -s wlc --new", "-A -t 192.0.2.10:80 -s w/c",
    "-A -t 192.0.2.10:80 -s wlc -p", "-A -t 192.0.2.10:80 -s wlc -p -1", "-A -t 192.0.2.10:80 -s wlc -p +60",
    "-A -t 192.0.2.10:80 -s wlc -p 4294967296", "-A -t 192.0.2.10:80 -s wlc -p 60 -M 255.255.255",
    "-A -t 192.0.2.10:80 -s wlc -p 60 -M 129", "-A -t 192.0.2.10:80 -s mh -b mh-port,new",
    head, "\(head) -i", "\(head) -w 1", "\(head) -i -w", "\(head) -i -w -1", "\(head) -i -w +1",
    "\(head) -i -w 2147483648", "\(head) -i -w 99999999999999999999999", "\(head) -i -w 1 --tun-type",
    "\(head) -i -w 1 --tun-type new", "\(head) -i -w 1 --tun-type gue",
    "\(head) -i -w 1 --tun-type gue --tun-port 65536",
    "-a -t 192.0.2.10:80 -r 10.0.0.21 -i -w 1", "-a -t 192.0.2.10:80 -i -w 1", "-A -t 192.0.2.10:80 -a -s wlc",
  ])
  func `a line that cannot be read is kept with its service`(line: String) throws {
    let read = try rules("-A -t 192.0.2.1:80 -s wlc\n\(line)")
    #expect(read.services.keys.map(\.self) == [.tcp("192.0.2.1", 80)] && read.destinations.isEmpty)
    #expect(read.unread.keys.map(\.self) == [.tcp("192.0.2.10", 80)])
    #expect(read.unread.values.first?.hasPrefix("\(line): ") == true)
  }

  @Test(arguments: [
    "", "-A", "-A -t", "-A -s wlc", "-t 192.0.2.10:80 -s wlc", "-A -t 192.0.2.10 -s wlc",
    "-A -t 192.0.2.10:http -s wrr",
    "-A -t 192.0.2.10:65536 -s wlc", "-A -t [2001:db8::80:80 -s wlc", "-A -t :80 -s wlc", "-A -f -1 -s rr",
    "-A -f +7 -s rr", "-A -f 4294967296 -s rr", "-A -6 -f 7 -s rr", "-a -r 10.0.0.21:80 -i -w 1",
    "Can't initialize ipvs: Protocol not available", " ", "\0", "-A\0 -t",
  ])
  func `a line that names no service is passed over`(line: String) throws {
    let read = try rules("-A -t 192.0.2.1:80 -s wlc\n\(line)")
    #expect(read.services.keys.map(\.self) == [.tcp("192.0.2.1", 80)] && read.destinations.isEmpty)
    #expect(read.unread.isEmpty)
  }

  // MARK: - ipvsadm -Ln --thresholds

  @Test func `thresholds of a full table are read`() throws {
    let read = try thresholds(Self.cut(Fixture.text("linux/ipvsadm-1.31-Ln-thresholds.txt")))
    let web = ServiceKey.tcp("192.0.2.10", 80)
    #expect(
      read.filter { $0.value != .init(upper: 0, lower: 0) } == [
        .init(web, "10.0.0.23", 80): .init(upper: 1000, lower: 700),
        .init(web, "10.0.0.35", 80): .init(upper: 70000, lower: 0),
      ])
    let destinations = try rules(Fixture.text("linux/ipvsadm-1.31-Sn-full.txt")).destinations
    #expect(Set(read.keys) == Set(destinations.keys), "both lists name the same destinations")
  }

  @Test func `thresholds of a real director are read`() throws {
    let listings = try Fixture.text("linux/transcript.txt").components(separatedBy: "IP Virtual Server version")
    let listing = try #require(listings.first { $0.contains("Uthreshold") })
    let read = try thresholds(Self.cut("IP Virtual Server version\(listing)"))
    let shop = DestinationKey(.tcp("10.80.99.1", 443), "10.80.1.2", 443)
    #expect(read.count == 6)
    #expect(read.filter { $0.value != .init(upper: 0, lower: 0) } == [shop: .init(upper: 100, lower: 50)])
  }

  private static let service = "TCP  192.0.2.10:80 wrr"

  @Test(arguments: [
    "  ->", "  -> 10.0.0.23:80", "  -> 10.0.0.23:80                 1000",
    "  -> 10.0.0.23:80                 1000       700        0", "  -> 10.0.0.23:80 -1 0", "  -> 10.0.0.23:80 1 +1",
    "  -> 10.0.0.23:80 4294967296 0", "  -> 10.0.0.23 1 0", "  -> 10.0.0.23:80 1 x",
  ])
  func `thresholds that cannot be read are kept with their service`(line: String) throws {
    let read = try limits("\(Self.service)\n\(line)")
    #expect(read.thresholds.isEmpty)
    #expect(read.unread.keys.map(\.self) == [.tcp("192.0.2.10", 80)])
  }

  @Test(arguments: [
    "TCP", "TCP  192.0.2.10", "TCP  192.0.2.10:http wrr", "ICMP  192.0.2.10:80 wrr", "FWM", "FWM  x rr", "FWM  -1 rr",
    "FWM  4294967296 rr", "Prot", "IP", "ipvsadm: no memory",
  ])
  func `thresholds of a service that is not known are nobody's`(line: String) throws {
    let read = try limits("\(Self.service)\n\(line)\n  -> 10.0.0.23:80 1 0")
    #expect(read.thresholds.isEmpty && read.unread.isEmpty)
    #expect(try thresholds("  -> 10.0.0.23:80 1 0").isEmpty)
  }

  @Test func `the heading is no service`() throws {
    let heading = """
      IP Virtual Server version 1.2.1 (size=4096)
      Prot LocalAddress:Port            Uthreshold Lthreshold ActiveConn InActConn 
        -> RemoteAddress:Port
      """
    #expect(try thresholds(heading).isEmpty)
  }

  /// As `linux_thresholds` of linux-settings.sh cuts off the connection counts.
  static func cut(_ text: String) -> String {
    text.split(separator: "\n").map { line in
      let words = line.split(separator: " ")
      return words.count == 6 && words[0] == "->" ? "  -> \(words[1]) \(words[2]) \(words[3])" : String(line)
    }.joined(separator: "\n")
  }

  private func rules(_ text: String) throws -> IPVSRulesParser {
    try IPVSRulesParser(.section("services", text), section: "services")
  }

  private func thresholds(_ text: String) throws -> [DestinationKey: IPVSThresholdsParser.Thresholds] {
    try limits(text).thresholds
  }

  private func limits(_ text: String) throws -> IPVSThresholdsParser {
    try IPVSThresholdsParser(.section("thresholds", text), section: "thresholds")
  }
}
