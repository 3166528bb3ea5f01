import Model

/// Changes in words for people: what will be done, or what is wrong.
enum Wording {
  /// `+ tunnel lvs-lb1 198.51.100.21 → 192.0.2.10, 203.0.113.80/32`, and more lines where there is more to say; with
  /// `inFull` all lines of new boot files.
  static func plan(_ change: Change, inFull: Bool = false) -> [String] {
    switch change.kind {
    case .add: ["+ \(change.thing)\(summary(change))"] + (inFull ? content(change) : [])
    case .remove: ["- \(change.thing)"]
    case .change:
      change.differences.isEmpty
        ? ["~ \(change.thing)"] : change.differences.flatMap { step($0, change, atMost: inFull ? .max : shownLines) }
    }
  }

  /// Lines of a difference; more of them nobody reads.
  private static let shownLines = 200

  private static func content(_ change: Change) -> [String] {
    guard case .regular(let content, _)? = change[Files.self]?.to else { return [] }
    return textLines(String(decoding: content, as: UTF8.self), keepsEmpty: true).map { "    + \($0)" }
  }

  /// `tunnel lvs-lb1: remote is 192.0.2.11, should be 192.0.2.10`.
  static func drift(_ change: Change) -> [String] {
    switch change.kind {
    case .add: ["\(change.thing): is missing"]
    case .remove: ["\(change.thing): should not be there"]
    case .change where change.face == .record: [change.thing]
    case .change: change.differences.isEmpty ? [change.thing] : change.differences.flatMap { fault($0, change) }
    }
  }

  private static func step(_ difference: Difference, _ change: Change, atMost limit: Int) -> [String] {
    if difference.field == "content" {
      return ["~ \(change.thing): content"]
        + lineDiff(difference.from ?? "", difference.to ?? "", atMost: limit).map { "    \($0)" }
    }
    return switch (difference.from, difference.to) {
    case (nil, let to?) where change.face == .record && difference.field != "cluster":
      ["adopt \(difference.field) \(to)"]
    case (nil, let to?): ["~ \(change.thing): + \(difference.field) \(to)"]
    case (let from?, nil): ["~ \(change.thing): - \(difference.field) \(from)"]
    default:
      ["~ \(change.thing): \(difference.field) \(difference.from ?? "-") → \(difference.to ?? "-")\(purpose(change))"]
    }
  }

  /// What a setting is for, where its name does not tell.
  private static func purpose(_ change: Change) -> String {
    guard let name = change[Settings.self]?.key, name.text.hasSuffix("/expire_quiescent_template") else { return "" }
    return " (persistent clients leave a realserver with weight 0)"
  }

  private static func fault(_ difference: Difference, _ change: Change) -> [String] {
    if difference.field == "content" {
      return ["\(change.thing): content differs (- on the host, + wanted)"]
        + lineDiff(difference.from ?? "", difference.to ?? "").map { "    \($0)" }
    }
    return switch (difference.from, difference.to) {
    case (nil, let to?): ["\(change.thing): \(difference.field) \(to) is missing"]
    case (let from?, nil): ["\(change.thing): \(difference.field) \(from) should not be there"]
    case (let from?, let to?): ["\(change.thing): \(difference.field) is \(from), should be \(to)"]
    case (nil, nil): []
    }
  }

  /// What a new thing is like, in one line.
  private static func summary(_ change: Change) -> String {
    if let tunnel = change[Tunnels.self]?.to ?? change[StoredTunnels.self]?.to {
      let ends = " \(tunnel.local?.text ?? "any") → \(tunnel.remote?.text ?? "any")"
      return ends + tunnel.addresses.sorted().map { ", \($0)" }.joined()
    }
    if let file = change[Files.self] {
      return switch file.to {
      case .regular(let content, let mode)?: " \(content.count) bytes, mode \(mode)"
      case .link(let target)?: " → \(target)"
      default: ""
      }
    }
    return change.differences.compactMap { field in field.to.map { " \(brief(field, $0))" } }.joined()
  }

  private static func brief(_ difference: Difference, _ text: String) -> String {
    ["value", "scheduler", "forwarding"].contains(difference.field) ? text : "\(difference.field) \(text)"
  }
}

/// A number of things, in words.
func counted(_ count: Int, _ thing: String) -> String { "\(count) \(thing)\(count == 1 ? "" : "s")" }
