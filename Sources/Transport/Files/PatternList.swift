/// Patterns with `*`, `?` and a leading `!`, as ssh_config(5) PATTERNS has them.
struct PatternList: Hashable, Sendable {
  private struct Pattern: Hashable, Sendable {
    let isNegated: Bool
    let bytes: [UInt8]
  }

  private let patterns: [Pattern]

  init(_ texts: some Sequence<some StringProtocol>) {
    patterns = texts.map { text in
      let isNegated = text.hasPrefix("!")
      return Pattern(isNegated: isNegated, bytes: Array(text.dropFirst(isNegated ? 1 : 0).utf8))
    }
  }

  /// The patterns of a text with commas between them.
  init(commaSeparated text: some StringProtocol) { self.init(text.split(separator: ",")) }

  /// Whether a pattern matches, and no negated one does.
  func matches(_ text: String) -> Bool {
    let bytes = Array(text.utf8)
    let matching = patterns.filter { Self.matches(bytes, $0.bytes) }
    return !matching.isEmpty && !matching.contains { $0.isNegated }
  }

  /// Goes back to the last `*` on a mismatch: at most text × pattern steps, whatever the pattern.
  private static func matches(_ text: [UInt8], _ pattern: [UInt8]) -> Bool {
    var (at, place) = (0, 0)
    var star: (place: Int, at: Int)?
    while at < text.count {
      if place < pattern.count, pattern[place] == UInt8(ascii: "*") {
        star = (place, at)
        place += 1
      } else if place < pattern.count, pattern[place] == text[at] || pattern[place] == UInt8(ascii: "?") {
        at += 1
        place += 1
      } else if let last = star {
        star = (last.place, last.at + 1)
        (at, place) = (last.at + 1, last.place + 1)
      } else {
        return false
      }
    }
    return pattern[place...].allSatisfy { $0 == UInt8(ascii: "*") }
  }
}
