/// What the ssh_config(5) files say about one host; the first value of a keyword counts.
struct SSHSettings: Hashable, Sendable {
  /// The values of the keywords that have one.
  private(set) var values: [SSHConfigKeyword: SSHConfigValue] = [:]
  /// All of them in their order; nil if none is named, which leaves the usual ones.
  private(set) var identityFiles: [SSHConfigValue]?
  /// All of them in their order.
  private(set) var certificateFiles: [SSHConfigValue] = []

  subscript(keyword: SSHConfigKeyword) -> SSHConfigValue? { values[keyword] }

  /// Takes a value if the keyword has none yet; every `IdentityFile` and `CertificateFile` counts.
  mutating func set(_ keyword: SSHConfigKeyword, to value: SSHConfigValue) {
    switch keyword {
    case .identityfile:
      let isThere = identityFiles?.contains { $0.text == value.text } ?? false
      if !isThere { identityFiles = (identityFiles ?? []) + [value] }
    case .certificatefile:
      if !certificateFiles.contains(where: { $0.text == value.text }) { certificateFiles.append(value) }
    // Whichever of these two comes first shuts the other out (ssh_config(5), ProxyJump); but for `ProxyJump none`, of which
    // OpenSSH 9.2 says otherwise (`ssh -G`).
    case .proxycommand where (values[.proxyjump]?.text.lowercased() ?? "none") != "none": break
    case .proxyjump where values[.proxycommand] != nil: break
    default: values[keyword] = values[keyword] ?? value
    }
  }

  /// Puts the name that was found out in the place of the one that is written.
  mutating func replaceHostName(with name: String) {
    let position = values[.hostname]?.position ?? FilePosition(path: "", line: 0)
    values[.hostname] = SSHConfigValue(text: name, position: position)
  }

  /// A yes or a no; nil if nothing is said.
  func flag(_ keyword: SSHConfigKeyword) throws(FileProblem) -> Bool? {
    guard let value = values[keyword] else { return nil }
    switch value.text.lowercased() {
    case "yes", "true": return true
    case "no", "false": return false
    default: throw value.problem("'\(value.text)' is not yes or no")
    }
  }

  /// - Throws: `FileProblem` for a line that culvert cannot follow.
  func requireNoRefusal() throws(FileProblem) {
    let refused = values.compactMap { keyword, value in
      keyword.refusal(of: value.text).map { value.problem($0) }
    }
    if let first = refused.min(by: { ($0.path, $0.line ?? 0) < ($1.path, $1.line ?? 0) }) { throw first }
  }
}
