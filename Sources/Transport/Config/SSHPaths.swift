/// The files that the ssh_config(5) files name for one host.
struct SSHPaths {
  private let settings: SSHSettings
  private let tokens: SSHTokens
  private let environment: SSHEnvironment

  init(_ settings: SSHSettings, _ tokens: SSHTokens, _ environment: SSHEnvironment) {
    (self.settings, self.tokens, self.environment) = (settings, tokens, environment)
  }

  /// The private keys; nil if none is named.
  var identities: [String]? {
    get throws(FileProblem) {
      guard let files = settings.identityFiles else { return nil }
      return try paths(files)
    }
  }

  var certificates: [String] { get throws(FileProblem) { try paths(settings.certificateFiles) } }

  /// The user's files with keys of hosts, then those for all users.
  ///
  /// `UserKnownHostsFile /dev/null` says that no key is to be recorded, which people write to be asked nothing. culvert
  /// checks every key all the same, so then the user's usual files count.
  var knownHosts: [String] {
    get throws(FileProblem) {
      try list(.userknownhostsfile, environment.userKnownHosts)
        + list(.globalknownhostsfile, environment.globalKnownHosts)
    }
  }

  /// The user's files, if the files name any.
  var namedKnownHosts: [String]? {
    get throws(FileProblem) {
      settings[.userknownhostsfile] == nil ? nil : try list(.userknownhostsfile, environment.userKnownHosts)
    }
  }

  /// The socket of the agent, or nil if none is to be asked.
  var agentSocket: String? {
    get throws(FileProblem) {
      guard let value = settings[.identityagent], value.text != "SSH_AUTH_SOCK" else { return environment.agentSocket }
      if value.text.lowercased() == "none" { return nil }
      // The older form, of a variable alone.
      if value.text.hasPrefix("$"), !value.text.hasPrefix("${") {
        return environment.variable(String(value.text.dropFirst())).flatMap { $0.isEmpty ? nil : $0 }
      }
      return try tokens.path(value)
    }
  }

  private func list(_ keyword: SSHConfigKeyword, _ usual: [String]) throws(FileProblem) -> [String] {
    guard let value = settings[keyword] else { return usual }
    let named = try tokens.paths(value).filter { !["none", "/dev/null"].contains($0) }
    return named.isEmpty && keyword == .userknownhostsfile ? usual : named
  }

  private func paths(_ values: [SSHConfigValue]) throws(FileProblem) -> [String] {
    var paths: [String] = []
    for value in values where value.text.lowercased() != "none" { paths.append(try tokens.path(value)) }
    return paths
  }
}
