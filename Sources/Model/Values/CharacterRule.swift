/// Which ASCII characters a text may have.
struct CharacterRule: Sendable {
  /// A bit for each character, those from 64 on apart.
  private var allowed: (low: UInt64, high: UInt64) = (0, 0)

  init(_ characters: String) { for byte in characters.utf8 { allow(byte) } }

  static let letter = CharacterRule("abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ")
  static let alphanumeric = letter.or("0123456789")

  func or(_ more: String) -> CharacterRule { more.utf8.reduce(into: self) { $0.allow($1) } }

  func allows(_ byte: UInt8) -> Bool {
    switch byte {
    case ..<64: allowed.low >> byte & 1 == 1
    case ..<128: allowed.high >> (byte - 64) & 1 == 1
    default: false
    }
  }

  private mutating func allow(_ byte: UInt8) {
    if byte < 64 { allowed.low |= 1 << byte } else if byte < 128 { allowed.high |= 1 << (byte - 64) }
  }
}

/// The text itself if it keeps the rule.
func checked(
  _ text: String, kind: String, length: ClosedRange<Int>, first: CharacterRule, rest: CharacterRule, rule: String
) throws(InvalidValue) -> String {
  let bytes = text.utf8
  guard length.contains(bytes.count), let head = bytes.first, first.allows(head),
    bytes.dropFirst().allSatisfy(rest.allows)
  else { throw InvalidValue(kind: kind, text: text, reason: rule) }
  return text
}
