/// What the ssh_config(5) files say about one host; the first value of a keyword counts.
struct SSHSettings: Hashable, Sendable {
  /// The values of the keywords that have one.
  private(set) var values: [SSHConfigKeyword: SSHConfigValue] = [:]
  /// All of them in their order; nil if none is named, which leaves the usual ones.
  private(set) var identityFiles: [SSHConfigValue]?

  subscript(keyword: SSHConfigKeyword) -> SSHConfigValue? { values[keyword] }

  /// Takes a value if the keyword has none yet; every `IdentityFile` counts.
  mutating func set(_ keyword: SSHConfigKeyword, to value: SSHConfigValue) {
    switch keyword {
    case .identityfile:
      let isThere = identityFiles?.contains { $0.text == value.text } ?? false
      if !isThere { identityFiles = (identityFiles ?? []) + [value] }
    // Whichever of these two comes first shuts the other out (ssh_config(5), ProxyJump).
    case .proxycommand where values[.proxyjump] != nil, .proxyjump where values[.proxycommand] != nil: break
    default: values[keyword] = values[keyword] ?? value
    }
  }
}
