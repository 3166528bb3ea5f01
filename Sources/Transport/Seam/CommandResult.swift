/// What came back from a command that ended by itself.
package struct CommandResult: Hashable, Sendable {
  package var ending: Ending
  /// The bytes of standard output, with all that a noisy profile printed before the command.
  package var output: [UInt8]
  /// The bytes of standard error.
  package var errors: [UInt8]

  package init(ending: Ending, output: [UInt8] = [], errors: [UInt8] = []) {
    self.ending = ending
    self.output = output
    self.errors = errors
  }

  /// How a command ended.
  package enum Ending: Hashable, Sendable {
    /// With this exit status, 0 to 255.
    case exited(Int32)
    /// By a signal, named without `SIG`, such as `KILL` (RFC 4254 §6.10).
    case signalled(String)
  }
}
