import Foundation
import Lab
import Synchronization
import TestSupport
import Testing

/// What the tests of other targets do with a lab; it has no guests, only the router and the client.
@Suite(.serialized, .needsLab, .timeLimit(.minutes(1)))
struct CommandsInLabTests {
  private func withLab(_ body: (Lab) async throws -> Void) async throws {
    var spec = LabSpec(name: SharedLab.name("commands"), ttl: 60)
    spec.guests = []
    let lab = try await Lab.up(spec)
    try await body(lab)
    await lab.down()
  }

  @Test func `commands see the lab's files and variables, not the user's`() async throws {
    try await withLab { lab in
      let path = try lab.writeFile("conf/cluster.yaml", "a: 1\n")
      #expect(path == lab.homePath + "/conf/cluster.yaml")
      let seen = try await lab.controller(
        ["bash", "-c", "cat conf/cluster.yaml; echo $HOME $CULVERT_LAB_VIP $MORE; echo b >out; cat; exit 3"],
        environment: ["MORE": "more"], input: "typed")
      #expect(seen.stdout == "a: 1\n\(lab.homePath) \(lab.vip) more\ntyped")
      #expect(seen.status == 3)
      #expect(try lab.readFile("out") == "b\n")
      #expect(try await lab.controller(["pwd"], workingDirectory: "/usr").stdout == "/usr\n")
      #expect(try await lab.controller(["test", "-r", lab.keyPath, "-a", "-r", lab.sshConfigPath]).succeeded)
    }
  }

  @Test func `a long command can be watched, asked to end, and killed`() async throws {
    try await withLab { lab in
      let dump = try lab.startClient(["tcpdump", "-l", "-ni", "eth0", "icmp"])
      #expect(await dump.wait(forOutput: "listening on eth0"))
      #expect(try await lab.client(["ping", "-c1", "-W2", "router"]).succeeded)
      #expect(await dump.wait(forOutput: "echo request"))
      await dump.terminate()
      #expect(await dump.wait().stderr.contains("packets captured"))

      let script = "trap 'echo asked; exit 5' TERM; echo ready; while :; do sleep 0.1; done"
      let patient = try lab.startController(["bash", "-c", script])
      #expect(await patient.wait(forOutput: "ready"))
      await patient.terminate()
      #expect(await patient.wait().status == 5)

      let stubborn = try lab.startController(["bash", "-c", "trap '' TERM; echo ready; while :; do sleep 0.1; done"])
      #expect(await stubborn.wait(forOutput: "ready"))
      await stubborn.terminate()
      #expect(await !stubborn.wait(timeout: .milliseconds(200)))
      stubborn.kill()
      #expect(await stubborn.wait().status == 128 + SIGKILL)
      #expect(try await lab.controller(["bash", "-c", "ps -e -o args | grep -c '[t]rap'"]).stdout == "0\n")
    }
  }

  @Test func `what takes too long is killed and told`() async throws {
    try await withLab { lab in
      let error = await #expect(throws: LabError.self) {
        try await lab.client(["bash", "-c", "echo so far; sleep 60"], timeout: .milliseconds(500))
      }
      #expect(error?.description.contains("was killed\n  so far") == true)
    }
  }

  @Test func `a scenario shows what it does and stops at what fails`() async throws {
    try await withLab { lab in
      let shown = Lines()
      let story = Scenario(lab) { shown.add($0) }
      story.say("first")
      try await story.client("echo", "hello", "there")
      let error = await #expect(throws: LabError.self) { try await story.controller(["false"]) }
      #expect(shown.all == ["# first", "client$ echo hello there", "  hello there", "$ false"])
      #expect(error?.description == "$ false: exit status 1\n  (nothing)")
    }
  }
}

/// Lines, gathered from anywhere.
final class Lines: Sendable {
  private let lines = Mutex<[String]>([])

  var all: [String] { lines.withLock { $0 } }

  func add(_ line: String) { lines.withLock { $0.append(line) } }
}
