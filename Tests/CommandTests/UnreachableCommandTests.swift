import ArgumentParser
import Lab
import Planning
import Testing

@testable import culvert

/// What the program does about hosts that cannot be reached, as a shell or another program sees it.
@Suite struct UnreachableCommandTests {
  /// Nothing listens at port 1 of this machine.
  private static let hosts = ["lb1", "web1", "web2"].enumerated().map { index, name in
    "  \(name): { address: 198.51.100.\(10 + index), ssh: { address: 127.0.0.1, port: 1 } }\n"
  }.joined()

  private static let cluster = """
    culvert: 1
    hosts:
    \(hosts)
    directors: [lb1]
    services:
      web: { vip: 192.0.2.80, port: 80, scheduler: wlc, realservers: { web1: , web2:  } }
    """

  private static let link = """
    culvert: 1
    hosts:
    \(hosts)
    tunnels:
      office: { ends: { web1: 10.20.0.1, web2: 10.20.0.2 } }
      branch: { ends: { web1: 10.20.1.1, lb1: 10.20.1.2 } }
    """

  private func run(_ inventory: String, _ arguments: String...) async throws -> ProcessOutput {
    try await ProgramTests.run(arguments, files: ["culvert.yml": inventory])
  }

  @Test(arguments: [
    ("fail", UnreachablePolicy.fail), ("skip", .skip), ("quorum:1", .quorum(1)), ("quorum:12", .quorum(12)),
  ])
  func `what is to be done is understood`(text: String, policy: UnreachablePolicy) throws {
    for verb in ["up", "plan"] {
      let command = try Culvert.parseAsRoot([verb, "--on-unreachable", text])
      #expect(((command as? Up)?.reach ?? (command as? PlanVerb)?.reach)?.policy == policy)
    }
    #expect(try (Culvert.parseAsRoot(["up"]) as? Up)?.reach.policy == .fail)
  }

  @Test(arguments: [
    ("quorum:0", "after 'quorum:' comes a number of realservers, 1 or more"),
    ("quorum:x", "after 'quorum:' comes a number of realservers, 1 or more"),
    ("quorum:", "after 'quorum:' comes a number of realservers, 1 or more"),
    ("quorum:-1", "after 'quorum:' comes a number of realservers, 1 or more"),
    ("quorum:+1", "after 'quorum:' comes a number of realservers, 1 or more"),
    ("quorum:99999999999999999999", "after 'quorum:' comes a number of realservers, 1 or more"),
    ("quorum", "it is fail, skip or quorum:N"), ("Skip", "it is fail, skip or quorum:N"),
    ("", "it is fail, skip or quorum:N"),
  ]) func `what is not understood is said, and what would be`(text: String, complaint: String) async throws {
    let up = try await run(Self.cluster, "up", "--on-unreachable", text)
    #expect(up.status == ExitStatus.usage.rawValue && up.stdout == "")
    #expect(up.stderr.contains("'\(text)'") && up.stderr.contains(complaint), "\(up)")
  }

  @Test func `a saved plan does not take it, and says what does`() async throws {
    let up = try await run(Self.cluster, "up", "--on-unreachable", "skip", "saved.plan")
    #expect(up.status == ExitStatus.usage.rawValue)
    #expect(up.stderr.contains("give --on-unreachable and --only-failed to 'culvert plan -o'"), "\(up)")
  }

  @Test(arguments: ["skip", "quorum:2"]) func `without the director nothing is done, and it is said why`(policy: String)
    async throws
  {
    let up = try await run(Self.cluster, "up", "--yes", "--on-unreachable", policy)
    #expect(up.status == ExitStatus.unreachable.rawValue && up.stdout == "", "\(up)")
    let lines = up.stderr.split(separator: "\n")
    #expect(lines.filter { $0.contains("cannot connect: ") }.count == 3, "\(up)")
    #expect(lines.contains { $0.hasPrefix("not skipped: lb1: is a director and cannot be skipped") }, "\(up)")
    #expect(
      lines.contains("not skipped: service web: 0 of at least 2 realservers can be reached") == (policy != "skip"))
  }

  @Test func `hosts that cannot be reached fail the run unless they are to be skipped`() async throws {
    let up = try await run(Self.link, "up", "--yes")
    #expect(up.status == ExitStatus.unreachable.rawValue && up.stdout == "" && !up.stderr.contains("skipped"), "\(up)")
  }

  @Test(arguments: ["plan", "drift", "doctor", "verify"]) func `hosts that could not be read are counted at the end`(
    verb: String
  ) async throws {
    let ran = try await run(Self.cluster, verb)
    #expect(ran.status == ExitStatus.unreachable.rawValue, "\(ran)")
    let last = (verb == "drift" ? ran.stdout : ran.stderr).split(separator: "\n").last ?? ""
    #expect(last.hasSuffix("3 hosts could not be read" + (verb == "drift" ? "." : "")), "\(ran)")
    #expect(!ran.stderr.contains("nothing found"))
  }

  @Test(arguments: ["up", "plan", "down"]) func `skipped hosts are named with the reason, and the status tells`(
    verb: String
  ) async throws {
    let text = try await run(Self.link, verb, "--on-unreachable", "skip")
    #expect(text.status == ExitStatus.unreachable.rawValue && text.stderr == "", "\(text)")
    let lines = text.stdout.split(separator: "\n")
    #expect(lines.count == 4 && lines[1].hasPrefix("web1  skipped: cannot connect: 127.0.0.1 port 1: "), "\(text)")
    #expect(lines.last == "Nothing to do. 3 hosts skipped.", "\(text)")

    let json = try await run(Self.link, verb, "--on-unreachable", "skip", "--json")
    #expect(json.status == ExitStatus.unreachable.rawValue && json.stderr == "", "\(json)")
    let plan = try #require(try ProgramTests.objects(json.stdout).first)
    #expect(plan["event"] as? String == "plan" && plan["v"] as? Int == 1)
    let skipped = try #require(plan["skipped"] as? [[String: String]])
    #expect(skipped.map { $0["host"] } == ["lb1", "web1", "web2"])
    #expect(skipped.allSatisfy { $0["problem"]?.hasPrefix("cannot connect: ") == true })
  }
}
