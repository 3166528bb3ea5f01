import Model

/// What a host answered to a script: the agent's sections, cut out of whatever else the login printed.
package struct AgentAnswer: Hashable, Sendable {
  package static let protocolVersion = 1

  package let output: ProbeOutput

  /// Cuts the answer out of the output of one call.
  ///
  /// What the commands of sections wrote to standard error comes in `errors`, marked in the same way.
  /// - Throws: `AnswerError` if there is none, it is cut short, or comes from an agent of another version.
  package init(_ bytes: [UInt8], errors: [UInt8] = [], nonce: Nonce) throws(AnswerError) {
    let mark = "%culvert \(nonce.text) "
    let marked = MarkedLines(in: bytes, mark: mark)
    guard let begin = marked.lines.firstIndex(where: { $0.text.hasPrefix("begin ") }) else {
      throw .absent(seen: marked.beginning)
    }
    let version = marked.lines[begin].words.dropFirst().first ?? ""
    guard version == String(Self.protocolVersion) else { throw .version(version) }
    guard let end = marked.lines.lastIndex(where: { $0.text == "end" }), end > begin else { throw .cut }
    var sections = marked.sections(begin + 1..<end)
    let complaints = MarkedLines(in: errors, mark: mark)
    Self.assign(complaints.sections(complaints.lines.indices), to: &sections)
    output = ProbeOutput(sections: sections)
  }

  /// Gives sections what was written to standard error meanwhile; both lists are in the order of printing.
  private static func assign(_ complaints: [ProbeOutput.Section], to sections: inout [ProbeOutput.Section]) {
    var next = sections.startIndex
    for complaint in complaints {
      guard let place = sections[next...].firstIndex(where: { $0.name == complaint.name }) else { continue }
      sections[place].errors = String(complaint.text.prefix(Self.longestComplaint))
      next = place + 1
    }
  }

  /// Characters of a command's complaint that are kept.
  private static let longestComplaint = 2000

  /// Why the agent does nothing at all on its host: somebody else than root could change its files.
  package var distrust: String? {
    guard let result = output.sections.first(where: { $0.name == "result" }) else { return nil }
    let fields = Fields(result.text)
    return fields["refused"] == RefusalReason.untrusted.rawValue ? fields["text"] ?? "?" : nil
  }

  /// The sections of an output that the agent kept in a file: its mark is that of the call that wrote it.
  package init(kept text: String) {
    let bytes = Array(text.utf8)
    let words = textLines(text).first { $0.hasPrefix("%culvert ") }.map { textWords($0) } ?? []
    let marked = MarkedLines(in: bytes, mark: words.count >= 3 ? "%culvert \(words[1]) " : nil)
    output = ProbeOutput(sections: marked.sections(marked.lines.indices))
  }
}

/// The lines of an output that begin with the agent's mark, found in one pass over the bytes: an answer may have many
/// others, and only what becomes a section's text is made a text.
private struct MarkedLines {
  struct Line {
    /// Where the line begins, and where the next one does.
    let bytes: Range<Int>
    /// What comes after the mark.
    let text: String
    var words: [String] { textWords(text).map(String.init) }
  }

  private(set) var lines: [Line] = []
  private let bytes: [UInt8]
  private static let newline = UInt8(ascii: "\n")

  init(in bytes: [UInt8], mark: String?) {
    self.bytes = bytes
    guard let mark = mark.map({ Array($0.utf8) }) else { return }
    var start = 0
    while start < bytes.count {
      let end = bytes[start...].firstIndex(of: Self.newline) ?? bytes.count
      if bytes[start..<end].starts(with: mark) {
        let text = String(decoding: bytes[start + mark.count..<end], as: UTF8.self)
        lines.append(Line(bytes: start..<min(end + 1, bytes.count), text: text))
      }
      start = end + 1
    }
  }

  /// The first five lines of all, for a message.
  var beginning: String {
    let lines = bytes.split(separator: Self.newline, maxSplits: 5, omittingEmptySubsequences: false).prefix(5)
    return lines.map { String(decoding: $0, as: UTF8.self) }.joined(separator: "\n")
  }

  /// The sections that these lines name: the text of each comes before it, from the line before on.
  func sections(_ range: Range<Int>) -> [ProbeOutput.Section] {
    range.compactMap { index in
      let words = lines[index].words
      guard words.count == 3, words[0] == "section" else { return nil }
      let start = index > 0 ? lines[index - 1].bytes.upperBound : 0
      var text = bytes[start..<lines[index].bytes.lowerBound]
      while text.last == Self.newline { text.removeLast() }
      return .init(name: words[1], status: Int(words[2]) ?? 255, text: String(decoding: text, as: UTF8.self))
    }
  }
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
