import Model

/// One of the files that make up rc.conf(5), with its bytes and what they say.
struct RCConfFile: Hashable {
  let path: HostPath
  let bytes: [UInt8]
  let mode: FileMode
  /// Whether there is such a file.
  let exists: Bool
  let statements: [RCStatement]

  /// - Throws: `RCConfProblem` if it cannot be edited safely.
  init(path: HostPath, bytes: [UInt8], mode: FileMode = .plain, exists: Bool = true) throws(RCConfProblem) {
    self.path = path
    self.bytes = bytes
    self.mode = mode
    self.exists = exists
    do { statements = try RCConfLexer.statements(bytes) } catch {
      throw RCConfProblem(place: FilePlace(path, line: error.line), fault: error.fault)
    }
  }

  /// The file with other bytes in the place of some.
  /// - Throws: `RCConfProblem` if that is no file that can be followed.
  func replacing(_ range: Range<Int>, with new: some Sequence<UInt8>) throws(RCConfProblem) -> RCConfFile {
    var bytes = bytes
    bytes.replaceSubrange(range, with: Array(new))
    return try RCConfFile(path: path, bytes: bytes, mode: mode)
  }

  /// Whether the lines end as on Windows.
  ///
  /// What culvert adds then ends in a comment, for sh takes a carriage return for a part of the value.
  var endsLinesWithReturns: Bool {
    guard let end = bytes.firstIndex(of: UInt8(ascii: "\n")), end > 0 else { return false }
    return bytes[end - 1] == UInt8(ascii: "\r")
  }

  /// The bytes of the lines that a statement has to itself, with what ends them; nil if it shares one.
  ///
  /// The last line of a file may have no end: what ends the line before it then goes, as it came.
  func ownLines(of statement: RCStatement) -> Range<Int>? {
    let newline = UInt8(ascii: "\n")
    var start = bytes[..<statement.range.lowerBound].lastIndex(of: newline).map { $0 + 1 } ?? 0
    guard bytes[start..<statement.range.lowerBound].allSatisfy({ $0 == 32 || $0 == 9 }) else { return nil }
    // The lexer takes the comment behind a statement along.
    let end = statement.range.upperBound
    guard end < bytes.count else {
      if start > 0 { start -= 1 }
      return start..<end
    }
    return bytes[end] == newline ? start..<end + 1 : nil
  }

  /// The line that a byte is in, from 1.
  func line(of place: Int) -> Int { 1 + bytes[..<place].count { $0 == UInt8(ascii: "\n") } }

  /// The line of the first place where the text stands as a word of its own, comments included.
  func line(naming word: String) -> Int? { words(word).first.map { line(of: $0.lowerBound) } }

  /// Where a text stands as a word of its own between `range`'s bytes: neither letters nor digits nor `_` around it.
  func words(_ word: String, in range: Range<Int>? = nil) -> [Range<Int>] {
    let (word, range) = (Array(word.utf8), range ?? 0..<bytes.count)
    guard range.count >= word.count else { return [] }
    return (range.lowerBound...range.upperBound - word.count).compactMap { start in
      let end = start + word.count
      guard bytes[start] == word[0], bytes[start..<end].elementsEqual(word) else { return nil }
      let isBegun = start == 0 || !RCConfLexer.isNameByte(bytes[start - 1])
      return isBegun && (end == bytes.count || !RCConfLexer.isNameByte(bytes[end])) ? start..<end : nil
    }
  }
}

/// Why rc.conf(5) cannot be edited safely, and where.
struct RCConfProblem: Error, Hashable {
  var place: FilePlace
  var fault: BootFileFault
}
