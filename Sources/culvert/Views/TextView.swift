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
  let terminal: Terminal

  func show(_ event: ViewEvent) {
    switch event {
    case .run(.activity(let activity)): terminal.wait(for: activity.map(NoteText.line))
    case .run(.progress(.draining(let connections, let left), let host))
    where !terminal.isDue(host, connections: connections, secondsLeft: left):
      break
    default: lines(event).map(terminal.write)
    }
  }

  /// What an event is for people: lines that do nothing to a terminal but what `style` does.
  func lines(_ event: ViewEvent) -> Lines? {
    switch event {
    case .diagnostics(let diagnostics): aside(diagnostics.map(\.description))
    case .run(.activity), .end: nil
    case .run(let event): lines(event)
    case .findings(let findings, let host): data(findings.map { FindingText.line($0, host) })
    case .explanations(let explanations): data(ExplanationText.lines(explanations))
    case .verification(let report): data(ProofText.lines(report))
    case .drift(let summary):
      data(
        summary.hosts.flatMap { CauseText.lines($0, summary) } + driftEnd(summary),
        below: table(summary, Wording.drift))
    case .history(let entries): data(HistoryText.lines(entries))
    case .resumed(let result, let host): data(["\(host)  \(ProgressText.line(result))"])
    case .rendering(let rendering): data(RenderingText.lines(rendering))
    case .hostKey(let key, let host): data([HostKeyText.line(key, host)])
    case .note(let text): aside([text])
    case .failed(let text, _): aside([text])
    }
  }

  private func lines(_ event: RunEvent) -> Lines {
    switch event {
    case .failure(let failure, _): aside([failure.description])
    case .refusals(let findings, let host): aside(findings.map { FindingText.line($0, host) })
    case .note(let note): aside([NoteText.line(note)])
    case .plan(let summary):
      data(
        skipped(summary) + planEnd(summary), below: table(summary) { Wording.plan($0, inFull: summary.showsContents) })
    case .edits(let changes, let id, let host):
      data(changes.flatMap(Wording.drift).map { "\(host)  changed by hand since transaction \(id): \($0)" })
    case .progress(let progress, let host): aside(ProgressText.lines(progress).map { "  \(host)  \($0)" })
    case .report(let report, let summary): aside(ReportText.lines(report, summary))
    case .proof(let proof): data(ProofText.lines(proof))
    case .activity: aside([])
    }
  }

  private func aside(_ lines: [String]) -> Lines { .aside(lines.map(printable)) }

  private func data(_ lines: [String], below table: [String] = []) -> Lines { .data(table + lines.map(printable)) }

  /// A block for each host that has something: its name and release, then a line for each thing, with its face at the
  /// end.
  ///
  /// All in it is made printable before it is coloured.
  private func table(_ summary: PlanSummary, _ words: (Change) -> [String]) -> [String] {
    summary.hosts.filter { !$0.changes.isEmpty }.flatMap { host in
      [printable("\(host.name)  \(host.release)")] + host.worthShowing.flatMap { lines($0, words) } + commands(host)
    }
  }

  private func lines(_ change: Change, _ words: (Change) -> [String]) -> [String] {
    words(change).enumerated().map { index, text in
      "  " + style.colored(printable(text + (index == 0 ? "  (\(change.face.rawValue))" : "")))
    }
  }

  private func commands(_ host: PlanSummary.Host) -> [String] {
    isVerbose ? host.steps.map { "  $ \(printable($0.forward.shellText))" } : []
  }

  private func skipped(_ summary: PlanSummary) -> [String] {
    summary.skipped.map { "\($0.host)  skipped: \($0.reason)" }
  }

  private func planEnd(_ summary: PlanSummary) -> [String] {
    let skipped = summary.skipped.isEmpty ? "" : " \(hosts(summary.skipped.count)) skipped."
    guard !summary.changes.isEmpty else {
      if !summary.found.isEmpty {
        return ["Nothing to do; \(hosts(summary.found.count)) with findings.\(skipped)"]
      }
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
    let changed = Set(summary.hosts.filter { !$0.changes.isEmpty }.map(\.name))
    let drifted = changed.union(summary.endangered).count
    let found = summary.found.isEmpty ? "" : " \(hosts(summary.found.count)) with findings: culvert doctor"
    let unread = summary.unread == 0 ? "" : " \(hosts(summary.unread)) could not be read."
    guard drifted > 0 else {
      let clean = summary.found.isEmpty ? ": \(hosts(summary.hosts.count)) as they should be." : "."
      let seen = summary.hosts.isEmpty ? "" : "No drift\(clean)"
      return [(seen + unread + found).trimmingCharacters(in: .whitespaces)].filter { !$0.isEmpty }
    }
    let remedy = changed.isEmpty ? "" : " Mend with: culvert up"
    return ["\(hosts(drifted)) drifted, \(summary.hosts.count - drifted) clean.\(unread)\(remedy)\(found)"]
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
