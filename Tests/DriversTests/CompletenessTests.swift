import Foundation
import Model
import Templates
import Testing

@testable import Drivers

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

  /// One change of each kind; a kind that is missing here does not compile in `kind(of:)`.
  static let changes: [Change] = [
    .tunnel("lvs-lb1", .init(from: nil, to: TunnelStepsTests.whole)),
    .address(.init(interface: .lo, address: .init("192.0.2.80")), .init(from: nil, to: .present)),
    .setting("net/ipv4/conf/eth0/arp_ignore", .init(from: "0", to: "1")),
    .service(Sample.web, .init(from: nil, to: .init(scheduler: "wlc"))),
    .destination(
      .init(Sample.web, "203.0.113.21", 80), .init(from: nil, to: .init(forwarding: .tunneling(.ipip), weight: 1))),
    .bootTunnel("lvs-lb1", .init(from: nil, to: TunnelStepsTests.whole)),
    .file("/etc/culvert/boot", .init(from: nil, to: .link(target: "x"))),
    .mss(Sample.web, .init(from: nil, to: .throughTunnel)),
    .ownership(.init(from: .init(), to: .init(files: ["/etc/culvert/boot"]))),
  ]

  private static func kind(of change: Change) -> Int {
    switch change {
    case .tunnel: 0
    case .address: 1
    case .setting: 2
    case .service: 3
    case .destination: 4
    case .bootTunnel: 5
    case .file: 6
    case .mss: 7
    case .ownership: 8
    }
  }

  @Test func `the examples are of every kind`() {
    #expect(Self.changes.map(Self.kind) == Array(0...8))
  }

  @Test(arguments: OperatingSystem.allCases, changes)
  func `every driver has commands for each change of what is live, and for nothing else`(
    system: OperatingSystem, change: Change
  ) {
    // Only Linux is a director, and has such settings; Solaris has no MSS of one service.
    let isTheirs =
      switch change {
      case .tunnel: true
      case .mss: system == .freebsd
      default: false
      }
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
