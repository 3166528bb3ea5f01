/// Which ASCII characters a text may have.
struct CharacterRule: Sendable {
  private var allowed: Set<UInt8>

  init(_ characters: String) { allowed = Set(characters.utf8) }

  static let letter = CharacterRule("abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ")
  static let digit = CharacterRule("0123456789")
  static let alphanumeric = CharacterRule(allowed: letter.allowed.union(digit.allowed))

  private init(allowed: Set<UInt8>) { self.allowed = allowed }

  func or(_ more: String) -> CharacterRule { CharacterRule(allowed: allowed.union(more.utf8)) }

  func allows(_ byte: UInt8) -> Bool { allowed.contains(byte) }
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
