import Foundation
import TestSupport
import Testing

@testable import Lab

/// Labs come and go without a trace.
@Suite(.serialized, .needsLab, .timeLimit(.minutes(3)))
struct LifetimeTests {
  /// Only a network; enough where it does not matter what runs in the lab.
  private func emptySpec(_ prefix: String, ttl: Int = 60) -> LabSpec {
    var spec = LabSpec(name: SharedLab.name(prefix), ttl: ttl)
    spec.guests = []
    return spec
  }

  @Test func `kill -9 of the process that holds a lab leaves nothing, and the lab beside it stays`() async throws {
    let beside = try await Lab.up(emptySpec("beside"))
    let before = Traces.now
    let name = SharedLab.name("held")
    let holder = try RunningProcess(
      [
        LabExecutable.path, "up", "--foreground", "--name", name, "--realservers", "0", "--init", "lb1=sysv", "--ttl",
        "60",
      ],
      environment: [:])
    try #require(await holder.wait(forOutput: "up\n", timeout: .seconds(60)), "\(holder.output.stderr)")
    let lab = try Lab.attach(name)
    #expect(try await lab.exec("lb1", "hostname").stdout == "lb1\n")
    let processes = Traces.processes(inLabOf: lab.supervisor)
    #expect(processes.count > 5)
    #expect(Lab.running.contains(beside.spec.name))

    kill(holder.pid, SIGKILL)
    _ = await holder.wait()
    try await gone(lab.supervisor)
    for pid in processes { #expect(ProcessTable.arguments(of: pid).isEmpty) }
    #expect(Traces.now == before)
    #expect(try await beside.client(["ping", "-c1", "-W2", "router"]).succeeded)
    await beside.down()
  }

  @Test func `kill -9 of the supervisor ends the lab`() async throws {
    let before = Traces.now
    let lab = try await Lab.up(emptySpec("killed"))
    kill(lab.supervisor, SIGKILL)
    try await gone(lab.supervisor)
    #expect(Traces.now == before)
    await lab.down()
  }

  @Test func `a lab that nobody holds any more ends`() async throws {
    let supervisor = try await Lab.up(emptySpec("dropped")).supervisor
    try await gone(supervisor)
  }

  @Test func `a detached lab outlives its holder, until its time is over`() async throws {
    let spec = emptySpec("detached", ttl: 3)
    try await Lab.up(spec).detach()
    try await Task.sleep(for: .milliseconds(300))
    let lab = try Lab.attach(spec.name)
    #expect(lab.spec == spec)
    await #expect(throws: LabError.alreadyUp(lab: spec.name)) { try await Lab.up(spec) }
    try await gone(lab.supervisor)
    #expect(throws: LabError.self) { try Lab.attach(spec.name) }
  }

  @Test func `what cannot be set up says why and leaves nothing`() async throws {
    let before = Traces.now
    var spec = emptySpec("broken")
    // Two taps of one name cannot be; `validate` would have said so.
    spec.guests = [GuestSpec(name: "web1", role: .realserver), GuestSpec(name: "web1", role: .realserver)]
    let error = await #expect(throws: LabError.self) { try await Supervisor.start(spec) }
    #expect(error?.description.contains("ip -batch router.ip failed") == true)
    #expect(!Lab.running.contains(spec.name))
    #expect(Traces.now == before)
  }

  private func gone(_ supervisor: pid_t) async throws {
    let deadline = ContinuousClock.now + .seconds(10)
    while kill(supervisor, 0) == 0, .now < deadline { try await Task.sleep(for: .milliseconds(10)) }
    #expect(kill(supervisor, 0) == -1)
  }
}
