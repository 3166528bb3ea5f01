import Foundation
import Testing

@testable import Lab
@testable import culvert

/// What a host's sshd is asked for: logins are what work on many hosts costs most.
@Suite(.serialized) struct SessionCountTests {
  /// What sshd has logged since somebody last asked.
  private struct Ledger {
    let host: LocalHost
    private var seen = ""

    init(_ host: LocalHost) { self.host = host }

    /// Connections that were made, and commands that were started over them.
    mutating func next() -> [Int] {
      let log = host.log
      let new = log.dropFirst(seen.count)
      seen = log
      return ["Connection from ", "Starting session: "].map { new.ranges(of: $0).count }
    }
  }

  private static let inventory = """
    culvert: 1
    hosts:
      web1:
        address: \(LocalHost.address)
        ssh: { port: \(LocalHost.port), identity: IDENTITY }

    """

  private static let obstacle = LocalHost.obstacle ?? ""

  @Test(.enabled(if: LocalHost.obstacle == nil, "\(obstacle)"))
  func `looking costs a host one session, and a change two connections with five sessions`() async throws {
    let host = try await LocalHost.withPlainKey()
    defer { host.tearDown() }
    let inventory = Self.inventory.replacing("IDENTITY", with: "\(host.secrets)/plain")
    try Data(inventory.utf8).write(to: URL(filePath: "\(host.home)/culvert.yml"))
    var ledger = Ledger(host)
    func run(_ words: String..., expecting status: Int32) async throws -> [Int] {
      let output = try await host.run([try culvertProgram()] + words)
      #expect(output.status == status, "\(words): \(output)")
      return ledger.next()
    }
    #expect(try await run("plan", expecting: 2) == [1, 1])
    // Where something differs, the host is asked what it comes from: for its transactions, and for traces of others.
    #expect(try await run("drift", expecting: 2) == [1, 3])
    #expect(try await run("up", "--yes", expecting: 0) == [2, 5])
    #expect(try await run("plan", expecting: 0) == [1, 1])
    #expect(try await run("drift", expecting: 0) == [1, 1])
    #expect(try await run("up", "--yes", expecting: 0) == [1, 1])
  }
}
