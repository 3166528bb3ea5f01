import Foundation
import Testing

@testable import Lab

@Suite struct RunningProcessTests {
  private func shell(
    _ script: String, input: String? = nil, holdInput: Bool = false, timeout: Duration? = .seconds(20)
  ) throws -> RunningProcess {
    try RunningProcess(
      ["/bin/bash", "-c", script], environment: ["PATH": "/usr/bin:/bin"], input: input, holdInput: holdInput,
      timeout: timeout)
  }

  @Test func `big output on both streams does not block`() async throws {
    let output = try await shell("head -c 3000000 /dev/zero; head -c 3000000 /dev/zero >&2; exit 7").wait()
    #expect(output.stdout.utf8.count == 3_000_000)
    #expect(output.stderr.utf8.count == 3_000_000)
    #expect(output.status == 7)
  }

  @Test func `big input comes back`() async throws {
    let text = String(repeating: "culvert\n", count: 200_000)
    #expect(try await shell("cat", input: text).wait().stdout == text)
  }

  @Test func `input that nobody reads is no harm`() async throws {
    let output = try await shell("exec <&-; sleep 0.2", input: String(repeating: "x", count: 1_000_000)).wait()
    #expect(output.succeeded)
  }

  @Test func `without input there is nothing to read`() async throws {
    #expect(try await shell("cat | wc -c").wait().stdout == "0\n")
  }

  @Test func `a signal is told as a shell does`() async throws {
    #expect(try await shell("kill -TERM $$").wait().status == 128 + SIGTERM)
  }

  @Test func `what is late is killed, with its children`() async throws {
    let process = try shell("sleep 60 & echo $!; wait", timeout: .milliseconds(300))
    let output = await process.wait()
    #expect(process.timedOut)
    #expect(output.status == 128 + SIGKILL)
    let child = try #require(pid_t(output.stdout.trimmingCharacters(in: .whitespacesAndNewlines)))
    #expect(ProcessTable.arguments(of: child).isEmpty)
  }

  @Test func `the end is not held up by what was left in the background`() async throws {
    let start = ContinuousClock.now
    let output = try await shell("setsid sleep 5 & echo done").wait()
    #expect(output.stdout == "done\n")
    #expect(ContinuousClock.now - start < .seconds(4))
  }

  @Test func `output can be waited for`() async throws {
    let process = try shell("echo ready; read -r line; echo got $line", holdInput: true)
    #expect(await process.wait(forOutput: "ready"))
    #expect(await !process.wait(forOutput: "got", timeout: .milliseconds(100)))
    #expect(process.isRunning)
    process.closeInput()
    #expect(await process.wait(forOutput: "got"))
    #expect(await process.wait().succeeded)
  }

  @Test func `a cancelled wait kills`() async throws {
    let process = try shell("sleep 60")
    let task = Task { await process.wait() }
    task.cancel()
    #expect(await task.value.status == 128 + SIGKILL)
  }

  @Test func `a child gets no open file but its own and no blocked signal`() async throws {
    let output = try await shell("ls /proc/self/fd; grep SigBlk /proc/self/status").wait()
    #expect(output.stdout == "0\n1\n2\n3\nSigBlk:\t0000000000000000\n")
  }

  @Test func `a program that is not there is an error`() {
    #expect(throws: LabError.system(what: "start /nowhere", errno: ENOENT)) {
      try RunningProcess(["/nowhere"], environment: [:])
    }
  }
}
