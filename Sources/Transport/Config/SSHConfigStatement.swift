/// A statement of an ssh_config(5) file.
enum SSHConfigStatement: Sendable {
  /// What follows is for hosts with such a name, up to the next `Host` or `Match`.
  case host(PatternList)
  /// What follows is for hosts that meet all of these, up to the next `Host` or `Match`.
  case match([Criterion])
  /// The statements of another file, for the hosts that the `Include` itself is for.
  case include([Self])
  case set(SSHConfigKeyword, to: SSHConfigValue)

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
      /// One that culvert cannot tell, such as `exec`; an error for a host that all conditions before it are true for.
      case unsupported(String, FilePosition)
    }
  }
}

/// The value of a keyword.
struct SSHConfigValue: Hashable, Sendable {
  let text: String
  let position: FilePosition

  func problem(_ reason: String) -> FileProblem {
    FileProblem(path: position.path, line: position.line, reason: reason)
  }
}

/// The keywords of ssh_config(5) that culvert heeds, in lower case; it does as if no other were there.
///
/// StrictHostKeyChecking and the known_hosts files are left out on purpose: no line of a user's file makes culvert
/// trust a key that is not recorded.
enum SSHConfigKeyword: String, Sendable {
  case host, match, include
  case hostname, port, user, identityfile, identitiesonly, identityagent, hostkeyalias, proxycommand, proxyjump
  case kexalgorithms, hostkeyalgorithms, ciphers, macs, pubkeyacceptedalgorithms

  init?(_ word: String) {
    // The older name of the same, still taken by OpenSSH 9.2 (readconf.c).
    self.init(rawValue: word == "pubkeyacceptedkeytypes" ? "pubkeyacceptedalgorithms" : word)
  }
}
