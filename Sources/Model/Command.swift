/// A command as an argument list: the tool (or a function of the agent) and its arguments.
package struct Command: Hashable, Codable, Sendable, CustomStringConvertible {
  package let arguments: [String]

  package init(_ tool: String, _ arguments: String...) { self.arguments = [tool] + arguments }

  package init(_ arguments: [String]) { self.arguments = arguments }

  /// The command as a POSIX shell reads it.
  package var shellText: String { arguments.map(shellWord).joined(separator: " ") }

  package var description: String { shellText }
}

/// A text as one word of a POSIX shell, whatever is in it: the only quoting there is.
///
/// A text of harmless characters stays as it is, so that people can read the command; any other comes in single quotes,
/// within which a shell takes every byte as it is but the single quote itself. NUL cannot be in a shell word; every type
/// that gets here refuses it, and it is dropped if one did not.
package func shellWord(_ text: String) -> String {
  if !text.isEmpty, text.utf8.allSatisfy(harmlessCharacters.allows) { return text }
  return String(decoding: quoted(text.utf8), as: UTF8.self)
}

/// The same of bytes, which need not be UTF-8.
package func shellWord(_ bytes: some Collection<UInt8>) -> [UInt8] {
  if !bytes.isEmpty, bytes.allSatisfy(harmlessCharacters.allows) { return Array(bytes) }
  return quoted(bytes)
}

private func quoted(_ bytes: some Collection<UInt8>) -> [UInt8] {
  let quote = UInt8(ascii: "'")
  var word: [UInt8] = []
  word.reserveCapacity(bytes.count + 2)
  word.append(quote)
  for byte in bytes where byte != 0 {
    if byte == quote { word += #"'\'"#.utf8 }
    word.append(byte)
  }
  word.append(quote)
  return word
}

private let harmlessCharacters = CharacterRule.alphanumeric.or("_-./:=,@%+")
