import Foundation
import HostAgent
import Model
import TestSupport
import Testing

private let shells = Shell.all.filter(\.isInstalled)

/// The agent's own program, run by every shell it may meet.
@Suite struct AgentTransactionTests {
  @Test("every shell that the agent must know is installed here")
  func shellsAreInstalled() {
    #expect(shells.map(\.name) == Shell.all.map(\.name))
  }

  @Test("a transaction that is confirmed leaves its changes, its boot files and its record", arguments: shells)
  func confirmed(_ shell: Shell) throws {
    let host = try AgentHost(shell)
    try host.write("b", "old b\n")
    let file = TransactionOrder.FileOrder(
      path: try host.hostPath("boot-file"), file: .regular(content: Array("new\n".utf8), mode: .script))
    var ownership = Ownership()
    ownership.files = [file.path]
    let order = host.order(
      [host.set("a", to: "new a"), host.set("b", to: "new b", was: "old b")], files: [file], ownership: ownership)

    let staged = try host.stage(order)
    #expect(staged.outcome == .reached(.armed, reason: nil))
    #expect(try staged.report?.output.text("file:\(file.path)") == "absent")
    #expect(host.text("a") == nil, "nothing changes before apply")

    let applied = try host.apply(order.id)
    #expect(applied.outcome == .reached(.applied, reason: nil))
    #expect([host.text("a"), host.text("b")] == ["new a\n", "new b\n"])
    #expect(host.text("boot-file") == nil, "boot files wait for the confirm")
    #expect(applied.report?.pending?.id == order.id)
    #expect(applied.report?.pending?.isGuarded == true)

    let confirmed = try host.confirm(order.id)
    #expect(confirmed.outcome == .reached(.confirmed, reason: nil))
    #expect(host.text("boot-file") == "new\n")
    #expect(
      try FileManager.default.attributesOfItem(atPath: host.path("boot-file"))[.posixPermissions] as? Int == 0o755)
    #expect(confirmed.report?.pending == nil)
    #expect(confirmed.report?.ownership == ownership)
    #expect(confirmed.report?.last == order.id)
    #expect(try host.list().map(\.state) == [.confirmed])
  }

  @Test("the deadline counts from the controller's last word", arguments: shells)
  func renewed(_ shell: Shell) async throws {
    let host = try AgentHost(shell)
    let order = host.order([host.set("a", to: "new")], deadline: 2)
    _ = try host.stage(order)
    #expect(try host.renew(order.id, deadline: 2).outcome == .reached(.armed, reason: nil))
    _ = try host.apply(order.id, deadline: 2)
    try host.set(uptime: 1001)
    #expect(try host.renew(order.id, deadline: 2).outcome == .reached(.applied, reason: nil))
    try host.set(uptime: 1002)
    // The watchdog looks at least every two seconds.
    try await Task.sleep(for: .milliseconds(2500))
    #expect(host.text("a") == "new\n")
    try host.set(uptime: 1003)
    #expect(try await host.waitUntilSettled(order.id) == .reverted)
    #expect(host.text("a") == nil)
    #expect(
      try host.renew(order.id, deadline: 2).outcome == .refused(.state, text: "the transaction is reverted"))
  }

  @Test("a transaction that nobody confirms is taken back at its deadline", arguments: shells)
  func deadline(_ shell: Shell) async throws {
    let host = try AgentHost(shell)
    try host.write("b", "old b\n")
    let order = host.order([host.set("a", to: "new"), host.set("b", to: "new", was: "old b")])
    #expect(try host.stage(order).outcome == .reached(.armed, reason: nil))
    _ = try host.apply(order.id)
    #expect(host.text("b") == "new\n")
    try host.letDeadlinePass()
    #expect(try await host.waitUntilSettled(order.id) == .reverted)
    #expect(host.text("a") == nil)
    #expect(host.text("b") == "old b\n")
    #expect(try host.list().map(\.reason) == ["deadline"])
    #expect(try host.report().pending == nil)
    let late = try host.confirm(order.id)
    #expect(late.outcome == .refused(.state, text: "the transaction is reverted"))
  }

  @Test("whichever step fails, the revert brings everything back", arguments: shells, 0..<4)
  func failsAtEveryIndex(_ shell: Shell, _ index: Int) throws {
    let host = try AgentHost(shell)
    for name in ["a", "b", "c"] { try host.write(name, "old\n") }
    var steps = ["a", "b", "c"].map { host.set($0, to: "new", was: "old") } + [host.set("a", to: "newer", was: "new")]
    steps[index] = host.step(
      "b", Command("half_do", host.path("b"), "half"), index > 1 ? "new" : "old")
    let order = host.order(steps)
    #expect(try host.stage(order).outcome == .reached(.armed, reason: nil))
    let applied = try host.apply(order.id)
    #expect(applied.outcome == .stepFailed(title: "set b", status: 3, output: "no luck today"))
    #expect(try host.revert(order.id).outcome == .reached(.reverted, reason: "test"))
    #expect(["a", "b", "c"].map { host.text($0) } == ["old\n", "old\n", "old\n"])
  }

  @Test("an undo that does not bring the old state back is a failed revert, and says so", arguments: shells)
  func revertFailed(_ shell: Shell) throws {
    let host = try AgentHost(shell)
    try host.write("a", "old\n")
    let order = host.order([host.set("a", to: "new", was: "something else")])
    #expect(try host.stage(order).outcome == .reached(.armed, reason: nil))
    _ = try host.apply(order.id)
    #expect(try host.revert(order.id).outcome == .reached(.revertFailed, reason: "test"))
  }

  @Test("a thing that moved since the stage is not touched", arguments: shells)
  func moved(_ shell: Shell) throws {
    let host = try AgentHost(shell)
    try host.write("a", "old\n")
    let order = host.order([host.set("b", to: "new"), host.set("a", to: "new", was: "old")])
    #expect(try host.stage(order).outcome == .reached(.armed, reason: nil))
    try host.write("a", "somebody else's\n")
    #expect(try host.apply(order.id).outcome == .moved(title: "set a"))
    _ = try host.revert(order.id)
    #expect(host.text("a") == "somebody else's\n")
    #expect(host.text("b") == nil)
  }

  @Test("a second transaction is told who holds the lock", arguments: shells)
  func locked(_ shell: Shell) throws {
    let host = try AgentHost(shell)
    let first = host.order([host.set("a", to: "first")])
    _ = try host.stage(first)
    let second = try host.stage(host.order([host.set("a", to: "second")]))
    #expect(second.outcome == .refused(.locked, text: "transaction \(first.id) is under way"))
    #expect(second.locked?.id == first.id)
    #expect(second.locked?.owner == "tester@here")
    #expect(second.locked?.created == 1_700_000_000)
    #expect(try host.apply(first.id).outcome == .reached(.applied, reason: nil))
    #expect(try host.revert(first.id).outcome == .reached(.reverted, reason: "test"))
    #expect(try host.stage(host.order([host.set("a", to: "third")])).outcome == .reached(.armed, reason: nil))
  }

  @Test("a lock that a reboot left behind is settled and taken over, and said", arguments: shells)
  func staleLock(_ shell: Shell) throws {
    let host = try AgentHost(shell)
    let first = host.order([host.set("a", to: "first")])
    _ = try host.stage(first)
    _ = try host.apply(first.id)
    try host.reboot()
    let second = try host.stage(host.order([host.set("b", to: "second")]))
    #expect(second.outcome == .reached(.armed, reason: nil))
    #expect(second.takenOver?.id == first.id)
    #expect(second.takenOver?.state == .reverted)
    #expect(host.text("a") == nil)
    #expect(try host.list().map(\.reason) == ["reboot", nil])
  }

  @Test("a transaction that a reboot has undone is not confirmed", arguments: shells)
  func rebootBeforeConfirm(_ shell: Shell) throws {
    let host = try AgentHost(shell)
    let file = TransactionOrder.FileOrder(
      path: try host.hostPath("boot-file"), file: .regular(content: Array("new\n".utf8), mode: .plain))
    let order = host.order([host.set("a", to: "new")], files: [file])
    #expect(try host.stage(order).outcome == .reached(.armed, reason: nil))
    _ = try host.apply(order.id)
    try host.reboot()
    try FileManager.default.removeItem(atPath: host.path("a"))
    #expect(
      try host.confirm(order.id).outcome
        == .refused(.reboot, text: "the host was started anew: the changes are gone"))
    #expect(host.text("boot-file") == nil)
    #expect(try host.revert(order.id).outcome == .reached(.reverted, reason: "test"))
  }

  @Test("a step that hangs is ended at the deadline, and everything is taken back")
  func hangs() async throws { try await underAllShellsAtOnce { shell in try await self.hangs(shell) } }

  private func hangs(_ shell: Shell) async throws {
    let host = try AgentHost(shell)
    let order = host.order([host.set("a", to: "new"), host.step("b", Command("hang"))])
    #expect(try host.stage(order).outcome == .reached(.armed, reason: nil), "\(shell.name)")
    let apply = try host.start(.apply(order.id, .build, deadline: order.deadline))
    while host.text("state/tx/\(order.id)/journal")?.contains("intent 2") != true {
      try await Task.sleep(for: .milliseconds(20))
    }
    try host.letDeadlinePass()
    #expect(try await host.waitUntilSettled(order.id) == .reverted, "\(shell.name)")
    #expect(host.text("a") == nil, "\(shell.name)")
    #expect(apply.finish().status != 0, "\(shell.name)")
  }

  @Test("boot files keep their bytes both ways", arguments: shells)
  func bootFiles(_ shell: Shell) throws {
    let host = try AgentHost(shell)
    let latin: [UInt8] = Array("# caf".utf8) + [0xE9, 13, 10] + Array("no end $x `y` 'z' \\n \\".utf8)
    // More than Linux takes as one argument of a process.
    let line = Array("it's a line of \"this\" kind, with \\n and %s in it\n".utf8) + latin
    let large = Array(repeatElement(line, count: 3000).joined())
    #expect(large.count > 200_000)
    try host.write("kept", latin)
    try FileManager.default.createSymbolicLink(atPath: host.path("link"), withDestinationPath: "old target")
    let files: [TransactionOrder.FileOrder] = [
      .init(path: try host.hostPath("kept"), file: .regular(content: latin + [0xFF], mode: FileMode(0o640))),
      .init(path: try host.hostPath("link"), file: .link(target: "new target")),
      .init(path: try host.hostPath("culvert/made"), file: .regular(content: [], mode: .plain)),
      .init(path: try host.hostPath("culvert/large"), file: .regular(content: large, mode: .plain)),
    ]
    let order = host.order([], files: files)
    #expect(try host.stage(order).outcome == .reached(.armed, reason: nil))
    let confirmed = try host.confirm(order.id)
    #expect(confirmed.outcome == .reached(.confirmed, reason: nil))
    #expect(host.bytes("kept") == latin + [0xFF])
    #expect(try FileManager.default.destinationOfSymbolicLink(atPath: host.path("link")) == "new target")
    #expect(host.bytes("culvert/made") == [])
    #expect(host.bytes("culvert/large") == large)

    let back = host.order(
      [],
      files: [
        .init(path: try host.hostPath("kept"), file: .regular(content: latin, mode: .plain)),
        .init(path: try host.hostPath("link"), file: nil), .init(path: try host.hostPath("culvert/made"), file: nil),
        .init(path: try host.hostPath("culvert/large"), file: nil),
      ])
    _ = try host.stage(back)
    _ = try host.confirm(back.id)
    #expect(host.bytes("kept") == latin)
    #expect(!FileManager.default.fileExists(atPath: host.path("culvert")), "an empty folder of culvert's goes too")
    #expect((try? FileManager.default.destinationOfSymbolicLink(atPath: host.path("link"))) == nil)
  }

  @Test(
    "a boot file that cannot be written leaves the old ones, and what is live until its turn comes", arguments: shells)
  func bootFileFails(_ shell: Shell) throws {
    // A folder with something in it where the second file is made: rm refuses, root or not.
    try failingConfirm(shell) { host in
      try FileManager.default.createDirectory(atPath: host.path(".culvert-new.2/x"), withIntermediateDirectories: true)
    }
  }

  @Test(
    "a boot file that cannot take its place leaves the old ones, and what is live until its turn comes",
    arguments: shells)
  func bootFileStays(_ shell: Shell) throws {
    try failingConfirm(shell) { host in try host.write("unmovable", host.path("blocked") + "\n") }
  }

  private func failingConfirm(_ shell: Shell, _ obstruct: (AgentHost) throws -> Void) throws {
    let host = try AgentHost(shell)
    try host.write("first", "old first\n")
    let order = host.order(
      [host.set("a", to: "new")],
      files: [
        .init(path: try host.hostPath("first"), file: .regular(content: Array("new\n".utf8), mode: .plain)),
        .init(path: try host.hostPath("blocked"), file: .regular(content: Array("new\n".utf8), mode: .plain)),
      ])
    #expect(try host.stage(order).outcome == .reached(.armed, reason: nil))
    _ = try host.apply(order.id)
    try obstruct(host)
    let confirmed = try host.confirm(order.id)
    guard case .refused(.bootFiles, let text) = confirmed.outcome else {
      Issue.record("\(confirmed.outcome)")
      return
    }
    #expect(text.contains(host.path("blocked")))
    #expect(host.text("a") == "new\n")
    #expect(host.text("first") == "old first\n")
    #expect(host.text("blocked") == nil)
    #expect(host.text(".culvert-new.1") == nil)
    #expect(try host.list().map(\.state) == [.applied])
    #expect(try host.revert(order.id).outcome == .reached(.reverted, reason: "test"))
    #expect(host.text("a") == nil)
    #expect(host.text("first") == "old first\n")
  }

  @Test("a script that was cut off anywhere does nothing", arguments: shells)
  func cutScript(_ shell: Shell) throws {
    let host = try AgentHost(shell)
    let script = try AgentScript(
      .stage(host.order([host.set("a", to: "new")])), program: AgentHost.program(), nonce: .random())
    let closed = script.bytes.count - "} </dev/null\n".utf8.count
    for length in stride(from: closed, to: 0, by: -(closed / 7)) {
      let ran = try run(
        shell.words + AgentProgram.scriptArguments, input: Array(script.bytes.prefix(length)),
        environment: host.environment)
      #expect(throws: AnswerError.self) { try AgentAnswer(ran.bytes, nonce: script.nonce) }
    }
    #expect(!FileManager.default.fileExists(atPath: host.stateFolder))
  }

  @Test("the probe leaves nothing on the host, and noise around the answer does not matter", arguments: shells)
  func probe(_ shell: Shell) throws {
    let host = try AgentHost(shell)
    try host.write("f", "x\n%culvert nonsense end\n")
    let script = try AgentScript(
      .probe(["file:\(host.path("f"))"]), program: AgentHost.program(), nonce: .random())
    let ran = try run(shell.words + AgentProgram.scriptArguments, input: script.bytes, environment: host.environment)
    let noisy = Array("Welcome!\n%culvert x begin 1 probe\n".utf8) + ran.bytes + Array("bye\n".utf8)
    let report = try HostReport(AgentAnswer(noisy, nonce: script.nonce).output)
    #expect(report.pending == nil)
    #expect(report.ownership.isEmpty)
    #expect(try report.output.lines("file:\(host.path("f"))").first == "regular 644")
    #expect(!FileManager.default.fileExists(atPath: host.stateFolder))
  }

  @Test("the history is pruned to the last twenty", arguments: [shells[0]])
  func pruned(_ shell: Shell) throws {
    let host = try AgentHost(shell)
    for _ in 0..<22 {
      let order = host.order([])
      #expect(try host.stage(order).outcome == .reached(.armed, reason: nil))
      _ = try host.confirm(order.id)
    }
    #expect(try host.list().map(\.number) == Array(3...22))
  }
}
