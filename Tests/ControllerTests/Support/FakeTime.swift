import Controller
import Synchronization

/// Time that passes only when somebody waits.
final class FakeTime: Sendable {
  private let value = Mutex(Duration.zero)
  /// What is to be done again and again.
  private let recurring = Mutex<[Recurring]>([])
  /// What happens when time passes, whoever waits.
  private let watchers = Mutex<[@Sendable (Duration) -> Void]>([])
  private let isDead = Mutex(false)
  /// Whether it is done.
  let recurs: Bool

  private struct Recurring {
    var interval: Duration
    var next: Duration
    var work: @Sendable () async -> Void
  }

  init(recurs: Bool = true) { self.recurs = recurs }

  var now: Duration { value.withLock { $0 } }

  func pass(_ duration: Duration) { advance(to: now + duration) }

  private func advance(to end: Duration) {
    for watcher in watchers.withLock({ $0 }) { watcher(end) }
    value.withLock { $0 = max($0, end) }
  }

  /// What is to be told of each time before it has come.
  func watch(_ watcher: @escaping @Sendable (Duration) -> Void) { watchers.withLock { $0.append(watcher) } }

  // MARK: - The controller that lives in it

  /// Nothing that it asks is heard any more.
  var isControllerDead: Bool { isDead.withLock { $0 } }
  func killController() { isDead.withLock { $0 = true } }
  func startAnotherController() { isDead.withLock { $0 = false } }

  /// Lets time pass, and what recurs happen meanwhile.
  func live(_ duration: Duration) async {
    let end = now + duration
    while let work = due(before: end) { await work() }
    advance(to: end)
  }

  /// The next thing that recurs by then; it is its time now.
  private func due(before end: Duration) -> (@Sendable () async -> Void)? {
    recurring.withLock { recurring in
      guard let index = recurring.indices.min(by: { recurring[$0].next < recurring[$1].next }),
        recurring[index].next <= end
      else { return nil }
      advance(to: recurring[index].next)
      recurring[index].next = now + recurring[index].interval
      return recurring[index].work
    }
  }

  var source: TimeSource {
    TimeSource(
      elapsed: { self.now }, sleep: { await self.live($0) },
      every: { interval, work in
        guard self.recurs else { return }
        let next = self.now + interval
        self.recurring.withLock { $0.append(Recurring(interval: interval, next: next, work: work)) }
      })
  }
}
