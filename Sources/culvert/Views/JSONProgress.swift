import Controller
import Foundation
import HostAgent
import Inventory
import Model
import Planning

struct JSONProgress: Encodable {
  let host: String
  let state: String
  var phase: String?
  var problem: String?
  var connections: Int?
  var secondsLeft: Int?
  var proof: JSONProof?
  /// Who holds the host's lock, for which transaction, and since when, in seconds since 1970.
  var owner: String?
  var transaction: String?
  var since: Int?

  init(_ progress: HostProgress, _ host: HostName) {
    self.host = host.text
    switch progress {
    case .tookOver(let id, let owner): (state, problem) = ("took-over", "transaction \(id) of \(owner)")
    case .armed: state = "armed"
    case .applied(let phase): (state, self.phase) = ("applied", ProgressText.name(phase))
    case .verified(let phase): (state, self.phase) = ("verified", ProgressText.name(phase))
    case .awaitingRoute(_, let left): (state, secondsLeft) = ("awaiting-route", left)
    case .proof(let proof): (state, self.proof) = ("proof", JSONProof(proof))
    case .draining(let connections, let left):
      (state, self.connections, secondsLeft) = ("draining", connections, left)
    case .confirmed: state = "confirmed"
    case .reverting: state = "reverting"
    case .reverted: state = "reverted"
    case .revertFailed: state = "revert-failed"
    case .searching(let left): (state, secondsLeft) = ("searching", left)
    case .problem(let problem):
      (state, self.problem) = ("problem", ProblemText.line(problem))
      if case .locked(let id?, let owner, let created, let left) = problem {
        (self.owner, transaction, since, secondsLeft) = (owner, id.text, created, left)
      }
    }
  }
}

struct JSONReport: Encodable {
  let transaction: String
  let outcome: String
  let hosts: [String: String]
  let skipped: [JSONSkipped]
  let problems: [[String: String]]
  /// The paths of the change that are not known to work.
  let unproven: [JSONProof]

  init(_ report: RunReport, _ summary: PlanSummary) {
    transaction = report.id.text
    outcome = report.outcome.name
    hosts = Dictionary(uniqueKeysWithValues: report.endings.map { ($0.key.text, $0.value.rawValue) })
    skipped = summary.skipped.map(JSONSkipped.init)
    unproven = report.unprovenPaths.map { JSONProof($0) }
    problems = report.problems.map { ["host": $0.host.text, "problem": ProblemText.line($0.problem)] }
  }
}

extension ClusterTransaction.Outcome {
  var name: String {
    switch self {
    case .confirmed: "confirmed"
    case .rolledBack: "rolled-back"
    case .partlyConfirmed: "partly-confirmed"
    case .rollbackFailed: "rollback-failed"
    }
  }
}

extension Resume.Result {
  var name: String {
    switch self {
    case .clean(nil): "clean"
    case .clean: "reverted-by-itself"
    case .finished: "confirmed"
    case .takenBack(_, .reverted): "taken-back"
    case .takenBack: "revert-failed"
    case .underWay: "under-way"
    }
  }
}
