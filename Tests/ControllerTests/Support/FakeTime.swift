import Controller

@testable import Transport

/// Time that passes only when somebody waits.
final class FakeTime: Sendable {
  private let value = Monitor(Duration.zero)
  /// What is to be done again and again.
  private let recurring = Monitor<[Int: Recurring]>([:])
  /// What happens when time passes, whoever waits.
  private let watchers = Monitor<[@Sendable (Duration) -> Void]>([])
  private let isDead = Monitor(false)
  /// How many runs were begun, and how many of them have said what recurs.
  private let runs = Monitor((begun: 0, ready: 0))
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

  // MARK: - What recurs

  /// A run is made, which will say what recurs.
  func begin() { runs.withLock { $0.begun += 1 } }

  /// Lets time pass, and what recurs happen meanwhile.
  func live(_ duration: Duration) async {
    let end = now + duration
    while let (time, work) = due(before: end) {
      advance(to: time)
      await work()
    }
    advance(to: end)
  }

  /// The next thing that recurs by then, and when.
  private func due(before end: Duration) -> (Duration, @Sendable () async -> Void)? {
    recurring.withLock { recurring in
      guard let next = recurring.min(by: { ($0.value.next, $0.key) < ($1.value.next, $1.key) }), next.value.next <= end
      else { return nil }
      recurring[next.key]?.next = max(next.value.next, now) + next.value.interval
      return (next.value.next, next.value.work)
    }
  }

  var source: TimeSource {
    TimeSource(
      elapsed: { self.now },
      sleep: {
        // A run's own task tells what recurs; no time passes before it has.
        while self.recurs, self.runs.withLock({ $0.ready < $0.begun }) { await Task.yield() }
        await self.live($0)
      },
      every: { interval, work in if self.recurs { await self.recur(interval, work) } })
  }

  /// Until the task is cancelled; then the work is forgotten, with all that it holds.
  private func recur(_ interval: Duration, _ work: @escaping @Sendable () async -> Void) async {
    let next = now + interval
    defer {
      runs.withLock {
        $0.ready -= 1; $0.begun -= 1
      }
    }
    let number = recurring.withLock { works in
      let number = (works.keys.max() ?? 0) + 1
      works[number] = Recurring(interval: interval, next: next, work: work)
      return number
    }
    runs.withLock { $0.ready += 1 }
    while !Task.isCancelled { try? await Task.sleep(for: .seconds(3600)) }
    recurring.withLock { _ = $0.removeValue(forKey: number) }
  }
}
