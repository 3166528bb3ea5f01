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
    #expect(!wrong.finding.remedy.description.isEmpty)
  }

  static let all = tools + rivals + places

  private static let tools = [
    Wrong(
      name: "not root", change: { $1.isRoot = false },
      finding: .init(
        .notRoot, about: .named("login"), why: "the agent does not run as root",
        remedy: .words("log in as root, or set 'become: sudo' (or doas) for the host in the inventory"))),
    Wrong(
      name: "no ipvsadm", change: { $1.tools.remove("ipvsadm") },
      finding: missing("ipvsadm", .run([Command("apt-get", "install", "-y", "ipvsadm")]))),
    Wrong(
      name: "no ip", isRealserver: true,
      change: {
        $1.tools.remove("ip")
        $1.tools.insert("apk")
      }, finding: missing("ip", .run([Command("apk", "add", "iproute2")]))),
    Wrong(
      name: "no modprobe and no package manager", isRealserver: true, change: { $1.tools.remove("modprobe") },
      finding: missing("modprobe", .words("install the package that has it (kmod on Debian)"))),
    Wrong(
      name: "no ip_vs", change: { $1.modules["ip_vs"] = .missing },
      finding: module("ip_vs")),
    Wrong(
      name: "no ipip", isRealserver: true, change: { $1.modules["ipip"] = .missing }, finding: module("ipip")),
    Wrong(
      name: "no init", change: { $1.initSystem = .unknown },
      finding: .init(
        .noStart, about: .named("init"),
        why: "neither systemd nor OpenRC nor a SysV init with /etc/rc2.d starts this host",
        remedy: .words("culvert cannot make it survive a reboot; use a host with one of them"))),
  ]

  private static func missing(_ tool: String, _ remedy: Remedy) -> Finding {
    .init(.missingTool, about: .named(tool), why: "the program is not on the host", remedy: remedy)
  }

  private static func module(_ name: String) -> Finding {
    .init(
      .missingModule, about: .kernelModule(name), why: "the kernel 6.1.0-56-amd64 has none",
      remedy: .words(
        "install the full kernel package, or load it where culvert cannot (a container has its host's kernel)"))
  }

  private static let rivals = [
    Wrong(
      name: "Debian's init script", change: { $1.rivals.debianScript = true },
      finding: .init(
        .rivalAtBoot, about: .named("ipvsadm's init script"),
        why: "with AUTO=true it clears and restores the virtual services itself",
        remedy: .run([Command("sed", "-i", "s/^ *AUTO=.*/AUTO=\"false\"/", "/etc/default/ipvsadm")]))),
    Wrong(
      name: "RHEL's unit", change: { $1.rivals.rhelUnit = true },
      finding: .init(
        .rivalAtBoot, about: .named("ipvsadm.service"),
        why: "it is enabled, and clears and restores the virtual services itself",
        remedy: .run([Command("systemctl", "disable", "ipvsadm.service")]))),
    Wrong(
      name: "keepalived has the service",
      change: {
        $1.rivals.keepalived = .init(
          isRunning: true,
          services: [.init(address: "192.0.2.80", port: 80), .init(address: "192.0.2.81", port: 80)])
      },
      finding: .init(
        .rivalService, about: .service(Sample.web),
        why: "keepalived has it in /etc/keepalived; two writers would undo each other's work",
        remedy: .words("take it out of keepalived's configuration, or out of the inventory"))),
    Wrong(
      name: "keepalived may have the service",
      change: {
        $1.rivals.keepalived = .init(isRunning: false, services: [], unclear: [.init(text: "virtual_server $VIP 80 {")])
      },
      finding: .init(
        .rivalUnclear, about: .named("keepalived"),
        why: "culvert cannot tell which virtual service 'virtual_server $VIP 80 {' in /etc/keepalived is",
        remedy: .words("write it there without variables, or take it out"))),
  ]

  private static let places = [
    Wrong(
      name: "another address", isRealserver: true,
      change: { observation, _ in
        observation.live.addresses = [.init(interface: "eth0", address: .init("203.0.113.22", prefixLength: 24))]
      },
      finding: .init(
        .addressMissing, about: .address(.v4("203.0.113.21")), why: "no interface of the host has it",
        remedy: .words("set the host's 'address' in the inventory to the one that the others reach it at"))),
    Wrong(
      name: "the VIP in the network", isRealserver: true,
      change: { observation, _ in
        observation.live.addresses.insert(.init(interface: "eth0", address: .init("192.0.2.80", prefixLength: 24)))
        observation.live.addresses.insert(.init(interface: "lo", address: .init("192.0.2.80")))
      },
      finding: .init(
        .vipElsewhere, about: .address(.v4("192.0.2.80")),
        why: "eth0 has it, which would answer for it in its own network",
        remedy: .words(
          "whoever set it there takes it away: ip address del 192.0.2.80/24 dev eth0, and out of what sets it at boot"))
    ),
    Wrong(
      name: "no such interface for VIPs", intent: Sample.directorIntent(vipInterface: "dummy0"), change: { _, _ in },
      finding: .init(
        .vipInterfaceMissing, about: .interface("dummy0"), why: "the host has none of this name",
        remedy: .words("correct 'vip_interface' of the director in the inventory"))),
    Wrong(
      name: "no route", change: { $1.routeSources["203.0.113.21"] = nil },
      finding: .init(
        .noRoute, about: .realserver(.v4("203.0.113.21")), why: "the director has no route to it",
        remedy: .words("add a route to 203.0.113.21 there, or correct the address in the inventory"))),
    Wrong(
      name: "another source", change: { $1.routeSources["203.0.113.21"] = "198.51.100.11" },
      finding: .init(
        .wrongOuterSource, about: .realserver(.v4("203.0.113.21")),
        why: "the director would wrap packets to it with the source 198.51.100.11, not 198.51.100.10, and the "
          + "realserver would drop them",
        remedy: .run(
          [
            Command(
              "ip", "route", "replace", "203.0.113.21", "via", "198.51.100.1", "dev", "eth0", "src", "198.51.100.10")
          ],
          note:
            "and have the boot set the route so; or set the director's 'address' in the inventory to 198.51.100.11"))),
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
    .twinTunnel, about: .tunnel("old0"),
    why: "it already joins 203.0.113.21 and 198.51.100.10, and the kernel takes no second one",
    remedy: .words(
      "it is not culvert's: if nobody needs it, whoever made it takes it away (ip link del old0), and out of what makes it at boot"
    ))

  @Test func `a VTI between the same ends is no twin: it takes the packets, and stays`() throws {
    var observation = try Sample.realserver()
    observation.live.tunnels["vti1"] = Self.twin(.vti)
    let found = findings(Sample.realserverIntent(), observation)
    #expect(found.map(\.id) == [.otherHandler] && found.first?.what == "VTI vti1")
    #expect(found.first?.remedy.shellText == nil)
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
    #expect(findings.map(\.what) == ["ipvsadm"])
  }

  @Test func `all that is wrong is said at once`() throws {
    let observation = try Sample.director().with { facts in
      facts.tools = ["dnf"]
      facts.routeSources = [:]
      facts.rivals = .init(debianScript: true, rhelUnit: true)
    }
    let findings = findings(Sample.directorIntent(), observation)
    #expect(
      findings.map(\.what) == [
        "awk", "ip", "ipvsadm", "modprobe", "od", "sed", "ipvsadm's init script", "ipvsadm.service",
        "realserver 203.0.113.21", "realserver 203.0.113.130",
      ])
    #expect(findings.filter(\.id.isBlinding).count == 6)
  }

  private func findings(_ intent: HostIntent, _ observation: Observation) -> [Finding] {
    LinuxDriver().findings(for: intent, observation, ownership: .init())
  }
}
