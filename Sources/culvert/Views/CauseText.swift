import Controller
import Model

/// What differences may come from, in words.
enum CauseText {
  /// `web1  tunnel lvs-lb1 and 2 more: because alice ran with sudo: ip tunnel del lvs-lb1 (2026-11-28 11:03)`; things with
  /// the same causes share their lines.
  static func lines(_ host: PlanSummary.Host, _ summary: PlanSummary) -> [String] {
    guard let causes = summary.causes[host.name] else { return [] }
    var groups: [(causes: [Cause], things: [String])] = []
    for change in host.worthShowing {
      let these = causes[change] ?? []
      if let index = groups.firstIndex(where: { $0.causes == these }) {
        groups[index].things.append(change.thing)
      } else {
        groups.append((these, [change.thing]))
      }
    }
    return groups.flatMap { lines("\(host.name)  \(name($0.things))", $0.causes) }
  }

  private static func lines(_ subject: String, _ causes: [Cause]) -> [String] {
    if causes.isEmpty { return ["\(subject): cause unknown, the host tells nothing"] }
    return causes.map { cause in
      "\(subject): \(conjunction(cause.certainty)) \(cause.text)\(cause.when.map { " (\(TimeText.minute($0)))" } ?? "")"
    }
  }

  private static func name(_ things: [String]) -> String {
    things.count > 1 ? "\(things[0]) and \(things.count - 1) more" : things[0]
  }

  private static func conjunction(_ certainty: Cause.Certainty) -> String {
    switch certainty {
    case .told: "because"
    case .likely: "likely because"
    case .possible: "perhaps because"
    }
  }
}
