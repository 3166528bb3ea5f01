import Model
import Planning
import Testing

@testable import culvert_bench

/// Hosts that answer what others answered once.
@Suite struct FleetTests {
  @Test(arguments: FleetAnswers.Condition.allCases)
  func `the hosts of a fleet are as they say they are`(condition: FleetAnswers.Condition) async throws {
    let grown = try await Growing.measure(12, condition)
    // Where this fails because an agent, a driver or a template has changed: culvert-bench record.
    switch condition {
    case .up: #expect(grown.changes == 0)
    case .bare: #expect(grown.changes > 3 * 12)
    }
  }

  @Test func `every host has its own addresses, and a director one line for each realserver`() throws {
    let plan = try FleetPlan(.answering, count: 5)
    let answers = try FleetAnswers(.up)
    for host in plan.cluster.hosts {
      let text = try answers.answer(of: host, in: plan.cluster).text(nonce: "x")
      #expect(text.contains(host.address.text))
      for word in HostWords(of: host, in: plan.cluster).values.map(\.word) + [HostWords.realserver] {
        #expect(!text.contains(word), "\(host.name)")
      }
      let isDirector = host.name.text == "lb1"
      #expect(text.ranges(of: " -r 10.64.").count == (isDirector ? 4 : 0))
      #expect(text.ranges(of: "section route:10.64.").count == (isDirector ? 4 : 0))
    }
  }

  @Test func `a recorded answer is read as it was written`() throws {
    for (name, bytes) in Recorded.files {
      let text = String(decoding: bytes, as: UTF8.self)
      let read = try RecordedAnswer(text: text)
      #expect(read.text == text, "\(name)")
      #expect(read.sections.count > 5, "\(name)")
    }
  }

  @Test func `the shell's answer is the same text`() throws {
    let plan = try FleetPlan(.answering, count: 4)
    let answers = try FleetAnswers(.up)
    for host in plan.cluster.hosts {
      let answer = try answers.answer(of: host, in: plan.cluster)
      let file = try TemporaryFile()
      let script = "nonce=abc\n\(answer.shellText)"
      let ended = try Child(["/bin/sh", "-c", script], environment: [:], output: file.path).wait()
      #expect(ended.status == 0)
      #expect(try file.text == answer.text(nonce: "abc"))
    }
  }

  @Test(arguments: [
    ("10.0.0.1", "at 10.0.0.1 and 10.0.0.12 and 110.0.0.1", "at W and 10.0.0.12 and 110.0.0.1"),
    ("web1", "web1 web12 web1.example", "W web12 W.example"), ("", "as it is", "as it is"),
  ])
  func `a value is replaced where it stands alone`(value: String, text: String, result: String) {
    #expect(replacing(value, with: "W", in: text) == result)
  }

  @Test func `working hosts are joined two by two, and each has an errand`() throws {
    for count in [2, 5, 50] {
      let plan = try FleetPlan(.working, count: count)
      #expect(plan.cluster.hosts.count == count)
      #expect(plan.cluster.tunnels.count == (count + 1) / 2)
      let folder = try FleetFolder(plan)
      defer { folder.remove() }
      let host = plan.cluster.hosts[0]
      let errand = try Errand(host, plan.cluster.intent(for: host), folder: folder.path)
      #expect(errand.commands.contains { $0.arguments.prefix(3) == ["ip", "tunnel", "add"] })
      #expect(errand.files.contains { $0.path == "/etc/culvert/boot" })
      #expect(!errand.links.isEmpty)
    }
  }
}
