import Foundation
import Model
import Templates
import Testing

@testable import Drivers
@testable import culvert

/// A new system or a new kind of change is not done until each of these is.
@Suite struct CompletenessTests {
  @Test(arguments: OperatingSystem.allCases) func `every system has a driver, templates and fixtures`(
    system: OperatingSystem
  ) throws {
    #expect(system.driver.system == system)
    #expect(try Fixture.systems().contains(system.rawValue))
    #expect(try Renderer().agent(for: system).system.look.contains("cv_os_probe() {"))
  }

  @Test func `every folder of fixtures is a system's`() throws {
    #expect(try Fixture.systems() == OperatingSystem.allCases.map(\.rawValue).sorted())
  }

  /// One change of each kind.
  static let changes: [Change] = [
    .init(Tunnels.self, "lvs-lb1", .init(from: nil, to: TunnelStepsTests.whole)),
    .init(Addresses.self, .init(interface: .lo, address: .init("192.0.2.80")), .init(from: nil, to: .present)),
    .init(Settings.self, "net/ipv4/conf/eth0/arp_ignore", .init(from: "0", to: "1")),
    .init(Services.self, Sample.web, .init(from: nil, to: .init(scheduler: "wlc"))),
    .init(
      Destinations.self,
      .init(Sample.web, "203.0.113.21", 80), .init(from: nil, to: .init(forwarding: .tunneling(.ipip), weight: 1))),
    .init(StoredTunnels.self, "lvs-lb1", .init(from: nil, to: TunnelStepsTests.whole)),
    .init(Files.self, "/etc/culvert/boot", .init(from: nil, to: .link(target: "x"))),
    .init(SegmentRules.self, Sample.web, .init(from: nil, to: .throughTunnel)),
    .init(Record.self, .host, .init(from: .init(), to: .init(files: ["/etc/culvert/boot"]))),
  ]

  @Test func `the examples are of every kind`() {
    #expect(Set(Self.changes.map { $0.content.name }) == Set(resourceKinds.map { $0.name }))
  }

  @Test(arguments: OperatingSystem.allCases, changes)
  func `every driver has commands for each change of what is live, and for nothing else`(
    system: OperatingSystem, change: Change
  ) {
    // Only Linux is a director, and has such settings; Solaris has no MSS of one service.
    let isTheirs = change[Tunnels.self] != nil || change[SegmentRules.self] != nil && system == .freebsd
    let isLive = change.face == .live && (system == .linux || isTheirs)
    #expect(system.driver.steps(for: change, in: .build).isEmpty == !isLive)
    #expect(system.driver.steps(for: change.inverted, in: .build).isEmpty == !isLive)
  }

  @Test(arguments: OperatingSystem.allCases) func `every refusal says what, why and the way out`(
    system: OperatingSystem
  ) throws {
    var bare = system.driver.bareObservation(for: Sample.realserverIntent())
    bare.live.addresses = []
    let refusals = system.driver.findings(for: Sample.realserverIntent(), bare, ownership: .init())
    #expect(!refusals.isEmpty, "the host has not the address of the inventory")
    #expect(refusals.allSatisfy { !$0.what.isEmpty && !$0.why.isEmpty && !$0.remedy.description.isEmpty })
  }

  @Test func `connections are asked for by the service's own words`() {
    #expect(LinuxDriver().connectionArguments(of: Sample.web) == ["-t", "192.0.2.80:80"])
    #expect(LinuxDriver().connectionArguments(of: Sample.dns) == ["-u", "192.0.2.53:53"])
  }
}

extension AnyChange {
  fileprivate var name: String { Kind.name }
}
