import Foundation
import HostAgent
import Model
import TestSupport
import Testing

private let shells = Shell.all.filter(\.isInstalled)

/// What a host does for a while only.
@Suite struct AgentHoldTests {
  @Test("it is there until it is released, and then nothing of it is", arguments: shells)
  func released(_ shell: Shell) throws {
    let host = try AgentHost(shell)
    let id = TransactionID.random()
    #expect(try host.hold("a", id, seconds: 1000) == .held)
    #expect(host.text("a") == "held\n")
    let guardian = try Self.guardian(of: id, on: host)
    #expect(kill(guardian, 0) == 0)
    #expect(try host.release(id) == .released(["held"]))
    #expect(host.text("a") == nil)
    #expect(!FileManager.default.fileExists(atPath: host.path("state/held")))
    #expect(try host.release(id) == .refused("its time was over"))
  }

  @Test("a release sends the guard away, which would otherwise look for a second more", arguments: shells)
  func guardSentAway(_ shell: Shell) async throws {
    let host = try AgentHost(shell)
    let id = TransactionID.random()
    #expect(try host.hold("a", id, seconds: 1000) == .held)
    let guardian = try Self.guardian(of: id, on: host)
    // What is stopped does not end by itself: a signal ends it, or waits for it where it has a trap.
    kill(guardian, SIGSTOP)
    defer { kill(guardian, SIGKILL) }
    try await until { Self.status("State", of: guardian)?.first == "T" }
    #expect(try host.release(id) == .released(["held"]))
    try await until { Self.status("State", of: guardian)?.first != "T" || Self.hasTermWaiting(guardian) }
  }

  /// The process that takes a held thing back when its time is over.
  private static func guardian(of id: TransactionID, on host: AgentHost) throws -> Int32 {
    try #require(host.text("state/held/\(id)/guard")?.split(separator: " ").first.flatMap { Int32($0) })
  }

  private static func hasTermWaiting(_ pid: Int32) -> Bool {
    status("ShdPnd", of: pid).flatMap { UInt64($0, radix: 16) }.map { $0 >> (SIGTERM - 1) & 1 } == 1
  }

  /// A line of proc_pid_status(5); nil where there is no such process.
  private static func status(_ name: String, of pid: Int32) -> Substring? {
    let text = try? String(contentsOfFile: "/proc/\(pid)/status", encoding: .utf8)
    return text?.split(separator: "\n").first { $0.hasPrefix("\(name):\t") }?.dropFirst(name.count + 2)
  }

  @Test("when its time is over it is taken back without anybody", arguments: shells)
  func timeIsOver(_ shell: Shell) async throws {
    let host = try AgentHost(shell)
    #expect(try host.hold("a", .random(), seconds: 30) == .held)
    try host.letDeadlinePass()
    try await until { host.text("a") == nil && !FileManager.default.fileExists(atPath: host.path("state/held")) }
  }

  @Test("what a killed guard has left is taken back by the next one; others stay", arguments: shells)
  func guardKilled(_ shell: Shell) async throws {
    let host = try AgentHost(shell)
    let (first, second) = (TransactionID.random(), TransactionID.random())
    #expect(try host.hold("a", first, seconds: 1000) == .held)
    #expect(try host.hold("b", second, seconds: 1000) == .held)
    let pid = try Self.guardian(of: first, on: host)
    kill(pid, SIGKILL)
    while kill(pid, 0) == 0 { try await Task.sleep(for: .milliseconds(20)) }
    let third = TransactionID.random()
    #expect(try host.hold("c", third, seconds: 1000) == .held)
    #expect([host.text("a"), host.text("b"), host.text("c")] == [nil, "held\n", "held\n"])
    for id in [second, third] { #expect(try host.release(id) == .released(["held"])) }
  }

  @Test("after a restart of the host it is taken back by the next one", arguments: shells)
  func restarted(_ shell: Shell) throws {
    let host = try AgentHost(shell)
    let first = TransactionID.random()
    #expect(try host.hold("a", first, seconds: 1000) == .held)
    try host.reboot()
    let second = TransactionID.random()
    #expect(try host.hold("b", second, seconds: 1000) == .held)
    #expect([host.text("a"), host.text("b")] == [nil, "held\n"])
    _ = try host.release(second)
  }

  @Test("what a power cut has left a part of is thrown away", arguments: shells)
  func cut(_ shell: Shell) throws {
    let host = try AgentHost(shell)
    let first = TransactionID.random()
    #expect(try host.hold("a", first, seconds: 1000) == .held)
    try host.reboot()
    let how = try #require(host.text("state/held/\(first)/how"))
    try Data(how.utf8.prefix(how.utf8.count / 2)).write(to: URL(filePath: host.path("state/held/\(first)/how")))
    let second = TransactionID.random()
    #expect(try host.hold("b", second, seconds: 1000) == .held)
    #expect(!FileManager.default.fileExists(atPath: host.path("state/held/\(first)")))
    #expect(try host.release(second) == .released(["held"]))
  }

  @Test("what fails half-way is taken back at once, and it is said why", arguments: shells)
  func fails(_ shell: Shell) throws {
    let host = try AgentHost(shell)
    let reply = try host.hold("a", .random(), seconds: 1000, doing: Command("half_do", host.path("a"), "half"))
    #expect(reply == .refused("no luck today "))
    #expect(host.text("a") == nil)
    #expect(!FileManager.default.fileExists(atPath: host.path("state/held")))
  }

  @Test("what is held when the agent is removed goes with it")
  func purged() throws {
    let host = try AgentHost(try #require(shells.first))
    #expect(try host.hold("a", .random(), seconds: 1000) == .held)
    #expect(try host.ask(.purge).outcome == .purged)
    #expect(host.text("a") == nil)
    #expect(!FileManager.default.fileExists(atPath: host.stateFolder))
  }

  private func until(_ condition: () -> Bool) async throws {
    let end = ContinuousClock.now + .seconds(30)
    while !condition(), ContinuousClock.now < end { try await Task.sleep(for: .milliseconds(50)) }
    #expect(condition())
  }
}
