import Model

/// The way from a name to a session with a host whose key is known.
struct Handshake {
  /// What is being done, for whoever has to say what took too long.
  private(set) var phase = TransportError.Phase.connecting

  private let target: SSHTarget
  private let line: Line
  private let resolver: Resolver
  private let dialer: Dialer
  private let deadline: ContinuousClock.Instant

  init(_ target: SSHTarget, line: Line, resolver: Resolver, deadline: ContinuousClock.Instant) {
    self.target = target
    self.line = line
    self.resolver = resolver
    self.deadline = deadline
    dialer = Dialer(line: line, deadline: deadline, origin: target.origin)
  }

  /// A session that is logged in.
  mutating func logIn(_ knownHosts: KnownHosts) throws(TransportError.Kind) -> Session {
    let session =
      switch target.policy {
      case .known: try session(knownTo: knownHosts)
      case .pinned(let fingerprint): try session(pinnedTo: fingerprint)
      }
    phase = .authentication
    var authenticator = Authenticator(session: session, target: target, line: line)
    try authenticator.logIn()
    return session
  }

  /// The host's keys, one of each kind that it has, without a login.
  mutating func hostKeys() throws(TransportError.Kind) -> [HostKey] {
    var keys: [HostKey] = []
    var lack: TransportError.Kind?
    for request in Self.requestsForEachKind(of: target) {
      switch try sessionIfOffered(request) {
      case .success(let session):
        let key = try session.hostKey()
        if !keys.contains(key) { keys.append(key) }
      case .failure(let reason): lack = reason
      }
    }
    if let lack, keys.isEmpty { throw lack }
    return keys
  }
}

extension Handshake {
  /// A session with a host whose key is recorded.
  ///
  /// The host is asked for a key of a type that is recorded for it, unless the config file says what to ask for, as
  /// ssh(1) does (ssh_config(5), HostKeyAlgorithms). The types of hashed lines come out only when the host has shown a
  /// key that is not recorded (see `KnownHosts`); then the host is asked once more.
  private mutating func session(knownTo knownHosts: KnownHosts) throws(TransportError.Kind) -> Session {
    let asked = target.algorithms[.hostkeyalgorithms] == nil ? knownHosts.recordedTypes(of: target.keyName) : []
    let session = try session(hostKeys: Self.preference(for: asked))
    guard let finding = knownHosts.objection(to: try session.hostKey(), of: target.keyName) else { return session }
    guard case .unknownType(let recorded) = finding, !asked.isSuperset(of: recorded.map(\.type)) else {
      throw problem(try session.hostKey(), finding)
    }
    let second = try self.session(hostKeys: Self.preference(for: Set(recorded.map(\.type))))
    let key = try second.hostKey()
    if let finding = knownHosts.objection(to: key, of: target.keyName) { throw problem(key, finding) }
    return second
  }

  /// A session with a host that has the key of the inventory.
  ///
  /// A fingerprint does not tell the type of its key, so a host that shows another one is asked for its other keys.
  private mutating func session(pinnedTo fingerprint: Fingerprint) throws(TransportError.Kind) -> Session {
    let session = try session(hostKeys: [])
    let shown = try session.hostKey()
    if shown.fingerprint == fingerprint { return session }
    for request in Self.requestsForEachKind(of: target) {
      if case .success(let session) = try sessionIfOffered(request), try session.hostKey().fingerprint == fingerprint {
        return session
      }
    }
    throw problem(shown, .notPinned(expected: fingerprint))
  }

  private func problem(_ key: HostKey, _ finding: HostKeyProblem.Finding) -> TransportError.Kind {
    .hostKey(HostKeyProblem(name: target.keyName, key: key, finding: finding))
  }
}

extension Handshake {
  /// A session with a host that has shown a key.
  ///
  /// `hostKeys` are the algorithms to ask for; none for what the config file says, or what is usual.
  private mutating func session(hostKeys: [String]) throws(TransportError.Kind) -> Session {
    for keyExchanges in target.keyExchangesToTry.dropLast() {
      do { return try session(hostKeys: hostKeys, keyExchanges: keyExchanges) } catch {
        guard case .keyExchangeFailed = error, line.cut == nil else { throw error }
      }
    }
    return try session(hostKeys: hostKeys, keyExchanges: target.keyExchangesToTry.last)
  }

  /// Connects again, with more and more time between, while what was reached hangs up before it greets.
  ///
  /// An sshd that has too many logins under way does that at random (sshd_config(5), MaxStartups). Nobody has tried to log in
  /// then.
  private mutating func session(
    hostKeys: [String], keyExchanges: SSHConfigValue?
  ) throws(TransportError.Kind) -> Session {
    var pause = Duration.milliseconds(200)
    while true {
      switch try sessionIfGreeted(hostKeys, keyExchanges) {
      case .success(let session): return session
      case .failure(let reason):
        let jittered = pause * Double.random(in: 0.5...1.5)
        guard line.cut == nil, .now + jittered < deadline else { throw reason }
        try line.wait(jittered)
        guard line.cut == nil else { throw .cancelled }
      }
      pause = min(pause * 2, .seconds(2))
    }
  }

  /// A session, or why the connection ended before the host's greeting.
  private mutating func sessionIfGreeted(
    _ hostKeys: [String], _ keyExchanges: SSHConfigValue?
  ) throws(TransportError.Kind) -> Result<Session, TransportError.Kind> {
    let link = try link()
    phase = .keyExchange
    let session = try Session(on: link)
    do {
      try session.exchangeKeys(target, hostKeys: hostKeys, keyExchanges: keyExchanges)
      return .success(session)
    } catch {
      switch error {
      case .noGreeting: return .failure(error)
      case .proxyFailed where session.endedBeforeGreeting: return .failure(error)
      default: throw error
      }
    }
  }

  /// A session, or the reason why the host does not show such a key.
  private mutating func sessionIfOffered(
    _ hostKeys: [String]
  ) throws(TransportError.Kind) -> Result<Session, TransportError.Kind> {
    do {
      return .success(try session(hostKeys: hostKeys))
    } catch {
      guard case .keyExchangeFailed = error, line.cut == nil else { throw error }
      return .failure(error)
    }
  }

  private mutating func link() throws(TransportError.Kind) -> Link {
    if let proxy = target.proxy {
      phase = .connecting
      return Link(proxy: try ProxyProcess(proxy, on: line), line: line)
    }
    phase = .resolving
    var addresses = try resolver.addresses(of: target.address, port: target.port, on: line)
    if let family = target.origin.family {
      addresses.removeAll { $0.family != family }
      guard !addresses.isEmpty else {
        throw .cannotResolve(name: target.address, reason: "it has no address of the AddressFamily")
      }
    }
    phase = .connecting
    return Link(socket: try dialer.dial(addresses), line: line)
  }

  /// What to ask for to be shown a key of these types rather than another.
  private static func preference(for types: Set<KeyType>) -> [String] {
    let first = KeyType.kinds.joined().filter(types.contains).flatMap(\.algorithms)
    return first.isEmpty ? [] : AlgorithmList(preferring: first, to: .hostkeyalgorithms).names
  }

  /// What to ask for to be shown a key of each kind; what the config file says comes first, as it may allow more.
  private static func requestsForEachKind(of target: SSHTarget) -> [[String]] {
    let configured: [[String]] = target.algorithms[.hostkeyalgorithms] == nil ? [] : [[]]
    return configured + KeyType.kinds.map { kind in kind.flatMap(\.algorithms) }
  }
}
