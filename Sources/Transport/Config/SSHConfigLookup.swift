/// One look-up in the ssh_config(5) files: what holds for one host.
struct SSHConfigLookup {
  private(set) var settings = SSHSettings()
  private(set) var wantsSecondPass = false

  private let original: String
  /// The name that `Host` lines are compared with.
  private var host: String
  private let user: String?
  private let localUser: String
  private var isSecondPass = false

  init(original: String, user: String?, localUser: String) {
    self.original = original
    host = original
    self.user = user
    self.localUser = localUser
  }

  /// Takes the settings of all statements that are for the host.
  mutating func apply(_ statements: [SSHConfigStatement]) throws(FileProblem) {
    var isForHost = true
    for statement in statements {
      switch statement {
      case .host(let patterns): isForHost = patterns.matches(host)
      case .match(let criteria): isForHost = try meets(criteria)
      case .include(let included): if isForHost { try apply(included) }
      case .set(let keyword, let value): if isForHost { settings.set(keyword, to: value) }
      }
    }
  }

  /// Starts again from the top for `Match final`: now with the name that `HostName` gave (ssh_config(5), Match).
  mutating func beginSecondPass() throws(FileProblem) {
    isSecondPass = true
    host = try hostName()
  }

  /// The conditions are looked at one after another, so that one that cannot be told matters only if those before are met.
  private mutating func meets(_ criteria: [SSHConfigStatement.Criterion]) throws(FileProblem) -> Bool {
    for criterion in criteria {
      if try meets(criterion.kind) == criterion.isNegated { return false }
    }
    return true
  }

  private mutating func meets(_ kind: SSHConfigStatement.Criterion.Kind) throws(FileProblem) -> Bool {
    switch kind {
    case .all: return true
    case .secondPass(let isWanted):
      wantsSecondPass = wantsSecondPass || isWanted
      return isSecondPass
    case .host(let patterns): return patterns.matches(try hostName())
    case .originalHost(let patterns): return patterns.matches(original)
    case .user(let patterns): return patterns.matches(user ?? settings[.user]?.text ?? localUser)
    case .localUser(let patterns): return patterns.matches(localUser)
    case .unsupported(let name, let position):
      throw FileProblem(path: position.path, line: position.line, reason: "'Match \(name)' is not supported")
    }
  }

  /// The name to connect to, as far as it is known.
  private func hostName() throws(FileProblem) -> String {
    guard let value = settings[.hostname] else { return host }
    return try value.expanded(["h": host])
  }
}

extension SSHConfigValue {
  /// The text with its `%` tokens replaced (ssh_config(5) TOKENS).
  /// - Throws: `FileProblem` for a token that is not among those given.
  func expanded(_ tokens: [Character: String]) throws(FileProblem) -> String {
    var result = ""
    var characters = text[...]
    while let character = characters.popFirst() {
      guard character == "%" else {
        result.append(character)
        continue
      }
      let token = characters.popFirst()
      guard let token, let replacement = token == "%" ? "%" : tokens[token] else {
        throw problem("'%\(token.map(String.init) ?? "")' is not supported here")
      }
      result += replacement
    }
    return result
  }
}
