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

/// Writes whole lines: data to standard output, everything else to standard error.
enum Lines {
  static func data(_ lines: [String]) { write(lines, to: .standardOutput) }
  static func aside(_ lines: [String]) { write(lines, to: .standardError) }

  private static func write(_ lines: [String], to file: FileHandle) {
    guard !lines.isEmpty else { return }
    // A reader that has gone away (`culvert plan | head`) is no error of ours.
    try? file.write(contentsOf: Data((lines.joined(separator: "\n") + "\n").utf8))
  }
}
