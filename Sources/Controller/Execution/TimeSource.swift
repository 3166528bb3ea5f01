/// The passing of time, as the controller sees it; a test lets it pass at once.
package struct TimeSource: Sendable {
  /// Time since some fixed instant; setting the machine's clock does not change it.
  package var elapsed: @Sendable () -> Duration
  /// Waits; returns early when the task is cancelled.
  package var sleep: @Sendable (Duration) async -> Void

  /// Does something again and again, with so much time between, until the task is cancelled.
  package var every: @Sendable (Duration, _ work: @escaping @Sendable () async -> Void) async -> Void

  package init(
    elapsed: @escaping @Sendable () -> Duration, sleep: @escaping @Sendable (Duration) async -> Void,
    every: @escaping @Sendable (Duration, _ work: @escaping @Sendable () async -> Void) async -> Void
  ) {
    self.elapsed = elapsed
    self.sleep = sleep
    self.every = every
  }

  package static let live: TimeSource = {
    let start = ContinuousClock.now
    return TimeSource(
      elapsed: { ContinuousClock.now - start }, sleep: { try? await Task.sleep(for: $0) },
      every: { interval, work in
        while (try? await Task.sleep(for: interval)) != nil { await work() }
      })
  }()

  /// Whole seconds from now until `end`, not below 0.
  func secondsLeft(until end: Duration) -> Int { max(0, Int((end - elapsed()).components.seconds)) }
}
