/// One statement of rc.conf(5): assignments, or something that culvert does not understand.
struct RCStatement: Hashable {
  var range: Range<Int>
  /// The line of its first byte, from 1.
  var line: Int
  var words: [RCWord]
  /// Whether it is nothing but assignments that are always made.
  var isPlain: Bool
}

/// A word of a statement.
struct RCWord: Hashable {
  var range: Range<Int>
  var line: Int
  var parts: [Part] = []
  /// How many bytes the name of an assignment has; nil if the word is none.
  var nameEnd: Int?

  init(range: Range<Int>, line: Int) {
    self.range = range
    self.line = line
  }

  /// What sh makes a piece of a word's text of.
  enum Part: Hashable {
    case text([UInt8])
    case variable(String)
    case unknown
  }

  /// A byte that stands for itself; nil adds nothing, but makes an empty text of a word without one.
  mutating func add(_ byte: UInt8?) {
    if case .text(var text)? = parts.last {
      guard let byte else { return }
      // Out of the list while it grows, or every byte would copy all those before it.
      parts.removeLast()
      text.append(byte)
      parts.append(.text(text))
    } else {
      parts.append(.text(byte.map { [$0] } ?? []))
    }
  }

  /// The name and the value's parts, if the word is an assignment.
  var assignment: (name: String, value: [Part])? {
    guard let nameEnd, case .text(let text)? = parts.first, text.count > nameEnd else { return nil }
    let name = String(decoding: text.prefix(nameEnd), as: UTF8.self)
    return (name, [.text(Array(text.dropFirst(nameEnd + 1)))] + parts.dropFirst())
  }

  /// The bytes of the value, quotes included.
  var valueRange: Range<Int>? { nameEnd.map { range.lowerBound + $0 + 1..<range.upperBound } }

  /// The word's text, if sh takes it as it is.
  var literal: String? {
    guard parts.count == 1, case .text(let text) = parts[0] else { return parts.isEmpty ? "" : nil }
    return String(decoding: text, as: UTF8.self)
  }

  /// What the word opens and closes.
  var nesting: Int {
    switch literal {
    case "if", "case", "do", "{": 1
    case "fi", "esac", "done", "}": -1
    default: 0
    }
  }
}
