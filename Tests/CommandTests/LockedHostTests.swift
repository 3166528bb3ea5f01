import Controller
import Foundation
import Model
import Testing

@testable import Lab
@testable import culvert

/// A host that somebody else is at work on is left to them, and the operator is told who that is, where, and since when.
@Suite(.serialized) struct LockedHostTests {
  private static let id = "0123abcd"
  private static let created = 1_600_000_000

  /// Puts a transaction of somebody else's on the host, which this process guards; what is in its journal is nothing.
  private func plant(on host: LocalHost, guardedBy pid: pid_t, uptime: Int) throws {
    let folder = "\(host.host)/state/tx/\(Self.id)"
    for name in ["looks", "boot"] {
      try FileManager.default.createDirectory(atPath: "\(folder)/\(name)", withIntermediateDirectories: true)
    }
    let boot = try String(contentsOfFile: "/proc/sys/kernel/random/boot_id", encoding: .utf8)
    let files = [
      "state": "applied\n", "boot-id": "\(boot.dropLast())-\(Self.started(1))-test\n",
      "guard": "\(pid) \(Self.started(pid))\n", "expires": "\(uptime + 43)\n", "journal": "",
      "steps": "cv_steps=0\ncv_looks=0\ncv_phases=\n", "boot/list": "",
      "meta": "owner somebody@else\ncreated \(Self.created)\ndeadline 60\nnumber 1\n",
    ]
    for (name, text) in files { try Data(text.utf8).write(to: URL(filePath: "\(folder)/\(name)")) }
    try FileManager.default.createSymbolicLink(atPath: "\(host.host)/state/lock", withDestinationPath: Self.id)
    try Data("1\n".utf8).write(to: URL(filePath: "\(host.host)/state/number"))
    let inventory = """
      culvert: 1
      hosts:
        web1:
          address: \(LocalHost.address)
          ssh: { port: \(LocalHost.port), identity: \(host.secrets)/plain }

      """
    try Data(inventory.utf8).write(to: URL(filePath: "\(host.home)/culvert.yml"))
  }

  /// When a process started, as the agent knows it: the 22nd field of its stat(5), 0 for one that is not there.
  private static func started(_ pid: pid_t) -> String {
    let text = (try? String(contentsOfFile: "/proc/\(pid)/stat", encoding: .utf8)) ?? ""
    let fields = text.split(separator: ") ").last?.split(separator: " ") ?? []
    return fields.count > 19 ? String(fields[19]) : "0"
  }

  private var uptime: Int {
    get throws {
      let text = try String(contentsOfFile: "/proc/uptime", encoding: .utf8)
      return try #require(Int(text.prefix { $0 != "." }))
    }
  }

  /// Runs `up` on a host that is planted so.
  private func up(
    _ options: [String], guardedBy pid: pid_t, _ body: (ProcessOutput, LocalHost) throws -> Void
  ) async throws {
    let host = try await LocalHost.withPlainKey()
    defer { host.tearDown() }
    try plant(on: host, guardedBy: pid, uptime: uptime)
    try body(try await host.run([try culvertProgram(), "up", "--yes"] + options), host)
  }

  private static let obstacle = LocalHost.obstacle ?? ""

  @Test(.enabled(if: LocalHost.obstacle == nil, "\(obstacle)"))
  func `up says who is at work, on which host and since when, and changes nothing`() async throws {
    try await up([], guardedBy: getpid()) { output, host in
      #expect(output.status == ExitStatus.locked.rawValue, "\(output)")
      let day = TimeText.minute(Self.created)
      let text = "  web1  failed: locked by somebody@else since \(day), transaction \(Self.id); it ends within "
      #expect(output.stderr.contains(text), "\(output)")
      #expect(
        output.stderr.contains("transaction \(Self.id) of somebody@else is under way since \(day), "), "\(output)")
      #expect(FileManager.default.fileExists(atPath: "\(host.host)/etc/culvert/boot"))
      let kept = try FileManager.default.contentsOfDirectory(atPath: "\(host.host)/state/tx")
      #expect(kept == [Self.id])
    }
  }

  @Test(.enabled(if: LocalHost.obstacle == nil, "\(obstacle)"))
  func `in JSON these are keys of their own`() async throws {
    try await up(["--json"], guardedBy: getpid()) { output, _ in
      #expect(output.status == ExitStatus.locked.rawValue, "\(output)")
      let lines = try output.stdout.split(separator: "\n").map {
        try #require(try JSONSerialization.jsonObject(with: Data($0.utf8)) as? [String: Any])
      }
      let problem = try #require(lines.first { $0["state"] as? String == "problem" })
      #expect(problem["host"] as? String == "web1" && problem["owner"] as? String == "somebody@else")
      #expect(problem["transaction"] as? String == Self.id && problem["since"] as? Int == Self.created)
      #expect((problem["secondsLeft"] as? Int).map { (1...43).contains($0) } == true, "\(problem)")
    }
  }

  @Test(.enabled(if: LocalHost.obstacle == nil, "\(obstacle)"))
  func `a lock that nobody guards any more is taken over, and that is said`() async throws {
    // No process has a number above the highest (proc(5), pid_max).
    try await up([], guardedBy: 1 << 22 + 1) { output, host in
      #expect(output.status == ExitStatus.done.rawValue, "\(output)")
      let text = "web1: transaction \(Self.id) that somebody@else had left is settled: reverted"
      #expect(output.stderr.contains(text), "\(output)")
      #expect(!FileManager.default.fileExists(atPath: "\(host.host)/etc/culvert/boot"))
    }
  }

  @Test func `a time is said as people say it`() throws {
    let now = Date(timeIntervalSince1970: 1_700_000_000)
    let id = try TransactionID(Self.id)
    func line(_ created: Int) -> String {
      ProblemText.line(.locked(id, owner: "root@admin", created: created, secondsLeft: 43), now: now)
    }
    let today = TimeText.since(1_699_999_999, now: now)
    #expect(today.contains(#/^ since [0-2][0-9]:[0-5][0-9]:[0-5][0-9]$/#), "\(today)")
    let end = ", transaction 0123abcd; it ends within 43 s unless its controller is heard of again"
    #expect(line(1_699_999_999) == "locked by root@admin\(today)\(end)")
    #expect(line(1_600_000_000) == "locked by root@admin since \(TimeText.minute(1_600_000_000))\(end)")
    #expect(line(0) == "locked by root@admin\(end)")
    let unnamed = RunProblem.locked(nil, owner: "somebody else takes over", created: 0, secondsLeft: 0)
    #expect(ProblemText.line(unnamed) == "somebody else takes over")
  }
}
