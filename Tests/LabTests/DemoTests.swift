import Foundation
import TestSupport
import Testing

@testable import Lab

/// `culvert-lab demo`, a newcomer's first cluster.
@Suite(.serialized, .needsLab, .timeLimit(.minutes(5)))
struct DemoTests {
  private func start() throws -> RunningProcess {
    try RunningProcess([LabExecutable.path, "demo"], environment: ProcessInfo.processInfo.environment)
  }

  private func lab(of demo: RunningProcess) -> Supervisor.Found? {
    Supervisor.all().first { $0.lab == "demo\(demo.pid)" }
  }

  @Test(.beyondCore) func `the demo tells its story to the end and leaves nothing`() async throws {
    let before = Traces.now
    let demo = try start()
    let output = await demo.wait()
    #expect(output.status == 0, Comment(rawValue: output.stdout + output.stderr))
    let lines = output.stdout.split(separator: "\n").map { $0.trimmingCharacters(in: .whitespaces) }
    for command in [
      "$ culvert up --yes", "freebsd# ifconfig gif0 destroy", "solaris# ifconfig ip.tun0 unplumb", "$ culvert drift",
      "$ culvert-lab reboot solaris", "$ culvert down --yes", "$ culvert history",
    ] { #expect(lines.contains(command), "\(command)") }
    #expect(lines.count { $0 == "10 freebsd" } == 3 && lines.count { $0 == "10 solaris" } == 3)
    #expect(lines.contains("2 hosts drifted, 1 clean. Mend with: culvert up"))
    #expect(lines.contains("No drift: 3 hosts as they should be."))
    try expectSeed(output.stdout)
    #expect(lab(of: demo) == nil)
    #expect(Traces.now == before)
  }

  /// What it brings up is the inventory of the repository, elsewhere.
  private func expectSeed(_ told: String) throws {
    let file = try String(contentsOf: Self.root.appending(path: "inventory/seed.yml"), encoding: .utf8)
    let seed = file[try #require(file.firstRange(of: "culvert: 1")).lowerBound...]
      .replacing("192.0.2.10", with: "198.18.0.11").replacing("198.51.100.21", with: "198.18.1.21")
      .replacing("203.0.113.31", with: "198.18.2.22").replacing("192.0.2.80", with: "198.18.101.80")
    let shown = seed.split(separator: "\n").map { "  \($0)" }.joined(separator: "\n")
    #expect(told.contains("$ cat culvert.yml\n\(shown)\n#"), Comment(rawValue: shown))
  }

  private static let root = URL(filePath: #filePath).deletingLastPathComponent().appending(path: "../..").standardized

  @Test(arguments: [SIGINT, SIGKILL]) func `a demo that is broken off leaves nothing`(signal: Int32) async throws {
    let before = Traces.now
    let demo = try start()
    try #require(await demo.wait(forOutput: "One command brings the cluster up", timeout: .seconds(120)))
    let lab = try #require(self.lab(of: demo))
    let processes = Traces.processes(inLabOf: lab.pid)
    #expect(processes.count > 5)
    kill(demo.pid, signal)
    #expect(await demo.wait().status == 128 + signal)
    let deadline = ContinuousClock.now + .seconds(10)
    while kill(lab.pid, 0) == 0, .now < deadline { try await Task.sleep(for: .milliseconds(20)) }
    for pid in processes { #expect(ProcessTable.arguments(of: pid).isEmpty) }
    #expect(Traces.now == before)
  }
}
