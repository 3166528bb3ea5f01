/// The lines of a text, without what ends them; the empty ones are left out unless they are asked for.
///
/// A carriage return stays with its line: to Swift it is one character with the newline after it, at which
/// `split(separator: "\n")` would not split.
package func textLines(_ text: String, keepsEmpty: Bool = false) -> [Substring] {
  pieces(of: text[...], keepsEmpty: keepsEmpty) { $0 == UInt8(ascii: "\n") }
}

/// The words of a line with blanks between them, or tabs where they count too, without the empty ones; the last one is the
/// whole rest where there are more than `maxSplits`.
///
/// A blank is a byte, and is not looked for among the characters of the text, which take much longer to tell apart.
package func textWords(_ line: Substring, maxSplits: Int = .max, orTabs: Bool = false) -> [Substring] {
  pieces(of: line, maxSplits: maxSplits) { $0 == UInt8(ascii: " ") || (orTabs && $0 == UInt8(ascii: "\t")) }
}

/// What is between bytes of a text, as `split` would have it; in one pass over the bytes as they lie in memory, with room
/// made for the usual number.
private func pieces(
  of text: Substring, maxSplits: Int = .max, keepsEmpty: Bool = false, between isSeparator: (UInt8) -> Bool
) -> [Substring] {
  let view = text.utf8
  var pieces: [Substring] = []
  pieces.reserveCapacity(min(8, maxSplits) + 1)
  var start = view.startIndex
  var (copy, startOffset) = (text, 0)
  copy.withUTF8 { bytes in
    for (offset, byte) in bytes.enumerated() where isSeparator(byte) {
      if pieces.count >= maxSplits { break }
      let end = view.index(start, offsetBy: offset - startOffset)
      if keepsEmpty || startOffset < offset { pieces.append(Substring(view[start..<end])) }
      start = view.index(after: end)
      startOffset = offset + 1
    }
  }
  if keepsEmpty || start < view.endIndex { pieces.append(Substring(view[start...])) }
  return pieces
}

/// What stands before and behind the first place of some text in a line; nil where it is not there.
///
/// Not `firstRange(of:)`, which makes a table of the characters that it looks for, each time.
package func textParts(_ line: Substring, around text: StaticString) -> (before: Substring, behind: Substring)? {
  let (bytes, wanted) = (line.utf8, UnsafeBufferPointer(start: text.utf8Start, count: text.utf8CodeUnitCount))
  var rest = bytes[...]
  while let start = rest.firstIndex(of: wanted[0]) {
    if bytes[start...].starts(with: wanted) {
      return (Substring(bytes[..<start]), Substring(bytes[start...].dropFirst(wanted.count)))
    }
    rest = bytes[bytes.index(after: start)...]
  }
  return nil
}

/// The words of a whole text.
package func textWords(_ text: String) -> [Substring] { textWords(text[...]) }
