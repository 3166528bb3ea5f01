import ArgumentParser
import Controller

/// How culvert ends; the table in the README, which a test compares with this one.
enum ExitStatus: Int32, CaseIterable {
  case done = 0
  case error = 1
  case differences = 2
  case rolledBack = 3
  case rollbackFailed = 4
  case unreachable = 5
  case locked = 6
  case refused = 7
  case partlyConfirmed = 8
  case unproven = 9
  case differencesAndUnread = 10
  case usage = 64
  case interrupted = 130

  var meaning: String {
    switch self {
    case .done: "done, or nothing to do"
    case .error: "error"
    case .differences: "plan, drift: there are differences; doctor: something was found; verify: a path is broken"
    case .rolledBack: "it went wrong, and every host is as it was"
    case .rollbackFailed: "a host is neither as it was nor as it should be: look at it"
    case .unreachable: "a host cannot be reached; nothing was changed"
    case .locked: "another transaction is under way on a host; nothing was changed"
    case .refused: "refused, for the reason given; nothing was changed"
    case .partlyConfirmed: "some hosts are changed and the others are as they were"
    case .unproven: "committed, but at least one path is not proven: no probe from this machine came through"
    case .differencesAndUnread: "drift: there are differences, and a host could not be read"
    case .usage: "wrong arguments"
    case .interrupted: "interrupted, and every host is as it was"
    }
  }

  /// The status that tells how a run ended.
  init(_ outcome: RunOutcome) {
    self =
      switch outcome {
      case .done: .done
      case .error: .error
      case .differences: .differences
      case .rolledBack: .rolledBack
      case .rollbackFailed: .rollbackFailed
      case .unreachable: .unreachable
      case .locked: .locked
      case .refused: .refused
      case .partlyConfirmed: .partlyConfirmed
      case .unproven: .unproven
      case .differencesAndUnread: .differencesAndUnread
      case .interrupted: .interrupted
      }
  }

  /// For a verb that has to stop at once.
  var code: ExitCode { ExitCode(rawValue) }

  /// Ends the program with this status, if it is not `done`.
  func exit() throws {
    if self != .done { throw code }
  }
}

extension RunOutcome {
  /// Ends the program with the status of this outcome, if it is not `done`.
  func exit() throws { try ExitStatus(self).exit() }
}
