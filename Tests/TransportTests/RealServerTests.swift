import Foundation
import Model
import Testing

@testable import Transport

@Suite(
  "a real sshd", .serialized, .enabled(if: RealServer.isInstalled, "sshd, ssh or ssh-keygen is not installed"),
  .realServer)
struct RealServerTests {
  let server: RealServer
  let home: TemporaryFolder
  var environment: SSHEnvironment

  init() throws {
    server = try #require(RealServer.shared)
    home = try TemporaryFolder()
    environment = SSHEnvironment(home: home.path, user: "nobody-here", systemFolder: home.path("etc"), agentSocket: nil)
    try home.write(knownHostsLine(of: "ed25519"), to: ".ssh/known_hosts")
  }

  private func knownHostsLine(of kind: String, port: UInt16? = nil) throws -> String {
    try [port ?? server.port, server.noisyPort, server.strictPort].map { port in
      "[127.0.0.1]:\(port) \(try server.folder.read("host_\(kind).pub"))"
    }.joined()
  }

  private func connect(
    to port: UInt16? = nil, key: String? = "user_ed25519", host: String = "127.0.0.1", usingConfig: Bool = false
  ) async throws -> any HostConnection {
    var access = SSHAccess(address: try SSHAddress(host))
    if !usingConfig {
      access.port = Port(number: port ?? server.port)
      access.user = try UserName(RealServer.user)
      access.identity = try key.map { try LocalPath(server.folder.path($0)) }
    }
    defer { withExtendedLifetime(home) {} }
    return try await SSHConnector(environment: environment).connect(to: .web1, access: access)
  }

  private func run(
    _ text: String, on connection: any HostConnection, input: [UInt8] = []
  ) async throws -> CommandResult {
    try await connection.run(RemoteCommand(text, input: input, timeout: .seconds(20)))
  }

  // MARK: keys

  @Test("a key from a file logs in", arguments: ["user_ed25519", "user_ecdsa", "user_rsa"])
  func keyFile(_ key: String) async throws {
    let result = try await run("echo $SSH_CONNECTION", on: connect(key: key))
    #expect(result.ending == .exited(0))
    #expect(String(decoding: result.output, as: UTF8.self).hasSuffix("127.0.0.1 \(server.port)\n"))
  }

  @Test("a key that is not let in is named, with what the host accepts")
  func stranger() async throws {
    let error = try await transportError { try await connect(key: "stranger1") }
    guard case .authenticationFailed(let failure) = error.kind else { throw error }
    #expect(failure.tried == [.init(key: server.folder.path("stranger1"), outcome: .refused)])
    #expect(failure.accepted.first == "publickey")
  }

  @Test("an encrypted key asks for the agent")
  func encrypted() async throws {
    let error = try await transportError { try await connect(key: "user_encrypted") }
    let path = server.folder.path("user_encrypted")
    #expect(error.kind == .identityUnusable(path: path, .needsPassphrase))
    #expect("\(error)".hasSuffix(": it needs a passphrase; give it to the agent with: ssh-add \(path)"))
  }

  @Test("a host that wants a password after the key says so")
  func partial() async throws {
    let error = try await transportError { try await connect(to: server.strictPort) }
    guard case .authenticationFailed(let failure) = error.kind else { throw error }
    #expect(failure.tried.map(\.outcome) == [.partial])
    #expect(failure.accepted == ["password"])
  }

  // MARK: the agent

  /// Does something with an agent that holds these keys.
  private func withAgent<Value>(
    holding keys: [String], _ body: (RealServerTests) async throws -> Value
  ) async throws -> Value {
    let agent = try await aside { [server] in try RealAgent(holding: keys.map(server.folder.path)) }
    defer { withExtendedLifetime(agent) {} }
    var tests = self
    tests.environment.agentSocket = agent.socket
    return try await body(tests)
  }

  @Test("a key of the agent logs in, whether the inventory names its encrypted file or none", arguments: [true, false])
  func agent(_ isNamed: Bool) async throws {
    let result = try await withAgent(holding: ["stranger1", "user_plain"]) { tests in
      try await tests.run("exit 3", on: tests.connect(key: isNamed ? "user_encrypted" : nil))
    }
    #expect(result.ending == .exited(3))
  }

  /// The keys that were tried in a login that failed.
  private func failure(to port: UInt16? = nil, holding keys: [String]) async throws -> AuthenticationFailure {
    let error = try await withAgent(holding: keys) { tests in
      try await transportError { try await tests.connect(to: port, key: nil) }
    }
    guard case .authenticationFailed(let failure) = error.kind else { throw error }
    return failure
  }

  @Test("keys of the agent that are not let in are named")
  func strangersOfTheAgent() async throws {
    let failure = try await failure(holding: ["stranger1"])
    #expect(failure.tried == [.init(key: "ssh-ed25519 'stranger1' of the agent", outcome: .refused)])
  }

  @Test("an agent with more keys than the host will hear of is named with them, and with what the host said")
  func tooManyKeys() async throws {
    let failure = try await failure(to: server.strictPort, holding: ["stranger1", "stranger2", "stranger3"])
    #expect(failure.tried.count == 3)
    #expect(failure.reason.contains("Too many authentication failures"))
  }

  @Test("an agent that does not answer is cut off, too")
  func silentAgent() async throws {
    let socket = home.path("agent")
    let agent = try SilentAgent(path: socket)
    var tests = self
    tests.environment.agentSocket = socket
    let connector = try SSHConnector(environment: tests.environment, timeout: .milliseconds(500))
    let error = try await transportError {
      try await connector.connect(to: .web1, access: .loopback(server.port, user: RealServer.user))
    }
    #expect(error.kind == .timedOut(.authentication, after: .milliseconds(500)))
    withExtendedLifetime(agent) {}
  }

  // MARK: the config file

  @Test("the config file gives the address, the port, the user and the key")
  func configFile() async throws {
    try home.write(
      """
      Host web1
        HostName 127.0.0.1
      Host web*
        Port \(server.port)
        User \(RealServer.user)
        IdentityFile \(server.folder.path)/missing
        IdentityFile \(server.folder.path)/user_%u
        IdentityFile \(server.folder.path)/user_ecdsa
      """, to: ".ssh/config")
    #expect(try await run("true", on: connect(host: "web1", usingConfig: true)).ending == .exited(0))
  }

  /// A config file that the ssh program can use on its own.
  private func writeJumpConfig(_ proxy: String) throws {
    try home.write(
      """
      Host target
        HostName 127.0.0.1
        \(proxy)
      Host *
        Port \(server.port)
        User \(RealServer.user)
        IdentityFile \(server.folder.path)/user_ed25519
        UserKnownHostsFile \(home.path(".ssh/known_hosts"))
        StrictHostKeyChecking yes
        IdentitiesOnly yes
      """, to: ".ssh/config")
  }

  @Test(
    "a ProxyCommand and a ProxyJump connect",
    arguments: ["ProxyCommand ssh -F %d/.ssh/config -W %h:%p 127.0.0.1", "ProxyJump 127.0.0.1"])
  func proxy(_ proxy: String) async throws {
    try writeJumpConfig(proxy)
    let connection = try await connect(host: "target", usingConfig: true)
    let input = [UInt8](repeating: 65, count: 1 << 20)
    #expect(sameBytes(try await run("cat", on: connection, input: input).output, input))
    await connection.close()
  }

  @Test("a ProxyCommand that fails is named with what it said, as not reachable")
  func failingProxy() async throws {
    try writeJumpConfig("ProxyCommand sh -c 'echo no way to %h >&2; exit 1'")
    let error = try await transportError { try await connect(host: "target", usingConfig: true) }
    let name = "the ProxyCommand at \(environment.userConfig):3"
    #expect(error.kind == .proxyFailed(proxy: name, reason: "no way to 127.0.0.1"))
    #expect(error.isUnreachable)
  }

  @Test("a host of long ago is reached when the config file allows its algorithms, and only then")
  func oldHost() async throws {
    // What SunSSH has (SSH.md §4).
    let options = """
      HostKeyAlgorithms ssh-rsa
      KexAlgorithms diffie-hellman-group14-sha1,diffie-hellman-group1-sha1
      Ciphers aes128-cbc
      MACs hmac-sha1
      PubkeyAcceptedAlgorithms ssh-rsa
      """
    let old = try await aside { try RealServer(options) }
    try home.write("[127.0.0.1]:\(old.port) \(try old.folder.read("host_rsa.pub"))", to: ".ssh/known_hosts")
    let access = SSHAccess.loopback(old.port, user: RealServer.user, identity: old.folder.path("user_rsa"))
    func connect() async throws -> any HostConnection {
      try await SSHConnector(environment: environment).connect(to: .web1, access: access)
    }
    let error = try await transportError { try await connect() }
    guard case .keyExchangeFailed = error.kind else { throw error }
    try home.write(
      """
      Host 127.0.0.1
        HostKeyAlgorithms +ssh-rsa
        KexAlgorithms +diffie-hellman-group14-sha1
        Ciphers +aes128-cbc
        MACs +hmac-sha1
        PubkeyAcceptedAlgorithms ssh-rsa
      """, to: ".ssh/config")
    #expect(try await run("exit 9", on: connect()).ending == .exited(9))
  }

  /// With a group of the exchange's own, and with nothing but the oldest one.
  @Test(
    "a host of long ago is reached when the inventory says so, and only then",
    arguments: ["diffie-hellman-group-exchange-sha1,diffie-hellman-group1-sha1", "diffie-hellman-group1-sha1"])
  func legacy(keyExchanges: String) async throws {
    // What SunSSH has but ssh-dss and hmac-md5-96, which the sshd of today has no more.
    let options = """
      HostKeyAlgorithms ssh-rsa
      KexAlgorithms \(keyExchanges)
      Ciphers aes128-ctr,aes128-cbc
      MACs hmac-md5,hmac-sha1
      PubkeyAcceptedAlgorithms ssh-rsa
      """
    let old = try await aside { try RealServer(options) }
    try home.write("[127.0.0.1]:\(old.port) \(try old.folder.read("host_rsa.pub"))", to: ".ssh/known_hosts")
    var access = SSHAccess.loopback(old.port, user: RealServer.user, identity: old.folder.path("user_rsa"))
    func connect() async throws -> any HostConnection {
      try await SSHConnector(environment: environment).connect(to: .web1, access: access)
    }
    let error = try await transportError { try await connect() }
    guard case .keyExchangeFailed = error.kind else { throw error }
    #expect("\(error)".contains("'ssh: { algorithms: legacy }'"))
    access.algorithms = .legacy
    #expect(try await run("exit 9", on: connect()).ending == .exited(9))
    let scan = try await SSHConnector(environment: environment).scanHostKeys(of: .web1, access: access)
    #expect(scan.keys.count == 1)
  }

  @Test("a host of today is not reached with the algorithms of long ago")
  func legacyIsNothingMore() async throws {
    var access = SSHAccess.loopback(server.port, user: RealServer.user, identity: server.folder.path("user_rsa"))
    access.algorithms = .legacy
    let connector = try SSHConnector(environment: environment)
    let error = try await transportError { try await connector.connect(to: .web1, access: access) }
    guard case .keyExchangeFailed = error.kind else { throw error }
  }

  // MARK: host keys

  @Test(
    "a host is known by any kind of its keys, in a file hashed by ssh-keygen -H",
    arguments: ["ed25519", "ecdsa", "rsa"])
  func hashed(_ kind: String) async throws {
    let path = try home.write(knownHostsLine(of: kind), to: ".ssh/known_hosts")
    try await aside { _ = try Program.sshKeygen.run("-H", "-f", path) }
    #expect(try home.read(".ssh/known_hosts").hasPrefix("|1|"))
    #expect(try await run("true", on: connect()).ending == .exited(0))
  }

  @Test("a scan shows the keys of the host's files")
  func scan() async throws {
    let scan = try await SSHConnector(environment: environment).scanHostKeys(of: .web1, access: .loopback(server.port))
    let files = try ["ed25519", "ecdsa", "rsa"].map { try server.folder.read("host_\($0).pub").split(separator: " ") }
    #expect(scan.keys.map(\.type.name) == files.map { String($0[0]) })
    #expect(scan.keys.map(\.base64) == files.map { String($0[1]) })
  }

  // MARK: commands

  @Test("a script on the standard input runs, with its output, errors and status")
  func script() async throws {
    let script = "echo out; echo err >&2; exit 42\n"
    let result = try await run("sh -s", on: connect(), input: Array(script.utf8))
    #expect(result == CommandResult(ending: .exited(42), output: Array("out\n".utf8), errors: Array("err\n".utf8)))
  }

  @Test("a quoted command arrives as its arguments")
  func quoting() async throws {
    let arguments = ["printf", "%s|", "a b", "it's", "$HOME", "`id`", "*", "\\n", "ü", ""]
    let result = try await run(Command(arguments).shellText, on: connect())
    #expect(String(decoding: result.output, as: UTF8.self) == "a b|it's|$HOME|`id`|*|\\n|ü||")
  }

  @Test("a command killed by a signal names it")
  func signal() async throws {
    #expect(try await run("kill -KILL $$", on: connect()).ending == .signalled("KILL"))
  }

  @Test("megabytes go each way while the command prints before it reads")
  func bothWays() async throws {
    let input = [UInt8](repeating: 65, count: 4 << 20)
    let result = try await run("head -c 4194304 /dev/zero; cat", on: connect(), input: input)
    #expect(result.ending == .exited(0))
    #expect(sameBytes(result.output, [UInt8](repeating: 0, count: 4 << 20) + input))
  }

  @Test("noise of the login shell comes along and harms nothing")
  func noise() async throws {
    let result = try await run("printf done", on: connect(to: server.noisyPort))
    #expect(result.ending == .exited(0))
    #expect(result.output == Array("noise\ndone".utf8))
    #expect(result.errors == Array("more noise\n".utf8))
  }

  @Test("many commands share one connection")
  func many() async throws {
    let connection = try await connect()
    for number in 0..<5 {
      #expect(try await run("exit \(number)", on: connection).ending == .exited(Int32(number)))
    }
  }

  @Test("a connection that the host ends in the middle of a command leaves open whether it ran")
  func lost() async throws {
    let connection = try await connect()
    let error = try await transportError { try await run("kill -KILL $PPID; sleep 1", on: connection) }
    guard case .connectionLost = error.kind else { throw error }
    #expect(error.commandMayHaveRun)
  }
}
