/// One look-up in the ssh_config(5) files: what holds for one host.
struct SSHConfigLookup {
  private(set) var settings = SSHSettings()
  private(set) var wantsSecondPass = false

  private let original: String
  /// The name that `Host` lines are compared with.
  private var host: String
  private let user: String?
  private let environment: SSHEnvironment
  private let machine: LocalMachine
  private var isSecondPass = false

  init(original: String, user: String?, environment: SSHEnvironment, machine: LocalMachine) {
    self.original = original
    host = original
    self.user = user
    self.environment = environment
    self.machine = machine
  }

  /// Takes the settings of all statements that are for the host.
  ///
  /// Those that are not are gone through as well: a `Match final` asks for a second pass wherever it stands, and a word that
  /// ssh(1) does not know is an error everywhere.
  mutating func apply(_ statements: [SSHConfigStatement], isForHost isWhole: Bool = true) throws(FileProblem) {
    var isForHost = isWhole
    for statement in statements {
      switch statement {
      case .host(let patterns): isForHost = isWhole && patterns.matches(host)
      case .match(let criteria): isForHost = try meets(criteria, isWhole)
      case .include(let included): try apply(included, isForHost: isForHost)
      case .set(let keyword, let value): if isForHost { settings.set(keyword, to: value) }
      case .unknown(let word, let position): try pass(word, position)
      }
    }
  }

  /// Starts again from the top for `Match final`: now with the name that `HostName` or the canonical form gave
  /// (ssh_config(5), Match).
  mutating func beginSecondPass() throws(FileProblem) {
    isSecondPass = true
    host = try hostName()
  }

  /// Gives the host the name that the files lead to.
  mutating func setHostName(_ name: String) {
    settings.replaceHostName(with: name)
  }

  private func pass(_ word: String, _ position: FilePosition) throws(FileProblem) {
    let ignored = PatternList(commaSeparated: settings[.ignoreunknown]?.text.lowercased() ?? "")
    guard !ignored.matches(word) else { return }
    throw FileProblem(
      path: position.path, line: position.line, reason: "bad configuration option: '\(word)' (see IgnoreUnknown)")
  }

  /// The conditions are looked at one after another, so that one that cannot be told matters only if those before are met.
  private mutating func meets(
    _ criteria: [SSHConfigStatement.Criterion], _ isWhole: Bool
  ) throws(FileProblem) -> Bool {
    var isMet = isWhole
    for criterion in criteria {
      if case .secondPass(isWanted: true) = criterion.kind { wantsSecondPass = true }
      if isMet, try meets(criterion.kind) == criterion.isNegated { isMet = false }
    }
    return isMet
  }

  private func meets(_ kind: SSHConfigStatement.Criterion.Kind) throws(FileProblem) -> Bool {
    switch kind {
    case .all: return true
    case .secondPass: return isSecondPass
    case .host(let patterns): return patterns.matches(try hostName().lowercased())
    case .originalHost(let patterns): return patterns.matches(original.lowercased())
    case .user(let patterns): return patterns.matches(loginName)
    case .localUser(let patterns): return patterns.matches(environment.user)
    case .tagged(let patterns): return patterns.matches(settings[.tag]?.text ?? "")
    case .exec(let command):
      let tokens = SSHTokens(
        original: original, host: try hostName(), port: settings[.port]?.text ?? "22", user: loginName,
        keyAlias: settings[.hostkeyalias]?.text, environment)
      return machine.succeeds(try command.expanded(tokens.values))
    case .unsupported(let name, let position):
      throw FileProblem(path: position.path, line: position.line, reason: "'Match \(name)' is not supported")
    }
  }

  private var loginName: String { user ?? settings[.user]?.text ?? environment.user }

  /// The name to connect to, as far as it is known.
  func hostName() throws(FileProblem) -> String {
    guard let value = settings[.hostname] else { return host }
    // The name of the second pass is a whole one already.
    return isSecondPass ? value.text : try value.expanded(["h": host])
  }
}
