import Foundation
import Lab
import Testing

/// The standard lab that the tests of a suite share; it is brought up when the first asks, and ends with this process.
enum SharedLab {
  private static let starting = Task { try await Lab.up(LabSpec(name: name("shared"))) { print($0) } }

  static var lab: Lab {
    get async throws { try await starting.value }
  }

  /// A name that no other test run on this machine takes.
  static func name(_ prefix: String) -> String { "\(prefix)\(getpid())" }
}

/// Does the same to several hosts at once.
func onEach(_ hosts: [String], _ body: @escaping @Sendable (String) async throws -> Void) async throws {
  try await withThrowingTaskGroup(of: Void.self) { group in
    for host in hosts { group.addTask { try await body(host) } }
    try await group.waitForAll()
  }
}
