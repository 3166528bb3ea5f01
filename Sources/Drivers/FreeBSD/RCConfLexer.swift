import Model

/// Cuts a file in the language of sh(1) into statements, as far as rc.conf(5) needs it.
///
/// Every byte is in the place where sh sees it: quotes, escapes, continued lines and comments are followed. What is not a
/// plain assignment is not understood, only passed over with its end found.
struct RCConfLexer {
  /// Why a file cannot be followed, and in which line.
  struct Problem: Error, Hashable {
    var line: Int
    var fault: BootFileFault
  }

  private let bytes: [UInt8]
  private var place = 0
  private var line = 1
  /// How many `if`, `case`, `do` and `{` are open.
  private var depth = 0
  private var statements: [RCStatement] = []

  private init(_ bytes: [UInt8]) { self.bytes = bytes }

  static func statements(_ bytes: [UInt8]) throws(Problem) -> [RCStatement] {
    var lexer = RCConfLexer(bytes)
    while lexer.place < bytes.count { try lexer.readStatement() }
    guard lexer.depth == 0 else { throw Problem(line: lexer.line, fault: .controlStructures) }
    return lexer.statements
  }

  private var byte: UInt8? { place < bytes.count ? bytes[place] : nil }

  private func has(_ character: Unicode.Scalar) -> Bool { byte == UInt8(ascii: character) }

  private mutating func advance() {
    if has("\n") { line += 1 }
    place += 1
  }

  // MARK: - Statements

  private mutating func readStatement() throws(Problem) {
    skipBlanks()
    guard byte != nil else { return }
    if has("\n") || has(";") || (has("\r") && isLineEnd(place + 1)) { return advance() }
    if has("#") { return skipComment() }
    let start = (place: place, line: line)
    var words: [RCWord] = []
    var hasOperator = false
    reading: while byte != nil {
      switch byte.map(UnicodeScalar.init) {
      case "\n", ";": break reading
      case " ", "\t": advance()
      case "#": skipComment()
      case "<" where place + 1 < bytes.count && bytes[place + 1] == UInt8(ascii: "<"):
        throw Problem(line: line, fault: .hereDocument)
      case "&", "|", "(", ")", "<", ">":
        hasOperator = true
        advance()
        if has("\n") { advance() }
      default: words.append(try readWord())
      }
    }
    let before = depth
    depth += words.reduce(0) { $0 + $1.nesting }
    guard depth >= 0 else { throw Problem(line: start.line, fault: .controlStructures) }
    let isPlain = before == 0 && depth == 0 && !hasOperator && words.allSatisfy { $0.assignment != nil }
    statements.append(RCStatement(range: start.place..<place, line: start.line, words: words, isPlain: isPlain))
  }

  private func isLineEnd(_ place: Int) -> Bool { place >= bytes.count || bytes[place] == UInt8(ascii: "\n") }

  private mutating func skipBlanks() { while has(" ") || has("\t") { advance() } }

  private mutating func skipComment() { while byte != nil, !has("\n") { advance() } }

  // MARK: - Words

  private mutating func readWord() throws(Problem) -> RCWord {
    var word = RCWord(range: place..<place, line: line)
    while let byte, !Self.endsWord(byte) { try readPart(&word, isQuoted: false) }
    word.range = word.range.lowerBound..<place
    word.nameEnd = Self.nameEnd(bytes[word.range])
    return word
  }

  private static func endsWord(_ byte: UInt8) -> Bool {
    switch UnicodeScalar(byte) {
    case " ", "\t", "\n", ";", "&", "|", "(", ")", "<", ">": true
    default: false
    }
  }

  private mutating func readPart(_ word: inout RCWord, isQuoted: Bool) throws(Problem) {
    switch byte.map(UnicodeScalar.init) {
    case "\\": readEscape(&word, isQuoted: isQuoted)
    case "'" where !isQuoted: try readSingleQuotes(&word)
    case "\"" where !isQuoted: try readDoubleQuotes(&word)
    case "$": try readExpansion(&word)
    case "`":
      advance()
      try skip(to: "`", .backquote)
      word.parts.append(.unknown)
    default:
      word.add(byte)
      advance()
    }
  }

  private mutating func readEscape(_ word: inout RCWord, isQuoted: Bool) {
    advance()
    if has("\n") { return advance() }
    if isQuoted, let byte, !"$`\"\\".utf8.contains(byte) { word.add(UInt8(ascii: "\\")) }
    word.add(byte)
    if byte != nil { advance() }
  }

  private mutating func readSingleQuotes(_ word: inout RCWord) throws(Problem) {
    let start = line
    advance()
    while byte != nil, !has("'") {
      word.add(byte)
      advance()
    }
    guard byte != nil else { throw Problem(line: start, fault: .notClosed(.quote)) }
    word.add(nil)
    advance()
  }

  private mutating func readDoubleQuotes(_ word: inout RCWord) throws(Problem) {
    let start = line
    advance()
    word.add(nil)
    while byte != nil, !has("\"") { try readPart(&word, isQuoted: true) }
    guard byte != nil else { throw Problem(line: start, fault: .notClosed(.quote)) }
    advance()
  }

  /// `$NAME` and `${NAME}` are known; anything more is not.
  private mutating func readExpansion(_ word: inout RCWord) throws(Problem) {
    advance()
    let opening = byte
    if opening == UInt8(ascii: "{") || opening == UInt8(ascii: "(") {
      advance()
      let start = place
      try skip(to: opening == UInt8(ascii: "{") ? "}" : ")", .expansion)
      let name = bytes[start..<(place - 1)]
      let isName = opening == UInt8(ascii: "{") && Self.nameLength(name) == name.count && !name.isEmpty
      word.parts.append(isName ? .variable(String(decoding: name, as: UTF8.self)) : .unknown)
      return
    }
    let length = Self.nameLength(bytes[place...])
    if has("'") { throw Problem(line: line, fault: .dollarQuote) }
    if length == 0 {
      // A dollar sign before anything else is itself, but for the special parameters.
      if let byte, "@*#?-$!0123456789".utf8.contains(byte) {
        word.parts.append(.unknown)
        advance()
      } else {
        word.add(UInt8(ascii: "$"))
      }
      return
    }
    word.parts.append(.variable(String(decoding: bytes[place..<(place + length)], as: UTF8.self)))
    place += length
  }

  private mutating func skip(to end: Unicode.Scalar, _ construct: BootFileFault.Construct) throws(Problem) {
    let start = line
    let opening: Unicode.Scalar? = end == "}" ? "{" : end == ")" ? "(" : nil
    var open = 1
    while byte != nil {
      if let opening, has(opening) { open += 1 } else if has(end) { open -= 1 }
      if has("\\") { advance() }
      if byte != nil { advance() }
      if open == 0 { return }
    }
    throw Problem(line: start, fault: .notClosed(construct))
  }

  /// Where the name of an assignment ends, counted from the word's beginning; nil if the word is none.
  private static func nameEnd(_ word: ArraySlice<UInt8>) -> Int? {
    let length = nameLength(word)
    guard length > 0, word.count > length, word[word.startIndex + length] == UInt8(ascii: "=") else { return nil }
    return length
  }

  private static func nameLength(_ text: ArraySlice<UInt8>) -> Int {
    guard let first = text.first, !(UInt8(ascii: "0")...UInt8(ascii: "9")).contains(first) else { return 0 }
    return text.prefix(while: isNameByte).count
  }

  /// Whether a byte may be in a name: a letter, a digit or `_`.
  static func isNameByte(_ byte: UInt8) -> Bool {
    switch UnicodeScalar(byte) {
    case "a"..."z", "A"..."Z", "0"..."9", "_": true
    default: false
    }
  }
}
