/// The operator's password, for a host whose sudo(8) wants one.
///
/// It is held in memory and written to sudo's standard input. It is in no description, so that no message can hold it.
package struct BecomePassword: Sendable, CustomStringConvertible, CustomDebugStringConvertible, CustomReflectable {
  private let bytes: [UInt8]

  /// Nil for a text that cannot be given to sudo, which reads one line.
  package init?(_ text: String) {
    guard !text.isEmpty, !text.utf8.contains(where: { [0x00, 0x0A, 0x0D].contains($0) }) else { return nil }
    bytes = Array(text.utf8)
  }

  /// What sudo reads.
  package var line: [UInt8] { bytes + [0x0A] }

  package var description: String { "(password)" }
  package var debugDescription: String { description }
  package var customMirror: Mirror { Mirror(self, children: []) }
}
