import Foundation
import Model
import Templates
import TestSupport
import Testing

@testable import Drivers

/// What `mss` of a service comes to on each system.
@Suite struct SegmentSizeTests {
  private static let shells = Shell.all.filter(\.isInstalled)

  private static func intent(_ mss: [ServiceKey: SegmentSize]) -> HostIntent {
    var intent = Sample.realserverIntent()
    intent.mss = mss
    return intent
  }

  private static let web = intent([Sample.web: "1440"])
  private static let both = intent([Sample.web: "1440", Sample.shop: "1390"])

  // MARK: - Linux

  private static func linux(_ mss: String, tools: String = "ip\niptables\nmodprobe\nod\nsed\nawk") throws -> Observation
  {
    try LinuxDriver().observe(
      ProbeOutput.director.with("addresses", "2: eth0    inet 203.0.113.21/24 scope global eth0").with("tools", tools)
        .with("mss", mss))
  }

  @Test func `Linux' rules are read, and of two for one service the lesser counts`() throws {
    let seen = try Self.linux("192.0.2.80 80 1440\n192.0.2.81 0 1390\n192.0.2.80 80 1300").live.mss
    #expect(seen == [Sample.web: "1300", Sample.shop: "1390"])
    #expect(
      try LinuxDriver().observe(ProbeOutput.director).live.mss.isEmpty, "a host told nothing before culvert asked")
  }

  @Test(arguments: [
    "192.0.2.80 80", "192.0.2.80 80 1440 x", "192.0.2.80 http 1440", "192.0.2.80 80 0", "::1 80 1440",
    "-A OUTPUT -p tcp -m comment --comment culvert -j ACCEPT",
  ])
  func `a rule with culvert's mark that culvert does not make is refused`(line: String) {
    #expect(throws: ProbeError.self) { try Self.linux(line) }
  }

  @Test func `each service has its rule on Linux, and one that is wanted no more goes`() throws {
    let desired = try Sample.desired(Self.both, on: Self.linux("192.0.2.80 80 1300"))
    #expect(desired.live.mss == [Sample.web: "1440", Sample.shop: "1390"])
    let without = try Sample.desired(
      Sample.realserverIntent(), on: Self.linux("192.0.2.80 80 1440"), ownership: desired.ownership)
    #expect(without.live.mss.isEmpty)
  }

  @Test func `the commands for Linux' rules`() {
    func text(_ key: ServiceKey, _ from: SegmentSize?, _ to: SegmentSize?) -> [String] {
      LinuxDriver().steps(for: .init(SegmentRules.self, key, Delta(from: from, to: to)), in: .build).map(
        StepsTests.text)
    }
    #expect(
      text(Sample.web, nil, "1440")
        == ["look_mss 192.0.2.80 80 | set_mss 192.0.2.80 80 1440 | set_mss 192.0.2.80 80 none"])
    #expect(
      text(Sample.shop, "1390", "1300")
        == ["look_mss 192.0.2.81 0 | set_mss 192.0.2.81 0 1300 | set_mss 192.0.2.81 0 1390"])
    #expect(
      text(Sample.web, "1440", nil)
        == ["look_mss 192.0.2.80 80 | set_mss 192.0.2.80 80 none | set_mss 192.0.2.80 80 1440"])
  }

  @Test func `without iptables the host is refused, and told what to install`() throws {
    let bare = try Self.linux("", tools: "ip\nmodprobe\nod\nsed\nawk\napt-get")
    let findings = LinuxDriver().findings(for: Self.web, bare, ownership: .init())
    let install = Command("apt-get", "install", "-y", "iptables")
    #expect(
      findings == [
        Finding(.missingTool(.linux(package: "iptables", install: install)), about: .named("iptables"))
      ])
    #expect(LinuxDriver().findings(for: Sample.realserverIntent(), bare, ownership: .init()).isEmpty)
  }

  // MARK: - Linux' rules in a kernel

  /// The agent's functions in a network of their own, with a kind of iptables; what they print, without a date.
  private static func inKernel(_ kind: String, _ commands: String, _ shell: Shell) throws -> String {
    let folder = FileManager.default.temporaryDirectory.appending(path: "culvert-mss-\(UUID().uuidString)")
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    defer { try? FileManager.default.removeItem(at: folder) }
    for name in ["iptables", "iptables-save"] {
      try FileManager.default.createSymbolicLink(
        atPath: folder.appending(path: name).path,
        withDestinationPath: "/usr/sbin/" + name.replacing("iptables", with: "iptables-\(kind)"))
    }
    let file = folder.appending(path: "script")
    let agent = try Renderer().agent(for: .linux).system.whole
    try Data("\(agent)\nPATH='\(folder.path)':$PATH\n\(commands)".utf8).write(to: file)
    let inside = "mount -t tmpfs none /run && exec \"$@\""
    let ran = try run(
      ["/usr/bin/unshare", "-n", "-m", "/bin/sh", "-c", inside, "sh"] + shell.words + [file.path])
    #expect(ran.status == 0 && ran.errors == "", "\(ran.errors)")
    return ran.output
  }

  @Test(arguments: ["legacy", "nft"], shells)
  func `rules are made, changed and taken away in the kernel, and those of others are left alone`(
    kind: String, shell: Shell
  ) throws {
    let commands = """
      iptables -t mangle -A OUTPUT -s 192.0.2.80/32 -p tcp -j TCPMSS --tcp-flags SYN,RST SYN --set-mss 1200
      look_mss 192.0.2.80 80
      set_mss 192.0.2.80 80 1440
      set_mss 192.0.2.81 0 1390
      set_mss 192.0.2.80 80 1440
      linux_mss
      set_mss 192.0.2.80 80 1300
      look_mss 192.0.2.80 80
      set_mss 192.0.2.80 80 none
      set_mss 192.0.2.80 80 none
      linux_mss
      set_mss 192.0.2.81 0 none
      iptables -t mangle -S OUTPUT

      """
    #expect(
      try Self.inKernel(kind, commands, shell) == """
        none
        192.0.2.81 0 1390
        192.0.2.80 80 1440
        1300
        192.0.2.81 0 1390
        -P OUTPUT ACCEPT
        -A OUTPUT -s 192.0.2.80/32 -p tcp -m tcp --tcp-flags SYN,RST SYN -j TCPMSS --set-mss 1200

        """)
  }

  @Test(arguments: ["legacy", "nft"], shells)
  func `the boot script makes the same rules, and finds nothing to do the second time`(
    kind: String, shell: Shell
  ) throws {
    let desired = try Sample.desired(Self.both, on: Self.linux(""))
    guard case .regular(let content, _)? = desired.boot.files["/etc/culvert/boot"] else {
      Issue.record("no script")
      return
    }
    // Only the part that this is about.
    let script = String(decoding: content, as: UTF8.self)
    let function = try #require(script.firstRange(of: #/mss\(\) \{\n(?:  .*\n)*\}\n/#))
    let calls = script.split(separator: "\n").filter { $0.hasPrefix("mss ") }.joined(separator: "\n") + "\n"
    let commands = "try() { \"$@\"; }\n\(script[function])\(calls)\(calls)linux_mss\n"
    #expect(try Self.inKernel(kind, commands, shell) == "192.0.2.81 0 1390\n192.0.2.80 80 1440\n")
  }

  // MARK: - FreeBSD

  private static func freebsd(_ mss: String) throws -> Observation {
    try FreeBSDDriver().observe(ProbeOutput.freebsd.with("mss", mss))
  }

  private static func desired(
    _ intent: HostIntent, _ observation: Observation, _ had: Ownership = .init()
  ) throws -> HostState {
    try FreeBSDDriver().desired(for: intent, observation, ownership: had, templates: Renderer())
  }

  private static let vip = ServiceKey.tcp("192.0.2.80", 0)
  private static let script = FreeBSDSegments.script

  @Test func `where pf is not in use on FreeBSD it is turned on, and off again`() throws {
    let desired = try Self.desired(Self.both, Self.freebsd("pf off"))
    #expect(desired.live.mss == [Self.vip: "1440", Sample.shop: "1390"])
    #expect(desired.live.settings[.packetFilter] == "on")
    #expect(desired.ownership.settings[.packetFilter] == OwnedSetting(original: "off", given: "on"))
    #expect(desired.ownership.files == [Self.script])
    let without = try Self.desired(
      Sample.realserverIntent(), Self.freebsd("pf on\n192.0.2.80 1440"), desired.ownership)
    #expect(without.live.mss.isEmpty && without.live.settings[.packetFilter] == "off")
    #expect(without.ownership.files.isEmpty && without.ownership.settings.isEmpty)
  }

  @Test func `a pf that is on and empty stays as it is, and the boot writes the rules`() throws {
    let desired = try Self.desired(Self.web, Self.freebsd("pf on"))
    #expect(desired.live.settings[.packetFilter] == "on" && desired.ownership.settings.isEmpty)
    guard case .regular(let content, .script)? = desired.boot.files[Self.script] else {
      Issue.record("no script")
      return
    }
    let text = String(decoding: content, as: UTF8.self)
    #expect(text.contains("<<'END'\nscrub out inet proto tcp from 192.0.2.80 to any max-mss 1440\nEND\n"))
  }

  @Test func `a pf with other rules is left alone, and has to do it itself`() throws {
    for (rules, isEnough) in [("", false), ("\n192.0.2.80 1440", true), ("\n192.0.2.80 1450", false)] {
      let host = try Self.freebsd("pf theirs" + rules)
      let desired = try Self.desired(Self.web, host)
      #expect(desired.live.mss.isEmpty == isEnough, "what is lacking is drift")
      #expect(desired.ownership.files.isEmpty == isEnough && desired.ownership.settings.isEmpty)
      let findings = FreeBSDDriver().findings(for: Self.web, host, ownership: .init())
      let rule = "scrub out inet proto tcp from 192.0.2.80 to any max-mss 1440"
      #expect(findings.map(\.fault) == (isEnough ? [] : [.otherFilter(rule: rule)]))
      #expect(FreeBSDDriver().findings(for: Sample.realserverIntent(), host, ownership: .init()).isEmpty)
    }
  }

  @Test func `the commands for FreeBSD's rules`() {
    func text(_ change: Change) -> [String] { FreeBSDDriver().steps(for: change, in: .build).map(StepsTests.text) }
    #expect(
      text(.init(SegmentRules.self, Self.vip, Delta(from: nil, to: "1440")))
        == ["look_mss 192.0.2.80 | set_mss 192.0.2.80 1440 | set_mss 192.0.2.80 none"])
    #expect(
      text(.init(Settings.self, .packetFilter, Delta(from: "off", to: "on"))) == ["look_pf | set_pf on | set_pf off"])
  }

  @Test(arguments: ["pf maybe", "192.0.2.80", "scrub in all fragment reassemble", "192.0.2.80 1440 x"])
  func `what is not understood of pf is refused`(line: String) {
    #expect(throws: ProbeError.self) { try Self.freebsd(line) }
  }

  // MARK: - Solaris

  private static func solaris(
    _ greatest: Int, _ announcesOwn: Int = 0, _ kind: PlayedSolaris.Kind = .solaris10
  ) throws -> Observation {
    var observation = try PlayedSolaris(kind).observe()
    observation.live.settings = try SolarisSegments.parse(
      .section("mss", "tcp_mss_max_ipv4 \(greatest)\ntcp_use_smss_as_mss_opt \(announcesOwn)"))
    return observation
  }

  private static func solarisDesired(
    _ intent: HostIntent, _ observation: Observation, _ had: Ownership = .init()
  ) throws -> HostState {
    try SolarisDriver().desired(for: intent, observation, ownership: had, templates: Renderer())
  }

  @Test(arguments: PlayedSolaris.Kind.allCases)
  func `Solaris has the least of all for the whole host, and gets its own back`(kind: PlayedSolaris.Kind) throws {
    let desired = try Self.solarisDesired(Self.both, Self.solaris(65_495, 0, kind))
    #expect(desired.live.settings == [.greatestSegment: "1430", .announcesOwnSegment: "1"] && desired.live.mss.isEmpty)
    #expect(desired.ownership.settings[.greatestSegment] == OwnedSetting(original: "65495", given: "1430"))
    #expect(desired.boot.files["/etc/rc2.d/S99culvert"] == .link(target: "../culvert/boot"))
    guard case .regular(let content, .script)? = desired.boot.files["/etc/culvert/boot"] else {
      Issue.record("no script")
      return
    }
    let text = String(decoding: content, as: UTF8.self)
    #expect(text.contains("\ntcp tcp_mss_max_ipv4 1430\ntcp tcp_use_smss_as_mss_opt 1\n"))
    #expect(text.contains("create-iptun") == (kind.dialect == .modern))
    let without = try Self.solarisDesired(
      Sample.realserverIntent(), Self.solaris(1430, 1, kind), desired.ownership)
    #expect(without.live.settings == [.greatestSegment: "65495", .announcesOwnSegment: "0"])
    #expect(without.ownership.settings.isEmpty)
  }

  @Test func `values that do already stay, and so does one that somebody has changed since`() throws {
    let desired = try Self.solarisDesired(Self.both, Self.solaris(1300, 1))
    #expect(desired.live.settings == [.greatestSegment: "1300", .announcesOwnSegment: "1"])
    #expect(desired.ownership.settings.isEmpty)
    var had = Ownership()
    had.settings[.greatestSegment] = OwnedSetting(original: "65495", given: "1430")
    #expect(
      try Self.solarisDesired(Sample.realserverIntent(), Self.solaris(1200), had).live.settings[.greatestSegment]
        == "1200")
  }

  @Test func `the command for a parameter of Solaris'`() {
    let steps = SolarisDriver().steps(
      for: .init(Settings.self, .greatestSegment, Delta(from: "65495", to: "1480")), in: .build)
    #expect(
      steps.map(StepsTests.text)
        == ["look_tcp tcp_mss_max_ipv4 | set_tcp tcp_mss_max_ipv4 1480 | set_tcp tcp_mss_max_ipv4 65495"])
  }

  @Test(arguments: ["", "x", "tcp_mss_max_ipv4 ", "tcp_mss_max_ipv4 70000", "tcp_mss_min 1", "tcp_mss_max_ipv4 1 2"])
  func `a parameter that the host does not have is no reason not to read it, and named where 'mss' needs it`(
    text: String
  ) throws {
    var observation = try Self.solaris(65_495)
    observation.live.settings = try SolarisSegments.parse(.section("mss", "tcp_use_smss_as_mss_opt 0\n\(text)"))
    #expect(observation.live.settings == [.announcesOwnSegment: "0"])
    func findings(_ intent: HostIntent) -> [Finding] {
      SolarisDriver().findings(for: intent, observation, ownership: .init())
    }
    #expect(findings(Sample.realserverIntent()) == [])
    #expect(findings(Self.both).map(\.id) == [.noSegmentParameter])
    #expect(findings(Self.both).map(\.about.description) == ["tcp_mss_max_ipv4"])
  }
}
