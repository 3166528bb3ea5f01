import Foundation
import Glibc
import Model
import Testing

@testable import Transport

@Suite("trying again", .serialized) struct RetryTests {
  @Test("a host that hangs up before its greeting is asked again, and logs in when it speaks")
  func noGreeting() async throws {
    let host = try FakeHost(hangingUp: 4)
    let client = try TestClient(knowing: host)
    let connection = try await client.connect(to: host.port)
    #expect(try await connection.run(RemoteCommand("x", timeout: .seconds(5))).ending == .exited(0))
    #expect(host.connectionsSoFar == 5)
  }

  @Test("a wait for the next try ends with the time for connecting, and when it is cancelled")
  func endless() async throws {
    let host = try FakeHost(hangingUp: .max)
    let client = try TestClient(knowing: host)
    let start = ContinuousClock.now
    let error = try await transportError { try await client.connect(to: host.port, timeout: .seconds(1)) }
    #expect(error.isUnreachable)
    #expect(ContinuousClock.now - start < .seconds(3))
    let task = Task { try await client.connect(to: host.port, timeout: .seconds(60)) }
    while host.connectionsSoFar < 6 { try await Task.sleep(for: .milliseconds(5)) }
    task.cancel()
    await #expect(throws: TransportError.self) { _ = try await task.value }
  }

  @Test("a channel that the host refuses is opened again: nothing has run")
  func refusedChannel() async throws {
    let host = try FakeHost(refusingChannels: 3)
    let connection = try await TestClient(knowing: host).connect(to: host.port)
    #expect(try await connection.run(RemoteCommand("x", timeout: .seconds(20))).ending == .exited(0))
  }

  @Test("a host that always refuses a channel is said to, and nothing has run")
  func refusedForGood() async throws {
    let host = try FakeHost(refusingChannels: .max)
    let connection = try await TestClient(knowing: host).connect(to: host.port)
    let error = try await transportError { try await connection.run(RemoteCommand("x", timeout: .seconds(20))) }
    guard case .commandRefused = error.kind else { throw error }
    #expect(!error.commandMayHaveRun)
  }

  @Test("few hosts at a time log in through one proxy, and one that is cancelled takes no place")
  func gate() async throws {
    let gates = ProxyGates()
    let inside = Monitor<(now: Int, most: Int)>((0, 0))
    await withTaskGroup(of: Void.self) { group in
      for _ in 0..<60 {
        group.addTask {
          let gate = await gates.gate("bastion")
          guard await gate.enter() else { return }
          inside.withLock {
            $0.now += 1
            $0.most = max($0.most, $0.now)
          }
          await Task.yield()
          inside.withLock { $0.now -= 1 }
          await gate.leave()
        }
      }
    }
    #expect(inside.withLock { $0.now } == 0)
    #expect((1...6).contains(inside.withLock { $0.most }))
    let gate = Gate(width: 1)
    #expect(await gate.enter())
    let waiting = Task { await gate.enter() }
    waiting.cancel()
    #expect(await waiting.value == false)
    await gate.leave()
    #expect(await gate.enter())
  }

  @Test(
    "a proxy is started again where it got no greeting, and not where it was refused",
    arguments: [
      ("echo kex_exchange_identification: read: Connection reset by peer >&2; exit 255", true),
      ("exit 0", true), ("exit 1", false), ("echo me@jump: Permission denied >&2; exit 255", false),
    ])
  func proxies(_ command: String, _ isTriedAgain: Bool) async throws {
    let client = try TestClient()
    let count = client.folder.path("count")
    try client.folder.write(
      "ProxyCommand sh -c 'echo x >>\(count); \(command)'", to: ".ssh/config")
    let error = try await transportError { try await client.connect(to: 1, timeout: .seconds(2)) }
    #expect(error.isUnreachable)
    let tries = try client.folder.read("count").split(separator: "\n").count
    #expect((tries > 1) == isTriedAgain)
  }

  /// The case of the field: an sshd that drops most of what comes while some others have not logged in yet.
  @Test(
    "an sshd that is busy with other logins lets all hosts in after a while",
    .enabled(if: RealServer.isInstalled, "sshd, ssh or ssh-keygen is not installed"))
  func busyServer() async throws {
    let server = try await aside { try RealServer("MaxStartups 2:60:10") }
    let home = try TemporaryFolder()
    try home.write(
      "[127.0.0.1]:\(server.port) \(server.folder.read("host_ed25519.pub"))", to: ".ssh/known_hosts")
    let environment = SSHEnvironment(home: home.path, user: "x", systemFolder: home.path("etc"), agentSocket: nil)
    let access = SSHAccess.loopback(
      server.port, user: RealServer.user, identity: server.folder.path("user_ed25519"))
    // Three that never say anything.
    let addresses = try Resolver.live.addresses(of: "127.0.0.1", port: server.port, on: Line())
    let idle = Line()
    for _ in 0..<3 { _ = try Dialer(line: idle, deadline: .now + .seconds(5), origin: .init()).dial(addresses) }
    let connector = try SSHConnector(environment: environment, timeout: .seconds(60))
    let failures = await Fanout(atMost: 8).map(Array(0..<16)) { _ -> String? in
      do { _ = try await connector.connect(to: .web1, access: access) } catch { return "\(error)" }
      return nil
    }
    #expect(failures.compactMap(\.self) == [])
    withExtendedLifetime((idle, server)) {}
  }

  @Test("the soft limit of open files is raised to the hard one")
  func raisedLimit() async throws {
    await #expect(processExitsWith: .success) {
      let kind = __rlimit_resource_t(RLIMIT_NOFILE.rawValue)
      var limit = rlimit(rlim_cur: 200, rlim_max: 900)
      setrlimit(kind, &limit)
      Fanout.raiseOpenFileLimit()
      #expect(Fanout.openFileLimit == 900)
    }
  }

  @Test("what a change needs of open files is known before it")
  func openFiles() {
    #expect(Fanout.openFiles(forChangeOf: 254) > 1024)
    #expect(Fanout.openFiles(forChangeOf: 100) < 1024)
  }
}
