import Foundation
import Lab

/// A process that was started, and what it has cost when it has ended.
///
/// Its output goes to a file, or to where this process's own goes: nothing of this process runs while something is measured.
final class Child {
  let pid: pid_t
  private let start = ContinuousClock.now
  private var ended: Cost?

  init(_ words: [String], environment: [String: String], output: String? = nil) throws {
    var actions = posix_spawn_file_actions_t()
    posix_spawn_file_actions_init(&actions)
    defer { posix_spawn_file_actions_destroy(&actions) }
    posix_spawn_file_actions_addopen(&actions, 0, "/dev/null", O_RDONLY, 0)
    if let output {
      posix_spawn_file_actions_addopen(&actions, 1, output, O_WRONLY | O_CREAT | O_TRUNC, 0o600)
      posix_spawn_file_actions_adddup2(&actions, 1, 2)
    }
    var pid: pid_t = 0
    let result = withPlainSignals { attributes in
      withStrings(words) { argv in
        withStrings(environment.map { "\($0)=\($1)" }) { envp in
          posix_spawn(&pid, words[0], &actions, &attributes, argv, envp)
        }
      }
    }
    guard result == 0 else { throw BenchError("cannot start \(words[0]): \(String(cString: strerror(result)))") }
    self.pid = pid
  }

  var isRunning: Bool { get throws { try ended == nil && reap(WNOHANG) == nil } }

  /// Waits for its end.
  func wait() throws -> Cost {
    while true {
      if let cost = try ended ?? reap(0) { return cost }
    }
  }

  /// Ends it at once, and waits for that.
  func kill() {
    guard (try? isRunning) == true else { return }
    Foundation.kill(pid, SIGKILL)
    _ = try? wait()
  }

  private func reap(_ options: Int32) throws -> Cost? {
    var status: Int32 = 0
    var usage = rusage()
    let found = wait4(pid, &status, options, &usage)
    if found < 0, errno != EINTR {
      throw BenchError("cannot wait for process \(pid): \(String(cString: strerror(errno)))")
    }
    guard found == pid else { return nil }
    let signal = status & 0x7F
    let cost = Cost(
      status: signal == 0 ? status >> 8 & 0xFF : 128 + signal, wall: (.now - start).seconds,
      processorTime: usage.processorTime, peakMemory: usage.ru_maxrss)
    ended = cost
    return cost
  }
}

/// What a process and those of its descendants that were waited for have cost.
struct Cost: Codable {
  /// The exit status; 128 + N when signal N ended it.
  var status: Int32
  /// Seconds.
  var wall: Double
  /// Seconds.
  var processorTime: Double
  /// The most that any one of the processes had in memory, KiB.
  ///
  /// Linux counts in what the process that started it had then (exec_mmap in fs/exec.c).
  var peakMemory: Int
}

extension rusage {
  /// Seconds.
  var processorTime: Double {
    [ru_utime, ru_stime].reduce(0) { $0 + Double($1.tv_sec) + Double($1.tv_usec) / 1e6 }
  }
}

extension Duration {
  /// The whole of it in seconds.
  var seconds: Double { Double(components.seconds) + Double(components.attoseconds) / 1e18 }
}
