/// A command for a host, with what it reads and how much of it is waited for.
package struct RemoteCommand: Hashable, Sendable {
  /// The text that the login shell gets, whatever shell that is; made by `Command.shellText`.
  package var text: String
  /// What the command reads on its standard input before the end of file.
  package var input: [UInt8]
  /// The time from the start to the end of the command.
  package var timeout: Duration
  /// The most bytes that are taken, standard output and standard error together.
  package var outputLimit: Int

  package init(_ text: String, input: [UInt8] = [], timeout: Duration, outputLimit: Int = 16 << 20) {
    self.text = text
    self.input = input
    self.timeout = timeout
    self.outputLimit = outputLimit
  }
}
