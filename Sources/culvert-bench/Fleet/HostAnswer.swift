import HostAgent
import Model

/// What one host of the fleet answers to its agent's `probe`.
struct HostAnswer {
  let sections: [ProbeOutput.Section]

  /// The answer to a call with this mark, as the agent prints it.
  func text(nonce: String) -> String {
    let mark = "%culvert \(nonce) "
    let body = sections.map { "\($0.text)\n\n\(mark)section \($0.name) \($0.status)\n" }
    return "\(mark)begin \(AgentAnswer.protocolVersion) probe\n\(body.joined())\(mark)end\n"
  }

  /// The bytes of the answer between which a call's mark comes.
  var parts: [[UInt8]] { text(nonce: "\0").utf8.split(separator: 0, omittingEmptySubsequences: false).map(Array.init) }

  /// Shell text that prints the answer to a call with the mark `$nonce`, by what the shell itself can do.
  var shellText: String {
    let body = sections.flatMap {
      [shellWord($0.text), "''", "\"%culvert $nonce section \"\(shellWord("\($0.name) \($0.status)"))"]
    }
    let words =
      ["\"%culvert $nonce begin \(AgentAnswer.protocolVersion) probe\""] + body + ["\"%culvert $nonce end\""]
    return "printf '%s\\n' \(words.joined(separator: " "))\n"
  }
}

/// The answers of all hosts of a fleet.
struct FleetAnswers {
  private let director: RecordedAnswer
  private let realservers: [OperatingSystem: RecordedAnswer]

  /// How the hosts are: as the inventory wants them, or without anything of culvert's.
  enum Condition: String, CaseIterable {
    case up, bare

    /// The name of the file that a host's answer is recorded in.
    func fileName(of role: String) -> String { "\(role)-\(rawValue).txt" }
  }

  init(_ condition: Condition) throws {
    func answer(_ role: String) throws -> RecordedAnswer {
      let name = condition.fileName(of: role)
      guard let bytes = Recorded.files[name] else {
        throw BenchError("there is no answer \(name): culvert-bench record")
      }
      return try RecordedAnswer(text: String(decoding: bytes, as: UTF8.self))
    }
    director = try answer("director")
    realservers = Dictionary(
      uniqueKeysWithValues: try OperatingSystem.allCases.map { ($0, try answer($0.rawValue)) })
  }

  func answer(of host: Host, in cluster: Cluster) throws -> HostAnswer {
    let isDirector = cluster.directors.contains { $0.host == host.name }
    guard let recorded = isDirector ? director : realservers[host.system] else {
      throw BenchError("no answer of a host with \(host.system.rawValue) is recorded")
    }
    return HostAnswer(sections: recorded.sections(of: host, in: cluster))
  }
}
