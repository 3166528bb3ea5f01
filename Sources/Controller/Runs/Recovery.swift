import HostAgent
import Model
import Planning

/// Finishes or undoes what a controller left that did not come to its end, and waits for hosts that do it by themselves.
package struct Recovery: Sendable {
  private let context: RunContext
  private let takesBackNow: Bool

  /// With `takesBackNow`, an unfinished transaction is taken back even if its controller may still be at work.
  package init(_ context: RunContext, takesBackNow: Bool = false) {
    self.context = context
    self.takesBackNow = takesBackNow
  }

  /// - Throws: `RunStop` after telling which hosts could not be asked; `CancellationError`.
  package func run() async throws -> RecoveryReport {
    var results = try await settled()
    var patience = ResumePatience()
    while let wait = results.values.compactMap(\.secondsLeft).max(),
      patience.lasts(secondsLeft: wait, at: context.time.elapsed())
    {
      context.tell(.note(.awaitingDeadlines(seconds: max(1, wait))))
      await context.time.sleep(.seconds(1))
      try Task.checkCancellation()
      results = try await settled()
    }
    await context.fleet.disconnect()
    return RecoveryReport(
      results: context.fleet.members.compactMap { member in results[member.host].map { (member.host, $0) } })
  }

  private func settled() async throws(RunStop) -> [HostName: Resume.Result] {
    try context.complete(await Resume(fleet: context.fleet).run(takesBackNow: takesBackNow))
  }
}

/// What became of each host, in the order of the inventory.
package struct RecoveryReport: Sendable {
  package let results: [(host: HostName, result: Resume.Result)]

  package var outcome: RunOutcome { results.contains(where: \.result.isFailure) ? .rollbackFailed : .done }
}

extension Resume.Result {
  /// For how long the host still waits for its controller.
  fileprivate var secondsLeft: Int? {
    if case .underWay(let status) = self { max(0, status.secondsLeft) } else { nil }
  }

  fileprivate var isFailure: Bool {
    switch self {
    case .takenBack(_, .revertFailed), .underWay: true
    case .clean(let last?): last.state == .revertFailed
    default: false
    }
  }
}
