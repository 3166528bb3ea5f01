/// A statement of an ssh_config(5) file.
enum SSHConfigStatement: Sendable {
  /// What follows is for hosts with such a name, up to the next `Host` or `Match`.
  case host(PatternList)
  /// What follows is for hosts that meet all of these, up to the next `Host` or `Match`.
  case match([Criterion])
  /// The statements of another file, for the hosts that the `Include` itself is for.
  case include([Self])
  case set(SSHConfigKeyword, to: SSHConfigValue)
  /// A keyword that ssh(1) does not know: an error unless an `IgnoreUnknown` before it names it.
  case unknown(String, FilePosition)

  /// A condition of a `Match`.
  struct Criterion: Sendable {
    let kind: Kind
    let isNegated: Bool

    enum Kind: Sendable {
      case all
      /// True in the second pass over the files; `final` asks for that pass, `canonical` does not.
      case secondPass(isWanted: Bool)
      case host(PatternList)
      case originalHost(PatternList)
      case user(PatternList)
      case localUser(PatternList)
      case tagged(PatternList)
      /// True if this command, given to the user's shell, ends with status 0.
      case exec(SSHConfigValue)
      /// One that culvert cannot tell; an error for a host that all conditions before it are true for.
      case unsupported(String, FilePosition)
    }
  }
}

/// The value of a keyword.
struct SSHConfigValue: Hashable, Sendable {
  /// The first word, or the whole rest of the line where that is one command.
  let text: String
  /// All words.
  let words: [String]
  let position: FilePosition

  init(text: String, words: [String]? = nil, position: FilePosition) {
    self.text = text
    self.words = words ?? [text]
    self.position = position
  }

  func problem(_ reason: String) -> FileProblem {
    FileProblem(path: position.path, line: position.line, reason: reason)
  }
}
