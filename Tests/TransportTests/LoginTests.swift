import Foundation
import Model
import Testing

@testable import Transport

/// Which keys are offered to a real sshd, and in which order: its log names each.
@Suite(
  "logging in", .serialized, .enabled(if: RealServer.isInstalled, "sshd, ssh or ssh-keygen is not installed"),
  .realServer)
struct LoginTests {
  let server: RealServer
  let home: TemporaryFolder

  init() throws {
    server = try #require(RealServer.shared)
    home = try TemporaryFolder()
    let key = try server.folder.read("host_ed25519.pub")
    try home.write(
      [server.port, server.strictPort].map { "[127.0.0.1]:\($0) \(key)" }.joined(), to: ".ssh/known_hosts")
  }

  /// Connects with an agent that holds these keys, and this file; `identity` is the inventory's.
  private func connect(
    _ config: String, agent keys: [String]? = nil, identity: String? = nil, port: UInt16? = nil
  ) async throws -> any HostConnection {
    try home.write("User \(RealServer.user)\n\(config)\n", to: ".ssh/config")
    let agent = try await aside { [server] in
      try keys.map { try RealAgent(holding: $0.map(server.folder.path)) }
    }
    let environment = SSHEnvironment(
      home: home.path, user: "nobody-here", systemFolder: home.path("etc"), agentSocket: agent?.socket)
    let access = SSHAccess.loopback(port ?? server.port, identity: identity)
    defer { withExtendedLifetime((agent, home)) {} }
    return try await SSHConnector(environment: environment).connect(to: .web1, access: access)
  }

  private func failure(_ connect: () async throws -> any HostConnection) async throws -> AuthenticationFailure {
    let error = try await transportError { try await connect() }
    guard case .authenticationFailed(let failure) = error.kind else { throw error }
    return failure
  }

  /// The files of a key, copied to the home folder under another name.
  private func copy(_ name: String, as other: String, parts: [String], mode: Int = 0o600) throws {
    for part in parts { try home.write(server.folder.read(name + part), to: other + part, mode: mode) }
  }

  private static let strangers = ["stranger1", "stranger2", "stranger3"]

  // MARK: what the agent holds

  /// The strict port hears of two keys at most, and wants more after the right one: which one it was is in the failure.
  @Test(
    "the agent's key that a file names comes before its others",
    arguments: [
      "IdentityFile %d/key.pub\nIdentitiesOnly yes", "IdentityFile %d/key.pub", "IdentityFile %d/locked",
      "IdentityFile %d/locked\nIdentitiesOnly yes", "IdentityFile %d/beside",
    ])
  func namedFirst(_ config: String) async throws {
    try copy("user_plain", as: "key", parts: [".pub"])
    // An encrypted key says which it is; one of an older format only by the file beside it.
    try copy("user_encrypted", as: "locked", parts: [""])
    try home.write("-----BEGIN RSA PRIVATE KEY-----\nProc-Type: 4,ENCRYPTED\n", to: "beside")
    try home.write(server.folder.read("user_plain.pub"), to: "beside.pub")
    let failure = try await failure {
      try await connect(config, agent: Self.strangers + ["user_plain"], port: server.strictPort)
    }
    #expect(failure.tried.first == .init(key: "ssh-ed25519 'user_plain' of the agent", outcome: .partial))
    #expect(!config.contains("IdentitiesOnly") || failure.tried.count == 1)
  }

  @Test("the inventory's encrypted key is the agent's, and none of its others is offered")
  func inventory() async throws {
    let identity = server.folder.path("user_encrypted")
    let connection = try await connect("", agent: Self.strangers + ["user_plain"], identity: identity)
    #expect(connection.loginName == RealServer.user)
    let error = try await transportError { try await connect("", agent: Self.strangers, identity: identity) }
    #expect(error.kind == .identityUnusable(path: identity, .needsPassphrase))
  }

  @Test("the inventory may name the public half of a key of the agent")
  func publicIdentity() async throws {
    let identity = server.folder.path("user_plain.pub")
    _ = try await connect("", agent: Self.strangers + ["user_plain"], identity: identity)
    let error = try await transportError { try await connect("", agent: [], identity: identity) }
    #expect(error.kind == .identityUnusable(path: identity, .notInAgent(hasAgent: true)))
    let none = try await transportError { try await connect("", identity: identity) }
    #expect("\(none)".hasSuffix("it is a public key, and there is no agent that could hold the private one"))
  }

  @Test("a key that file and agent have is offered once")
  func once() async throws {
    try copy("stranger1", as: "key", parts: ["", ".pub"])
    let failure = try await failure { try await connect("IdentityFile %d/key", agent: ["stranger1"]) }
    #expect(failure.tried == [.init(key: "ssh-ed25519 'stranger1' of the agent", outcome: .refused)])
  }

  @Test("a file comes after the agent's keys, and with IdentitiesOnly without them")
  func fileLast() async throws {
    try copy("stranger2", as: "key", parts: [""])
    let both = try await failure { try await connect("IdentityFile %d/key", agent: ["stranger1"]) }
    #expect(both.tried.map(\.key) == ["ssh-ed25519 'stranger1' of the agent", home.path("key")])
    let only = try await failure { try await connect("IdentityFile %d/key\nIdentitiesOnly yes", agent: ["stranger1"]) }
    #expect(only.tried.map(\.key) == [home.path("key")])
  }

  @Test("where the host ends the connection, that is said, with what was offered and what was not")
  func disconnect() async throws {
    try copy("user_ed25519", as: "key", parts: [""])
    let failure = try await failure {
      try await connect("IdentityFile %d/key", agent: Self.strangers, port: server.strictPort)
    }
    #expect(failure.tried.map(\.outcome) == [.refused, .refused, .notOffered, .notOffered])
    let text = failure.description
    #expect(text.contains("the host ended the connection after 2 keys"))
    #expect(text.contains("Too many authentication failures"))
    #expect(text.contains("not offered: ssh-ed25519 'stranger3' of the agent, \(home.path("key"))"))
    #expect(text.contains("IdentitiesOnly") && !text.contains("refused"))
  }

  @Test("an agent with a name in a variable, and one that the file turns off")
  func identityAgent() async throws {
    let failure = try await failure { try await connect("IdentityAgent none", agent: ["user_plain"]) }
    #expect(failure.tried.isEmpty)
  }

  // MARK: certificates

  /// A server that knows an authority and no key, with a certificate for a key of the user's.
  private func authority(_ name: String) async throws -> RealServer {
    let folder = server.folder.path
    try await aside { [home] in
      try Program.sshKeygen.run("-q", "-t", "ed25519", "-N", "", "-f", home.path("authority"))
      try Program.sshKeygen.run(
        "-q", "-s", home.path("authority"), "-I", "me", "-n", RealServer.user, "\(folder)/\(name).pub")
    }
    let other = try await aside { [home] in
      try RealServer("TrustedUserCAKeys \(home.path("authority.pub"))\nAuthorizedKeysFile none")
    }
    let line = "[127.0.0.1]:\(other.port) \(try other.folder.read("host_ed25519.pub"))"
    try home.write(try home.read(".ssh/known_hosts") + line, to: ".ssh/known_hosts")
    return other
  }

  @Test(
    "a certificate beside the key, or one that the file names, logs in",
    arguments: ["user_ed25519", "user_ecdsa", "user_rsa"])
  func certificate(_ name: String) async throws {
    let other = try await authority(name)
    let certificate = "\(name)-cert.pub"
    try copy(name, as: "key", parts: [""])
    // Without it nobody gets in.
    let none = try await failure { try await connect("IdentityFile %d/key", port: other.port) }
    #expect(none.tried == [.init(key: home.path("key"), outcome: .refused)])
    try home.write(server.folder.read(certificate), to: "elsewhere.pub")
    _ = try await connect("IdentityFile %d/key\nCertificateFile %d/elsewhere.pub", port: other.port)
    _ = try await connect("CertificateFile %d/elsewhere.pub", identity: home.path("key"), port: other.port)
    // The key of an agent, with the certificate in a file.
    _ = try await connect("CertificateFile %d/elsewhere.pub", agent: ["stranger1", name], port: other.port)
    try home.write(server.folder.read(certificate), to: "key-cert.pub")
    _ = try await connect("IdentityFile %d/key", port: other.port)
    try home.write(server.folder.read("\(name).pub"), to: "key.pub")
    _ = try await connect("IdentityFile %d/key.pub", agent: [name], port: other.port)
    try FileManager.default.removeItem(atPath: server.folder.path(certificate))
  }

  @Test("a certificate of another key is not taken for one of this")
  func strangeCertificate() async throws {
    _ = try await authority("user_ecdsa")
    try copy("stranger1", as: "key", parts: [""])
    try home.write(server.folder.read("user_ecdsa-cert.pub"), to: "key-cert.pub")
    let failure = try await failure { try await connect("IdentityFile %d/key") }
    let problem = IdentityProblem.notACertificateOf(home.path("key"))
    #expect(failure.tried.first == .init(key: home.path("key-cert.pub"), outcome: .unusable(problem)))
    try FileManager.default.removeItem(atPath: server.folder.path("user_ecdsa-cert.pub"))
  }

  // MARK: whose the files are

  @Test("a private key that others can read is refused, with the command", arguments: [0o644, 0o640, 0o604, 0o660])
  func openKey(_ mode: Int) async throws {
    try copy("user_ed25519", as: "key", parts: [""], mode: mode)
    let path = home.path("key")
    let error = try await transportError { try await connect("", identity: path) }
    let octal = "0\(String(mode, radix: 8))"
    #expect(error.kind == .identityUnusable(path: path, .openToOthers(mode: octal)))
    #expect("\(error)".hasSuffix("bad permissions: others can read it (mode \(octal)); chmod 600 \(path)"))
    let failure = try await failure { try await connect("IdentityFile %d/key") }
    #expect(failure.tried == [.init(key: path, outcome: .unusable(.openToOthers(mode: octal)))])
  }

  @Test("a config file, or one that it includes, that others can write is refused", arguments: [0o664, 0o646, 0o666])
  func openConfig(_ mode: Int) throws {
    let path = try home.write("Include more\n", to: ".ssh/config")
    let more = try home.write("ProxyCommand touch /tmp/owned\n", to: ".ssh/more", mode: mode)
    let environment = SSHEnvironment(
      home: home.path, user: "me", systemFolder: home.path("etc"), agentSocket: nil)
    func problem() throws -> FileProblem { try #require(throws: FileProblem.self) { try SSHConfig(of: environment) } }
    let octal = "0\(String(mode, radix: 8))"
    let first = try problem()
    #expect(first.path == more)
    #expect(first.reason == "bad permissions: others can write it (mode \(octal)): chmod go-w \(more)")
    try home.write("", to: ".ssh/more")
    try home.write("Include more\n", to: ".ssh/config", mode: mode)
    #expect(try problem().path == path)
    // The administrator's file is not looked at, as ssh does.
    try home.write("", to: ".ssh/config")
    try home.write("User x\n", to: "etc/ssh_config", mode: mode)
    #expect(throws: Never.self) { try SSHConfig(of: environment) }
  }

  @Test("a config file of somebody else is refused", .enabled(if: getuid() == 0, "only root can give files away"))
  func strangersConfig() throws {
    let path = try home.write("", to: ".ssh/config")
    chown(path, 65_534, 65_534)
    let environment = SSHEnvironment(home: home.path, user: "me", systemFolder: home.path("etc"), agentSocket: nil)
    let problem = try #require(throws: FileProblem.self) { try SSHConfig(of: environment) }
    #expect(problem.reason == "bad owner: it belongs to uid 65534, not to root or you (uid 0): chown 0 \(path)")
  }
}
