/// What a command wrote and how it ended.
package struct ProcessOutput: Sendable, Equatable {
  /// Exit status; 128 + N when signal N ended it, as in a shell.
  package let status: Int32
  package let stdout: String
  package let stderr: String

  /// True for exit status 0.
  package var succeeded: Bool { status == 0 }
}
