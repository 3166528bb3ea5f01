/// One login on one host: commands run one after another over one SSH connection.
///
/// A command that fails with anything but `TransportError.Kind.commandRefused` takes the connection with it: where one
/// side has stopped reading half-way, no further command can be trusted to start clean. What runs on the host is not
/// ended by that (SSH.md §5.9); the agent watches for itself.
package protocol HostConnection: Sendable {
  /// Runs one command and collects what it prints.
  /// - Throws: `TransportError`; `commandMayHaveRun` tells whether the host may have started it.
  func run(_ command: RemoteCommand) async throws(TransportError) -> CommandResult

  /// Ends the connection and frees all that it held; a closed connection stays closed.
  func close() async
}
