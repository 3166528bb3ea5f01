/// One mistake in an inventory, or one doubt about it, with its place and the way out.
package struct Diagnostic: Hashable, Codable, Sendable {
  package let severity: Severity
  /// The file's name as the caller gave it.
  package let file: String
  /// The line of the offending key or value, from 1.
  package let line: Int
  /// The column of the offending key or value, from 1, in Unicode scalars.
  package let column: Int
  /// What is wrong, in words that name the offending text.
  package let problem: String
  /// What to do about it.
  package let remedy: String

  /// How bad it is.
  package enum Severity: String, Codable, Sendable {
    /// The inventory cannot be used.
    case error
    /// The inventory can be used, and probably does not say what was meant.
    case warning
  }
}

extension Diagnostic: CustomStringConvertible {
  /// One line: `FILE:LINE:COLUMN: SEVERITY: PROBLEM: REMEDY`.
  package var description: String { "\(file):\(line):\(column): \(severity.rawValue): \(problem): \(remedy)" }
}

extension Diagnostic: Comparable {
  /// By place; at one place by text, so that the order never depends on the order of the checks.
  package static func < (left: Diagnostic, right: Diagnostic) -> Bool {
    (left.file, left.line, left.column, left.problem) < (right.file, right.line, right.column, right.problem)
  }
}
