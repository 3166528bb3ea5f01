import Model

/// What a host answered to a script: the agent's sections, cut out of whatever else the login printed.
package struct AgentAnswer: Hashable, Sendable {
  package static let protocolVersion = 1

  package let output: ProbeOutput

  /// Cuts the answer out of the output of one call.
  /// - Throws: `AnswerError` if there is none, it is cut short, or comes from an agent of another version.
  package init(_ bytes: [UInt8], nonce: Nonce) throws(AnswerError) {
    let lines = bytes.split(separator: UInt8(ascii: "\n"), omittingEmptySubsequences: false)
      .map { String(decoding: $0, as: UTF8.self) }
    let mark = "%culvert \(nonce.text) "
    guard let begin = lines.firstIndex(where: { $0.hasPrefix(mark + "begin ") }) else {
      throw .absent(seen: lines.prefix(5).joined(separator: "\n"))
    }
    let version = lines[begin].dropFirst(mark.count).split(separator: " ").dropFirst().first ?? ""
    guard version == String(Self.protocolVersion) else { throw .version(String(version)) }
    guard let end = lines.lastIndex(of: mark + "end"), end > begin else { throw .cut }
    output = ProbeOutput(sections: sections(in: lines[(begin + 1)..<end], mark: mark))
  }

  /// The sections of an output that the agent kept in a file: its mark is that of the call that wrote it.
  package init(kept text: String) {
    let lines = textLines(text, keepsEmpty: true).map(String.init)
    let words = lines.first { $0.hasPrefix("%culvert ") }?.split(separator: " ") ?? []
    guard words.count >= 3 else {
      output = ProbeOutput(sections: [])
      return
    }
    output = ProbeOutput(sections: sections(in: lines[...], mark: "%culvert \(words[1]) "))
  }
}

/// The sections among these lines: a section's text comes before the line that names it.
private func sections(in lines: ArraySlice<String>, mark: String) -> [ProbeOutput.Section] {
  var sections: [ProbeOutput.Section] = []
  var text: [String] = []
  for line in lines {
    guard line.hasPrefix(mark) else {
      text.append(line)
      continue
    }
    let words = line.dropFirst(mark.count).split(separator: " ")
    if words.count == 3, words[0] == "section" {
      while text.last?.isEmpty == true { text.removeLast() }
      let status = Int(words[2]) ?? 255
      sections.append(.init(name: String(words[1]), status: status, text: text.joined(separator: "\n")))
    }
    text = []
  }
  return sections
}

/// Why the output of a call is not an agent's answer.
package enum AnswerError: Error, Hashable, Sendable, CustomStringConvertible {
  /// The agent did not start; `seen` is the beginning of what came instead.
  case absent(seen: String)
  /// It began and did not end.
  case cut
  case version(String)

  package var description: String {
    switch self {
    case .absent(let seen): "the agent did not start; the host printed \(seen.isEmpty ? "nothing" : quoted(seen))"
    case .cut: "the agent's answer is cut short"
    case .version(let version):
      "the agent speaks protocol \(quoted(version)), this culvert \(AgentAnswer.protocolVersion)"
    }
  }
}
