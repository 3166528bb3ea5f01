import Foundation
import HostAgent
import Model
import TestSupport
import Testing

private let shells = Shell.all.filter(\.isInstalled)

/// What becomes of a transaction whose process was killed, or whose host lost its power.
@Suite struct AgentKilledTests {
  @Test("a transaction whose watchdog was killed is not applied, and can be settled")
  func watchdogKilled() async throws {
    try await underAllShellsAtOnce { shell in try await self.watchdogKilled(shell) }
  }

  private func watchdogKilled(_ shell: Shell) async throws {
    let host = try AgentHost(shell)
    let order = host.order([host.set("a", to: "new")])
    #expect(try host.stage(order).outcome == .reached(.armed, reason: nil), "\(shell.name)")
    try await killGuard(of: order.id, on: host)
    let applied = try host.apply(order.id)
    #expect(
      applied.outcome == .refused(.guardless, text: "the watchdog is gone: nothing would take the change back"),
      "\(shell.name)")
    #expect(try host.settle(order.id).state == .reverted, "\(shell.name)")
  }

  @Test("a stage that was killed while its files were coming keeps nobody out", arguments: [nil, "do_1() {\n'half"])
  func stageKilled(_ steps: String?) async throws {
    try await underAllShellsAtOnce { shell in try await self.stageKilled(shell, steps) }
  }

  private func stageKilled(_ shell: Shell, _ steps: String?) async throws {
    let host = try AgentHost(shell)
    let order = host.order([host.set("a", to: "new")])
    #expect(try host.stage(order).outcome == .reached(.armed, reason: nil), "\(shell.name)")
    try await killGuard(of: order.id, on: host)
    try host.write("state/tx/\(order.id)/state", "staged\n")
    for file in ["steps", "boot/list", "checkpoint", "looks/1"] {
      try FileManager.default.removeItem(atPath: host.path("state/tx/\(order.id)/\(file)"))
    }
    if let steps { try host.write("state/tx/\(order.id)/steps", steps) }

    let second = host.order([host.set("a", to: "newer")])
    let staged = try host.stage(second)
    #expect(staged.outcome == .reached(.armed, reason: nil), "\(shell.name)")
    #expect(staged.takenOver?.state == .reverted, "\(shell.name)")
    #expect(try host.revert(second.id).outcome == .reached(.reverted, reason: "test"), "\(shell.name)")
    #expect(try host.list().map(\.reason) == ["guard-lost", "test"], "\(shell.name)")
  }

  /// What is not on the disk is empty after a power cut, or not there; a confirm that was halved is finished from it.
  @Test("what a transaction rests on is on the disk before anything is changed", arguments: shells)
  func isOnTheDisk(_ shell: Shell) throws {
    let host = try AgentHost(shell)
    try host.write("boot-file", "old\n")
    let file = TransactionOrder.FileOrder(
      path: try host.hostPath("boot-file"), file: .regular(content: Array("new\n".utf8), mode: .plain))
    let order = host.order([host.set("a", to: "new")], files: [file])
    #expect(try host.stage(order).outcome == .reached(.armed, reason: nil))
    let synced = Set(host.text("synced")?.split(separator: "\n").map(String.init) ?? [])
    let names = ["state", "steps", "journal", "meta", "boot-id", "boot/list", "boot/1.new", "boot/1.old", "boot/1.was"]
    let needed = names.map { "state/tx/\(order.id)/\($0)" } + ["state/tx/\(order.id)", "state/number", "state"]
    #expect(Set(needed.map(host.path)).subtracting(synced).isEmpty)
    #expect(try host.revert(order.id).outcome == .reached(.reverted, reason: "test"))
  }

  @Test("a transaction whose state a power cut has emptied keeps nobody out", arguments: shells)
  func stateIsLost(_ shell: Shell) throws {
    let host = try AgentHost(shell)
    let order = host.order([host.set("a", to: "new")])
    #expect(try host.stage(order).outcome == .reached(.armed, reason: nil))
    try host.reboot()
    for file in ["state", "steps", "boot/list", "journal", "checkpoint"] {
      try host.write("state/tx/\(order.id)/\(file)", "")
    }
    #expect(try host.settle(order.id).state == .reverted)
    let second = host.order([host.set("a", to: "newer")])
    #expect(try host.stage(second).outcome == .reached(.armed, reason: nil))
    #expect(try host.revert(second.id).outcome == .reached(.reverted, reason: "test"))
  }

  @Test("a confirm that was killed half-way is finished by whoever settles it")
  func confirmKilled() async throws { try await underAllShellsAtOnce { shell in try await self.confirmKilled(shell) } }

  private func confirmKilled(_ shell: Shell) async throws {
    let host = try AgentHost(shell)
    let file = TransactionOrder.FileOrder(
      path: try host.hostPath("boot-file"), file: .regular(content: Array("new\n".utf8), mode: .plain))
    let order = host.order([host.set("a", to: "new")], files: [file])
    #expect(try host.stage(order).outcome == .reached(.armed, reason: nil), "\(shell.name)")
    _ = try host.apply(order.id)
    try await killGuard(of: order.id, on: host)
    try host.write("state/tx/\(order.id)/state", "confirming\n")
    #expect(try host.settle(order.id).state == .confirmed, "\(shell.name)")
    #expect(host.text("boot-file") == "new\n", "\(shell.name)")
    #expect(host.text("a") == "new\n", "\(shell.name)")
  }

  /// What a power cut leaves of a confirm: none, some or all of the two new files.
  @Test("a confirm that a power cut has halved is finished if all of the boot files are new, and taken back otherwise")
  func confirmPowerCut() async throws { try await underAllShellsAtOnce { shell in try self.confirmPowerCut(shell) } }

  private func confirmPowerCut(_ shell: Shell) throws {
    for written in [[], ["one"], ["two"], ["one", "two"]] {
      let host = try AgentHost(shell)
      try host.write("one", "old\n")
      let files = try ["one", "two"].map { name in
        TransactionOrder.FileOrder(
          path: try host.hostPath(name), file: .regular(content: Array("new\n".utf8), mode: .plain))
      }
      let order = host.order([host.set("a", to: "new")], files: files)
      #expect(try host.stage(order).outcome == .reached(.armed, reason: nil), "\(shell.name)")
      _ = try host.apply(order.id)
      try host.write("state/tx/\(order.id)/state", "confirming\n")
      for name in written { try host.write(name, "new\n") }
      try host.reboot()
      // What the host makes of itself when it starts.
      if written.count == 2 {
        try host.write("a", "new\n")
      } else {
        try FileManager.default.removeItem(atPath: host.path("a"))
      }
      let isNew = written.count == 2
      #expect(try host.settle(order.id).state == (isNew ? .confirmed : .reverted), "\(shell.name) \(written)")
      #expect(
        [host.text("one"), host.text("two"), host.text("a")]
          == (isNew ? ["new\n", "new\n", "new\n"] : ["old\n", nil, nil]), "\(shell.name) \(written)")
    }
  }

  private func killGuard(of id: TransactionID, on host: AgentHost) async throws {
    let text = try #require(host.text("state/tx/\(id)/guard"))
    let pid = try #require(Int32(text.split(whereSeparator: \.isWhitespace).first ?? ""))
    kill(pid, SIGKILL)
    while kill(pid, 0) == 0 { try await Task.sleep(for: .milliseconds(20)) }
  }
}
