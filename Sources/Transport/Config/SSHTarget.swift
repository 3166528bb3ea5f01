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
  /// The files that hold the keys of hosts, the user's first; a new key is recorded in the first.
  let knownHosts: [String]
  let identities: Identities
  let agentSocket: String?
  /// What connects instead of us.
  let proxy: Proxy?
  let origin: Origin
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
    /// The same for all hosts behind the same proxy.
    let gate: String
  }

  /// The keys to log in with.
  struct Identities: Hashable, Sendable {
    /// In their order, each with the certificate that is meant for it alone.
    var files: [String]
    /// Certificates that are meant for whichever key they fit (ssh_config(5), CertificateFile).
    var certificates: [String] = []
    /// Whether keys of the agent that none of the files names are left alone.
    var isOnlyThese = false
    /// Whether the inventory names the file: then it is an error if that cannot be used.
    var isOfInventory = false
  }

  /// How a connection starts from this machine.
  struct Origin: Hashable, Sendable {
    /// `AF_INET` or `AF_INET6`; nil for either.
    var family: Int32?
    var address: String?
    var interface: String?
    /// The time for connecting to one address, in seconds.
    var timeout: Int?
  }
}

extension SSHTarget {
  /// Asks the files about a host; that may run commands and look up names.
  init(
    _ host: HostName, _ access: SSHAccess, config: SSHConfig, environment: SSHEnvironment,
    machine: LocalMachine = LocalMachine()
  ) throws(FileProblem) {
    let original = access.address.text
    let settings = try config.settings(
      for: original, user: access.user?.text, environment: environment, machine: machine)
    self.host = host
    policy = access.hostKey
    address = settings[.hostname]?.text ?? original
    port = try Self.port(access, settings)
    user = access.user?.text ?? settings[.user]?.text ?? environment.user
    keyName = settings[.hostkeyalias].map { KnownHostName(host: $0.text) } ?? KnownHostName(host: address, port: port)
    let tokens = SSHTokens(
      original: original, host: address, port: String(port), user: user, keyAlias: settings[.hostkeyalias]?.text,
      environment)
    knownHosts = try SSHPaths(settings, tokens, environment).knownHosts
    identities = try Self.identities(access, settings, tokens, environment)
    agentSocket = try SSHPaths(settings, tokens, environment).agentSocket
    proxy = try Self.proxy(settings, tokens, config, environment, machine)
    origin = try Self.origin(settings)
    algorithms =
      switch access.algorithms {
      case .usual: settings.values.filter { Self.algorithmKeywords.contains($0.key) }
      case .legacy: LegacyAlgorithms.values
      }
    keyExchangesToTry = access.algorithms == .legacy ? LegacyAlgorithms.keyExchanges : []
  }

  private static let algorithmKeywords: Set<SSHConfigKeyword> =
    [.kexalgorithms, .hostkeyalgorithms, .ciphers, .macs, .pubkeyacceptedalgorithms, .requiredrsasize]

  private static func port(_ access: SSHAccess, _ settings: SSHSettings) throws(FileProblem) -> UInt16 {
    if let port = access.port { return port.number }
    guard let value = settings[.port] else { return 22 }
    guard let port = UInt16(value.text), port > 0 else {
      throw value.problem("\(quoted(value.text)) is not a port: it is a number from 1 to 65535")
    }
    return port
  }

  private static func identities(
    _ access: SSHAccess, _ settings: SSHSettings, _ tokens: SSHTokens, _ environment: SSHEnvironment
  ) throws(FileProblem) -> Identities {
    let paths = SSHPaths(settings, tokens, environment)
    let certificates = try paths.certificates
    if let named = access.identity {
      let path = expandHome(named.text, home: environment.home)
      return Identities(files: [path], certificates: certificates, isOnlyThese: true, isOfInventory: true)
    }
    return Identities(
      files: try paths.identities ?? environment.usualKeys, certificates: certificates,
      isOnlyThese: try settings.flag(.identitiesonly) ?? false)
  }

  private static func proxy(
    _ settings: SSHSettings, _ tokens: SSHTokens, _ config: SSHConfig, _ environment: SSHEnvironment,
    _ machine: LocalMachine
  ) throws(FileProblem) -> Proxy? {
    if let command = settings[.proxycommand] {
      guard command.text.lowercased() != "none" else { return nil }
      return Proxy(
        command: try command.expanded(tokens.values), name: "the ProxyCommand at \(command.position)",
        gate: command.text)
    }
    guard let jumps = settings[.proxyjump], jumps.text.lowercased() != "none" else { return nil }
    let command = try ProxyJump(jumps).command(config, environment, machine)
    return Proxy(
      command: try SSHConfigValue(text: command, position: jumps.position).expanded(tokens.values),
      name: "the ProxyJump \(quoted(jumps.text)) at \(jumps.position)", gate: jumps.text)
  }

  private static func origin(_ settings: SSHSettings) throws(FileProblem) -> Origin {
    var origin = Origin(address: settings[.bindaddress]?.text, interface: settings[.bindinterface]?.text)
    if let family = settings[.addressfamily] {
      switch family.text.lowercased() {
      case "any": break
      case "inet": origin.family = SocketAddress.version4
      case "inet6": origin.family = SocketAddress.version6
      default: throw family.problem("'\(family.text)' is not any, inet or inet6")
      }
    }
    if let timeout = settings[.connecttimeout], timeout.text.lowercased() != "none" {
      guard let seconds = SSHTime.seconds(timeout.text) else {
        throw timeout.problem("'\(timeout.text)' is not a time")
      }
      if seconds > 0 { origin.timeout = seconds }
    }
    return origin
  }
}
