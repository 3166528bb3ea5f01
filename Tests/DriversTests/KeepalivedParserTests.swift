import Model
import Testing

@testable import Drivers

/// What keepalived has to itself, by its configuration (keepalived.conf(5)).
@Suite struct KeepalivedParserTests {
  @Test func `without a configuration there is no keepalived`() throws {
    #expect(try parse("") == nil)
  }

  @Test func `services and the members of groups are found`() throws {
    let found = try read(
      """
      global_defs {
        router_id lb1
      }
      virtual_server_group web {
        192.0.2.11 443
        192.0.2.12 8443
        2001:db8::80 443
        fwmark 7
      }
      virtual_server group web {
        lb_kind TUN
        real_server 203.0.113.21 443 {
          weight 1
        }
      }
      virtual_server 192.0.2.10 80 {
        real_server 203.0.113.22 80 {
          TCP_CHECK { connect_timeout 3 }
        }
      }
      virtual_server 192.0.2.13 {
      }
      virtual_server fwmark 9 {
      }
      """)
    #expect(
      found.services == [
        .init(address: "192.0.2.11", port: 443), .init(address: "192.0.2.12", port: 8443),
        .init(address: "2001:db8::80", port: 443), .init(address: "192.0.2.10", port: 80),
        .init(address: "192.0.2.13", port: 0),
      ])
    #expect(found.unclear == [])
  }

  @Test func `a realserver's address is no service`() throws {
    #expect(
      try read("virtual_server 192.0.2.10 80 {\nsorry_server 192.0.2.99 80\n203.0.113.1 80\n}").services.count == 1)
  }

  @Test func `a range of addresses is each of them`() throws {
    let found = try read("virtual_server_group web {\n  192.0.2.9-11 443\n}")
    let range = try #require(found.services.first?.addresses)
    #expect(found.services.count == 1)
    #expect(["192.0.2.9", "192.0.2.10", "192.0.2.11"].allSatisfy { range.contains($0) })
    #expect(!range.contains("192.0.2.8") && !range.contains("192.0.2.12"))
    #expect(found.unclear == [])
  }

  @Test(arguments: [
    "virtual_server_group web { 192.0.2.11 443 }", "virtual_server_group web {\n192.0.2.11 443 }",
    "virtual_server_group web\n{\n\t192.0.2.11\t443\n}", "@lb1 virtual_server 192.0.2.11 443 {",
    "virtual_server 192.0.2.11 443 { }", "virtual_server\t192.0.2.11\t443\t{",
  ])
  func `however it is laid out, a service is found`(text: String) throws {
    #expect(try read(text).services == [.init(address: "192.0.2.11", port: 443)])
    #expect(try read(text + "\n}\n10.0.0.1 80").services.count == 1, "a group ends with its brace")
  }

  @Test(arguments: [
    "virtual_server $VIP 80 {", "virtual_server 192.0.2.10 http {", "virtual_server 192.0.2.10 80{",
    "virtual_server 192.0.2.300 80 {", "virtual_server 192.0.2.10 65536 {", "virtual_server {", "virtual_server",
    "virtual_server_group web { $MEMBER 80 }", "virtual_server_group web { 192.0.2.10-300 80 }",
    "virtual_server_group web { 192.0.2.10-9 80 }", "virtual_server_group web { 2001:db8::9-1 80 }",
    "virtual_server_group web { 2001:db8::9-10000 80 }",
  ])
  func `what may be a service and cannot be told is kept for a refusal`(line: String) throws {
    let found = try read("virtual_server 192.0.2.1 80 {\n}\n  \(line)")
    #expect(found.services == [.init(address: "192.0.2.1", port: 80)])
    #expect(found.unclear.map(\.text) == [line])
  }

  @Test func `a range of IPv6 runs over the last group, in hexadecimal`() throws {
    let found = try read("virtual_server_group web {\n  2001:db8::2-1f 80\n}")
    #expect(found.unclear == [])
    let range = try #require(found.services.first).addresses
    #expect(range.contains("2001:db8::2") && range.contains("2001:db8::10") && range.contains("2001:db8::1f"))
    #expect(!range.contains("2001:db8::1") && !range.contains("2001:db8::20") && !range.contains("2001:db9::2"))
    #expect(!range.contains("0.0.0.2"))
  }

  /// What a line that cannot be told can be.
  @Test(
    arguments: [
      ("virtual_server $VIP 80 {", "192.0.2.80", 80, true), ("virtual_server $VIP 443 {", "192.0.2.80", 80, false),
      ("virtual_server ${V6} 80 {", "2001:db8::80", 80, true),
      ("virtual_server 192.0.2.80 $PORT {", "192.0.2.80", 80, true),
      ("virtual_server 192.0.2.81 $PORT {", "192.0.2.80", 80, false),
      ("virtual_server_group g { 2001:db8::g 80 }", "192.0.2.80", 80, false),
      ("virtual_server_group g { 2001:db8::g 80 }", "2001:db8::1", 80, true),
      ("virtual_server_group g { 192.0.2.9-300 80 }", "2001:db8::1", 80, false),
      ("virtual_server www.example.com 80 {", "192.0.2.80", 80, true), ("virtual_server", "192.0.2.80", 80, true),
      ("virtual_server 192.0.2.~SEQ(I,1,9) 80 {", "192.0.2.5", 80, true),
    ] as [(String, IPAddress, Port, Bool)])
  func `a line that cannot be told blocks only what it could be`(
    line: String, address: IPAddress, port: Port, isBlocked: Bool
  ) throws {
    let unclear = try #require(try read(line).unclear.first)
    #expect(unclear.mayBe(.address(address, .tcp, port)) == isBlocked)
  }

  @Test func `variables have the values that they were given before`() throws {
    let found = try read("$VIP=192.0.2.10\n${PORT}=x\nvirtual_server ${VIP} 80 {\n}\nvirtual_server $VIP 443 {\n}")
    #expect(found.services == [.init(address: "192.0.2.10", port: 80), .init(address: "192.0.2.10", port: 443)])
    #expect(found.unclear == [])
  }

  @Test func `the addresses of VRRP are found`() throws {
    let found = try read(
      """
      vrrp_instance VI_1 {
        interface eth0
        unicast_peer { 192.0.2.12 }
        virtual_ipaddress {
          192.0.2.10/24 dev eth0 label eth0:1
          192.0.2.11
        }
        virtual_ipaddress_excluded { 2001:db8::10/64 }
        virtual_routes {
          192.0.2.99 via 192.0.2.1
        }
      }
      """)
    #expect(found.addresses == ["192.0.2.10", "192.0.2.11", "2001:db8::10"])
  }

  @Test(arguments: [
    ("lvs_flush", true), ("lvs_flush_on_stop", true), ("lvs_flush_onstop", true), ("lvs_flush_on_stop VS", false),
    ("lvs_sync_daemon eth0 VI_1", false),
  ]) func `what clears the table is noted`(line: String, clears: Bool) throws {
    #expect(try read("global_defs {\n  \(line)\n}").flushes == clears)
  }

  @Test func `a configuration that the probe has cut short is not taken for whole`() throws {
    #expect(try read(String(repeating: "x\n", count: 4999) + "x").unclear.count == 1)
    #expect(try read(String(repeating: "x\n", count: 4998) + "x").unclear.isEmpty)
  }

  @Test func `whether it runs is said apart`() throws {
    #expect(try parse("state running\nconf x")?.isRunning == true)
    #expect(try parse("state stopped\nconf x")?.isRunning == false)
  }

  private func read(_ configuration: String) throws -> LinuxFacts.Keepalived {
    let lines = configuration.split(separator: "\n", omittingEmptySubsequences: false).map { "conf \($0)" }
    return try #require(try parse("state stopped\n" + lines.joined(separator: "\n")))
  }

  private func parse(_ text: String) throws -> LinuxFacts.Keepalived? {
    try KeepalivedParser.parse(.section("keepalived", text))
  }
}
