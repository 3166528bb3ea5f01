import Model
import Testing

@testable import Transport

/// Time-outs and cancellation: whatever is waited for, the wait ends.
///
/// One test after another, as in all suites that connect: the threads of the pool, where every await comes back, would
/// be too busy with a hundred tests for times to mean anything. What is broken off would otherwise take a minute, or for
/// ever.
@Suite("breaking off", .serialized) struct BreakingOffTests {
  /// The time that the test machine may add on a bad day; on a good one it is some milliseconds.
  private static let slack = Duration.seconds(2)

  private func elapsed(_ body: () async throws -> Void) async rethrows -> Duration {
    try await ContinuousClock().measure { try await body() }
  }

  /// Cancels a task once something has happened, and gives back its error and the time that it took to end.
  private func cancel(
    _ task: Task<some Sendable, any Error>, after event: AsyncStream<some Sendable>
  ) async throws -> (TransportError, Duration) {
    for await _ in event { break }
    task.cancel()
    var error: TransportError?
    let time = try await elapsed { error = try await transportError { try await task.value } }
    return (try #require(error), time)
  }

  // MARK: a command

  static let waits: [(String, [FakeHost.Step], Int)] = [
    ("never ends", [.readInput, .hang], 0),
    ("never reads its input", [.hang], 8 << 20),
    ("is on a host that reads nothing from the network any more", [.stall], 8 << 20),
    ("prints and then never ends", [.output([65]), .hang], 0),
  ]

  @Test("a command's time is all it gets if it …", arguments: waits)
  func timeout(_ name: String, _ steps: [FakeHost.Step], _ input: Int) async throws {
    let host = try FakeHost { _ in steps }
    let connection = try await TestClient(knowing: host).connect(to: host.port)
    let command = RemoteCommand("x", input: [UInt8](repeating: 65, count: input), timeout: .milliseconds(300))
    let time = try await elapsed {
      let error = try await transportError { try await connection.run(command) }
      #expect(error.kind == .timedOut(.command, after: .milliseconds(300)))
      #expect(error.commandMayHaveRun && !error.isUnreachable)
    }
    #expect(time >= .milliseconds(300) && time < .milliseconds(300) + Self.slack)
    let next = try await transportError { try await connection.run(command) }
    #expect(next.kind == .closed)
    #expect(!next.commandMayHaveRun)
  }

  @Test("a cancelled command returns at once", arguments: waits)
  func cancelCommand(_ name: String, _ steps: [FakeHost.Step], _ input: Int) async throws {
    let host = try FakeHost { _ in steps }
    let connection = try await TestClient(knowing: host).connect(to: host.port)
    let command = RemoteCommand("x", input: [UInt8](repeating: 65, count: input), timeout: .seconds(60))
    let task = Task { try await connection.run(command) }
    let (error, time) = try await cancel(task, after: host.commands)
    #expect(error.kind == .cancelled)
    #expect(error.commandMayHaveRun)
    #expect(time < Self.slack)
  }

  @Test("a command of a task that is cancelled already is not sent, and the connection goes on")
  func cancelledBefore() async throws {
    let host = try FakeHost()
    let connection = try await TestClient(knowing: host).connect(to: host.port)
    let task = Task {
      withUnsafeCurrentTask { $0?.cancel() }
      return try await connection.run(RemoteCommand("x", timeout: .seconds(5)))
    }
    let error = try await transportError { try await task.value }
    #expect(error.kind == .cancelled)
    #expect(!error.commandMayHaveRun)
    #expect(try await connection.run(RemoteCommand("x", timeout: .seconds(5))).ending == .exited(0))
  }

  // MARK: connecting

  @Test("a peer that says nothing is given up in time, as not reachable")
  func silentPeer() async throws {
    let peer = try SilentPeer()
    let client = try TestClient()
    let time = try await elapsed {
      let error = try await transportError { try await client.connect(to: peer.port, timeout: .milliseconds(300)) }
      #expect(error.kind == .timedOut(.keyExchange, after: .milliseconds(300)))
      #expect(error.isUnreachable && !error.commandMayHaveRun)
    }
    #expect(time >= .milliseconds(300) && time < .milliseconds(300) + Self.slack)
  }

  @Test("cancelling while a peer says nothing returns at once")
  func cancelSilentPeer() async throws {
    let peer = try SilentPeer()
    let client = try TestClient()
    let task = Task { try await client.connect(to: peer.port, timeout: .seconds(60)) }
    let (error, time) = try await cancel(task, after: peer.accepted)
    #expect(error.kind == .cancelled)
    #expect(time < Self.slack)
  }

  @Test("an address that does not answer is given up in time")
  func deafPeer() async throws {
    let peer = try DeafPeer()
    let client = try TestClient()
    let time = try await elapsed {
      let error = try await transportError { try await client.connect(to: peer.port, timeout: .milliseconds(300)) }
      #expect(error.isUnreachable)
      let attempt = ConnectAttempt(address: "127.0.0.1 port \(peer.port)", failure: .timedOut)
      #expect([.cannotConnect([attempt]), .timedOut(.connecting, after: .milliseconds(300))].contains(error.kind))
    }
    #expect(time < .milliseconds(300) + Self.slack)
  }

  @Test(
    "a line that is cut ends a connect that gets no answer, before it begins or while it waits", arguments: [0, 100])
  func cutDeafPeer(_ milliseconds: Int) async throws {
    let peer = try DeafPeer()
    let addresses = try Resolver.live.addresses(of: "127.0.0.1", port: peer.port, on: Line())
    let line = Line()
    let watch = line.watch()
    let timer = watch.cut(after: .milliseconds(milliseconds))
    if milliseconds == 0 { await timer.value }
    let time = elapsedOnThread {
      #expect(throws: TransportError.Kind.self) {
        try Dialer(line: line, deadline: .now + .seconds(60), origin: .init()).dial(addresses)
      }
    }
    #expect(await time.value < .milliseconds(milliseconds) + Self.slack)
    watch.end()
  }

  /// Blocking work, measured on a thread of its own.
  private func elapsedOnThread(_ body: @escaping @Sendable () -> Void) -> Task<Duration, Never> {
    let (stream, continuation) = AsyncStream<Duration>.makeStream()
    #expect(throws: Never.self) {
      try startThread { continuation.yield(ContinuousClock().measure(body)) }
    }
    return Task { await stream.first { _ in true } ?? .seconds(3600) }
  }

  @Test("cancelling while a name is looked up returns at once, and leaves the look-up behind")
  func cancelLookUp() async throws {
    let (begun, beginning) = AsyncStream<Void>.makeStream()
    let mayEnd = Monitor(false)
    var connector = try TestClient().connector(timeout: .seconds(60))
    connector.resolver.lookUp = { _, _ in
      beginning.yield()
      return mayEnd.withLock(when: { $0 }) { _ in .success([]) }
    }
    let access = SSHAccess(address: try SSHAddress("slow.invalid"))
    let task = Task { [connector] in try await connector.connect(to: .web1, access: access) }
    let (error, time) = try await cancel(task, after: begun)
    #expect(error.kind == .cancelled)
    #expect(time < Self.slack)
    mayEnd.withLock { $0 = true }
  }

  @Test("a look-up that takes too long is given up in time, as not reachable")
  func slowLookUp() async throws {
    let mayEnd = Monitor(false)
    var connector = try TestClient().connector(timeout: .milliseconds(200))
    connector.resolver.lookUp = { _, _ in mayEnd.withLock(when: { $0 }) { _ in .success([]) } }
    let access = SSHAccess(address: try SSHAddress("slow.invalid"))
    let error = try await transportError { try await connector.connect(to: .web1, access: access) }
    #expect(error.kind == .timedOut(.resolving, after: .milliseconds(200)))
    #expect(error.isUnreachable)
    mayEnd.withLock { $0 = true }
  }

  @Test("a watch that has ended cuts nothing")
  func lateCut() throws {
    let line = Line()
    let watch = line.watch()
    watch.end()
    watch.cut(.timedOut)
    #expect(line.cut == nil)
    let next = line.watch()
    watch.cut(.cancelled)
    #expect(line.cut == nil)
    next.cut(.cancelled)
    #expect(line.cut == .cancelled)
  }
}
