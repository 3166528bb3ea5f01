/// Why the agent did nothing: the first word of `cv_refuse`; a test holds that it has no other.
package enum RefusalReason: String, CaseIterable, Sendable {
  /// Boot files cannot be written, or not all of them could.
  case bootFiles = "boot-files"
  /// Somebody has removed the transaction.
  case gone
  /// Nothing would take the change back.
  case guardless = "guard"
  case hold
  /// At a purge: something cannot be removed.
  case leftovers
  /// Another transaction, or somebody who takes one over.
  case locked
  /// At a purge: culvert still has things there.
  case ownership
  /// The host was started anew meanwhile.
  case reboot
  /// The transaction could not be put on the host.
  case stage
  /// The transaction is in a state in which that cannot be done.
  case state
  case stateDirectory = "state-directory"
  /// The transaction is being taken back.
  case stopped
  /// There is no such transaction.
  case unknown
  /// Somebody else than root could change what lies in the state directory.
  case untrusted
  case verb

  /// Whether the host had taken the transaction back by itself, or nothing would.
  package var isLate: Bool { [.state, .guardless, .stopped, .gone].contains(self) }
}
