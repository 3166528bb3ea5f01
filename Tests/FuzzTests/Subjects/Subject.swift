/// A reader of bytes that come from outside, and what holds whatever these are.
///
/// The fuzzer and the tests go through the same table, `Subject.all`.
struct Subject: Sendable {
  let name: String
  /// How many bytes an input of the fuzzer may have.
  var longest = 4096
  /// Folders and files of the repository that such a reader may get to see; the fuzzer starts from these too.
  var samples: [String] = []
  /// Words that the reader knows, with blanks between them: the fuzzer puts them into its inputs.
  var words: String
  /// Reads an input.
  /// - Throws: What the reader should not have thrown, or a `Violation`.
  let check: @Sendable ([UInt8]) throws -> Void

  static let all: [Subject] =
    [inventory, values] + linux + freebsd + solaris + agent + ssh

  static func named(_ name: String) -> Subject? { all.first { $0.name == name } }
}

/// Something that does not hold of what a reader made of its input.
struct Violation: Error, CustomStringConvertible {
  let description: String
  init(_ description: String) { self.description = description }
}

/// Throws a violation if the condition does not hold.
func hold(_ condition: Bool, _ what: @autoclosure () -> String) throws(Violation) {
  guard condition else { throw Violation(what()) }
}

/// What a text for people may be: one line that does nothing to a terminal.
func holdIsOneLine(_ text: String) throws(Violation) {
  let wrong = text.unicodeScalars.first { $0.value < 32 || (0x7F...0x9F).contains($0.value) }
  try hold(wrong == nil, "a message has U+\(String(wrong?.value ?? 0, radix: 16)) in it: \(text.debugDescription)")
}
