import CLibSSH
import Model
import Testing

@testable import Transport

@Suite("connecting", .serialized) struct ConnectTests {
  @Test("a port where nobody listens is refused, as not reachable")
  func refused() async throws {
    let socket = try ListeningSocket()
    socket.close()
    let client = try TestClient()
    let error = try await transportError { try await client.connect(to: socket.port) }
    let attempt = ConnectAttempt(address: "127.0.0.1 port \(socket.port)", failure: .refused)
    #expect(error.kind == .cannotConnect([attempt]))
    #expect(error.isUnreachable && !error.commandMayHaveRun)
    #expect("\(error)" == "web1: cannot connect: 127.0.0.1 port \(socket.port): connection refused")
  }

  @Test("the next address is tried when one does not take the connection")
  func nextAddress() async throws {
    let socket = try ListeningSocket()
    socket.close()
    let host = try FakeHost()
    let client = try TestClient()
    try client.folder.write("two.invalid \(host.hostKey.type) \(host.hostKey.base64)\n", to: ".ssh/known_hosts")
    var connector = try client.connector()
    let addresses = try [socket.port, host.port].flatMap { port in
      try Resolver.live.addresses(of: "127.0.0.1", port: port, on: Line())
    }
    connector.resolver.lookUp = { _, _ in .success(addresses) }
    let connection = try await connector.connect(to: .web1, access: SSHAccess(address: SSHAddress("two.invalid")))
    #expect(try await connection.run(RemoteCommand("x", timeout: .seconds(5))).ending == .exited(0))
  }

  @Test("a name without an address is not reachable")
  func unresolved() async throws {
    var connector = try TestClient().connector()
    connector.resolver.lookUp = { _, _ in .failure(.init(reason: "name or service not known", isLocalShortage: false)) }
    let access = SSHAccess(address: try SSHAddress("nowhere.invalid"))
    let error = try await transportError { [connector] in try await connector.connect(to: .web1, access: access) }
    #expect(error.kind == .cannotResolve(name: "nowhere.invalid", reason: "name or service not known"))
    #expect(error.isUnreachable)
  }

  @Test("a look-up that fails for want of means here says nothing about the host")
  func lookUpShortage() async throws {
    var connector = try TestClient().connector()
    connector.resolver.lookUp = { _, _ in .failure(.init(reason: "too many open files", isLocalShortage: true)) }
    let access = SSHAccess(address: try SSHAddress("web1.invalid"))
    let error = try await transportError { [connector] in try await connector.connect(to: .web1, access: access) }
    #expect(error.kind == .localShortage(of: "means to look up a name", reason: "too many open files"))
    #expect(!error.isUnreachable)
  }

  @Test("a listener that ends the connection without a word does not speak SSH, as not reachable")
  func noGreeting() async throws {
    let socket = try ListeningSocket()
    try startThread {
      while let connection = socket.accept() { ListeningSocket.end(connection) }
      socket.close()
    }
    let client = try TestClient()
    let error = try await transportError { try await client.connect(to: socket.port, timeout: .seconds(1)) }
    socket.shutDown()
    guard case .noGreeting = error.kind else { throw error }
    #expect(error.isUnreachable)
  }

  @Test("what a host says is shown on one line, without what a terminal would obey, and not without end")
  func told() {
    let said = "bad\n\u{1B}[2Jthing\u{202E} 'quoted'"
    let error = TransportError(host: .web1, kind: .connectionLost(reason: said))
    #expect("\(error)" == "web1: connection lost: 'bad  [2Jthing  'quoted''")
    let long = TransportError(host: .web1, kind: .noGreeting(reason: String(repeating: "x", count: 1000)))
    #expect("\(long)".count < 500)
  }

  @Test("an error says whether the command may have run")
  func mayHaveRun() {
    let error = TransportError(host: .web1, kind: .timedOut(.command, after: .seconds(5)), commandMayHaveRun: true)
    #expect("\(error)" == "web1: gave up after 5.0 seconds in the command; the command may have run")
  }

  @Test("a host without an algorithm in common fails in the key exchange, and is reachable")
  func noCommonAlgorithm() async throws {
    let host = try FakeHost()
    let client = try TestClient(knowing: host)
    try client.folder.write("HostKeyAlgorithms rsa-sha2-512\n", to: ".ssh/config")
    let error = try await transportError { try await client.connect(to: host.port) }
    guard case .keyExchangeFailed = error.kind else { throw error }
    #expect(!error.isUnreachable)
  }

  @Test("algorithms that are not there are an error of the file that names them")
  func unknownAlgorithm() async throws {
    let host = try FakeHost()
    let client = try TestClient(knowing: host)
    let path = try client.folder.write("# old\nHostKeyAlgorithms ssh-dss\n", to: ".ssh/config")
    let error = try await transportError { try await client.connect(to: host.port) }
    let problem = FileProblem(path: path, line: 2, reason: "none of these algorithms is supported: 'ssh-dss'")
    #expect(error.kind == .configuration(problem))
  }

  @Test("a host that takes no key says which were tried and what it would take")
  func denied() async throws {
    let host = try FakeHost(users: .none)
    let client = try TestClient(knowing: host)
    let error = try await transportError { try await client.connect(to: host.port) }
    guard case .authenticationFailed(let failure) = error.kind else { throw error }
    #expect(failure.user == "tester")
    #expect(failure.tried == [.init(key: client.folder.path(".ssh/id_ed25519"), outcome: .refused)])
    #expect(failure.accepted == ["publickey"])
    #expect(!error.isUnreachable && !error.commandMayHaveRun)
  }

  @Test("without a key there is nothing to try, and what the host would take is said all the same")
  func noKey() async throws {
    let host = try FakeHost()
    let client = try TestClient(knowing: host)
    try client.folder.write("IdentityFile none\n", to: ".ssh/config")
    let error = try await transportError { try await client.connect(to: host.port) }
    guard case .authenticationFailed(let failure) = error.kind else { throw error }
    #expect(failure.tried.isEmpty)
    #expect(failure.accepted == ["publickey"])
    #expect("\(error)" == "web1: cannot log in as 'tester': there was no key to try; the host accepts publickey")
  }

  @Test("a key file that the inventory names and that is missing, or is none, is an error of its own")
  func unusableIdentity() async throws {
    let host = try FakeHost()
    let client = try TestClient(knowing: host)
    let path = client.folder.path("key")
    func kind() async throws -> TransportError.Kind {
      try await transportError {
        try await client.connector().connect(to: .web1, access: .loopback(host.port, identity: path))
      }.kind
    }
    #expect(try await kind() == .identityUnusable(path: path, .unreadable(reason: "no such file or directory")))
    try client.folder.write("not a key", to: "key")
    #expect(try await kind() == .identityUnusable(path: path, .notAKey))
  }

  @Test("a known_hosts file that cannot be read stops the run before any host is asked")
  func unreadableKnownHosts() throws {
    let client = try TestClient()
    try client.folder.write("", to: ".ssh/known_hosts2/x")
    let problem = FileProblem(path: client.folder.path(".ssh/known_hosts2"), reason: "it is not a file")
    #expect(throws: problem) { try client.connector() }
  }
}
