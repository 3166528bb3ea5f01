import Controller
import Foundation
import HostAgent
import Model
import Planning

/// What happens on a host, in a few words.
enum ProgressText {
  static func lines(_ progress: HostProgress) -> [String] {
    switch progress {
    case .tookOver(let id, let owner):
      ["took over the lock that transaction \(id) of \(owner) had left, and settled it"]
    case .armed: ["armed"]
    case .applied: []
    case .verified(let phase): ["applied and verified (\(name(phase)))"]
    case .awaitingRoute(let vip, let left):
      [
        "not routed here yet: route \(vip) to this director\(RouteWait.endsAtEnter ? ", then press Enter" : "") "
          + "(all directors serve; \(left) s left)"
      ]
    case .proof(let proof): [ProofText.progress(proof)]
    case .draining(let connections, let left):
      ["draining: \(connections.map { counted($0, "connection") } ?? "connections not known"), \(left) s left"]
    case .confirmed: ["confirmed"]
    case .reverting: ["taking it back"]
    case .reverted: ["reverted: as it was"]
    case .revertFailed: ["REVERT FAILED: it is not as it was; look at it"]
    case .searching(let left): ["waiting for it to answer, or to take the change back by itself, \(left) s left"]
    case .problem(let problem): ["failed: \(ProblemText.line(problem))"]
    }
  }

  static func name(_ phase: Phase) -> String {
    switch phase {
    case .build: "build"
    case .direct: "direct"
    case .withdraw: "withdraw"
    case .teardown: "teardown"
    }
  }

  static func line(_ result: Resume.Result) -> String {
    switch result {
    case .clean(nil): "nothing was left unfinished"
    case .clean(let last?):
      last.state == .reverted
        ? "transaction \(last.id) had reverted by itself (\(last.reason ?? "?")): as it was before it"
        : "transaction \(last.id) could NOT be reverted (\(last.reason ?? "?")): look at the host"
    case .finished(let id): "transaction \(id) confirmed"
    case .takenBack(let id, .reverted): "transaction \(id) taken back: as it was before it"
    case .takenBack(let id, _): "transaction \(id) could NOT be taken back: look at the host"
    case .underWay(let status) where status.secondsLeft <= 0:
      "transaction \(status.id) of \(status.owner) is NOT taken back though its time is up: look at the host (its disk?)"
    case .underWay(let status):
      "transaction \(status.id) of \(status.owner) is under way\(TimeText.since(status.created)), \(max(0, status.secondsLeft)) s left"
    }
  }
}

/// How a transaction ended, host by host.
enum ReportText {
  static func lines(_ report: RunReport, _ summary: PlanSummary) -> [String] {
    let width = (summary.hosts.map(\.name) + summary.skipped.map(\.host)).map(\.text.count).max() ?? 0
    let recap = summary.hosts.filter { !$0.changes.isEmpty }.map { host in
      "  \(pad(host.name.text, to: width))  \(ending(report, host.name))"
    }
    let skipped = summary.skipped.map { "  \(pad($0.host.text, to: width))  skipped: \($0.reason)" }
    return recap + skipped + [end(report, summary)] + later(report, summary) + unproven(report)
  }

  /// How to go on with those that were skipped, if there is something to go on from.
  private static func later(_ report: RunReport, _ summary: PlanSummary) -> [String] {
    guard !summary.skipped.isEmpty, report.outcome == .confirmed else { return [] }
    return ["When those that were skipped are well again: \(summary.continuation)"]
  }

  /// What of a change that is committed nobody knows to work.
  private static func unproven(_ report: RunReport) -> [String] {
    guard report.outcome == .confirmed, !report.unprovenPaths.isEmpty else { return [] }
    let paths = report.unprovenPaths.map { proof in
      let layer = proof.brokenLayer.map { " (\($0.finding.id.rawValue) on \($0.host))" } ?? ""
      return "\(proof.path.key) through \(proof.path.realserver)\(layer)"
    }
    return ["NOT proven: \(paths.joined(separator: ", ")). See: culvert verify"]
  }

  private static func ending(_ report: RunReport, _ host: HostName) -> String {
    switch report.endings[host] ?? .untouched {
    case .confirmed: "confirmed"
    case .reverted: "as it was"
    case .untouched: "not touched"
    case .revertFailed: "NOT as it was: look at it"
    case .unknown: "cannot be reached: it takes the change back by itself at its deadline; then: culvert resume"
    }
  }

  private static func end(_ report: RunReport, _ summary: PlanSummary) -> String {
    let confirmed = report.endings.values.count { $0 == .confirmed }
    let skipped = summary.skipped.isEmpty ? "" : ", \(summary.skipped.count) skipped"
    return switch report.outcome {
    case .confirmed:
      "Confirmed on \(confirmed) of \(report.endings.count)\(skipped) · transaction \(report.id)"
        + (summary.keepsHistory ? " · roll back with: culvert rollback \(report.id)" : "")
    case .rolledBack where !report.didApply: "Nothing was changed on any host."
    case .rolledBack: "Rolled back: every host is as it was."
    case .partlyConfirmed:
      "Confirmed on \(confirmed) of \(report.endings.count)\(skipped). Go on with: culvert up · or back with: culvert rollback \(report.id)"
    case .rollbackFailed: "Not every host is known to be as it was: look at those named above, then: culvert drift"
    }
  }
}

/// Transactions, the latest first.
enum HistoryText {
  static func lines(_ entries: [ClusterHistory.Entry]) -> [String] {
    guard !entries.isEmpty else { return ["No transactions."] }
    return entries.reversed().map { entry in
      let hosts = entry.records.sorted { $0.key < $1.key }.map { host, record in
        "\(host) \(record.state.rawValue)\(record.reason.map { " (\($0))" } ?? "")"
      }
      return "\(entry.id)  \(TimeText.minute(entry.created))  \(entry.owner)  \(hosts.joined(separator: ", "))"
    }
  }
}

/// What would be on a host.
enum RenderingText {
  static func lines(_ rendering: Rendering) -> [String] {
    var lines = ["# \(rendering.host): the commands, on a host where nothing is culvert's"]
    lines += rendering.steps.map(\.forward.shellText)
    for (path, file) in rendering.files {
      switch file {
      case .regular(let content, let mode):
        lines += ["", "# \(path), mode \(mode)"]
        lines += textLines(String(decoding: content, as: UTF8.self), keepsEmpty: true).map(String.init)
      case .link(let target): lines += ["", "# \(path) → \(target)"]
      case .folder, .other: break
      }
    }
    return lines
  }
}

/// What `trust` has to say.
enum HostKeyText {
  static func line(_ event: HostKeyEvent, _ host: HostName) -> String {
    switch event {
    case .shown(let name, let type, let fingerprint): "\(host)  \(name)  \(type)  \(fingerprint)"
    case .recorded(let type, let file): "\(host)  \(type) recorded in \(file)"
    case .known(let type, let file): "\(host)  \(type) is already in \(file)"
    }
  }
}
