import Model
import Testing

@testable import Drivers

/// Why culvert must not work on a host.
@Suite struct LinuxFindingTests {
  /// A host with one thing wrong, and what is said of it.
  struct Wrong: CustomTestStringConvertible, Sendable {
    let name: String
    var isRealserver = false
    var intent: HostIntent?
    let change: @Sendable (inout Observation, inout LinuxFacts) -> Void
    let finding: Finding
    var testDescription: String { name }
  }

  @Test func `a clean host is not refused`() throws {
    #expect(findings(Sample.directorIntent(), try Sample.director()) == [])
    #expect(findings(Sample.realserverIntent(), try Sample.realserver()) == [])
    #expect(findings(Sample.emptyIntent, try Sample.realserver()) == [])
  }

  @Test(arguments: all) func `one thing that is wrong is one refusal, with the way out`(wrong: Wrong) throws {
    var observation = try wrong.isRealserver ? Sample.realserver() : Sample.director()
    var facts = observation.linux
    wrong.change(&observation, &facts)
    observation.facts = .linux(facts)
    let intent = wrong.intent ?? (wrong.isRealserver ? Sample.realserverIntent() : Sample.directorIntent())
    #expect(findings(intent, observation) == [wrong.finding])
  }

  static let all = tools + rivals + places

  private static let tools = [
    Wrong(
      name: "not root", change: { $1.isRoot = false },
      finding: .init(
        .notRoot(.linux), about: .named("login"))),
    Wrong(
      name: "no ipvsadm", change: { $1.tools.remove("ipvsadm") },
      finding: missing("ipvsadm", in: "ipvsadm", Command("apt-get", "install", "-y", "ipvsadm"))),
    Wrong(
      name: "no ip", isRealserver: true,
      change: {
        $1.tools.remove("ip")
        $1.tools.insert("apk")
      }, finding: missing("ip", in: "iproute2", Command("apk", "add", "iproute2"))),
    Wrong(
      name: "no modprobe and no package manager", isRealserver: true, change: { $1.tools.remove("modprobe") },
      finding: missing("modprobe", in: "kmod", nil)),
    Wrong(
      name: "no ip_vs", change: { $1.modules["ip_vs"] = .missing },
      finding: module("ip_vs")),
    Wrong(
      name: "no ipip", isRealserver: true, change: { $1.modules["ipip"] = .missing }, finding: module("ipip")),
    Wrong(
      name: "no init", change: { $1.initSystem = .unknown },
      finding: .init(
        .noStart(.unknownInit), about: .named("init"))),
  ]

  private static func missing(_ tool: String, in package: String, _ install: Command?) -> Finding {
    .init(.missingTool(.linux(package: package, install: install)), about: .named(tool))
  }

  private static func module(_ name: String) -> Finding {
    .init(.missingModule(.absent(kernel: "6.1.0-56-amd64")), about: .kernelModule(name))
  }

  private static let rivals = [
    Wrong(
      name: "Debian's init script", change: { $1.rivals.debianScript = true },
      finding: .init(
        .rivalAtBoot(.initScript(Command("sed", "-i", "s/^ *AUTO=.*/AUTO=\"false\"/", "/etc/default/ipvsadm"))),
        about: .named("ipvsadm's init script"))),
    Wrong(
      name: "RHEL's unit", change: { $1.rivals.rhelUnit = true },
      finding: .init(
        .rivalAtBoot(.unit(Command("systemctl", "disable", "ipvsadm.service"))), about: .named("ipvsadm.service"))),
    Wrong(
      name: "keepalived has the service",
      change: {
        $1.rivals.keepalived = .init(
          isRunning: true,
          services: [.init(address: "192.0.2.80", port: 80), .init(address: "192.0.2.81", port: 80)])
      },
      finding: .init(
        .rivalService(program: "keepalived", file: "/etc/keepalived"), about: .service(Sample.web))),
    Wrong(
      name: "keepalived may have the service",
      change: {
        $1.rivals.keepalived = .init(isRunning: false, services: [], unclear: [.init(text: "virtual_server $VIP 80 {")])
      },
      finding: .init(
        .rivalUnclear("virtual_server $VIP 80 {"), about: .named("keepalived"))),
  ]

  private static let places = [
    Wrong(
      name: "another address", isRealserver: true,
      change: { observation, _ in
        observation.live.addresses = [.init(interface: "eth0", address: .init("203.0.113.22", prefixLength: 24))]
      },
      finding: .init(
        .addressMissing(isUpWanted: false), about: .address(.v4("203.0.113.21")))),
    Wrong(
      name: "the VIP in the network", isRealserver: true,
      change: { observation, _ in
        observation.live.addresses.insert(.init(interface: "eth0", address: .init("192.0.2.80", prefixLength: 24)))
        observation.live.addresses.insert(.init(interface: "lo", address: .init("192.0.2.80")))
      },
      finding: .init(
        .vipElsewhere(.init(interface: "eth0", address: .init("192.0.2.80", prefixLength: 24)), .linux),
        about: .address(.v4("192.0.2.80")))),
    Wrong(
      name: "no such interface for VIPs", intent: Sample.directorIntent(vipInterface: "dummy0"), change: { _, _ in },
      finding: .init(
        .vipInterfaceMissing, about: .interface("dummy0"))),
    Wrong(
      name: "no route", change: { $1.routeSources["203.0.113.21"] = nil },
      finding: .init(
        .noRoute(to: "203.0.113.21", holes: []), about: .realserver(.v4("203.0.113.21")))),
    Wrong(
      name: "another source", change: { $1.routeSources["203.0.113.21"] = "198.51.100.11" },
      finding: .init(
        .wrongOuterSource(
          source: "198.51.100.11", wanted: "198.51.100.10",
          route: Command(
            "ip", "route", "replace", "203.0.113.21", "via", "198.51.100.1", "dev", "eth0", "src", "198.51.100.10")),
        about: .realserver(.v4("203.0.113.21")))),
    Wrong(
      name: "a twin", isRealserver: true, change: { host, _ in host.live.tunnels["old0"] = twin(.ipip) },
      finding: twinFinding),
    Wrong(
      name: "a twin made by ip link", isRealserver: true,
      change: { host, _ in host.live.tunnels["old0"] = twin(.other("any/ip")) }, finding: twinFinding),
  ]

  private static func twin(_ encapsulation: Encapsulation) -> Tunnel {
    Tunnel(
      encapsulation: encapsulation, local: "203.0.113.21", remote: "198.51.100.10", isUp: true, addresses: [])
  }

  private static let twinFinding = Finding(
    .twinTunnel(.linux("old0", ends)), about: .tunnel("old0"))
  private static let ends = TunnelEnds(Sample.realserverIntent().endpoints[0])

  @Test func `a VTI between the same ends is no twin: it takes the packets, and stays`() throws {
    var observation = try Sample.realserver()
    observation.live.tunnels["vti1"] = Self.twin(.vti)
    let found = findings(Sample.realserverIntent(), observation)
    #expect(found == [Finding(.otherHandler(.vti("vti1", Self.ends)), about: .vti("vti1"))])
    observation.live.tunnels["vti1"]?.isUp = false
    #expect(findings(Sample.realserverIntent(), observation) == [])
  }

  // MARK: - What is no reason

  @Test(arguments: [Encapsulation.gre, .other("ipv6/ip")])
  func `a tunnel of another kind between the same ends is no twin`(encapsulation: Encapsulation) throws {
    var observation = try Sample.realserver()
    observation.live.tunnels["old0"] = Self.twin(encapsulation)
    #expect(findings(Sample.realserverIntent(), observation) == [])
  }

  @Test func `culvert's own tunnel is no twin`() throws {
    var observation = try Sample.realserver()
    observation.live.tunnels["lvs-old"] = Self.twin(.ipip)
    let ownership = Ownership(tunnels: ["lvs-old": .director("lb1")])
    #expect(LinuxDriver().findings(for: Sample.realserverIntent(), observation, ownership: ownership) == [])
  }

  @Test func `others that write services do not matter on a realserver`() throws {
    let observation = try Sample.realserver().with { facts in
      facts.rivals = .init(
        debianScript: true, rhelUnit: true,
        keepalived: .init(isRunning: true, services: [], unclear: [.init(text: "x")]))
      facts.modules["ip_vs"] = .missing
    }
    #expect(findings(Sample.realserverIntent(), observation) == [])
  }

  @Test func `ipvsadm is wanted as long as a service is culvert's`() throws {
    let ownership = Ownership(services: [Sample.web])
    let findings = LinuxDriver().findings(for: Sample.emptyIntent, try Sample.realserver(), ownership: ownership)
    #expect(findings.map(\.about.description) == ["ipvsadm"])
  }

  @Test func `all that is wrong is said at once`() throws {
    let observation = try Sample.director().with { facts in
      facts.tools = ["dnf"]
      facts.routeSources = [:]
      facts.rivals = .init(debianScript: true, rhelUnit: true)
    }
    let findings = findings(Sample.directorIntent(), observation)
    #expect(
      findings.map(\.about.description) == [
        "awk", "ip", "ipvsadm", "modprobe", "od", "sed", "ipvsadm's init script", "ipvsadm.service",
        "realserver 203.0.113.21", "realserver 203.0.113.130",
      ])
    #expect(findings.filter(\.id.isBlinding).count == 6)
  }

  private func findings(_ intent: HostIntent, _ observation: Observation) -> [Finding] {
    LinuxDriver().findings(for: intent, observation, ownership: .init())
  }
}
