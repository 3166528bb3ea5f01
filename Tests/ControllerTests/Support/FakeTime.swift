import Controller
import Synchronization

/// Time that passes only when somebody waits.
final class FakeTime: Sendable {
  private let value = Mutex(Duration.zero)
  /// What is to be done again and again.
  private let recurring = Mutex<[Recurring]>([])
  /// Whether it is done.
  let recurs: Bool

  private struct Recurring {
    var interval: Duration
    var next: Duration
    var work: @Sendable () async -> Void
  }

  init(recurs: Bool = true) { self.recurs = recurs }

  var now: Duration { value.withLock { $0 } }

  func pass(_ duration: Duration) { value.withLock { $0 += duration } }

  /// Lets time pass, and what recurs happen meanwhile.
  func live(_ duration: Duration) async {
    let end = now + duration
    while let work = due(before: end) { await work() }
    value.withLock { $0 = max($0, end) }
  }

  /// The next thing that recurs by then; it is its time now.
  private func due(before end: Duration) -> (@Sendable () async -> Void)? {
    recurring.withLock { recurring in
      guard let index = recurring.indices.min(by: { recurring[$0].next < recurring[$1].next }),
        recurring[index].next <= end
      else { return nil }
      value.withLock { $0 = max($0, recurring[index].next) }
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
