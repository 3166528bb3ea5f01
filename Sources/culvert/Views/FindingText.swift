import Model

/// What is wrong with a host.
enum FindingText {
  static func line(_ finding: Finding, _ host: HostName) -> String {
    "\(host): \(finding.text(on: host)) [\(finding.id.rawValue)]"
  }
}

/// What findings mean: the list, or the pages of some.
enum ExplanationText {
  static func lines(_ explanations: [Explanation]) -> [String] {
    guard explanations.count < Explanation.all.count else {
      return explanations.map { "\($0.id.rawValue)  \($0.title)" }
    }
    return Array(explanations.map(page).joined(separator: [""]))
  }

  private static func page(_ explanation: Explanation) -> [String] {
    let force =
      explanation.id.canBeForced ? ["", "culvert up --force \(explanation.id.rawValue) goes on all the same."] : []
    return ["\(explanation.id.rawValue): \(explanation.title)", ""] + wrapped(explanation.text, to: 80) + force
  }

  /// The text in lines of at most so many characters.
  private static func wrapped(_ text: String, to width: Int) -> [String] {
    text.split(separator: "\n", omittingEmptySubsequences: false).flatMap { paragraph -> [String] in
      var lines = [""]
      for word in paragraph.split(separator: " ") {
        let last = lines[lines.count - 1]
        if last.isEmpty {
          lines[lines.count - 1] = String(word)
        } else if last.count + 1 + word.count <= width {
          lines[lines.count - 1] += " " + word
        } else {
          lines.append(String(word))
        }
      }
      return lines
    }
  }
}
