import Controller
import Foundation
import HostAgent
import Inventory
import Model
import Planning

/// For people: calm, aligned, few words, the thing that matters last.
struct TextView: View {
  let style: TerminalStyle
  let isVerbose: Bool

  func show(_ event: ViewEvent) { lines(event)?.write() }

  /// What an event is for people: lines that do nothing to a terminal but what `style` does.
  func lines(_ event: ViewEvent) -> Lines? {
    switch event {
    case .diagnostics(let diagnostics): aside(diagnostics.map(\.description))
    case .failure(let failure, _): aside([failure.description])
    case .refusals(let findings, let host): aside(findings.map { FindingText.line($0, host) })
    case .findings(let findings, let host): data(findings.map { FindingText.line($0, host) })
    case .explanations(let explanations): data(ExplanationText.lines(explanations))
    case .proof(let proof): data(ProofText.lines(proof))
    case .verification(let report): data(ProofText.lines(report))
    case .plan(let summary): data(skipped(summary) + planEnd(summary), below: table(summary, Wording.plan))
    case .drift(let summary):
      data(
        summary.hosts.flatMap { CauseText.lines($0, summary) } + driftEnd(summary),
        below: table(summary, Wording.drift))
    case .progress(let progress, let host): aside(ProgressText.lines(progress).map { "  \(host)  \($0)" })
    case .report(let report, let summary): aside(ReportText.lines(report, summary))
    case .history(let entries): data(HistoryText.lines(entries))
    case .resumed(let result, let host): data(["\(host)  \(ProgressText.line(result))"])
    case .rendering(let rendering): data(RenderingText.lines(rendering))
    case .edits(let changes, let id, let host):
      data(changes.flatMap(Wording.drift).map { "\(host)  changed by hand since transaction \(id): \($0)" })
    case .hostKey(let key, let host): data([HostKeyText.line(key, host)])
    case .note(let text): aside([text])
    case .end: nil
    }
  }

  private func aside(_ lines: [String]) -> Lines { .aside(lines.map(printable)) }

  private func data(_ lines: [String], below table: [String] = []) -> Lines { .data(table + lines.map(printable)) }

  /// A block for each host that has something: its name and release once, then a line for each thing, with its face at
  /// the end.
  ///
  /// All in it is made printable before it is coloured.
  private func table(_ summary: PlanSummary, _ words: (Change) -> [String]) -> [String] {
    let hosts = summary.hosts.filter { !$0.changes.isEmpty }
    let label = hosts.map { printable("\($0.name)  \($0.release)") }
    let width = label.map(\.count).max() ?? 0
    var lines: [String] = []
    for (host, label) in zip(hosts, label) {
      var head = label
      for change in host.worthShowing {
        for (index, text) in words(change).enumerated() {
          let face = index == 0 ? "  (\(change.face.rawValue))" : ""
          lines.append(pad(head, to: width) + "  " + style.colored(printable(text + face)))
          head = ""
        }
      }
      if isVerbose { lines += host.steps.map { pad("", to: width) + "  $ \(printable($0.forward.shellText))" } }
    }
    return lines
  }

  private func skipped(_ summary: PlanSummary) -> [String] {
    summary.skipped.map { "\($0.host)  skipped: \($0.reason)" }
  }

  private func planEnd(_ summary: PlanSummary) -> [String] {
    let skipped = summary.skipped.isEmpty ? "" : " \(hosts(summary.skipped.count)) skipped."
    guard !summary.changes.isEmpty else {
      let seen = summary.hosts.isEmpty ? "" : ": \(hosts(summary.hosts.count)) as they should be"
      return ["Nothing to do\(seen).\(skipped)"]
    }
    var lines = summary.hosts.flatMap { host in host.remarks.map { "\(host.name)  note: \($0)" } }
    lines += [
      "\(hosts(summary.hosts.count)): \(summary.count(.add)) to add, \(summary.count(.change)) to change, "
        + "\(summary.count(.remove)) to remove. All other resources stay as they are.\(skipped)"
    ]
    if let deadline = summary.deadline {
      lines.append(
        "If this goes wrong each host takes it back by itself, within \(deadline) s after it last heard from here.")
    }
    return lines
  }

  private func driftEnd(_ summary: PlanSummary) -> [String] {
    let drifted = summary.hosts.count { !$0.changes.isEmpty }
    let unread = summary.unread == 0 ? "" : " \(hosts(summary.unread)) could not be read."
    guard drifted > 0 else {
      let seen = summary.hosts.isEmpty ? [] : ["No drift: \(hosts(summary.hosts.count)) as they should be."]
      return [(seen.joined() + unread).trimmingCharacters(in: .whitespaces)].filter { !$0.isEmpty }
    }
    return ["\(hosts(drifted)) drifted, \(summary.hosts.count - drifted) clean.\(unread) Mend with: culvert up"]
  }

  private func hosts(_ count: Int) -> String { counted(count, "host") }
}

/// The text with blanks behind it.
func pad(_ text: String, to width: Int) -> String {
  text + String(repeating: " ", count: max(0, width - text.count))
}

extension PlanSummary.Host {
  /// The changes without that of the record, which goes with every other; unless it is the only one, or tells of things
  /// that were there before culvert.
  var worthShowing: [Change] {
    let things = changes.filter { $0.face != .record || !$0.differences.isEmpty }
    return things.isEmpty ? changes : things
  }
}
