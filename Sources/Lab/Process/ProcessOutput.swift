/// What a command wrote and how it ended.
package struct ProcessOutput: Sendable, Equatable {
  /// Exit status; 128 + N when signal N ended it, as in a shell.
  package let status: Int32
  /// What it wrote to standard output; bytes that are not UTF-8 are replaced.
  package let stdout: String
  /// What it wrote to standard error.
  package let stderr: String

  /// True for exit status 0.
  package var succeeded: Bool { status == 0 }
}
