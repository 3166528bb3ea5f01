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
    #expect(found.services == Set(["192.0.2.9", "192.0.2.10", "192.0.2.11"].map { .init(address: $0, port: 443) }))
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
    "virtual_server_group web { 192.0.2.10-9 80 }", "virtual_server_group web { 2001:db8::1-9 80 }",
    "includer more.conf",
  ])
  func `what may be a service and cannot be told is kept for a refusal`(line: String) throws {
    let found = try read("virtual_server 192.0.2.1 80 {\n}\n  \(line)")
    #expect(found.services == [.init(address: "192.0.2.1", port: 80)])
    #expect(found.unclear == [line])
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
