import HostAgent
import Model

/// A host's agent, asked one thing at a time; the seam at which tests put a host of their own.
package protocol HostChannel: Sendable {
  /// Looks at the host.
  func probe(_ arguments: [String]) async throws(HostFailure) -> HostReport
  /// Puts a transaction on the host and arms its watchdog; the answer is waited for `timeout`.
  func stage(_ order: TransactionOrder, timeout: Duration) async throws(HostFailure) -> VerbReply
  /// Runs the steps of a phase; the watchdog then waits for `deadline` seconds, and the answer is waited for `timeout`.
  func apply(
    _ id: TransactionID, _ phase: Phase, deadline: Int, timeout: Duration
  ) async throws(HostFailure) -> VerbReply
  /// Begins the time of the watchdog anew, with so many seconds: the controller is still there.
  func renew(_ id: TransactionID, deadline: Int, timeout: Duration) async throws(HostFailure) -> VerbReply
  /// Makes a transaction permanent; the answer is waited for `timeout`.
  func confirm(_ id: TransactionID, timeout: Duration) async throws(HostFailure) -> VerbReply
  /// Takes a transaction back.
  func revert(_ id: TransactionID, reason: String) async throws(HostFailure) -> VerbReply
  /// The state of a transaction, or nil if the host knows none of this id.
  func status(_ id: TransactionID) async throws(HostFailure) -> TransactionStatus?
  /// The same, over a new connection; if one can be made, it takes the place of the old one, over which something may be
  /// asked meanwhile.
  func reach(_ id: TransactionID) async throws(HostFailure) -> TransactionStatus?
  /// Settles a transaction that nobody guards any more.
  func settle(_ id: TransactionID) async throws(HostFailure) -> TransactionStatus?
  /// The transactions that the host remembers, oldest first.
  func list() async throws(HostFailure) -> [TransactionRecord]
  /// What the host has kept of a transaction.
  func show(_ id: TransactionID) async throws(HostFailure) -> KeptTransaction
  /// The connections of each destination of a service.
  func connections(_ arguments: [String]) async throws(HostFailure) -> [ConnectionCount]
  /// Does something on the host for so many seconds.
  func hold(_ work: HeldWork, _ id: TransactionID, seconds: Int) async throws(HostFailure) -> HeldReply
  /// Takes it back.
  func release(_ id: TransactionID) async throws(HostFailure) -> HeldReply
  /// What the host tells of packets that came to it.
  func evidence(_ arguments: [String]) async throws(HostFailure) -> ProbeOutput
  /// Has the host connect to an address as one of its own programs would.
  func connect(to end: Endpoint, patience: Duration) async throws(HostFailure) -> Attempt
  /// What the host tells of who may have changed something there; the terms are files and words.
  func traces(_ terms: [String]) async throws(HostFailure) -> HostTraces
  /// Removes what the agent keeps on the host.
  func purge() async throws(HostFailure) -> VerbReply
  /// Ends the connection; the next question opens a new one.
  func disconnect() async
}

extension HostChannel {
  package func connect(to end: Endpoint, patience: Duration) async throws(HostFailure) -> Attempt {
    .prevented("this host makes no connections")
  }
}
