import Foundation
import Model
import Testing

/// What each type takes for its text, and what it refuses.
@Suite struct TextValueTests {
  @Test(arguments: Case.all) func `a type takes and refuses what it should`(type: Case) {
    for text in type.accepted { #expect(type.canonical(text) == text) }
    for (text, canonical) in type.rewritten { #expect(type.canonical(text) == canonical) }
    for text in type.refused + Case.hostile where !type.accepted.contains(text) {
      #expect(type.canonical(text) == nil, "\(text.debugDescription)")
    }
  }

  @Test(arguments: Case.all) func `a value comes back from JSON as it was`(type: Case) throws {
    for text in type.accepted { #expect(try type.throughJSON(text) == text) }
    #expect(throws: (any Error).self) { try type.throughJSON("; id") }
  }

  @Test func `a value can be a key in JSON`() throws {
    let peers = [try HostName("web1"): try IPv4Address("198.18.0.1")]
    let data = try JSONEncoder().encode(peers)
    #expect(String(bytes: data, encoding: .utf8) == #"{"web1":"198.18.0.1"}"#)
    #expect(try JSONDecoder().decode([HostName: IPv4Address].self, from: data) == peers)
    #expect(throws: (any Error).self) {
      try JSONDecoder().decode([HostName: IPv4Address].self, from: Data(#"{"a b":"198.18.0.1"}"#.utf8))
    }
  }

  @Test func `a refused text is named with its kind and the reason`() {
    #expect(throws: InvalidValue(kind: "port", text: "x", reason: "it is a number from 0 to 65535")) { try Port("x") }
    #expect(
      InvalidValue(kind: "port", text: "x\n", reason: "it is a number").description
        == #"'x\n' is not a valid port: it is a number"#)
  }

  @Test(arguments: [
    ("plain", "'plain'"), ("", "''"), ("a\nb\r\tc", #"'a\nb\r\tc'"#), ("\u{1B}[31m", #"'\u{1b}[31m'"#),
    ("\0\u{7F}", #"'\u{0}\u{7f}'"#), ("\u{202E}x\u{200B}", #"'\u{202e}x\u{200b}'"#), ("é日𝄞", "'é日𝄞'"),
    ("\u{9B}31m\u{85}", #"'\u{9b}31m\u{85}'"#), ("a\u{2028}b\u{2029}", #"'a\u{2028}b\u{2029}'"#),
    (String(repeating: "a", count: 60), "'\(String(repeating: "a", count: 60))'"),
    (String(repeating: "a", count: 61), "'\(String(repeating: "a", count: 60))…'"),
  ])
  func `a text in quotes does nothing to a terminal`(text: String, shown: String) {
    #expect(quoted(text) == shown)
  }

  @Test(arguments: [("0", 0), ("7", 7), ("65535", 65535)]) func `a decimal number`(text: String, number: Int) {
    #expect(decimal(text, below: 65536) == number)
  }

  @Test(arguments: [
    "", " 1", "1 ", "+1", "-1", "01", "00", "0x1", "1e3", "1_000", "1.0", "65536", "99999999999999999999", "１", "٣",
    "a",
  ])
  func `no decimal number`(text: String) {
    #expect(decimal(text, below: 65536) == nil)
  }

  @Test func `a decimal number that is more than there is room for is none`() {
    #expect(decimal("9223372036854775806", below: .max) == .max - 1)
    for text in ["9223372036854775807", "9223372036854775808", "9999999999999999999"] {
      #expect(decimal(text, below: .max) == nil)
    }
  }
}

/// One type with its texts.
struct Case: CustomTestStringConvertible, Sendable {
  let testDescription: String
  /// In their canonical form.
  var accepted: [String]
  var rewritten: [(String, String)] = []
  var refused: [String]
  let canonical: @Sendable (String) -> String?
  let throughJSON: @Sendable (String) throws -> String

  /// No value of any type but one that accepts it by name.
  static let hostile = [
    "", " ", "\n", "\0", "a\0", "a\n", "\na", "a;b", "; rm -rf /", "$(id)", "`id`", "$HOME", "a'b", "a\"b", "a\\b",
    "a|b",
    "a&b", "a>b", "a<b", "a*b", "a?b", "(a)", "[a]", "{a}", "!a", "#a", "-oProxyCommand=id", "--", "-", "аbс", "ｗeb",
    "é", "a\u{301}", "a\u{202E}b", "a\u{200B}", "\u{1B}[31m", "\t", "a\tb", String(repeating: "a", count: 2000),
  ]

  init<Value: TextValue>(
    _ type: Value.Type, accepted: [String], rewritten: [(String, String)] = [], refused: [String]
  ) {
    testDescription = "\(type)"
    (self.accepted, self.rewritten, self.refused) = (accepted, rewritten, refused)
    canonical = { text in (try? Value(text))?.text }
    throughJSON = { text in
      let data = try JSONEncoder().encode([text])
      let values = try JSONDecoder().decode([Value].self, from: data)
      let again = try JSONDecoder().decode([String].self, from: JSONEncoder().encode(values))
      return try #require(again.first)
    }
  }
}
