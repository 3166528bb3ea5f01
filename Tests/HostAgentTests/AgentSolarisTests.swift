import Foundation
import HostAgent
import Model
import Templates
import TestSupport
import Testing

private let shells = Shell.all.filter(\.isInstalled)

/// The agent with its part for Solaris, on the played Solaris 10 of DriversTests: nothing here has seen a real one.
@Suite struct AgentSolarisTests {
  /// An agent's host whose agent is that of Solaris.
  private struct Solaris {
    let host: AgentHost
    let program: AgentProgram

    init(_ shell: Shell, release: String = "s10") throws {
      host = try AgentHost(shell)
      for folder in ["if/net0/ip", "run", "etc"] {
        try FileManager.default.createDirectory(atPath: host.path(folder), withIntermediateDirectories: true)
      }
      try host.write("if/net0/ip/0", "up 203.0.113.21 - 255.255.255.0\n")
      try host.write(release, "")
      let tools = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
        .appending(path: "DriversTests/Fixtures/solaris/played").path
      let functions = ["ifconfig", "dladm", "ipadm"].map { "\($0)() { '\(tools)/\($0)' \"$@\"; }\n" }.joined()
      let path = "PATH=/usr/xpg4/bin:/usr/sbin:/usr/bin:/sbin\n"
      let part = try Renderer().agent(for: .solaris).system.whole
      try #require(part.contains(path))
      let here =
        part.replacing(
          path, with: "HOST='\(host.folder.path)'\nexport HOST\nPATH='\(tools)':/usr/bin:/bin\n\(functions)"
        )
        .replacing("/var/run/", with: host.path("run") + "/").replacing(
          "/etc/hostname", with: host.path("etc/hostname"))
      program = try AgentHost.program(system: here)
    }

    func ask<Reply>(_ request: AgentRequest<Reply>) throws -> Reply { try host.ask(request, program: program) }

    func stage(_ order: TransactionOrder) throws -> VerbReply { try ask(.stage(order, timeout: .zero)) }

    func apply(_ order: TransactionOrder) throws -> VerbReply {
      try ask(.apply(order.id, .build, deadline: order.deadline, timeout: .zero))
    }

    func confirm(_ order: TransactionOrder) throws -> VerbReply { try ask(.confirm(order.id, timeout: .zero)) }

    func revert(_ order: TransactionOrder) throws -> VerbReply { try ask(.revert(order.id, reason: "test")) }

    func file(_ name: String) throws -> HostPath { try host.hostPath("etc/\(name)") }

    func order() throws -> TransactionOrder {
      func step(_ forward: Command, _ backward: Command...) -> Step {
        Step(
          title: "\(forward)", phase: .build, look: Command("look_tunnel", "ip.tun0"), forward: forward,
          backward: backward)
      }
      let steps = [
        step(Command("plumb", "ip.tun0"), Command("unplumb", "ip.tun0")),
        step(Command("set_ends", "ip.tun0", "203.0.113.21", "198.51.100.10")),
        step(
          Command("add_address", "ip.tun0", "192.0.2.80", "198.18.0.7", "255.255.255.255"),
          Command("remove_address", "ip.tun0", "192.0.2.80", "198.18.0.7")),
        step(Command("set_up", "ip.tun0"), Command("set_down", "ip.tun0")),
      ]
      let bytes = Array("tsrc 203.0.113.21 tdst 198.51.100.10\n192.0.2.80 198.18.0.7 up\n".utf8)
      return host.order(
        steps,
        files: [.init(path: try file("hostname.ip.tun0"), file: .regular(content: bytes, mode: .plain))])
    }
  }

  @Test("a transaction that is confirmed leaves the tunnel and its file", arguments: shells)
  func confirmed(_ shell: Shell) throws {
    let solaris = try Solaris(shell)
    let order = try solaris.order()
    #expect(try solaris.stage(order).outcome == .reached(.armed, reason: nil))
    #expect(try solaris.apply(order).outcome == .reached(.applied, reason: nil))
    #expect(solaris.host.text("if/ip.tun0/ip/0") == "up 192.0.2.80 198.18.0.7 255.255.255.255\n")
    #expect(solaris.host.text("etc/hostname.ip.tun0") == nil)
    let confirmed = try solaris.confirm(order)
    #expect(confirmed.outcome == .reached(.confirmed, reason: nil))
    #expect(solaris.host.text("etc/hostname.ip.tun0")?.hasSuffix(" up\n") == true)
    #expect(try FileManager.default.contentsOfDirectory(atPath: solaris.host.path("etc")) == ["hostname.ip.tun0"])
    let probed = confirmed.report?.output.sections.filter {
      $0.name == "file:\(solaris.host.path("etc/hostname.ip.tun0"))"
    }
    #expect(probed?.first?.text.hasPrefix("regular 644\n") == true, "the probe finds the file by itself")
  }

  @Test("the watchdog has a contract of its own, and takes the tunnel back at the deadline", arguments: shells)
  func deadline(_ shell: Shell) async throws {
    let solaris = try Solaris(shell)
    let order = try solaris.order()
    #expect(try solaris.stage(order).outcome == .reached(.armed, reason: nil))
    #expect(solaris.host.text("contracts") == "\(shell.words[0])\n")
    _ = try solaris.apply(order)
    #expect(solaris.host.text("if/ip.tun0/ip/0") != nil)
    try solaris.host.letDeadlinePass()
    #expect(try await solaris.host.waitUntilSettled(order.id) == .reverted)
    #expect(solaris.host.text("if/ip.tun0/ip/0") == nil)
  }

  @Test("whichever step fails, the revert brings everything back", arguments: shells, 0..<4)
  func fails(_ shell: Shell, _ index: Int) throws {
    let solaris = try Solaris(shell)
    var order = try solaris.order()
    order.steps[index].forward = Command("false")
    #expect(try solaris.stage(order).outcome == .reached(.armed, reason: nil))
    guard case .stepFailed = try solaris.apply(order).outcome else {
      Issue.record("it did not fail")
      return
    }
    #expect(try solaris.revert(order).outcome == .reached(.reverted, reason: "test"))
    #expect(solaris.host.text("if/ip.tun0/ip/0") == nil)
  }

  @Test("a start in the middle is noticed: /var/run is empty after it", arguments: shells)
  func reboot(_ shell: Shell) throws {
    let solaris = try Solaris(shell)
    let order = try solaris.order()
    #expect(try solaris.stage(order).outcome == .reached(.armed, reason: nil))
    _ = try solaris.apply(order)
    try FileManager.default.removeItem(atPath: solaris.host.path("run/culvert-boot-id"))
    #expect(
      try solaris.confirm(order).outcome
        == .refused(.reboot, text: "the host was started anew: the changes are gone"))
    #expect(try solaris.revert(order).outcome == .reached(.reverted, reason: "test"))
    #expect(try solaris.ask(.purge).outcome == .purged)
    #expect(!FileManager.default.fileExists(atPath: solaris.host.path("run/culvert-boot-id")))
  }

  @Test("without a clock nothing is begun", arguments: shells)
  func noClock(_ shell: Shell) throws {
    let solaris = try Solaris(shell)
    try solaris.host.write("uptime", "")
    let broken = AgentProgram(
      text: solaris.program.text + "\nkstat() { return 1; }\n", trust: solaris.program.trust, version: "test")
    let staged = try solaris.host.ask(.stage(solaris.order(), timeout: .zero), program: broken)
    guard case .refused(.stage, _) = staged.outcome else {
      Issue.record("\(staged.outcome)")
      return
    }
  }

  // MARK: - What takes the place of stat, readlink and date

  private func run(_ script: String, by shell: Shell, _ solaris: Solaris) throws -> String {
    let text = "\(solaris.program.text)\n\(script)\n"
    return try Running(
      shell.words + AgentProgram.scriptArguments, input: Array(text.utf8), environment: solaris.host.environment
    ).finish().output
  }

  private static let modes = [
    "0", "7", "70", "644", "755", "600", "1777", "2755", "4755", "6711", "2644", "7000", "444",
  ]

  @Test("a mode is read off ls -l", arguments: shells) func mode(_ shell: Shell) throws {
    let solaris = try Solaris(shell)
    let file = solaris.host.path("etc/file")
    try solaris.host.write("etc/file", "")
    let script = Self.modes.map { "chmod 0\($0) '\(file)'; cv_os_mode '\(file)'; echo \"$cv_file_mode\"" }.joined(
      separator: "\n")
    #expect(try run(script, by: shell, solaris).split(separator: "\n").map(String.init) == Self.modes)
  }

  /// Solaris shows l where set-gid stands without the bit for executing: mandatory locking.
  @Test("mandatory locking is a bit like any other", arguments: shells) func locking(_ shell: Shell) throws {
    let solaris = try Solaris(shell)
    let script = "ls() { echo '-rw-r-lr--+  1 0 0 0 Jan  1  2006 /x'; }\ncv_os_mode /x; echo \"$cv_file_mode\""
    #expect(try run(script, by: shell, solaris) == "2644\n")
  }

  @Test("a link's text is read off ls -l, whatever is in it", arguments: shells, ["../culvert/boot", "a -> b", "x y "])
  func link(_ shell: Shell, _ target: String) throws {
    let solaris = try Solaris(shell)
    let link = solaris.host.path("etc/S99culvert")
    try FileManager.default.createSymbolicLink(atPath: link, withDestinationPath: target)
    #expect(try run("cv_os_link_target '\(link)'; printf '%s\\n' \"$cv_target\"", by: shell, solaris) == "\(target)\n")
  }

  @Test("seconds since the boot are whole, and do not come from the clock", arguments: shells) func uptime(
    _ shell: Shell
  ) throws {
    let solaris = try Solaris(shell)
    #expect(try run("cv_os_uptime && echo \"$cv_uptime\"", by: shell, solaris) == "1000\n")
  }

  @Test("the id of a start stays until the next", arguments: shells) func bootID(_ shell: Shell) throws {
    let solaris = try Solaris(shell)
    let ids = try run(
      "id() { cv_os_boot_id; echo \"$cv_this_boot\"; }; id; id; rm '\(solaris.host.path("run"))'/*; id", by: shell,
      solaris
    )
    .split(separator: "\n").map(String.init)
    #expect(ids.count == 3 && ids[0] == ids[1] && ids[1] != ids[2] && ids[0].count == 32)
  }
}
