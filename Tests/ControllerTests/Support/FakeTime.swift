import Controller
import Synchronization

/// Time that passes only when somebody waits.
final class FakeTime: Sendable {
  private let value = Mutex(Duration.zero)

  var now: Duration { value.withLock { $0 } }

  func pass(_ duration: Duration) { value.withLock { $0 += duration } }

  var source: TimeSource { TimeSource(elapsed: { self.now }, sleep: { self.pass($0) }) }
}
