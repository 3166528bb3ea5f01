import Model

/// Opens connections: the one door to the hosts, which tests replace by a fake.
package protocol Connector: Sendable {
  /// Connects, checks the host's key and logs in.
  /// - Throws: `TransportError`; `isUnreachable` tells a host that did not answer from one that refused.
  func connect(to host: HostName, access: SSHAccess) async throws(TransportError) -> any HostConnection
}
