import Foundation
import Model
import Templates
import TestSupport
import Testing

@testable import Drivers

/// What a Solaris or illumos host should look like: names, peers, what is taken over, and the files of its boot.
@Suite struct SolarisDesiredTests {
  typealias Kind = PlayedSolaris.Kind

  private static let file: HostPath = "/etc/hostname.ip.tun0"

  private func desired(
    _ observation: Observation, _ intent: HostIntent = Self.realserver, had: Ownership = .init()
  ) throws -> HostState {
    try SolarisDriver().desired(for: intent, observation, ownership: had, templates: Renderer())
  }

  /// A realserver of one director with one VIP.
  private static let realserver = HostIntent(
    endpoints: [
      .init(
        role: .director("lb1"), encapsulation: .ipip, local: "203.0.113.21", remote: "198.51.100.10",
        addresses: [.init("192.0.2.80")])
    ], balancing: nil, innerPeer: "198.18.0.7")

  private static func tunnel(
    _ remote: IPAddress = "198.51.100.10", peer: IPv4Address = "198.18.0.7", length: Int = 32
  ) -> Tunnel {
    Tunnel(
      encapsulation: .ipip, local: "203.0.113.21", remote: remote, isUp: true,
      addresses: [.init("192.0.2.80", peer: peer, prefixLength: length)])
  }

  /// A host with this in it besides what it comes with.
  private func host(_ kind: Kind, _ change: (inout Observation) -> Void = { _ in }) throws -> Observation {
    var observation = try PlayedSolaris(kind).observe()
    change(&observation)
    return observation
  }

  private func text(_ file: BootFile?) -> String? {
    if case .regular(let content, _)? = file { String(decoding: content, as: UTF8.self) } else { nil }
  }

  // MARK: - Names

  @Test func `Solaris 10 gets the next unit that no interface and no file has`() throws {
    let observation = try host(.solaris10) { host in
      host.live.tunnels["ip.tun0"] = Self.tunnel("198.51.100.99")
      host.boot.files["/etc/hostname.ip.tun1"] = .regular(content: Array("rs1\n".utf8), mode: .plain)
      guard case .solaris(var facts) = host.facts else { return }
      facts.interfaces.insert("ip.tun2")
      host.facts = .solaris(facts)
    }
    let desired = try desired(observation)
    #expect(desired.ownership.tunnels == ["ip.tun3": .director("lb1")])
    #expect(desired.live.tunnels["ip.tun0"] == observation.live.tunnels["ip.tun0"])
    #expect(desired.boot.files["/etc/hostname.ip.tun1"] == observation.boot.files["/etc/hostname.ip.tun1"])
  }

  @Test(arguments: [
    (Kind.solaris10, "ip.tun0"), (.illumos, "lvstun0"), (.solaris11, "lvstun0"), (.illumosOldForm, "ip.tun1"),
  ])
  func `each kind of host has its own names`(kind: Kind, name: String) throws {
    #expect(try desired(host(kind)).ownership.tunnels == [try InterfaceName(name): .director("lb1")])
  }

  @Test func `Solaris 11 is never given the old form, whatever files it has`() throws {
    let observation = try host(.solaris11) { host in
      guard case .solaris(var facts) = host.facts else { return }
      facts.usesOldForm = true
      host.facts = .solaris(facts)
    }
    #expect(try desired(observation).boot.files.keys.sorted() == SolarisBoot.scriptPaths)
  }

  @Test func `a role keeps its name, in the form that it has`() throws {
    let had = Ownership(tunnels: ["ip.tun7": .director("lb1")])
    let desired = try desired(host(.illumos) { $0.live.tunnels["ip.tun7"] = Self.tunnel("198.51.100.9") }, had: had)
    #expect(desired.live.tunnels == ["ip.tun7": Self.tunnel()])
    #expect(desired.boot.files.keys.sorted() == ["/etc/hostname.ip.tun7"])
  }

  @Test func `two directors are two tunnels with the same VIPs`() throws {
    var intent = Self.realserver
    intent.endpoints.append(intent.endpoints[0])
    intent.endpoints[1].role = .director("lb2")
    intent.endpoints[1].remote = "198.51.100.11"
    let desired = try desired(host(.solaris10), intent)
    #expect(desired.live.tunnels == ["ip.tun0": Self.tunnel(), "ip.tun1": Self.tunnel("198.51.100.11")])
  }

  // MARK: - What is taken over

  private static let handmade = "tsrc 203.0.113.21 tdst 198.51.100.10 192.0.2.80 192.0.2.7 up\n"

  @Test(arguments: [Kind.solaris10, .illumosOldForm])
  func `a tunnel of 2006 that does what is wanted is taken over, its peer, netmask and file with it`(
    kind: Kind
  ) throws {
    let observation = try host(kind) { host in
      host.live.tunnels["ip.tun0"] = Self.tunnel(peer: "192.0.2.7", length: 24)
      host.boot.files[Self.file] = .regular(content: Array(Self.handmade.utf8), mode: FileMode(0o640))
    }
    let desired = try desired(observation)
    #expect(desired.live == observation.live)
    #expect(desired.boot == observation.boot)
    #expect(
      desired.ownership
        == Ownership(
          tunnels: ["ip.tun0": .director("lb1")], files: [Self.file], foundLive: ["ip.tun0"], foundAtBoot: ["ip.tun0"],
          foundPeers: ["ip.tun0": ["192.0.2.80": "192.0.2.7"]]))
    var astray = observation
    astray.live.tunnels["ip.tun0"] = Self.tunnel(peer: "192.0.2.111", length: 24)
    let mended = try self.desired(astray, had: desired.ownership).live.tunnels["ip.tun0"]
    #expect(mended == Self.tunnel(peer: "192.0.2.7"), "the recorded peer, whatever a hand has made of it (F.4)")
    let down = try self.desired(observation, Sample.emptyIntent, had: desired.ownership)
    #expect(down == HostState(live: observation.live, boot: observation.boot), "and is let go as it was")
  }

  @Test func `a file that makes something else is put right, and keeps its mode`() throws {
    let observation = try host(.solaris10) { host in
      host.live.tunnels["ip.tun0"] = Self.tunnel()
      host.boot.files[Self.file] = .regular(content: Array("# mine\n".utf8), mode: FileMode(0o640))
    }
    let file = try desired(observation).boot.files[Self.file]
    #expect(file == .regular(content: HostnameFile.bytes(for: Self.tunnel()), mode: FileMode(0o640)))
  }

  @Test func `a file for these ends is the tunnel's, even before the tunnel is there`() throws {
    let observation = try host(.solaris10) { host in
      host.boot.files["/etc/hostname.ip.tun5"] = .regular(content: Array(Self.handmade.utf8), mode: .plain)
    }
    #expect(try desired(observation).ownership.tunnels == ["ip.tun5": .director("lb1")])
  }

  @Test(arguments: ["198.51.100.10", "203.0.113.21", "203.0.113.7", "192.0.2.80"] as [IPv4Address])
  func `a peer that harms is not kept: the other end, the host, its neighbours, a VIP`(peer: IPv4Address) throws {
    let desired = try desired(host(.solaris10) { $0.live.tunnels["ip.tun0"] = Self.tunnel(peer: peer) })
    #expect(desired.live.tunnels["ip.tun0"] == Self.tunnel())
  }

  @Test func `a plain tunnel has the peer that the inventory names`() throws {
    var intent = Self.realserver
    intent.endpoints[0].role = .link("backup")
    intent.endpoints[0].addresses = [.init("10.9.0.1", peer: "10.9.0.2")]
    #expect(try desired(host(.illumos), intent).live.tunnels["linktun0"]?.addresses == intent.endpoints[0].addresses)
  }

  // MARK: - What is wanted no more

  @Test(arguments: Kind.allCases) func `what is wanted no more goes, and what is not culvert's stays`(kind: Kind) throws
  {
    let before = try host(kind)
    let up = try desired(before)
    var observation = before
    (observation.live, observation.boot) = (up.live, up.boot)
    observation.live.tunnels["vpn0"] = Self.tunnel("198.51.100.77")
    observation.boot.files["/etc/hostname.ip.tun9"] = .regular(content: [], mode: .plain)
    let down = try desired(observation, Sample.emptyIntent, had: up.ownership)
    var wanted = before
    wanted.live.tunnels["vpn0"] = observation.live.tunnels["vpn0"]
    wanted.boot.files["/etc/hostname.ip.tun9"] = .regular(content: [], mode: .plain)
    #expect(down == HostState(live: wanted.live, boot: wanted.boot))
  }

  // MARK: - Boot files

  @Test func `no file of culvert's has a name that the boot would take for another interface`() throws {
    for kind in Kind.allCases {
      for path in try desired(host(kind), Sample.realserverIntent()).boot.files.keys {
        let isInterface = path.text.hasPrefix("/etc/hostname.ip") && path.text.last?.isNumber == true
        #expect(isInterface == (SolarisBoot.tunnel(of: path) != nil), "\(path)")
      }
    }
    #expect(SolarisBoot.tunnel(of: "/etc/hostname.ip.tun0.bak") == nil)
    #expect(SolarisBoot.tunnel(of: "/etc/.culvert-new") == nil)
  }

  @Test func `the script of dladm's tunnels is this, and a link starts it`() throws {
    let files = try desired(host(.illumos), Sample.realserverIntent()).boot.files
    #expect(files["/etc/rc2.d/S99culvert"] == .link(target: "../culvert/boot"))
    guard case .regular(_, .script)? = files["/etc/culvert/boot"] else {
      Issue.record("the script cannot be run")
      return
    }
    try Fixture.expect(try #require(text(files["/etc/culvert/boot"])), in: "solaris/boot.sh")
    #expect(
      try text(desired(host(.solaris11), Sample.realserverIntent()).boot.files["/etc/culvert/boot"])
        == text(files["/etc/culvert/boot"]))
  }

  @Test(arguments: Shell.all.filter(\.isInstalled)) func `every shell can read the script to its end`(shell: Shell)
    throws
  {
    let ran = try run(shell.words + ["-n", Fixture.path("solaris/boot.sh")])
    #expect(ran.status == 0 && ran.errors == "")
  }

  private static let shellcheck = "/usr/bin/shellcheck"

  @Test(
    .enabled(
      if: FileManager.default.isExecutableFile(atPath: shellcheck)
        || ProcessInfo.processInfo.environment["CULVERT_REQUIRE_LAB"] == "1",
      "shellcheck is not installed: the README names the packages that the tests want"))
  func `shellcheck has nothing to say`() throws {
    try #require(FileManager.default.isExecutableFile(atPath: Self.shellcheck), "CULVERT_REQUIRE_LAB=1 wants it")
    // Functions that are only called through `try`.
    let ran = try run(
      [Self.shellcheck, "--norc", "--shell=sh", "--exclude=SC2317,SC2329", Fixture.path("solaris/boot.sh")],
      environment: ["LC_ALL": "C.UTF-8"])
    #expect(ran.status == 0)
    #expect(ran.output + ran.errors == "")
  }

  @Test(arguments: ["stop", "restart"]) func `asked for anything but a start, it does nothing`(verb: String) throws {
    let text = try Fixture.text("solaris/boot.sh").replacing("failed=0", with: "echo begun")
    #expect(try run(["/bin/dash", "-c", text, "S99culvert", verb]).output == "")
    #expect(try run(["/bin/dash", "-c", text, "S99culvert", "start"]).output.hasPrefix("begun"))
  }

  // MARK: - What is probed

  @Test func `every file but those that the agent finds is one that a probe looks at`() throws {
    let probed = SolarisDriver().probeArguments(for: Sample.realserverIntent())
    for kind in Kind.allCases {
      for path in try desired(host(kind)).boot.files.keys where SolarisBoot.tunnel(of: path) == nil {
        #expect(probed.contains("file:\(path)"))
      }
    }
  }
}
