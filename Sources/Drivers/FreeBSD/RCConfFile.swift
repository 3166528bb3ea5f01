import Model

/// One of the files that make up rc.conf(5), with its bytes and what they say.
struct RCConfFile: Hashable {
  let path: HostPath
  /// Nil where there is no such file.
  let bytes: [UInt8]?
  let mode: FileMode
  let statements: [RCStatement]

  /// - Throws: `RCConfProblem` if it cannot be edited safely.
  init(path: HostPath, bytes: [UInt8]?, mode: FileMode = .plain) throws(RCConfProblem) {
    self.path = path
    self.bytes = bytes
    self.mode = mode
    do { statements = try RCConfLexer.statements(bytes ?? []) } catch {
      throw RCConfProblem(path: path, line: error.line, reason: error.reason)
    }
  }

  /// Whether the lines end as on Windows. A value's own lines would then end in a carriage return, so culvert puts a
  /// comment before it.
  var endsLinesWithReturns: Bool {
    guard let bytes, let end = bytes.firstIndex(of: UInt8(ascii: "\n")), end > 0 else { return false }
    return bytes[end - 1] == UInt8(ascii: "\r")
  }

  /// The bytes of the lines that a statement has to itself, their ends included; nil if it shares one.
  func ownLines(of statement: RCStatement) -> Range<Int>? {
    guard let bytes else { return nil }
    let start = bytes[..<statement.range.lowerBound].lastIndex(of: UInt8(ascii: "\n")).map { $0 + 1 } ?? 0
    guard bytes[start..<statement.range.lowerBound].allSatisfy({ $0 == 32 || $0 == 9 }) else { return nil }
    // The lexer takes the comment behind a statement along.
    guard statement.range.upperBound == bytes.count || bytes[statement.range.upperBound] == UInt8(ascii: "\n") else {
      return nil
    }
    return start..<min(bytes.count, statement.range.upperBound + 1)
  }
}

/// Why rc.conf(5) cannot be edited safely, and where.
struct RCConfProblem: Error, Hashable, CustomStringConvertible {
  var path: HostPath
  var line: Int
  var reason: String

  var description: String { "\(path):\(line): \(reason)" }
}
