import Drivers
import Model
import Testing

/// What is found of clients on FreeBSD and Solaris by routes and filters as these print them.
@Suite struct NetstatClientTests {
  private static let intent = HostIntent(
    endpoints: [
      .init(
        role: .director("lb1"), encapsulation: .ipip, local: "10.77.0.10", remote: "10.77.1.11",
        addresses: [.init("192.0.2.100")])
    ], clients: [ServiceKey.tcp("192.0.2.100", 80): ["203.0.113.0/24", .everywhere]], balancing: nil,
    innerPeer: "192.0.2.254")

  private static func ids(_ driver: any Driver, routes: String, filters: String = "") -> [String] {
    let output = ProbeOutput.section("client-routes", routes).with("client-filters", filters)
    let observation = Observation(
      live: LiveState(), boot: BootState(), facts: .linux(try! LinuxDriver().observe(.director).linuxFacts))
    return driver.clientFindings(for: intent, observation, output).map(\.id.rawValue)
  }

  /// Of FreeBSD 15.1 (13-evidence-and-states.txt).
  private static let freebsd = """
    Routing tables

    Internet:
    Destination        Gateway            Flags         Netif Expire
    default            10.77.0.1          UGS          vtnet0
    10.77.0.0/24       link#1             U            vtnet0
    10.77.0.10         link#2             UHS             lo0
    127.0.0.1          link#2             UH              lo0
    192.0.2.100        link#2             UHS             lo0
    192.0.2.254        link#3             UH             gif0
    """

  private static let solaris = """

    Routing Table: IPv4
      Destination           Gateway           Flags  Ref     Use     Interface
    -------------------- -------------------- ----- ----- ---------- ---------
    default              10.77.0.1            UG        1          0
    10.77.0.0            10.77.0.10           U         1         10 e1000g0
    127.0.0.1            127.0.0.1            UH        1          0 lo0
    """

  @Test func `FreeBSD's routes`() {
    let driver = FreeBSDDriver()
    #expect(Self.ids(driver, routes: Self.freebsd) == [])
    let bare = Self.freebsd.replacing("default            10.77.0.1          UGS          vtnet0\n", with: "")
    #expect(Self.ids(driver, routes: bare).allSatisfy { $0 == "CV060" } && !Self.ids(driver, routes: bare).isEmpty)
    #expect(
      Self.ids(driver, routes: Self.freebsd + "\n203.0.113.0/24     127.0.0.1          UGSB            lo0") == [
        "CV062"
      ])
    #expect(
      Self.ids(driver, routes: Self.freebsd + "\n203.0.113.0/25     127.0.0.1          UGSR            lo0") == [
        "CV062"
      ])
    #expect(
      Self.ids(driver, routes: Self.freebsd + "\n203.0.113.0/24     127.0.0.1          UGS             lo0") == [
        "CV061"
      ])
    #expect(
      Self.ids(driver, routes: Self.freebsd.replacing("UGS          vtnet0", with: "US             wg0")).contains(
        "CV061"))
  }

  @Test func `FreeBSD's pf`() {
    let driver = FreeBSDDriver()
    func ids(_ rules: String) -> [String] { Self.ids(driver, routes: Self.freebsd, filters: rules) }
    #expect(
      ids("block drop out quick on vtnet0 inet from any to 203.0.113.0/24") == [], "by which it leaves is not known")
    #expect(ids("block drop out quick inet from any to 203.0.113.0/24") == ["CV063"])
    #expect(
      ids(
        "block drop in inet from 203.0.113.0/24 to any\npass in inet proto tcp from any to any port = http flags S/SA keep state"
      ) == [])
    #expect(ids("pass in all flags S/SA keep state\nblock drop in inet from 203.0.113.0/24 to any") == ["CV063"])
    #expect(
      ids(
        "pass in quick inet proto tcp from any to any port = http flags S/SA keep state\nblock drop out inet from any to 203.0.113.0/24"
      ) == [])
    #expect(ids("block drop in quick inet from <bans> to any") == [])
  }

  @Test func `Solaris' routes and ipfilter`() {
    let driver = SolarisDriver()
    #expect(Self.ids(driver, routes: Self.solaris) == [])
    #expect(
      Self.ids(driver, routes: Self.solaris + "\n203.0.113.0          127.0.0.1            UGB       1          0") == [
        "CV062"
      ])
    #expect(
      Self.ids(driver, routes: Self.solaris + "\n203.0.113.0          127.0.0.1            UGR       1          0") == [
        "CV062"
      ])
    #expect(
      !Self.ids(
        driver,
        routes: Self.solaris.replacing(
          "default              10.77.0.1            UG ", with: "10.77.1.11           10.77.0.1            UGH")
      ).isEmpty)
    #expect(Self.ids(driver, routes: Self.solaris, filters: "block out quick from any to 203.0.113.0/24") == ["CV063"])
    #expect(Self.ids(driver, routes: "").isEmpty, "no table is no finding")
  }
}

extension Observation {
  fileprivate var linuxFacts: LinuxFacts {
    guard case .linux(let facts) = facts else { fatalError("not Linux") }
    return facts
  }
}
