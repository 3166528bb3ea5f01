import HostAgent
import Planning

/// How a run ended, whatever it was for; the table in the README tells what an operator reads in each.
package enum RunOutcome: Hashable, CaseIterable, Sendable {
  case done
  case error
  case differences
  case rolledBack
  case rollbackFailed
  case unreachable
  case locked
  case refused
  case partlyConfirmed
  case unproven
  case differencesAndUnread
  case interrupted
}

/// Why a run went no further; what it met was told before.
package struct RunStop: Error, Hashable {
  package let outcome: RunOutcome

  package init(_ outcome: RunOutcome) { self.outcome = outcome }
}

extension RunOutcome {
  /// Of a transaction that has ended.
  package init(_ report: RunReport) {
    switch report.outcome {
    case .confirmed:
      let isProven = report.unprovenPaths.isEmpty
      self = !report.problems.allSatisfy(\.problem.isOvercome) ? .error : isProven ? .done : .unproven
    case .partlyConfirmed: self = .partlyConfirmed
    case .rollbackFailed: self = .rollbackFailed
    case .rolledBack where report.wasInterrupted: self = .interrupted
    case .rolledBack: self = report.didApply ? .rolledBack : Self.beforeApply(report)
    }
  }

  /// Of a run in which nothing went wrong but that hosts were left out.
  package init(skipped: [SkippedHost], isChanged: Bool) {
    self = skipped.isEmpty ? .done : isChanged ? .partlyConfirmed : .unreachable
  }

  /// Of a run that cannot go on without the hosts of these failures.
  package init(_ failures: some Sequence<HostFailure>) {
    self = failures.contains(where: \.isUnreachable) ? .unreachable : .error
  }

  /// Why nothing was even tried: the gravest reason counts.
  private static func beforeApply(_ report: RunReport) -> RunOutcome {
    let problems = report.problems.map(\.problem)
    if problems.contains(where: { if case .locked = $0 { true } else { false } }) { return .locked }
    if problems.contains(where: { if case .failure(let failure) = $0 { failure.isUnreachable } else { false } }) {
      return .unreachable
    }
    return problems.contains(where: \.isMishap) ? .rolledBack : .refused
  }
}

extension RunProblem {
  /// Whether it is over where the hosts have confirmed all the same: something was lost on the way, and asked anew.
  fileprivate var isOvercome: Bool {
    switch self {
    case .failure(let failure): failure.wasLostOnTheWay
    case .lasted: true
    default: false
    }
  }

  /// Whether it went wrong, and was not refused for what was found on the host.
  fileprivate var isMishap: Bool {
    switch self {
    case .failure, .lasted, .unproven: true
    // The host had taken it back by itself, or nothing would take it back.
    case .refused(let reason, _): reason.isLate
    default: false
    }
  }
}
