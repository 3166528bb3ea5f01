/// A file on the controller's machine that cannot be used, or a line of it.
package struct FileProblem: Error, Hashable, Sendable, CustomStringConvertible {
  package let path: String
  /// From 1; nil if it is the whole file.
  package let line: Int?
  package let reason: String

  package init(path: String, line: Int? = nil, reason: String) {
    self.path = path
    self.line = line
    self.reason = reason
  }

  package var description: String { "\(path)\(line.map { ":\($0)" } ?? ""): \(reason)" }
}
