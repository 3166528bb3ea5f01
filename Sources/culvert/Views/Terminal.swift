import Controller
import Foundation
import Model
import Synchronization

/// Where lines for people go: a terminal also shows what culvert waits for, in a line that the next one replaces.
final class Terminal: Sendable {
  private struct State {
    var isWaiting = false
    var drains: [HostName: (connections: Int?, secondsLeft: Int)] = [:]
  }

  private let state = Mutex(State())
  private let isInteractive: Bool

  /// Unless told otherwise, interactive if standard error is a terminal that moves its cursor.
  init(
    isInteractive: Bool = isatty(STDERR_FILENO) == 1 && ProcessInfo.processInfo.environment["TERM"] != "dumb"
  ) {
    self.isInteractive = isInteractive
  }

  func write(_ lines: Lines) {
    state.withLock { state in
      clear(&state)
      lines.write()
    }
  }

  /// Shows what culvert waits for, or nothing any more.
  func wait(for text: String?) {
    guard isInteractive else { return }
    state.withLock { state in
      clear(&state)
      guard let text else { return }
      FileHandle.standardError.write(Data("\(text.prefix(78))…".utf8))
      state.isWaiting = true
    }
  }

  /// Whether a drain has something to say that was not said before: the first word of it, the last connection, and every
  /// ten seconds where it goes on.
  func isDue(_ host: HostName, connections: Int?, secondsLeft: Int) -> Bool {
    state.withLock { state in
      if let last = state.drains[host], last.secondsLeft >= secondsLeft, last.secondsLeft - secondsLeft < 10,
        connections != 0 || last.connections == 0
      {
        return false
      }
      state.drains[host] = (connections, secondsLeft)
      return true
    }
  }

  private func clear(_ state: inout State) {
    guard state.isWaiting else { return }
    FileHandle.standardError.write(Data("\r\u{1B}[K".utf8))
    state.isWaiting = false
  }
}
