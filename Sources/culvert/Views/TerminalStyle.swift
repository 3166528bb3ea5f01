import Foundation

/// Whether and how a terminal is written to.
struct TerminalStyle: Sendable {
  /// Whether standard output takes colours.
  var usesColor: Bool

  /// Colours only on a terminal that wants them (no-color.org).
  static var live: TerminalStyle {
    let environment = ProcessInfo.processInfo.environment
    let refuses = !(environment["NO_COLOR"] ?? "").isEmpty || environment["TERM"] == "dumb"
    return TerminalStyle(usesColor: !refuses && isatty(STDOUT_FILENO) == 1)
  }

  /// A line of a plan in the colour of what it does.
  func colored(_ line: String) -> String {
    guard usesColor else { return line }
    let text = line.drop { $0 == " " }
    let code: String? =
      if text.hasPrefix("+ ") { "32" } else if text.hasPrefix("- ") { "31" } else if text.hasPrefix("~ ") { "33" } else
      { nil }
    return code.map { "\u{1B}[\($0)m\(line)\u{1B}[0m" } ?? line
  }
}
