import Controller
import Foundation

/// Why a transaction did not go through on a host.
enum ProblemText {
  static func line(_ problem: RunProblem, now: Date = .now) -> String {
    switch problem {
    case .locked(let id?, let owner, let created, let left):
      "locked by \(owner)\(TimeText.since(created, now: now)), transaction \(id); "
        + "it ends within \(max(left, 0)) s unless its controller is heard of again"
    // The host said only that somebody is at it.
    case .locked(nil, let text, _, _): text
    default: problem.description
    }
  }
}
