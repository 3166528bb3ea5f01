/// The passing of time, as the controller sees it; a test lets it pass at once.
package struct TimeSource: Sendable {
  /// Time since some fixed instant; setting the machine's clock does not change it.
  package var elapsed: @Sendable () -> Duration
  /// Waits; returns early when the task is cancelled.
  package var sleep: @Sendable (Duration) async -> Void

  package init(
    elapsed: @escaping @Sendable () -> Duration, sleep: @escaping @Sendable (Duration) async -> Void
  ) {
    self.elapsed = elapsed
    self.sleep = sleep
  }

  package static let live: TimeSource = {
    let start = ContinuousClock.now
    return TimeSource(
      elapsed: { ContinuousClock.now - start }, sleep: { try? await Task.sleep(for: $0) })
  }()

  /// Whole seconds from now until `end`, not below 0.
  func secondsLeft(until end: Duration) -> Int { max(0, Int((end - elapsed()).components.seconds)) }
}
