import Foundation
import Glibc
import Model
import Testing

@testable import Transport

/// What can only be seen in a process of its own.
///
/// One after another: while such a process runs, Swift Testing 6.3 blocks a thread of the pool that all tests share.
@Suite("the process", .serialized) struct ProcessTests {
  /// Works on connections that end in every way there is.
  static func connectInEveryWay() async throws {
    let host = try FakeHost { text in
      switch text {
      case "hang": [.readInput, .hang]
      case "drop": [.drop]
      case "long": [.output([UInt8](repeating: 65, count: 1 << 20)), .exit(0)]
      case "refuse": [.refuse]
      default: [.readInput, .echo, .exit(0)]
      }
    }
    let client = try TestClient(knowing: host)
    for text in ["fine", "hang", "drop", "long", "refuse"] {
      let connection = try await client.connect(to: host.port)
      let command = RemoteCommand(text, input: [1, 2, 3], timeout: .milliseconds(50), outputLimit: 1000)
      _ = try? await connection.run(command)
      await connection.close()
    }
    let (silent, deaf, closed) = (try SilentPeer(), try DeafPeer(), try ListeningSocket())
    closed.close()
    for port in [silent.port, deaf.port, closed.port] {
      _ = try? await client.connect(to: port, timeout: .milliseconds(50))
    }
    _ = try? await client.connect(to: host.port, hostKey: .pinned(SampleKey.ed25519.fingerprint))
    try client.folder.write("ProxyCommand exit 1\n", to: ".ssh/config")
    _ = try? await client.connect(to: host.port)
    try client.folder.write("ProxyCommand sleep 1000\n", to: ".ssh/config")
    _ = try? await client.connect(to: host.port, timeout: .milliseconds(50))
    try client.folder.write("IdentityAgent \(client.folder.path)/nobody\n", to: ".ssh/config")
    _ = try? await client.connect(to: host.port)
    let other = try FakeHost(users: .none)
    _ = try? await TestClient(knowing: other).connect(to: other.port)
    _ = try await client.connector().scanHostKeys(of: .web1, access: .loopback(host.port))
  }

  /// The numbers of the open descriptors, but for the one that looks.
  static func openFiles() throws -> Set<String> {
    Set(
      try FileManager.default.contentsOfDirectory(atPath: "/proc/self/fd").filter { number in
        let target = try? FileManager.default.destinationOfSymbolicLink(atPath: "/proc/self/fd/\(number)")
        return target.map { !$0.contains("/proc/") } ?? false
      })
  }

  /// Whether something comes true that nobody tells us of, such as the end of a thread that nobody waits for.
  static func comesTrue(_ condition: () throws -> Bool) rethrows -> Bool {
    let deadline = ContinuousClock.now + .seconds(20)
    while ContinuousClock.now < deadline {
      if try condition() { return true }
      sched_yield()
    }
    return false
  }

  static func threads() throws -> Int { try FileManager.default.contentsOfDirectory(atPath: "/proc/self/task").count }

  @Test("connections that end in every way leave no open file, no child and no thread behind")
  func noLeak() async {
    await #expect(processExitsWith: .success) {
      // Once before, so that what is opened once for all is not counted.
      try await Self.connectInEveryWay()
      let before = try Self.openFiles()
      for _ in 0..<3 { try await Self.connectInEveryWay() }
      #expect(try Self.openFiles() == before)
      #expect(waitpid(-1, nil, WNOHANG) == -1 && errno == ECHILD)
      #expect(try Self.comesTrue { try Self.threads() <= 16 })
    }
  }

  @Test("a connection that is forgotten is freed with the last reference to it")
  func forgotten() async {
    await #expect(processExitsWith: .success) {
      let host = try FakeHost()
      let client = try TestClient(knowing: host)
      // Once before, as above.
      try await client.connect(to: host.port).close()
      try await aside { host.waitForConnections() }
      let before = try Self.openFiles()
      for _ in 0..<20 {
        _ = try await client.connect(to: host.port).run(RemoteCommand("x", timeout: .seconds(5)))
      }
      #expect(try Self.comesTrue { try Self.openFiles() == before })
      #expect(try Self.comesTrue { try Self.threads() <= 16 })
    }
  }

  @Test("with 64 open files, 200 hosts are served within the width that this allows")
  func fewFiles() async {
    await #expect(processExitsWith: .success) {
      let host = try FakeHost()
      let client = try TestClient(knowing: host)
      let connector = try client.connector(timeout: .seconds(60))
      // The fake host takes two files for each connection as well.
      let fanout = Fanout(openFiles: 128)
      var limit = rlimit(rlim_cur: 128 + UInt(2 * fanout.width), rlim_max: 4096)
      #expect(setrlimit(__rlimit_resource_t(RLIMIT_NOFILE.rawValue), &limit) == 0)
      let endings = await fanout.map(Array(0..<200)) { _ in
        await Result {
          let connection = try await connector.connect(to: .web1, access: .loopback(host.port))
          defer { withExtendedLifetime(connection) {} }
          return try await connection.run(RemoteCommand("x", timeout: .seconds(60))).ending
        }
      }
      #expect(try endings.map { try $0.get() } == Array(repeating: .exited(0), count: 200))
      withExtendedLifetime(client) {}
    }
  }

  @Test(
    "however few files are left to open, a host is reached or this machine is named as short of them",
    .enabled(if: RealServer.isInstalled, "sshd, ssh or ssh-keygen is not installed"))
  func fewFilesLeft() async {
    await #expect(processExitsWith: .success) {
      let server = try RealServer()
      let client = try TestClient()
      let line = "[127.0.0.1]:\(server.port) \(try server.folder.read("host_ed25519.pub"))"
      try client.folder.write(line, to: ".ssh/known_hosts")
      let identity = server.folder.path("user_ed25519")
      let access = SSHAccess.loopback(server.port, user: RealServer.user, identity: identity)
      let connector = try client.connector()
      var reached: [Bool] = []
      for left in 0..<8 {
        var taken: [Int32] = []
        while case let file = open("/dev/null", O_RDONLY | O_CLOEXEC), file >= 0 { taken.append(file) }
        for _ in 0..<left { close(taken.removeLast()) }
        let outcome = await Result { try await connector.connect(to: .web1, access: access) }
        taken.forEach { _ = close($0) }
        reached.append((try? outcome.get()) != nil)
        guard case .failure(let error as TransportError) = outcome else { continue }
        if case .localShortage = error.kind {} else { Issue.record("with \(left) files left: \(error)") }
        #expect(!error.isUnreachable)
      }
      #expect(reached.first == false && reached.last == true)
    }
  }

  @Test("without a file left to open, the known_hosts files are not taken for missing ones")
  func noFileLeft() async {
    await #expect(processExitsWith: .success) {
      let client = try TestClient()
      var taken: [Int32] = []
      while case let file = open("/dev/null", O_RDONLY | O_CLOEXEC), file >= 0 { taken.append(file) }
      let problem = #expect(throws: FileProblem.self) { try KnownHosts(reading: client.environment.userKnownHosts) }
      taken.forEach { _ = close($0) }
      #expect(problem?.reason == "cannot open it: too many open files")
    }
  }

  @Test("a broken pipe does not kill the process")
  func brokenPipe() async {
    await #expect(processExitsWith: .success) {
      #expect(LibSSH.isReady)
      var ends: [Int32] = [0, 0]
      #expect(pipe(&ends) == 0)
      close(ends[0])
      #expect(write(ends[1], "x", 1) == -1 && errno == EPIPE)
    }
  }
}
