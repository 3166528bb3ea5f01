import HostAgent
import Model
import Planning

/// What is told while a run is on its way, in this order.
package enum RunEvent: Sendable {
  /// What is waited for; nil when it is waited for no more.
  case activity(RunActivity?)
  case failure(HostFailure, host: HostName)
  /// Why nothing is done.
  case refusals([Finding], host: HostName)
  case note(RunNote)
  /// What would be done, or is about to be.
  case plan(PlanSummary)
  /// What somebody changed by hand since a transaction, and what goes with it.
  case edits([Change], since: TransactionID, host: HostName)
  case progress(HostProgress, host: HostName)
  case report(RunReport, PlanSummary)
  /// What came of one data path.
  case proof(PathProof)
}

/// What a run does that takes its time.
package enum RunActivity: Hashable, Sendable {
  case reading(hosts: Int)
  case examining(hosts: Int)
  case probing(paths: Int)
}

/// What an operator should know beside plans and results.
package enum RunNote: Sendable {
  /// A transaction that is not over.
  case pending(TransactionStatus, on: HostName)
  /// A transaction that nobody guarded any more, as it was settled.
  case settled(TransactionStatus, on: HostName)
  case notSkipped(SkipObjection)
  /// So many hosts could not be read.
  case unread(Int)
  /// The run leaves differences of the host as they are.
  case differsElsewhere(HostName)
  case finding(Finding, on: HostName)
  case warning(Finding, on: HostName)
  /// The operator takes it upon himself.
  case forced(Finding, on: HostName)
  /// What keeps clients from services after the change.
  case clientsUnserved([(host: HostName, findings: [Finding])])
  /// Realservers whose tunnels cannot have both ends at once: they are first taken out and drained, then put back.
  case takenOutFirst([HostName])
  /// A change that was taken back is made again without these.
  case goingOnWithout([HostName])
  /// Something is not as a saved plan found it.
  case changedSince(Change, on: HostName)
  /// How a host is logged in at that only a record names.
  case loggingIn(HostName, at: SSHAddress)
  /// A host that is taken out of the records although it cannot be reached.
  case forgotten(SkippedHost)
  case notPurged(String, on: HostName)
  /// The history is removed on so many hosts.
  case purged(hosts: Int)
  /// Which transaction is rolled back, and which later ones with it.
  case rollingBack(ClusterHistory.Entry, with: [TransactionID])
  /// Hosts are given so many seconds to take a transaction back by themselves.
  case awaitingDeadlines(seconds: Int)
  case refused(RunRefusal)
}

/// Why a run is not begun.
package enum RunRefusal: Hashable, Sendable {
  /// Services that the inventory has no more, and that hosts serve which are to stay as they are.
  case servicesLost([ServiceKey])
  /// All that differs is what the last transaction has not left behind.
  case nothingLeftBehind
  /// A change of so many hosts needs more open files than this process may have.
  case tooFewFiles(hosts: Int, needed: Int, limit: Int)
  /// A saved plan writes what is no boot file of culvert's.
  case foreignPath(HostPath, on: HostName)
  /// A host is not as the saved plan that was read there found it.
  case outOfDate(String)
  /// A host that is to be removed is in the inventory.
  case inInventory(HostName)
  /// No record of a host names it.
  case notRecorded(HostName)
  /// No host remembers a confirmed transaction, or none whose id begins like this.
  case noTransaction(beginning: String?)
  /// Several confirmed transactions begin like this.
  case ambiguous(String, [TransactionID])
}
