import TestSupport

/// For what takes its time: that passes for all shells together.
func underAllShellsAtOnce(_ work: @escaping @Sendable (Shell) async throws -> Void) async throws {
  try await withThrowingTaskGroup(of: Void.self) { group in
    for shell in Shell.all where shell.isInstalled { group.addTask { try await work(shell) } }
    try await group.waitForAll()
  }
}
