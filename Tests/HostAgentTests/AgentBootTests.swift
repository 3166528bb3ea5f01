import Foundation
import HostAgent
import Model
import TestSupport
import Testing

private let shells = Shell.all.filter(\.isInstalled)

/// What a confirm does besides writing files of culvert's own: steps that only the next start sees, and files that others
/// write too.
@Suite struct AgentBootTests {
  @Test("the steps of the confirm are run at confirm, and not before", arguments: shells)
  func stepsOfTheConfirm(_ shell: Shell) throws {
    let host = try AgentHost(shell)
    try host.write("stored", "old\n")
    let order = host.order([host.set("a", to: "new"), host.set("stored", to: "new", was: "old", phase: nil)])
    #expect(try host.stage(order).outcome == .reached(.armed, reason: nil))
    #expect(try host.apply(order.id).outcome == .reached(.applied, reason: nil))
    #expect([host.text("a"), host.text("stored")] == ["new\n", "old\n"])
    #expect(try host.confirm(order.id).outcome == .reached(.confirmed, reason: nil))
    #expect(host.text("stored") == "new\n")
  }

  @Test("a step of the confirm that fails is undone, and the rest when its turn comes", arguments: shells)
  func failingStep(_ shell: Shell) throws {
    let host = try AgentHost(shell)
    for name in ["a", "b", "c"] { try host.write(name, "old\n") }
    let order = host.order([
      host.set("a", to: "new", was: "old"), host.set("b", to: "new", was: "old", phase: nil),
      host.step("c", Command("half_do", host.path("c"), "half"), "old", phase: nil),
    ])
    #expect(try host.stage(order).outcome == .reached(.armed, reason: nil))
    _ = try host.apply(order.id)
    let confirmed = try host.confirm(order.id)
    #expect(confirmed.outcome == .stepFailed(title: "set c", status: 3, output: "no luck today"))
    #expect(["a", "b", "c"].map { host.text($0) } == ["new\n", "old\n", "old\n"])
    #expect(try host.list().map(\.state) == [.applied])
    #expect(try host.confirm(order.id).outcome == .refused(.state, text: "the transaction is applied"))
    #expect(try host.revert(order.id).outcome == .reached(.reverted, reason: "test"))
    #expect(["a", "b", "c"].map { host.text($0) } == ["old\n", "old\n", "old\n"])
  }

  @Test(
    "a file that is renamed into its place gets its label there, at confirm and when it is put back", arguments: shells)
  func label(_ shell: Shell) throws {
    let host = try AgentHost(shell)
    try host.write("labels", "")
    let (first, second) = (try host.hostPath("a.conf"), try host.hostPath("b.conf"))
    let file = BootFile.regular(content: Array("new\n".utf8), mode: .plain)
    let order = host.order(
      [host.set("a", to: "new")], files: [.init(path: first, file: file), .init(path: second, file: file)])
    _ = try host.stage(order)
    _ = try host.apply(order.id)
    #expect(host.text("labels") == "")
    #expect(try host.confirm(order.id).outcome == .reached(.confirmed, reason: nil))
    #expect(host.text("labels") == "\(first)\n\(second)\n")
  }

  @Test("a boot file that somebody has changed since the stage is not written over", arguments: shells)
  func changedFile(_ shell: Shell) throws {
    let host = try AgentHost(shell)
    try host.write("rc.conf", "old\n")
    let path = try host.hostPath("rc.conf")
    let order = host.order(
      [host.set("a", to: "new")],
      files: [.init(path: path, file: .regular(content: Array("new\n".utf8), mode: .plain))])
    #expect(try host.stage(order).outcome == .reached(.armed, reason: nil))
    _ = try host.apply(order.id)
    try host.write("rc.conf", "somebody else's\n")
    #expect(try host.confirm(order.id).outcome == .moved(title: "file \(path)"))
    #expect(try host.revert(order.id).outcome == .reached(.reverted, reason: "test"))
    #expect(host.text("rc.conf") == "somebody else's\n")
    #expect(host.text("a") == nil)
  }

  @Test(
    "a disk that is full before the boot files are made leaves the old ones, and nothing beside them", arguments: shells
  )
  func fullBefore(_ shell: Shell) throws {
    let (host, order) = try appliedWithBootFiles(shell)
    try host.write("full", "1\n")
    guard case .refused(.bootFiles, _) = try host.confirm(order.id).outcome else {
      Issue.record("a disk that is full took it")
      return
    }
    #expect(host.text("first") == "old\n")
    #expect(host.text("second") == nil)
    let names = try FileManager.default.contentsOfDirectory(atPath: host.folder.path)
    #expect(names.filter { $0.hasPrefix(".culvert-new") } == [])
  }

  @Test("a disk that is full once the boot files are made does not matter any more", arguments: shells)
  func fullAfter(_ shell: Shell) throws {
    let (host, order) = try appliedWithBootFiles(shell)
    try host.write("full", "2\n")
    #expect(try host.confirm(order.id).outcome == .reached(.confirmed, reason: nil))
    #expect(host.text("first") == "new\n")
    #expect(host.text("second") == "new\n")
    #expect(try FileManager.default.destinationOfSymbolicLink(atPath: host.path("link")) == "target")
    #expect(try host.report().last == order.id)
    #expect(try host.list().map(\.state) == [.confirmed])
  }

  private func appliedWithBootFiles(_ shell: Shell) throws -> (AgentHost, TransactionOrder) {
    let host = try AgentHost(shell)
    try host.write("first", "old\n")
    let new = BootFile.regular(content: Array("new\n".utf8), mode: .plain)
    let order = host.order(
      [host.set("a", to: "new")],
      files: [
        .init(path: try host.hostPath("first"), file: new), .init(path: try host.hostPath("second"), file: new),
        .init(path: try host.hostPath("link"), file: .link(target: "target")),
      ])
    #expect(try host.stage(order).outcome == .reached(.armed, reason: nil))
    _ = try host.apply(order.id)
    return (host, order)
  }

  @Test("a boot file that the host could not read is refused before anything is changed", arguments: shells)
  func unreadableFile(_ shell: Shell) throws {
    let host = try AgentHost(shell)
    let path = try host.hostPath("checked")
    let order = host.order(
      [host.set("a", to: "new")],
      files: [.init(path: path, file: .regular(content: Array("x=\"\n".utf8), mode: .plain))])
    #expect(
      try host.stage(order).outcome == .refused(.stage, text: "the host cannot read the new \(path)"))
    #expect(host.text("checked") == nil)
  }
}

/// How the agent is started on a host.
@Suite struct AgentLauncherTests {
  @Test("the launcher gives the script to a POSIX shell, through whatever shell the login has", arguments: shells)
  func launches(_ shell: Shell) throws {
    let script = Array("f() { printf '%s-%s\n' \"$(echo ran)\" \"$#\"; }\nf one two\n".utf8)
    let command = AgentProgram.shellCommand(become: .none)
    let ran = try Running(shell.words + ["-c", command.shellText], input: script).finish()
    #expect(ran.output == "ran-2\n", Comment(rawValue: ran.errors))
  }

  @Test func `a csh takes the command as it is: nothing of it is outside of single quotes`() {
    let command = AgentProgram.shellCommand(become: .doas).shellText
    let quoted = command.split(separator: "'", omittingEmptySubsequences: false)
    #expect(quoted.count == 5)
    #expect(command.hasPrefix("doas -n /bin/sh -c '"))
    for outside in [quoted[0], quoted[2], quoted[4]] {
      #expect(!outside.contains { "$!`\\\"*?[{~&|;<>()\n".contains($0) })
    }
    for inside in [quoted[1], quoted[3]] { #expect(!inside.contains { "!\n\\".contains($0) }) }
  }
}
