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
    case .run(let event): show(event)
    case .findings(let list, let host): list.forEach { line("finding", JSONFinding($0, host)) }
    case .explanations(let list): list.forEach { line("explanation", JSONExplanation($0)) }
    case .verification(let report):
      (report.tables + report.clients).forEach { line("finding", JSONFinding($0.finding, $0.host)) }
      line("verification", JSONVerification(report))
    case .drift(let summary): line("drift", JSONPlan(summary))
    case .history(let entries): entries.reversed().forEach { line("transaction", JSONTransaction($0)) }
    case .resumed(let result, let host):
      line("resumed", ["host": host.text, "result": result.name, "text": ProgressText.line(result)])
    case .rendering(let rendering): line("rendering", JSONRendering(rendering))
    case .hostKey(let key, let host): line("host-key", JSONHostKey(key, host))
    case .note(let text): line("note", ["text": text])
    case .failed(let text, let status): line("error", JSONError(text: text, status: status))
    case .end: break
    }
  }

  private func show(_ event: RunEvent) {
    switch event {
    case .failure(let failure, let host):
      line("failure", JSONFailure(host: host.text, problem: failure.description, unreachable: failure.isUnreachable))
    case .refusals(let list, let host): list.forEach { line("refusal", JSONFinding($0, host)) }
    case .note(let note): line("note", ["text": NoteText.line(note)])
    case .plan(let summary): line("plan", JSONPlan(summary))
    case .edits(let changes, let id, let host):
      line("edits", JSONEdits(host: host.text, since: id.text, changes: changes.map { JSONChange($0) }))
    case .progress(let progress, let host): line("progress", JSONProgress(progress, host))
    case .report(let report, let summary): line("report", JSONReport(report, summary))
    case .proof(let proof):
      line("proof", JSONProof(proof))
      if let layer = proof.brokenLayer { line("finding", JSONFinding(layer.finding, layer.host)) }
    case .activity: break
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
struct Envelope<Payload: Encodable>: Encodable {
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

struct JSONError: Encodable {
  let text: String
  let status: Int32
}

struct JSONFailure: Encodable {
  let host: String
  let problem: String
  let unreachable: Bool
}
