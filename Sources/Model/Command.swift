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
  let quoted = text.unicodeScalars.reduce(into: "") { quoted, scalar in
    switch scalar {
    case "'": quoted += #"'\''"#
    case "\0": break
    default: quoted.unicodeScalars.append(scalar)
    }
  }
  return "'\(quoted)'"
}

private let harmlessCharacters = CharacterRule.alphanumeric.or("_-./:=,@%+")
