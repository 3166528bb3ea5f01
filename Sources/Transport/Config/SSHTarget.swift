import Model

/// All that is to be known before connecting to a host: the inventory's word first, then the ssh_config(5) files', then
/// what is usual.
struct SSHTarget: Sendable {
  let host: HostName
  let policy: HostKeyPolicy
  let address: String
  let port: UInt16
  let user: String
  /// The name that the host's key is recorded under.
  let keyName: KnownHostName
  let identities: Identities
  let agentSocket: String?
  /// What connects instead of us.
  let proxy: Proxy?
  /// Lists of algorithms as the files have them.
  let algorithms: [SSHConfigKeyword: SSHConfigValue]
  /// Lists of key exchanges, each for a connection of its own, until one leads to a key; empty for what `algorithms` says.
  let keyExchangesToTry: [SSHConfigValue]

  /// A program that connects instead of us.
  struct Proxy: Hashable, Sendable {
    /// For `/bin/sh -c`; it may hold what is not for everybody's eyes.
    let command: String
    /// What messages call it: where it stands, and not what it is.
    let name: String
  }

  /// The private keys to try.
  enum Identities: Hashable, Sendable {
    /// This one and no other: it is named in the inventory.
    case named(String)
    /// These, after the agent's keys or before them.
    case usual([String], agentFirst: Bool)
  }
}

extension SSHTarget {
  init(
    _ host: HostName, _ access: SSHAccess, config: SSHConfig, environment: SSHEnvironment
  ) throws(FileProblem) {
    let original = access.address.text
    let settings = try config.settings(
      for: original, user: access.user?.text, localUser: environment.user)
    self.host = host
    policy = access.hostKey
    address = try settings[.hostname]?.expanded(["h": original]) ?? original
    port = try Self.port(access, settings)
    user = access.user?.text ?? settings[.user]?.text ?? environment.user
    keyName = settings[.hostkeyalias].map { KnownHostName(host: $0.text) } ?? KnownHostName(host: address, port: port)
    let tokens = Tokens(original: original, address: address, port: port, user: user, environment: environment)
    identities = try Self.identities(access, settings, tokens)
    agentSocket = try Self.agentSocket(settings, tokens)
    proxy = try Self.proxy(settings, tokens)
    algorithms =
      switch access.algorithms {
      case .usual: settings.values.filter { Self.algorithmKeywords.contains($0.key) }
      case .legacy: LegacyAlgorithms.values
      }
    keyExchangesToTry = access.algorithms == .legacy ? LegacyAlgorithms.keyExchanges : []
  }

  private static let algorithmKeywords: Set<SSHConfigKeyword> =
    [.kexalgorithms, .hostkeyalgorithms, .ciphers, .macs, .pubkeyacceptedalgorithms]

  /// The values of the `%` tokens of ssh_config(5).
  private struct Tokens {
    let environment: SSHEnvironment
    let values: [Character: String]

    init(original: String, address: String, port: UInt16, user: String, environment: SSHEnvironment) {
      self.environment = environment
      values = [
        "h": address, "n": original, "p": String(port), "r": user, "u": environment.user, "d": environment.home,
      ]
    }

    func path(_ value: SSHConfigValue) throws(FileProblem) -> String {
      expandHome(try value.expanded(values), home: environment.home)
    }
  }

  private static func port(_ access: SSHAccess, _ settings: SSHSettings) throws(FileProblem) -> UInt16 {
    if let port = access.port { return port.number }
    guard let value = settings[.port] else { return 22 }
    guard let port = UInt16(value.text), port > 0 else {
      throw value.problem("\(quoted(value.text)) is not a port: it is a number from 1 to 65535")
    }
    return port
  }

  private static func identities(
    _ access: SSHAccess, _ settings: SSHSettings, _ tokens: Tokens
  ) throws(FileProblem) -> Identities {
    if let named = access.identity { return .named(expandHome(named.text, home: tokens.environment.home)) }
    let agentFirst = settings[.identitiesonly]?.text.lowercased() != "yes"
    guard let files = settings.identityFiles else {
      let names = ["id_ed25519", "id_ecdsa", "id_rsa"]
      return .usual(names.map { "\(tokens.environment.home)/.ssh/\($0)" }, agentFirst: agentFirst)
    }
    var paths: [String] = []
    for file in files where file.text.lowercased() != "none" { paths.append(try tokens.path(file)) }
    return .usual(paths, agentFirst: agentFirst)
  }

  private static func agentSocket(_ settings: SSHSettings, _ tokens: Tokens) throws(FileProblem) -> String? {
    guard let value = settings[.identityagent], value.text != "SSH_AUTH_SOCK" else {
      return tokens.environment.agentSocket
    }
    guard !value.text.hasPrefix("$") else { throw value.problem("a variable is not supported here") }
    return value.text.lowercased() == "none" ? nil : try tokens.path(value)
  }

  private static func proxy(_ settings: SSHSettings, _ tokens: Tokens) throws(FileProblem) -> Proxy? {
    if let command = settings[.proxycommand] {
      guard command.text.lowercased() != "none" else { return nil }
      return Proxy(
        command: try command.expanded(tokens.values), name: "the ProxyCommand at \(command.position)")
    }
    guard let jumps = settings[.proxyjump], jumps.text.lowercased() != "none" else { return nil }
    let command = ProxyJump(jumps.text).command(tokens.environment)
    return Proxy(
      command: try SSHConfigValue(text: command.shellText, position: jumps.position).expanded(tokens.values),
      name: "the ProxyJump \(quoted(jumps.text)) at \(jumps.position)")
  }
}
