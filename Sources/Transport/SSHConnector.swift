import Model

/// Opens connections over libssh.
package struct SSHConnector: Connector {
  package let knownHosts: KnownHosts
  var resolver = Resolver.live

  private let config: SSHConfig
  private let environment: SSHEnvironment
  private let timeout: Duration

  /// Reads the ssh_config(5) and known_hosts files, once for all connections.
  ///
  /// - Parameters:
  ///   - environment: where the files are.
  ///   - timeout: the time for one connection, from the look-up of the name to the end of the login.
  /// - Throws: `FileProblem` for a file that is there and cannot be used.
  package init(environment: SSHEnvironment = .live, timeout: Duration = .seconds(15)) throws(FileProblem) {
    config = try SSHConfig(of: environment)
    knownHosts = try KnownHosts(reading: environment.knownHosts)
    self.environment = environment
    self.timeout = timeout
  }

  package func connect(to host: HostName, access: SSHAccess) async throws(TransportError) -> any HostConnection {
    let target = try target(host, access)
    let connection = try SSHConnection(to: host, resolver: resolver)
    try await connection.logIn(target, knownHosts, within: timeout)
    return connection
  }

  /// Has the host show its keys, for the operator to compare and `KnownHostsFile` to record; nobody logs in.
  package func scanHostKeys(of host: HostName, access: SSHAccess) async throws(TransportError) -> HostKeyScan {
    let target = try target(host, access)
    let keys = try await SSHConnection(to: host, resolver: resolver).hostKeys(target, within: timeout)
    return HostKeyScan(name: target.keyName, keys: keys)
  }

  private func target(_ host: HostName, _ access: SSHAccess) throws(TransportError) -> SSHTarget {
    do throws(FileProblem) {
      return try SSHTarget(host, access, config: config, environment: environment)
    } catch {
      throw TransportError(host: host, kind: .configuration(error))
    }
  }
}
