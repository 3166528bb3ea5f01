import HostAgent
import Model

/// A host's agent, asked one thing at a time; the seam at which tests put a host of their own.
package protocol HostChannel: Sendable {
  func ask<Reply>(_ request: AgentRequest<Reply>) async throws(HostFailure) -> Reply
  /// The state of a transaction, asked over a new connection; if one can be made, it takes the place of the old one, over
  /// which something may be asked meanwhile.
  func reach(_ id: TransactionID) async throws(HostFailure) -> TransactionStatus?
  /// Has the host connect to an address as one of its own programs would.
  func connect(to end: Endpoint, patience: Duration) async throws(HostFailure) -> Attempt
  /// Ends the connection; the next question opens a new one.
  func disconnect() async
}

extension HostChannel {
  package func connect(to end: Endpoint, patience: Duration) async throws(HostFailure) -> Attempt {
    .prevented("this host makes no connections")
  }
}
