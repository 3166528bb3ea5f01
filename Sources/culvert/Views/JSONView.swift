import Controller
import Foundation
import HostAgent
import Inventory
import Model
import Planning

/// For programs: one JSON object a line on standard output, each with the version of the form and the event's name.
///
/// The form is stable: a later version of culvert may add keys and events, and raises `v` if it changes any.
struct JSONView: View {
  static let version = 1

  func show(_ event: ViewEvent) {
    switch event {
    case .diagnostics(let list): list.forEach { line("diagnostic", $0) }
    case .failure(let failure, let host):
      line("failure", JSONFailure(host: host.text, problem: failure.description, unreachable: failure.isUnreachable))
    case .refusals(let list, let host): list.forEach { line("refusal", JSONFinding($0, host)) }
    case .findings(let list, let host): list.forEach { line("finding", JSONFinding($0, host)) }
    case .explanations(let list): list.forEach { line("explanation", JSONExplanation($0)) }
    case .proof(let proof):
      line("proof", JSONProof(proof))
      if let layer = proof.brokenLayer { line("finding", JSONFinding(layer.finding, layer.host)) }
    case .verification(let report):
      (report.tables + report.clients).forEach { line("finding", JSONFinding($0.finding, $0.host)) }
      line("verification", JSONVerification(report))
    case .plan(let summary): line("plan", JSONPlan(summary))
    case .drift(let summary): line("drift", JSONPlan(summary))
    case .progress(let progress, let host): line("progress", JSONProgress(progress, host))
    case .report(let report, let summary): line("report", JSONReport(report, summary))
    case .history(let entries): entries.reversed().forEach { line("transaction", JSONTransaction($0)) }
    case .resumed(let result, let host):
      line("resumed", ["host": host.text, "result": result.name, "text": ProgressText.line(result)])
    case .rendering(let rendering): line("rendering", JSONRendering(rendering))
    case .edits(let changes, let id, let host):
      line("edits", JSONEdits(host: host.text, since: id.text, changes: changes.map { JSONChange($0) }))
    case .hostKey(let key, let host): line("host-key", JSONHostKey(key, host))
    case .note(let text): line("note", ["text": text])
    case .failed(let text, let status): line("error", JSONError(text: text, status: status))
    case .activity, .end: break
    }
  }

  private func line(_ event: String, _ payload: some Encodable) {
    let encoder = JSONEncoder()
    encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
    guard let data = try? encoder.encode(Envelope(event: event, payload: payload)) else { return }
    Lines.data([String(decoding: data, as: UTF8.self)]).write()
  }
}

/// The payload's keys beside the two of every line.
private struct Envelope<Payload: Encodable>: Encodable {
  let event: String
  let payload: Payload

  enum CodingKeys: CodingKey { case v, event }

  func encode(to encoder: any Encoder) throws {
    try payload.encode(to: encoder)
    var container = encoder.container(keyedBy: CodingKeys.self)
    try container.encode(JSONView.version, forKey: .v)
    try container.encode(event, forKey: .event)
  }
}

private struct JSONError: Encodable {
  let text: String
  let status: Int32
}

private struct JSONFailure: Encodable {
  let host: String
  let problem: String
  let unreachable: Bool
}

struct JSONCause: Encodable {
  let certainty: String
  let kind: String
  let who: String?
  let when: Int?
  let text: String

  init(_ cause: Cause) {
    certainty = cause.certainty.rawValue
    kind = cause.kind.rawValue
    who = cause.who
    when = cause.when
    text = cause.text
  }
}

struct JSONChange: Encodable {
  let thing: String
  let kind: String
  let face: String
  let differences: [Difference]
  /// What it may come from; only where that was asked.
  var causes: [JSONCause]?

  init(_ change: Change, _ causes: [Cause]? = nil) {
    self.causes = causes.map { $0.map(JSONCause.init) }
    thing = change.thing
    kind = change.kind.rawValue
    face = change.face.rawValue
    differences = change.differences
  }
}

private struct JSONSkipped: Encodable {
  let host: String
  let problem: String

  init(_ skipped: SkippedHost) {
    host = skipped.host.text
    problem = skipped.reason
  }
}

private struct JSONPlan: Encodable {
  struct Host: Encodable {
    let host: String
    let release: String
    let changes: [JSONChange]
    let commands: [String]
    let notes: [String]
  }

  let hosts: [Host]
  let skipped: [JSONSkipped]
  let add: Int
  let change: Int
  let remove: Int

  init(_ summary: PlanSummary) {
    hosts = summary.hosts.map { host in
      Host(
        host: host.name.text, release: host.release,
        changes: host.changes.map { change in JSONChange(change, summary.causes[host.name].map { $0[change] ?? [] }) },
        commands: host.steps.map(\.forward.shellText), notes: host.remarks)
    }
    skipped = summary.skipped.map(JSONSkipped.init)
    add = summary.count(.add)
    change = summary.count(.change)
    remove = summary.count(.remove)
  }
}

private struct JSONProgress: Encodable {
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

private struct JSONReport: Encodable {
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

private struct JSONTransaction: Encodable {
  let transaction: String
  let created: Int
  let owner: String
  let hosts: [String: [String: String]]

  init(_ entry: ClusterHistory.Entry) {
    transaction = entry.id.text
    created = entry.created
    owner = entry.owner
    hosts = Dictionary(
      uniqueKeysWithValues: entry.records.map { host, record in
        (host.text, ["state": record.state.rawValue, "reason": record.reason ?? ""])
      })
  }
}

private struct JSONRendering: Encodable {
  struct File: Encodable {
    let path: String
    var mode: String?
    var link: String?
    var content: String?
  }

  let host: String
  let commands: [String]
  let files: [File]

  init(_ rendering: Rendering) {
    host = rendering.host.text
    commands = rendering.steps.map(\.forward.shellText)
    files = rendering.files.map { path, file in
      switch file {
      case .regular(let content, let mode):
        File(path: path.text, mode: mode.description, content: String(decoding: content, as: UTF8.self))
      case .link(let target): File(path: path.text, link: target)
      case .folder(let mode): File(path: path.text, mode: mode.description)
      case .other: File(path: path.text)
      }
    }
  }
}

private struct JSONEdits: Encodable {
  let host: String
  let since: String
  let changes: [JSONChange]
}

private struct JSONHostKey: Encodable {
  let host: String
  let state: String
  let type: String
  var name: String?
  var fingerprint: String?
  var file: String?

  init(_ event: HostKeyEvent, _ host: HostName) {
    self.host = host.text
    switch event {
    case .shown(let name, let type, let fingerprint):
      (state, self.type, self.name, self.fingerprint) = ("shown", type, name, fingerprint)
    case .recorded(let type, let file): (state, self.type, self.file) = ("recorded", type, file)
    case .known(let type, let file): (state, self.type, self.file) = ("known", type, file)
    }
  }
}

extension ClusterTransaction.Outcome {
  fileprivate var name: String {
    switch self {
    case .confirmed: "confirmed"
    case .rolledBack: "rolled-back"
    case .partlyConfirmed: "partly-confirmed"
    case .rollbackFailed: "rollback-failed"
    }
  }
}

extension Resume.Result {
  fileprivate var name: String {
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

struct JSONFinding: Encodable {
  let host: String
  let id: String
  let what: String
  let why: String
  /// The same as `fix`, for people.
  let remedy: String
  let fix: JSONRemedy

  init(_ finding: Finding, _ host: HostName) {
    self.host = host.text
    id = finding.id.rawValue
    what = finding.what
    why = finding.why
    remedy = finding.remedy.text(on: host)
    fix = JSONRemedy(finding.remedy, host)
  }
}

/// What mends a finding, for programs.
struct JSONRemedy: Encodable {
  /// `run`: on that host, by root; `culvert`: here; `words`: nobody can know the command.
  let kind: String
  var host: String?
  /// The line for a POSIX shell, as people see it.
  var command: String?
  /// What is left to think of.
  var note: String?

  init(_ remedy: Remedy, _ host: HostName) {
    switch remedy {
    case .run(_, let other, _): (kind, self.host) = ("run", (other ?? host).text)
    case .culvert: kind = "culvert"
    case .words: kind = "words"
    }
    command = remedy.shellText
    note = remedy.note
  }
}

private struct JSONExplanation: Encodable {
  let id: String
  let title: String
  let text: String
  let forcible: Bool

  init(_ explanation: Explanation) {
    id = explanation.id.rawValue
    title = explanation.title
    text = explanation.text
    forcible = explanation.id.canBeForced
  }
}
