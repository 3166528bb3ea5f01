import Foundation
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

  @Test func `the demo tells its story to the end and leaves nothing`() async throws {
    let before = Traces.now
    let demo = try start()
    let output = await demo.wait()
    #expect(output.status == 0, Comment(rawValue: output.stdout + output.stderr))
    let lines = output.stdout.split(separator: "\n").map { $0.trimmingCharacters(in: .whitespaces) }
    for command in [
      "$ culvert up --yes", "web1# ip tunnel del lvs-lb1", "$ culvert drift", "$ culvert down --yes",
      "$ culvert history",
    ] { #expect(lines.contains(command), "\(command)") }
    #expect(lines.count { $0 == "10 web1" } == 2 && lines.count { $0 == "10 web2" } == 2)
    #expect(lines.contains("1 host drifted, 2 clean. Mend with: culvert up"))
    #expect(lines.contains("No drift: 3 hosts as they should be."))
    #expect(lab(of: demo) == nil)
    #expect(Traces.now == before)
  }

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
