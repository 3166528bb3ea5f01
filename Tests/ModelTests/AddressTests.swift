import Model
import Testing

/// What addresses and ranges can tell.
@Suite struct AddressTests {
  @Test(arguments: [
    "1.0.0.0", "10.0.0.1", "126.255.255.255", "128.0.0.0", "169.254.1.1", "198.18.0.1", "223.255.255.255",
  ])
  func `a host can have this address`(text: String) throws {
    #expect(try IPv4Address(text).reasonNotAHostAddress == nil)
  }

  @Test(arguments: [
    ("0.0.0.0", "network"), ("0.255.255.255", "network"), ("127.0.0.0", "loopback"), ("127.255.255.255", "loopback"),
    ("224.0.0.0", "multicast"), ("239.255.255.255", "multicast"), ("240.0.0.0", "reserved"),
    ("255.255.255.255", "reserved"),
  ])
  func `no host can have this address`(text: String, reason: String) throws {
    #expect(try IPv4Address(text).reasonNotAHostAddress?.contains(reason) == true)
  }

  @Test(arguments: [
    ("192.0.2.0/24", "192.0.2.1", "192.0.2.254"), ("192.0.2.0/30", "192.0.2.1", "192.0.2.2"),
    ("192.0.2.0/31", "192.0.2.0", "192.0.2.1"), ("192.0.2.7/32", "192.0.2.7", "192.0.2.7"),
    ("0.0.0.0/0", "0.0.0.1", "255.255.255.254"), ("128.0.0.0/1", "128.0.0.1", "255.255.255.254"),
  ])
  func `the addresses for hosts of a range`(network: String, first: String, last: String) throws {
    let range = try IPv4Network(network).hostAddresses
    #expect(IPv4Address(value: range.lowerBound).text == first)
    #expect(IPv4Address(value: range.upperBound).text == last)
  }

  @Test(arguments: [
    ("192.0.2.0/24", "192.0.2.0", true), ("192.0.2.0/24", "192.0.2.255", true), ("192.0.2.0/24", "192.0.3.0", false),
    ("192.0.2.0/24", "192.0.1.255", false), ("0.0.0.0/0", "255.255.255.255", true), ("192.0.2.7/32", "192.0.2.7", true),
    ("192.0.2.7/32", "192.0.2.6", false),
  ])
  func `what is in a range`(network: String, address: String, isIn: Bool) throws {
    #expect(try IPv4Network(network).contains(IPv4Address(address)) == isIn)
  }

  @Test(arguments: [
    (24, "192.0.2.0/24"), (0, "0.0.0.0/0"), (32, "192.0.2.99/32"), (-1, "0.0.0.0/0"), (40, "192.0.2.99/32"),
  ])
  func `the range around an address`(length: Int, network: String) throws {
    #expect(IPv4Network(containing: try IPv4Address("192.0.2.99"), prefixLength: length).text == network)
  }

  @Test func `addresses are in the order of their numbers, IPv4 first`() throws {
    let texts = [
      "9.0.0.1", "10.0.0.1", "192.0.2.9", "192.0.2.10", "::1", "2001:db8::9", "2001:db8::10", "2001:db8:1::",
    ]
    #expect(try texts.reversed().map { try IPAddress($0) }.sorted().map(\.text) == texts)
  }

  @Test func `before a port an IPv6 address is in brackets`() throws {
    #expect(try IPAddress("2001:db8::80").textBeforePort == "[2001:db8::80]")
    #expect(try IPAddress("192.0.2.80").textBeforePort == "192.0.2.80")
    #expect(
      ServiceKey.address(try IPAddress("2001:db8::80"), .tcp, try Port("80")).description == "[2001:db8::80]:80/tcp")
  }

  @Test func `ports are in the order of their numbers`() throws {
    #expect(try ["443", "80", "8080"].map { try Port($0) }.sorted().map(\.number) == [80, 443, 8080])
  }

  @Test(arguments: ["192.0.2.80", "2001:db8::80"]) func `every address can be logged in at`(text: String) throws {
    #expect(try SSHAddress(IPAddress(text)) == SSHAddress(text))
  }

  @Test func `the interface of the defaults is one that can be written`() throws {
    #expect(try InterfaceName(InterfaceName.lo.text) == .lo)
  }

  @Test(arguments: Scheduler.known) func `a known scheduler is one that can be written`(scheduler: Scheduler) throws {
    #expect(try Scheduler(scheduler.text) == scheduler)
  }

  @Test(arguments: SchedulerFlag.allCases) func `a flag belongs to the scheduler in its name`(flag: SchedulerFlag) {
    let owner = flag.rawValue.hasPrefix("flag-") ? nil : String(flag.rawValue.prefix(2))
    #expect(flag.scheduler == owner)
  }

  @Test func `the folder of a path`() throws {
    #expect(try HostPath("/etc/culvert/boot").folder == "/etc/culvert")
    #expect(try HostPath("/boot").folder == "/")
  }
}
