import Controller
import Foundation
import Model
import Planning

/// Why a transaction did not go through on a host.
enum ProblemText {
  static func line(_ problem: RunProblem, now: Date = .now) -> String {
    switch problem {
    case .failure(let failure): failure.description
    case .lasted(let limit, let deadline):
      "had not answered after \(limit)"
        + (deadline < 3600
          ? "; if it is only slow, give it more time: --deadline \(min(max(3 * deadline, 180), 3600))" : "")
    case .locked(let id?, let owner, let created, let left):
      "locked by \(owner)\(TimeText.since(created, now: now)), transaction \(id); "
        + "it ends within \(max(left, 0)) s unless its controller is heard of again"
    // The host said only that somebody is at it.
    case .locked(nil, let text, _, _): text
    case .refused(_, let text), .unrecorded(let text): text
    case .notTakenBack: "the host did not take the transaction back"
    case .moved(let things): "changed since the plan was made: \(things.joined(separator: ", "))"
    case .stepFailed(let title, let status, let output):
      "\(title): ended with status \(status)\(output.isEmpty ? "" : ": \(quoted(output))")"
    case .unfinished(let things): "not as it should be although no command failed: \(things.joined(separator: ", "))"
    case .unproven(let path, let layer): unproven(path, layer)
    }
  }

  private static func unproven(_ path: DataPath, _ layer: BrokenLayer) -> String {
    let finding = layer.finding
    let place = "\(finding.id.rawValue) on \(layer.host), \(finding.what): \(finding.why)"
    return layer.isBeforeDirector
      ? "\(path.key) is not reached: \(place) (route \(path.vip) to the director during the change: --when-routed wait:10m)"
      : "\(path.key) is not reached through it: \(place) "
        + "(if it is only this machine that is not let through: --on-unproven ignore)"
  }
}
