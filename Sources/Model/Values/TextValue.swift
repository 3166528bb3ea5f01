/// A value that is written as one word of text, such as an address or a name, and refuses every text that is not one.
///
/// The type is the proof that its text was looked at: past the inventory and the parsers of host output no `String`
/// stands for an address, a name or a path.
package protocol TextValue: Hashable, Comparable, Codable, CodingKeyRepresentable, CustomStringConvertible, Sendable {
  /// Reads the value from its text form.
  /// - Throws: `InvalidValue`, with the reason in words.
  init(_ text: String) throws(InvalidValue)

  /// The canonical text form: `init` reads it back to an equal value.
  var text: String { get }
}

extension TextValue {
  package var description: String { text }

  package static func < (left: Self, right: Self) -> Bool { left.text < right.text }

  package init(from decoder: any Decoder) throws {
    try self.init(String(from: decoder))
  }

  package func encode(to encoder: any Encoder) throws {
    try text.encode(to: encoder)
  }

  package var codingKey: any CodingKey { TextKey(stringValue: text) }

  package init?<Key: CodingKey>(codingKey: Key) {
    guard let value = try? Self(codingKey.stringValue) else { return nil }
    self = value
  }
}

private struct TextKey: CodingKey {
  let stringValue: String
  var intValue: Int? { nil }
  init(stringValue: String) { self.stringValue = stringValue }
  init?(intValue: Int) { nil }
}

/// A text that the type it was meant for refuses.
package struct InvalidValue: Error, Hashable, Sendable, CustomStringConvertible {
  /// What was wanted, such as `IPv4 address`.
  package let kind: String
  /// The refused text, as it was given.
  package let text: String
  /// Why it is refused, in words that finish the sentence "… is not a valid …:".
  package let reason: String

  package init(kind: String, text: String, reason: String) {
    self.kind = kind
    self.text = text
    self.reason = reason
  }

  package var description: String { "\(quoted(text)) is not a valid \(kind): \(reason)" }
}

/// A text from outside in quotes, fit for an error line: as `visible` has it.
package func quoted(_ text: some StringProtocol) -> String { "'\(visible(text))'" }

/// A text from outside with control characters made visible, cut at 60 characters if nothing else is said.
package func visible(_ text: some StringProtocol, atMost limit: Int = 60) -> String {
  let shown = text.unicodeScalars.prefix(limit).reduce(into: "") { result, scalar in
    switch scalar {
    case "\n": result += "\\n"
    case "\r": result += "\\r"
    case "\t": result += "\\t"
    case _ where isInvisible(scalar): result += "\\u{\(String(scalar.value, radix: 16))}"
    default: result.unicodeScalars.append(scalar)
    }
  }
  return shown + (text.unicodeScalars.count > limit ? "…" : "")
}

/// Whether a terminal would show nothing, or do something, for the character: C1 control characters too, and what ends
/// a line or has no meaning of its own.
private func isInvisible(_ scalar: Unicode.Scalar) -> Bool {
  switch scalar.properties.generalCategory {
  case .control, .format, .lineSeparator, .paragraphSeparator, .privateUse, .unassigned, .surrogate: true
  default: false
  }
}
