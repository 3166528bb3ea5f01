import Controller

@testable import Transport

/// Time that passes only when somebody waits.
final class FakeTime: Sendable {
  private let value = Monitor(Duration.zero)
  /// What is to be done again and again, and the time between.
  private let recurring = Monitor<[Int: (interval: Duration, work: @Sendable () async -> Void)]>([:])
  /// Whether it is done.
  let recurs: Bool

  init(recurs: Bool = true) { self.recurs = recurs }

  var now: Duration { value.withLock { $0 } }

  func pass(_ duration: Duration) { value.withLock { $0 += duration } }

  /// Lets time pass, and what recurs happen meanwhile.
  func live(_ duration: Duration) async {
    let end = now + duration
    while now < end {
      let works = recurring.withLock { $0.sorted { $0.key < $1.key }.map(\.value) }
      pass(works.map(\.interval).min() ?? duration)
      for work in works { await work.work() }
    }
  }

  var source: TimeSource {
    TimeSource(
      elapsed: { self.now }, sleep: { self.pass($0) },
      every: { interval, work in
        if self.recurs { await self.recur(interval, work) }
      })
  }

  /// Until the task is cancelled; then the work is forgotten, with all that it holds.
  private func recur(_ interval: Duration, _ work: @escaping @Sendable () async -> Void) async {
    let number = recurring.withLock { works in
      let number = (works.keys.max() ?? 0) + 1
      works[number] = (interval, work)
      return number
    }
    while !Task.isCancelled { try? await Task.sleep(for: .seconds(3600)) }
    recurring.withLock { _ = $0.removeValue(forKey: number) }
  }
}
