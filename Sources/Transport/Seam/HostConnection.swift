/// One login on one host: commands run one after another over one SSH connection.
///
/// A command that was sent and did not come to its end takes the connection with it: where one side has stopped half-way,
/// no further command can be trusted to start clean. What runs on the host is not ended by that (SSH.md §5.9); the agent
/// watches for itself.
package protocol HostConnection: Sendable {
  /// The name that was logged in with, if that is known.
  var loginName: String? { get }

  /// Runs one command and collects what it prints.
  ///
  /// The command is at its end when the host closes the channel, and sshd does that only when nothing holds the
  /// command's output any more: what a command leaves in the background must have its output elsewhere.
  ///
  /// A command waits until those before it have ended, also if its task is cancelled meanwhile.
  /// - Throws: `TransportError`; `commandMayHaveRun` tells whether the host may have started it.
  func run(_ command: RemoteCommand) async throws(TransportError) -> CommandResult

  /// Has the host's SSH server connect to an address, as `ssh -W` does, and close the connection again; nothing has to be
  /// installed there. Only an answer that comes in time leaves the SSH connection usable.
  /// - Throws: `TransportError`, with `timedOut` where there was no answer in time.
  func forward(to address: String, port: Int, timeout: Duration) async throws(TransportError) -> ForwardResult

  /// Ends the connection after the commands that were asked for, and frees all that it held.
  func close() async
}

extension HostConnection {
  package var loginName: String? { nil }

  package func forward(
    to address: String, port: Int, timeout: Duration
  ) async throws(TransportError) -> ForwardResult { .prohibited(reason: "this connection forwards nothing") }
}
