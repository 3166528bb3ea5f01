import Foundation
import Model
import Templates
import TestSupport
import Testing

@testable import Drivers

/// The files through which a host makes culvert's part again when it starts.
@Suite struct BootFileTests {
  typealias InitSystem = LinuxFacts.InitSystem

  private static let link = "/etc/systemd/system/multi-user.target.wants/culvert.service"

  // MARK: - Which files

  @Test func `systemd gets a unit, and the link that enables it`() throws {
    let files = try files(.systemd)
    #expect(
      Set(files.keys) == ["/etc/culvert/boot", "/etc/systemd/system/culvert.service", try HostPath(Self.link)])
    #expect(files[try HostPath(Self.link)] == .link(target: "/etc/systemd/system/culvert.service"))
    #expect(mode(files["/etc/culvert/boot"]) == FileMode(0o755))
    #expect(mode(files["/etc/systemd/system/culvert.service"]) == FileMode(0o644))
  }

  @Test func `where nftables.service removes rules, the unit with rules of mss is tied to it`() throws {
    let link: HostPath = "/etc/systemd/system/nftables.service.wants/culvert.service"
    var intent = Sample.realserverIntent()
    func unit(_ files: [HostPath: BootFile]) throws -> String { try text(files["/etc/systemd/system/culvert.service"]) }
    let without = try files(.systemd, intent, on: Sample.realserver()) { $0.managers.present = [.nftables] }
    #expect(try !unit(without).contains("nftables") && without[link] == nil)
    intent.mss = [Sample.web: .throughTunnel]
    let tied = try files(.systemd, intent, on: Sample.realserver()) { $0.managers.present = [.nftables] }
    let lines = Set(try unit(tied).split(separator: "\n"))
    #expect(
      lines.isSuperset(of: [
        "After=nftables.service", "PartOf=nftables.service", "ReloadPropagatedFrom=nftables.service",
        "ExecReload=/bin/sh /etc/culvert/boot", "WantedBy=nftables.service",
      ]))
    #expect(tied[link] == .link(target: "/etc/systemd/system/culvert.service"))
    let free = try files(.systemd, intent, on: Sample.realserver())
    #expect(try !unit(free).contains("nftables") && free[link] == nil)
  }

  @Test func `a SysV init gets a script, and a link for each runlevel of a server`() throws {
    let files = try files(.sysv)
    let links: Set<HostPath> = [
      "/etc/rc2.d/S90culvert", "/etc/rc3.d/S90culvert", "/etc/rc4.d/S90culvert", "/etc/rc5.d/S90culvert",
    ]
    #expect(Set(files.keys) == links.union(["/etc/culvert/boot", "/etc/init.d/culvert"]))
    #expect(links.allSatisfy { files[$0] == .link(target: "../init.d/culvert") })
    #expect(mode(files["/etc/init.d/culvert"]) == FileMode(0o755))
  }

  @Test func `the number that insserv gave a link is kept`() throws {
    let files = try files(.sysv) { $0.rcLinks = ["/etc/rc3.d/S03culvert": "../init.d/culvert"] }
    #expect(files["/etc/rc3.d/S03culvert"] == .link(target: "../init.d/culvert"))
    #expect(files["/etc/rc3.d/S90culvert"] == nil)
    #expect(files["/etc/rc2.d/S90culvert"] != nil)
  }

  @Test func `OpenRC gets a script in its own dialect, and the link of its default runlevel`() throws {
    let files = try files(.openrc)
    #expect(Set(files.keys) == ["/etc/culvert/boot", "/etc/init.d/culvert", "/etc/runlevels/default/culvert"])
    #expect(files["/etc/runlevels/default/culvert"] == .link(target: "/etc/init.d/culvert"))
    #expect(mode(files["/etc/init.d/culvert"]) == FileMode(0o755))
  }

  @Test(arguments: [InitSystem.systemd, .sysv, .openrc])
  func `every file is one that a probe looks at and the record names`(system: InitSystem) throws {
    let observation = try Sample.director().with { $0.initSystem = system }
    let desired = try Sample.desired(Sample.directorIntent(), on: observation)
    let probed = LinuxDriver().probeArguments(for: Sample.directorIntent())
    #expect(desired.ownership.files == Set(desired.boot.files.keys))
    for path in desired.boot.files.keys where !path.text.hasPrefix("/etc/rc") {
      #expect(probed.contains("file:\(path)"))
    }
  }

  @Test func `a file of culvert's that is wanted no more goes, and any other stays`() throws {
    var observation = try Sample.director()
    observation.boot.files = ["/etc/init.d/culvert": .link(target: "x"), "/etc/culvert/boot": .link(target: "y")]
    let ownership = Ownership(files: ["/etc/culvert/boot"])
    let desired = try Sample.desired(Sample.emptyIntent, on: observation, ownership: ownership)
    #expect(desired.boot.files == ["/etc/init.d/culvert": .link(target: "x")])
  }

  // MARK: - What is in them

  @Test func `the scripts and units are these`() throws {
    let boot: HostPath = "/etc/culvert/boot"
    try Fixture.expect(text(try files(.systemd)[boot]), in: "linux/boot-director.sh")
    let realserver = try files(.systemd, Sample.realserverIntent(), on: Sample.realserver())
    try Fixture.expect(text(realserver[boot]), in: "linux/boot-realserver.sh")
    try Fixture.expect(
      text(try files(.systemd)["/etc/systemd/system/culvert.service"]), in: "linux/culvert.service")
    try Fixture.expect(text(try files(.sysv)["/etc/init.d/culvert"]), in: "linux/sysv.sh")
    try Fixture.expect(text(try files(.openrc)["/etc/init.d/culvert"]), in: "linux/openrc.sh")
  }

  @Test func `what makes no difference to a host makes none to its files`() throws {
    let first = try files(.systemd)
    for _ in 0..<5 { #expect(try files(.systemd) == first) }
  }

  @Test func `a director that is not to forward does not touch forwarding`() throws {
    let files = try files(.systemd, Sample.directorIntent(forwardsPackets: false))
    #expect(try !text(files["/etc/culvert/boot"]).contains("ip_forward"))
  }

  @Test func `a director of IPv6 has its addresses in quotes`() throws {
    var intent = Sample.directorIntent()
    let key = ServiceKey.tcp("2001:db8::80", 80)
    intent.balancing?.services = [key: .init(scheduler: "wlc")]
    intent.balancing?.destinations = [
      .init(key, "2001:db8:1::21", 80): .init(forwarding: .tunneling(.ipip), weight: 1)
    ]
    let script = try text(files(.systemd, intent)["/etc/culvert/boot"])
    #expect(script.contains("\nservice -t '[2001:db8::80]:80' -s wlc\n"))
    #expect(script.contains("\ndestination '[2001:db8:1::21]:80' -i -w 1\n"))
  }

  // MARK: - What others say of them

  private static let scripts = ["boot-director.sh", "boot-realserver.sh", "sysv.sh", "openrc.sh"]
  private static let isLabRequired = ProcessInfo.processInfo.environment["CULVERT_REQUIRE_LAB"] == "1"
  private static let shellcheck = "/usr/bin/shellcheck"

  @Test(
    .enabled(
      if: isLabRequired || FileManager.default.isExecutableFile(atPath: shellcheck),
      "shellcheck is not installed: the README names the packages that the tests want"),
    arguments: scripts)
  func `shellcheck has nothing to say`(script: String) throws {
    try #require(FileManager.default.isExecutableFile(atPath: Self.shellcheck), "CULVERT_REQUIRE_LAB=1 wants it")
    // Not all functions are called on every host, and some only through `try`; openrc-run reads the description.
    let silent = "SC2317,SC2329" + (script == "openrc.sh" ? ",SC2034" : "")
    let ran = try run(
      [Self.shellcheck, "--norc", "--shell=sh", "--exclude=\(silent)", Fixture.path("linux/\(script)")],
      environment: ["LC_ALL": "C.UTF-8"])
    #expect(ran.status == 0)
    #expect(ran.output + ran.errors == "")
  }

  @Test(arguments: scripts, Shell.all.filter(\.isInstalled))
  func `every shell can read it to its end`(script: String, shell: Shell) throws {
    let ran = try run(shell.words + ["-n", Fixture.path("linux/\(script)")])
    #expect(ran.status == 0)
    #expect(ran.errors == "")
  }

  @Test(arguments: [("start", 0), ("restart", 0), ("force-reload", 0), ("stop", 0), ("", 3), ("status", 3)])
  func `the SysV script starts the boot script, and stops nothing`(verb: String, status: Int32) throws {
    let text = try Fixture.text("linux/sysv.sh").replacing("exec /etc/culvert/boot", with: "exec echo started")
    let ran = try run(["/bin/dash", "-c", text, "culvert", verb], environment: ["PATH": "/usr/bin:/bin"])
    #expect(ran.status == status << 8)
    #expect(ran.output == (status == 0 && verb != "stop" ? "started\n" : ""))
    #expect(ran.errors == (status == 0 ? "" : "usage: culvert start|stop|restart\n"))
  }

  // MARK: - Helpers

  private func files(
    _ system: InitSystem, _ intent: HostIntent = Sample.directorIntent(), on observation: Observation? = nil,
    _ change: (inout LinuxFacts) -> Void = { _ in }
  ) throws -> [HostPath: BootFile] {
    let host = try (observation ?? Sample.director()).with { facts in
      facts.initSystem = system
      change(&facts)
    }
    return try Sample.desired(intent, on: host).boot.files
  }

  private func mode(_ file: BootFile?) -> FileMode? {
    if case .regular(_, let mode) = file { mode } else { nil }
  }

  private func text(_ file: BootFile?) throws -> String {
    guard case .regular(let content, _) = file else { throw Role.Missing.script }
    return String(decoding: content, as: UTF8.self)
  }
}
