import Foundation

/// A process that was started, and what it has cost when it has ended.
///
/// Its output goes to a file: nothing of this process runs while something is measured.
final class Child {
  let pid: pid_t
  private let start = ContinuousClock.now
  private var ended: Cost?

  /// What a process and all its descendants have cost.
  struct Cost {
    /// The exit status; 128 + N when signal N ended it.
    let status: Int32
    let wall: Duration
    /// Seconds of processor time.
    let processorTime: Double
    /// The most that any one of the processes had in memory, KiB.
    let peakMemory: Int
  }

  init(_ words: [String], environment: [String: String], output: String) throws {
    var actions = posix_spawn_file_actions_t()
    posix_spawn_file_actions_init(&actions)
    defer { posix_spawn_file_actions_destroy(&actions) }
    posix_spawn_file_actions_addopen(&actions, 0, "/dev/null", O_RDONLY, 0)
    posix_spawn_file_actions_addopen(&actions, 1, output, O_WRONLY | O_CREAT | O_TRUNC, 0o600)
    posix_spawn_file_actions_adddup2(&actions, 1, 2)
    var pid: pid_t = 0
    let result = Self.withStrings(words) { argv in
      Self.withStrings(environment.map { "\($0)=\($1)" }) { envp in
        posix_spawn(&pid, words[0], &actions, nil, argv, envp)
      }
    }
    guard result == 0 else { throw BenchError("cannot start \(words[0]): \(String(cString: strerror(result)))") }
    self.pid = pid
  }

  var isRunning: Bool { ended == nil && reap(WNOHANG) == nil }

  /// Waits for its end.
  func wait() -> Cost {
    while true {
      if let cost = ended ?? reap(0) { return cost }
    }
  }

  /// Ends it at once, and waits for that.
  func kill() {
    guard isRunning else { return }
    Foundation.kill(pid, SIGKILL)
    _ = wait()
  }

  private func reap(_ options: Int32) -> Cost? {
    var status: Int32 = 0
    var usage = rusage()
    guard wait4(pid, &status, options, &usage) == pid else { return nil }
    let signal = status & 0x7F
    let cost = Cost(
      status: signal == 0 ? status >> 8 & 0xFF : 128 + signal, wall: .now - start,
      processorTime: Self.seconds(usage.ru_utime) + Self.seconds(usage.ru_stime), peakMemory: usage.ru_maxrss)
    ended = cost
    return cost
  }

  private static func seconds(_ time: timeval) -> Double { Double(time.tv_sec) + Double(time.tv_usec) / 1e6 }

  private static func withStrings<R>(_ strings: [String], _ body: ([UnsafeMutablePointer<CChar>?]) -> R) -> R {
    let pointers = strings.map { strdup($0) }
    defer { pointers.forEach { free($0) } }
    return body(pointers + [nil])
  }
}
