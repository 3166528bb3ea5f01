import CLibSSH
import Glibc
import Model
import Testing

@testable import Transport

/// A home folder of its own with a key in it, to connect from.
struct TestClient: Sendable {
  let folder: TemporaryFolder
  var environment: SSHEnvironment

  init() throws {
    folder = try TemporaryFolder()
    environment = SSHEnvironment(
      home: folder.path, user: "tester", systemFolder: folder.path("etc"), agentSocket: nil)
    try folder.write("", to: ".ssh/known_hosts")
    let key = try ServerKey.make(SSH_KEYTYPE_ED25519)
    defer { ssh_key_free(key) }
    #expect(ssh_pki_export_privkey_file(key, nil, nil, nil, folder.path(".ssh/id_ed25519")) == SSH_OK)
    // As ssh-keygen makes it: one that others can read is not used.
    #expect(chmod(folder.path(".ssh/id_ed25519"), 0o600) == 0)
  }

  /// A client whose known_hosts file has a host's keys.
  init(knowing host: FakeHost) throws {
    try self.init()
    try folder.write(host.knownHostsLines, to: ".ssh/known_hosts")
  }

  func connector(timeout: Duration = .seconds(10)) throws -> SSHConnector {
    try SSHConnector(environment: environment, timeout: timeout)
  }

  /// Connects to a port of 127.0.0.1.
  func connect(
    to port: UInt16, hostKey: HostKeyPolicy = .known, timeout: Duration = .seconds(10)
  ) async throws -> any HostConnection {
    defer { withExtendedLifetime(folder) {} }
    return try await connector(timeout: timeout).connect(to: .web1, access: .loopback(port, hostKey: hostKey))
  }
}

extension SSHAccess {
  static func loopback(
    _ port: UInt16, user: String? = nil, identity: String? = nil, hostKey: HostKeyPolicy = .known
  ) -> SSHAccess {
    SSHAccess(
      address: try! SSHAddress("127.0.0.1"), port: Port(number: port), user: user.map { try! UserName($0) },
      identity: identity.map { try! LocalPath($0) }, hostKey: hostKey)
  }
}

/// The error that a body throws, which must be one of the transport's.
func transportError(
  _ comment: Comment? = nil, sourceLocation: SourceLocation = #_sourceLocation,
  _ body: () async throws -> some Sendable
) async throws -> TransportError {
  try await #require(
    throws: TransportError.self, comment, sourceLocation: sourceLocation, performing: { _ = try await body() })
}
