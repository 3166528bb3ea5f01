import Foundation
import HostAgent
import Model
import TestSupport
import Testing

private let shells = Shell.all.filter(\.isInstalled)

/// A disk that does not take what it is given, files that cannot be replaced, and folders that cannot be removed.
@Suite struct AgentDiskTests {
  private func file(_ host: AgentHost, _ name: String, _ text: String = "new\n") throws -> TransactionOrder.FileOrder {
    .init(path: try host.hostPath(name), file: .regular(content: Array(text.utf8), mode: .plain))
  }

  // MARK: - fsync that fails

  @Test("a sync that fails at stage keeps the transaction from being begun", arguments: shells)
  func unsyncedStage(_ shell: Shell) throws {
    let host = try AgentHost(shell)
    try host.write("unsynced", "1\n")
    let order = host.order([host.set("a", to: "new")])
    guard case .refused(.stage, let text) = try host.stage(order).outcome else {
      Issue.record("it was staged")
      return
    }
    #expect(text.contains("sync failed"))
    #expect(host.text("state/tx/\(order.id)/state") == nil)
  }

  /// Of the state before the boot files, of the new boot files, of the folder that got them, and of steps that only the next
  /// boot sees.
  @Test("a sync that fails at any moment of the confirm leaves the old boot files", arguments: shells)
  func unsyncedConfirm(_ shell: Shell) throws {
    for syncs in 1...4 {
      let host = try AgentHost(shell)
      try host.write("first", "old first\n")
      let order = host.order(
        [host.set("a", to: "new"), host.set("stored", to: "new", phase: nil)],
        files: [try file(host, "first"), try file(host, "second")])
      #expect(try host.stage(order).outcome == .reached(.armed, reason: nil))
      _ = try host.apply(order.id)
      try host.write("unsynced", "\(syncs)\n")
      guard case .refused(.bootFiles, _) = try host.confirm(order.id).outcome else {
        Issue.record("sync \(syncs) failed, and it was confirmed")
        continue
      }
      try FileManager.default.removeItem(atPath: host.path("unsynced"))
      #expect(try host.revert(order.id).outcome == .reached(.reverted, reason: "test"), "sync \(syncs)")
      #expect(host.text("first") == "old first\n")
      #expect(
        ["a", "second", "stored", ".culvert-new.1", ".culvert-new.2"].map { host.text($0) } == [
          nil, nil, nil, nil, nil,
        ])
    }
  }

  @Test("names that lead nowhere are not synced", arguments: [shells[0]])
  func onlyWhatIsThere(_ shell: Shell) throws {
    let host = try AgentHost(shell)
    let order = host.order([])
    #expect(try host.stage(order).outcome == .reached(.armed, reason: nil))
    _ = try host.confirm(order.id)
    let synced = try #require(host.text("synced")).split(separator: "\n")
    #expect(!synced.contains { $0.contains("*") })
  }

  // MARK: - Boot files that cannot be replaced

  @Test("what the system says cannot be replaced is refused at stage", arguments: shells)
  func fixed(_ shell: Shell) throws {
    let host = try AgentHost(shell)
    try host.write("boot-file", "old\n")
    try host.write("fixed", "\(host.path("boot-file")): it is immutable (lsattr: ----i----)\n")
    let staged = try host.stage(host.order([host.set("a", to: "new")], files: [try file(host, "boot-file")]))
    #expect(
      staged.outcome
        == .refused(.stage, text: "cannot replace \(host.path("boot-file")): it is immutable (lsattr: ----i----)"))
    #expect(
      try FileManager.default.contentsOfDirectory(atPath: host.folder.path).allSatisfy { !$0.hasPrefix(".culvert") })
    #expect(host.lockHolder == nil || host.text("state/tx/\(host.lockHolder ?? "")/state") == nil)
  }

  /// A folder of that name that is not empty: nobody's rm(1) removes it as a file.
  @Test("a leftover that cannot be removed is named at stage, and by the look after it", arguments: shells)
  func leftover(_ shell: Shell) throws {
    let host = try AgentHost(shell)
    try FileManager.default.createDirectory(atPath: host.path(".culvert-new.1/x"), withIntermediateDirectories: true)
    let staged = try host.stage(host.order([], files: [try file(host, "boot-file")]))
    #expect(
      staged.outcome
        == .refused(.stage, text: "cannot remove \(host.path(".culvert-new.1")), which an earlier run has left"))
    #expect(try host.report().leftovers == [host.path(".culvert-new.1")])
    let purged = try host.ask(.purge)
    #expect(purged.outcome == .refused(.leftovers, text: "cannot remove \(host.path(".culvert-new.1")) "))
    try FileManager.default.removeItem(atPath: host.path(".culvert-new.1"))
    let next = host.order([], files: [try file(host, "boot-file")])
    #expect(try host.stage(next).outcome == .reached(.armed, reason: nil))
    #expect(try host.confirm(next.id).outcome == .reached(.confirmed, reason: nil))
    #expect(try host.report().leftovers == [])
  }

  @Test("a boot file that could not be put back is a failed revert, and not a whole one", arguments: shells)
  func notRestored(_ shell: Shell) throws {
    let host = try AgentHost(shell)
    try host.write("first", "old first\n")
    let order = host.order(
      [host.set("a", to: "new")], files: [try file(host, "first"), try file(host, "second")])
    #expect(try host.stage(order).outcome == .reached(.armed, reason: nil))
    _ = try host.apply(order.id)
    try host.write("unsynced", "/second\n")
    try host.write("unmovable", host.path("second") + "\n")
    try host.write("stuck", host.path("first") + "\n")
    guard case .refused(.bootFiles, _) = try host.confirm(order.id).outcome else {
      Issue.record("it was confirmed")
      return
    }
    #expect(host.text("first") == "new\n")
    #expect(try host.revert(order.id).outcome == .reached(.revertFailed, reason: "test"))
    #expect(host.text("a") == nil)
  }

  // MARK: - Owners and modes

  /// The test's own system tells modes only: owners are what the file `owner-of` says.
  @Test("a folder gets its mode at confirm and not before, and its old one where the confirm fails", arguments: shells)
  func folderMode(_ shell: Shell) throws {
    let host = try AgentHost(shell)
    try FileManager.default.createDirectory(
      atPath: host.path("etc"), withIntermediateDirectories: false, attributes: [.posixPermissions: 0o777])
    chmod(host.path("etc"), 0o777)
    func mode() throws -> Int? {
      try FileManager.default.attributesOfItem(atPath: host.path("etc"))[.posixPermissions] as? Int
    }
    let folder = TransactionOrder.FileOrder(path: try host.hostPath("etc"), file: .folder(mode: .script))
    let failing = host.order([host.set("a", to: "new")], files: [folder, try file(host, "blocked")])
    #expect(try host.stage(failing).outcome == .reached(.armed, reason: nil))
    _ = try host.apply(failing.id)
    #expect(try mode() == 0o777)
    try host.write("unmovable", host.path("blocked") + "\n")
    guard case .refused(.bootFiles, _) = try host.confirm(failing.id).outcome else {
      Issue.record("it was confirmed")
      return
    }
    #expect(try mode() == 0o777)
    #expect(try host.revert(failing.id).outcome == .reached(.reverted, reason: "test"))

    let order = host.order([], files: [folder])
    #expect(try host.stage(order).outcome == .reached(.armed, reason: nil))
    #expect(try host.confirm(order.id).outcome == .reached(.confirmed, reason: nil))
    #expect(try mode() == 0o755)
  }

  // MARK: - What cannot be removed

  @Test("an old transaction that cannot be removed decides nothing, is named, and goes later", arguments: [shells[0]])
  func unprunable(_ shell: Shell) throws {
    let host = try AgentHost(shell)
    var first: TransactionID?
    for index in 0..<22 {
      let order = host.order([])
      first = first ?? order.id
      if index == 20 { try host.write("unremovable", "\(first?.text ?? "")\n") }
      #expect(try host.stage(order).outcome == .reached(.armed, reason: nil))
      #expect(try host.confirm(order.id).outcome == .reached(.confirmed, reason: nil), "\(index)")
    }
    #expect(try host.list().map(\.number) == Array(3...22))
    #expect(try host.report().leftovers == ["\(host.stateFolder)/.old.\(first?.text ?? "")"])
    try FileManager.default.removeItem(atPath: host.path("unremovable"))
    let last = host.order([])
    _ = try host.stage(last)
    _ = try host.confirm(last.id)
    #expect(try host.report().leftovers == [])
  }

  // MARK: - A record that cannot be written

  @Test("a host whose disk is full goes back, and says that it is as it was", arguments: shells)
  func unrecorded(_ shell: Shell) throws {
    let host = try AgentHost(shell)
    try host.write("b", "old\n")
    let order = host.order([host.set("b", to: "new", was: "old")])
    #expect(try host.stage(order).outcome == .reached(.armed, reason: nil))
    _ = try host.apply(order.id)
    try host.write("unwritable", "")
    let reply = try host.revert(order.id)
    #expect(reply.outcome == .reached(.reverted, reason: "test"))
    #expect(reply.unrecorded?.contains("cannot be written") == true)
    #expect(host.text("b") == "old\n")
    #expect(try host.settle(order.id).state == .applied, "its watchdog is alive")
    try FileManager.default.removeItem(atPath: host.path("unwritable"))
    #expect(try host.revert(order.id).outcome == .reached(.reverted, reason: "test"))
  }

  @Test("one whose guard has gone back without a record is found as it was", arguments: shells)
  func settledUnrecorded(_ shell: Shell) throws {
    let host = try AgentHost(shell)
    let order = host.order([host.set("a", to: "new")])
    _ = try host.stage(order)
    _ = try host.apply(order.id)
    try host.write("unwritable", "")
    try host.reboot()
    #expect(try host.settle(order.id).state == .reverted)
    #expect(host.text("a") == nil)
    try FileManager.default.removeItem(atPath: host.path("unwritable"))
    #expect(try host.settle(order.id).state == .reverted)
    #expect(try host.list().map(\.state) == [.reverted])
  }

  @Test("a transaction of which no step was begun has changed nothing, written down or not", arguments: shells)
  func notBegun(_ shell: Shell) throws {
    let host = try AgentHost(shell)
    let order = host.order([host.set("a", to: "new")])
    _ = try host.stage(order)
    try host.write("unwritable", "")
    #expect(try host.revert(order.id).outcome == .reached(.reverted, reason: "test"))
    try host.reboot()
    #expect(try host.settle(order.id).state == .reverted)
    try FileManager.default.removeItem(atPath: host.path("unwritable"))
    _ = try host.revert(order.id)
  }

  // MARK: - Pids

  /// One of another program, one of an agent that wrote no start, and 1, of which -1 would be every process that there is.
  @Test("a pid alone is nobody: no signal goes to a process that is not the agent's", arguments: shells)
  func reusedPid(_ shell: Shell) async throws {
    let host = try AgentHost(shell)
    let other = try Running(["/bin/sleep", "60"])
    // Whoever is not waited for keeps exit tests of other suites waiting for good.
    defer {
      kill(other.pid, SIGKILL)
      _ = other.finish()
    }
    for line in ["\(other.pid) 1", "\(other.pid)", "1 1", "-1 1", "0 0", "x"] {
      let order = host.order([host.set("a", to: "new")])
      #expect(try host.stage(order).outcome == .reached(.armed, reason: nil))
      _ = try host.apply(order.id)
      let guardian = try #require(
        host.text("state/tx/\(order.id)/guard")?.split(separator: " ").first.flatMap { Int32($0) })
      kill(guardian, SIGKILL)
      try host.write("state/tx/\(order.id)/guard", line + "\n")
      #expect(try host.status(order.id).isGuarded == false, "\(line)")
      #expect(try host.settle(order.id).state == .reverted)
      #expect(kill(other.pid, 0) == 0)
    }
    let order = host.order([host.set("a", to: "new")])
    #expect(try host.stage(order).outcome == .reached(.armed, reason: nil))
    let boot = try #require(host.text("boot-id")).trimmingCharacters(in: .newlines)
    try FileManager.default.createSymbolicLink(
      atPath: host.path("state/tx/\(order.id)/busy"), withDestinationPath: "\(other.pid) 1 \(boot)")
    #expect(try host.revert(order.id).outcome == .reached(.reverted, reason: "test"))
    #expect(kill(other.pid, 0) == 0)
  }
}
