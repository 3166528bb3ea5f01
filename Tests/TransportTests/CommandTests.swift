import Model
import Testing

@testable import Transport

@Suite("a command on a fake host", .serialized) struct CommandTests {
  private func run(
    _ command: RemoteCommand, _ script: @escaping FakeHost.Script
  ) async throws -> CommandResult {
    let host = try FakeHost(script: script)
    let connection = try await TestClient(knowing: host).connect(to: host.port)
    defer { withExtendedLifetime(host) {} }
    return try await connection.run(command)
  }

  @Test("its text and input arrive, and its output and errors come back apart")
  func roundTrip() async throws {
    let command = RemoteCommand("sh -s 'a b'", input: Array("one two".utf8), timeout: .seconds(5))
    let result = try await run(command) { text in
      [.errors(Array("heard \(text)".utf8)), .readInput, .echo, .exit(7)]
    }
    #expect(result.ending == .exited(7))
    #expect(result.output == Array("one two".utf8))
    #expect(result.errors == Array("heard sh -s 'a b'".utf8))
  }

  @Test("a signal that ends it is named")
  func signal() async throws {
    let result = try await run(RemoteCommand("x", timeout: .seconds(5))) { _ in [.readInput, .signal("KILL")] }
    #expect(result.ending == .signalled("KILL"))
  }

  @Test("eight megabytes go each way while the host writes before it reads")
  func bothWays() async throws {
    let printed = [UInt8](repeating: 65, count: 8 << 20)
    let input = [[UInt8]](repeating: Array(0..<251), count: (8 << 20) / 251).flatMap(\.self)
    let command = RemoteCommand("x", input: input, timeout: .seconds(20), outputLimit: 16 << 20)
    let result = try await run(command) { _ in [.output(printed), .readInput, .echo, .exit(0)] }
    #expect(sameBytes(result.output, printed + input))
  }

  @Test("one that ends before it has read its input gives its status")
  func unreadInput() async throws {
    let input = [UInt8](repeating: 65, count: 8 << 20)
    let result = try await run(RemoteCommand("x", input: input, timeout: .seconds(5))) { _ in [.exit(3)] }
    #expect(result.ending == .exited(3))
  }

  @Test("several run one after another over one connection")
  func several() async throws {
    let host = try FakeHost { text in [.readInput, .output(Array(text.utf8)), .exit(0)] }
    let connection = try await TestClient(knowing: host).connect(to: host.port)
    for number in 0..<20 {
      let result = try await connection.run(RemoteCommand("command \(number)", timeout: .seconds(5)))
      #expect(result.output == Array("command \(number)".utf8))
    }
    await connection.close()
    let error = try await transportError { try await connection.run(RemoteCommand("x", timeout: .seconds(5))) }
    #expect(error.kind == .closed)
  }

  @Test("one that the host refuses did not run, and the connection goes on")
  func refused() async throws {
    let host = try FakeHost { text in text == "no" ? [.refuse] : [.readInput, .exit(0)] }
    let connection = try await TestClient(knowing: host).connect(to: host.port)
    let error = try await transportError { try await connection.run(RemoteCommand("no", timeout: .seconds(5))) }
    guard case .commandRefused = error.kind else { throw error }
    #expect(!error.commandMayHaveRun && !error.isUnreachable)
    #expect(try await connection.run(RemoteCommand("yes", timeout: .seconds(5))).ending == .exited(0))
  }

  @Test("a NUL byte in its text is refused before anything is sent")
  func nul() async throws {
    let host = try FakeHost()
    let connection = try await TestClient(knowing: host).connect(to: host.port)
    let error = try await transportError {
      try await connection.run(RemoteCommand("rm x\0 # not this", timeout: .seconds(5)))
    }
    #expect(error.kind == .commandRefused(reason: "the command has a NUL byte"))
    #expect(!error.commandMayHaveRun)
  }

  @Test("a connection that drops in the middle of it leaves open whether it ran")
  func dropped() async throws {
    let error = try await transportError {
      try await run(RemoteCommand("x", timeout: .seconds(5))) { _ in [.output([65]), .readInput, .drop] }
    }
    guard case .connectionLost = error.kind else { throw error }
    #expect(error.commandMayHaveRun && !error.isUnreachable)
  }

  @Test("a connection that the host has ended since the last command has not run the next one")
  func endedBetween() async throws {
    let host = try FakeHost { _ in [.readInput, .exit(0), .finish, .drop] }
    let connection = try await TestClient(knowing: host).connect(to: host.port)
    _ = try await connection.run(RemoteCommand("x", timeout: .seconds(5)))
    try await aside { host.waitForConnections() }
    let error = try await transportError { try await connection.run(RemoteCommand("y", timeout: .seconds(5))) }
    guard case .connectionLost = error.kind else { throw error }
    #expect(!error.commandMayHaveRun)
  }

  @Test("an end that the host does not explain leaves open whether it ran")
  func unexplained() async throws {
    let error = try await transportError {
      try await run(RemoteCommand("x", timeout: .seconds(5))) { _ in [.readInput, .output([65])] }
    }
    #expect(error.kind == .connectionLost(reason: "the host did not say how the command ended"))
    #expect(error.commandMayHaveRun)
  }

  @Test("output up to the limit is taken, both streams together", arguments: [0, 1])
  func outputLimit(_ excess: Int) async throws {
    let half = [UInt8](repeating: 65, count: 1 << 17)
    let command = RemoteCommand("x", timeout: .seconds(5), outputLimit: 1 << 18)
    let outcome = await Result {
      try await run(command) { _ in [.output(half), .errors(half + [UInt8](repeating: 66, count: excess)), .exit(0)] }
    }
    if excess == 0 {
      #expect(sameBytes(try outcome.get().errors, half))
    } else {
      let error = try #require(throws: TransportError.self) { try outcome.get() }
      #expect(error.kind == .outputTooLong(limit: 1 << 18))
      #expect(error.commandMayHaveRun)
    }
  }

  @Test("one that never stops printing is cut off at the limit")
  func endlessOutput() async throws {
    let error = try await transportError {
      try await run(RemoteCommand("yes", timeout: .seconds(5), outputLimit: 1000)) { _ in
        Array(repeating: .output([UInt8](repeating: 121, count: 1 << 20)), count: 1000) + [.exit(0)]
      }
    }
    #expect(error.kind == .outputTooLong(limit: 1000))
  }
}

extension Result where Failure == any Error {
  /// What an asynchronous body comes to.
  init(_ body: () async throws -> Success) async {
    do { self = .success(try await body()) } catch { self = .failure(error) }
  }
}
