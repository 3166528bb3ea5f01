/// A line of a file on the controller's machine.
package struct FilePosition: Hashable, Sendable, CustomStringConvertible {
  package let path: String
  /// From 1.
  package let line: Int

  package init(path: String, line: Int) {
    self.path = path
    self.line = line
  }

  package var description: String { "\(path):\(line)" }
}
