import Controller

@testable import Transport

/// Time that passes only when somebody waits.
final class FakeTime: Sendable {
  private let value = Monitor(Duration.zero)
  /// What is to be done again and again, and the time between.
  private let recurring = Monitor<[(interval: Duration, work: @Sendable () async -> Void)]>([])
  /// Whether it is done.
  let recurs: Bool

  init(recurs: Bool = true) { self.recurs = recurs }

  var now: Duration { value.withLock { $0 } }

  func pass(_ duration: Duration) { value.withLock { $0 += duration } }

  /// Lets time pass, and what recurs happen meanwhile.
  func live(_ duration: Duration) async {
    let end = now + duration
    while now < end {
      let works = recurring.withLock { $0 }
      pass(works.map(\.interval).min() ?? duration)
      for work in works { await work.work() }
    }
  }

  var source: TimeSource {
    TimeSource(
      elapsed: { self.now }, sleep: { self.pass($0) },
      every: { interval, work in
        if self.recurs { self.recurring.withLock { $0.append((interval, work)) } }
      })
  }
}
