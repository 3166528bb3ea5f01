import CLibSSH
import Model
import Testing

@testable import Transport

@Suite("the host's key", .serialized) struct HostKeyTests {
  static let allKinds = [SSH_KEYTYPE_ED25519, SSH_KEYTYPE_ECDSA_P256, SSH_KEYTYPE_RSA]

  /// Connects with these lines as the known_hosts file; `KEY` stands for the host's name and first key.
  private func connect(
    to host: FakeHost, knowing lines: String, policy: HostKeyPolicy = .known
  ) async throws -> TransportError? {
    let client = try TestClient()
    let key = "[127.0.0.1]:\(host.port) \(host.hostKey.type) \(host.hostKey.base64)"
    try client.folder.write(lines.replacing("KEY", with: key), to: ".ssh/known_hosts")
    do {
      _ = try await client.connect(to: host.port, hostKey: policy)
      return nil
    } catch let error as TransportError {
      return error
    }
  }

  private func finding(_ error: TransportError?) throws -> HostKeyProblem.Finding {
    guard case .hostKey(let problem)? = error?.kind else { throw error ?? TransportError(host: .web1, kind: .closed) }
    return problem.finding
  }

  @Test("a host that is not recorded is not known, and the way out is named")
  func unknown() async throws {
    let host = try FakeHost()
    let error = try #require(try await connect(to: host, knowing: ""))
    #expect(try finding(error) == .unknown)
    #expect(!error.isUnreachable && !error.commandMayHaveRun)
    #expect(
      "\(error)"
        == "web1: host key not known: '[127.0.0.1]:\(host.port)' shows ssh-ed25519 \(host.hostKey.fingerprint); "
        + "compare it with the host's own, then: culvert trust web1")
  }

  @Test("another key than the recorded one has changed")
  func changed() async throws {
    let host = try FakeHost()
    let line = "\n[127.0.0.1]:\(host.port) ssh-ed25519 \(SampleKey.ed25519.base64)\n"
    guard case .changed(let recorded) = try finding(try await connect(to: host, knowing: line)) else {
      Issue.record("not changed")
      return
    }
    #expect(recorded.map(\.position.line) == [2])
  }

  @Test("a revoked key is refused")
  func revoked() async throws {
    let host = try FakeHost()
    guard case .revoked(let position) = try finding(try await connect(to: host, knowing: "KEY\n@revoked KEY\n")) else {
      Issue.record("not revoked")
      return
    }
    #expect(position.line == 2)
  }

  @Test("a certificate authority alone lets nobody in")
  func authority() async throws {
    let host = try FakeHost()
    guard case .certificateAuthority = try finding(try await connect(to: host, knowing: "@cert-authority KEY\n")) else {
      Issue.record("not the authority")
      return
    }
  }

  @Test("no line of the config file makes an unknown host a known one")
  func strictHostKeyChecking() async throws {
    let host = try FakeHost()
    let client = try TestClient()
    let config = "StrictHostKeyChecking no\nUserKnownHostsFile /dev/null\nNoHostAuthenticationForLocalhost yes\n"
    try client.folder.write(config, to: ".ssh/config")
    let error = try await transportError { try await client.connect(to: host.port) }
    #expect(try finding(error) == .unknown)
  }

  @Test("the key of the inventory is taken without a known_hosts file")
  func pinned() async throws {
    let host = try FakeHost()
    #expect(try await connect(to: host, knowing: "", policy: .pinned(host.hostKey.fingerprint)) == nil)
  }

  @Test("a key that is not the one of the inventory is refused, recorded or not")
  func notPinned() async throws {
    let host = try FakeHost()
    let other = SampleKey.ed25519.fingerprint
    let error = try await connect(to: host, knowing: "KEY\n", policy: .pinned(other))
    #expect(try finding(error) == .notPinned(expected: other))
  }

  @Test("the key of the inventory may be any of the host's", arguments: 0..<3)
  func pinnedOfAnyKind(_ index: Int) async throws {
    let host = try FakeHost(keys: Self.allKinds)
    #expect(try await connect(to: host, knowing: "", policy: .pinned(host.hostKeys[index].fingerprint)) == nil)
  }

  @Test(
    "a host with several keys is known by any of them, in plain names and in hashed ones",
    arguments: 0..<3, [false, true])
  func preferred(_ index: Int, isHashed: Bool) async throws {
    let host = try FakeHost(keys: Self.allKinds)
    let key = host.hostKeys[index]
    let name = "[127.0.0.1]:\(host.port)"
    let salt = [UInt8](repeating: 7, count: 20)
    let hash = SHA1.authenticationCode(key: salt, message: Array(name.utf8))
    let shown = isHashed ? "|1|\(Base64.encode(salt))|\(Base64.encode(hash))" : name
    #expect(try await connect(to: host, knowing: "\(shown) \(key.type) \(key.base64)\n") == nil)
    // What libssh asks for first is shown at once; a hashed line tells of another type only after that.
    #expect(host.connectionsSoFar == (isHashed && index > 0 ? 2 : 1))
  }

  @Test("a host that is known by a kind of key that it does not have any more is not known")
  func lostKind() async throws {
    let host = try FakeHost()
    let line = "[127.0.0.1]:\(host.port) ssh-rsa \(SampleKey.rsa.base64)\n"
    guard case .unknownType(let known) = try finding(try await connect(to: host, knowing: line)) else {
      Issue.record("not of an unknown type")
      return
    }
    #expect(known.map(\.type) == [.rsa])
  }

  @Test("a kind of key that libssh cannot check does not keep a host from being asked")
  func unsupportedKind() async throws {
    let host = try FakeHost()
    let dsa = SampleKey.make("ssh-dss")
    let line = "[127.0.0.1]:\(host.port) ssh-dss \(dsa.base64)\n"
    #expect(try await connect(to: host, knowing: line + "KEY\n") == nil)
    guard case .unknownType = try finding(try await connect(to: host, knowing: line)) else {
      Issue.record("not of an unknown type")
      return
    }
  }

  @Test("a scan shows one key of each kind, ready to be recorded, and then the host is known")
  func scan() async throws {
    let host = try FakeHost(keys: Self.allKinds)
    let client = try TestClient()
    let scan = try await client.connector().scanHostKeys(of: .web1, access: .loopback(host.port))
    #expect(scan.name == KnownHostName(host: "127.0.0.1", port: host.port))
    #expect(scan.keys == host.hostKeys)
    let file = KnownHostsFile(path: client.folder.path(".ssh/known_hosts"))
    for key in scan.keys { _ = try file.record(key, of: scan.name) }
    _ = try await client.connect(to: host.port)
  }

  @Test("a scan of a host that is not there fails as connecting does")
  func scanUnreachable() async throws {
    let socket = try ListeningSocket()
    socket.close()
    let client = try TestClient()
    let error = try await transportError {
      try await client.connector().scanHostKeys(of: .web1, access: .loopback(socket.port))
    }
    #expect(error.isUnreachable)
  }

  @Test(
    "fingerprints are those of ssh-keygen",
    .enabled(if: Program.sshKeygen.isInstalled, "ssh-keygen is not installed"))
  func fingerprints() async throws {
    let host = try FakeHost(keys: Self.allKinds)
    let folder = try TemporaryFolder()
    let path = try folder.write(host.knownHostsLines, to: "keys")
    let output = try await aside { try Program.sshKeygen.run("-l", "-f", path) }
    let printed = output.split(separator: "\n").map { String($0.split(separator: " ")[1]) }
    #expect(printed == host.hostKeys.map(\.fingerprint.text))
  }
}
