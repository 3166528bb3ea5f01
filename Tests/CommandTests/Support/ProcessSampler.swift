import Foundation

@testable import Lab

/// Looks at the arguments and the environment of every process of this machine, again and again, on a thread of its own.
///
/// A process that comes and goes between two looks is not seen; `looks` and `programs` say how close they were.
final class ProcessSampler: Sendable {
  private struct State: Sendable {
    var leaks: Set<Leak> = []
    var programs: Set<String> = []
    var looks = 0
    var isStopped = false
    var hasEnded = false
  }

  struct Sight: Sendable {
    /// What was found.
    let leaks: Set<Leak>
    /// The first words of the command lines that were seen.
    let programs: Set<String>
    let looks: Int
  }

  private let state = Locked(State())

  init(_ canaries: [Canary]) {
    Thread.detachNewThread { [self] in
      while !state.withLock({ $0.isStopped }) { look(for: canaries) }
      state.withLock { $0.hasEnded = true }
    }
  }

  /// Waits until all processes have been looked at so many times more. (The look that is on has perhaps begun too early.)
  func waitForLooks(_ count: Int) async throws {
    let enough = state.withLock { $0.looks } + count
    while state.withLock({ $0.looks }) < enough { try await Task.sleep(for: .milliseconds(5)) }
  }

  /// Ends the looking, and says what was seen.
  func stop() async throws -> Sight {
    state.withLock { $0.isStopped = true }
    while !state.withLock({ $0.hasEnded }) { try await Task.sleep(for: .milliseconds(5)) }
    return state.withLock { Sight(leaks: $0.leaks, programs: $0.programs, looks: $0.looks) }
  }

  private func look(for canaries: [Canary]) {
    let processes = (try? FileManager.default.contentsOfDirectory(atPath: "/proc"))?.filter { pid_t($0) != nil } ?? []
    var leaks: Set<Leak> = []
    var programs: Set<String> = []
    for process in processes {
      for file in ["cmdline", "environ"] {
        guard let bytes = FileManager.default.contents(atPath: "/proc/\(process)/\(file)") else { continue }
        let words = bytes.split(separator: 0).map { String(decoding: $0, as: UTF8.self) }
        if file == "cmdline", let first = words.first { programs.insert(first) }
        leaks.formUnion(canaries.leaks(in: bytes, file))
      }
    }
    state.withLock { state in
      state.leaks.formUnion(leaks)
      state.programs.formUnion(programs)
      state.looks += 1
    }
  }
}
