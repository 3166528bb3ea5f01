import Model

/// Opens connections over libssh.
package struct SSHConnector: Connector {
  var resolver = Resolver.live

  private let config: SSHConfig
  private let environment: SSHEnvironment
  private let timeout: Duration
  private let knownHosts: KnownHostsCache
  private let gates = ProxyGates()

  /// Reads the ssh_config(5) and known_hosts files, once for all connections.
  ///
  /// - Parameters:
  ///   - environment: where the files are.
  ///   - timeout: the time for one connection, from the look-up of the name to the end of the login; a longer
  ///     `ConnectTimeout` of the files extends it.
  /// - Throws: `FileProblem` for a file that is there and cannot be used.
  package init(environment: SSHEnvironment = .live, timeout: Duration = .seconds(15)) throws(FileProblem) {
    config = try SSHConfig(of: environment)
    knownHosts = KnownHostsCache()
    _ = try knownHosts.read(environment.userKnownHosts + environment.globalKnownHosts)
    self.environment = environment
    self.timeout = timeout
  }

  package func connect(to host: HostName, access: SSHAccess) async throws(TransportError) -> any HostConnection {
    let connection = try SSHConnection(to: host, resolver: resolver)
    let target = try await target(host, access, connection)
    let known = try knownHosts(for: target)
    try await throughGate(target) { () async throws(TransportError) in
      try await connection.logIn(target, known, within: limit(target))
    }
    return connection
  }

  /// Has the host show its keys, for the operator to compare and `KnownHostsFile` to record; nobody logs in.
  package func scanHostKeys(of host: HostName, access: SSHAccess) async throws(TransportError) -> HostKeyScan {
    let connection = try SSHConnection(to: host, resolver: resolver)
    let target = try await target(host, access, connection)
    let known = try knownHosts(for: target)
    let keys = try await throughGate(target) { () async throws(TransportError) in
      try await connection.hostKeys(target, within: limit(target))
    }
    let findings = keys.compactMap { key in known.objection(to: key, of: target.keyName).map { (key, $0) } }
    return HostKeyScan(
      name: target.keyName, keys: keys, file: target.knownHosts.first ?? environment.userKnownHosts[0],
      objections: Dictionary(findings) { first, _ in first }, policy: target.policy)
  }

  private func target(
    _ host: HostName, _ access: SSHAccess, _ connection: SSHConnection
  ) async throws(TransportError) -> SSHTarget {
    let (config, environment) = (config, environment)
    return try await connection.target(within: timeout) { machine throws(FileProblem) in
      try SSHTarget(host, access, config: config, environment: environment, machine: machine)
    }
  }

  private func limit(_ target: SSHTarget) -> Duration {
    max(timeout, target.origin.timeout.map { .seconds($0) } ?? .zero)
  }

  private func knownHosts(for target: SSHTarget) throws(TransportError) -> KnownHosts {
    do throws(FileProblem) { return try knownHosts.read(target.knownHosts) } catch {
      throw TransportError(host: target.host, kind: .configuration(error))
    }
  }

  /// Waits until few enough others are logging in through the same proxy.
  private func throughGate<Value>(
    _ target: SSHTarget, _ work: () async throws(TransportError) -> Value
  ) async throws(TransportError) -> Value {
    guard let proxy = target.proxy else { return try await work() }
    let gate = await gates.gate(proxy.gate)
    guard await gate.enter() else { throw TransportError(host: target.host, kind: .cancelled) }
    let result: Result<Value, TransportError>
    do throws(TransportError) { result = .success(try await work()) } catch { result = .failure(error) }
    await gate.leave()
    return try result.get()
  }
}
