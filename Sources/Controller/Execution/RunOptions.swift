import HostAgent
import Model
import Planning

/// How a transaction is carried out.
package struct RunOptions: Sendable {
  /// Seconds without a word from here after which each host takes everything back; 10 to 3600.
  package var deadline: Int
  /// For so long the answer of a host is waited for that puts a transaction on its disk.
  var stageLimit: Duration { .seconds(max(deadline, 60)) }
  /// The same for a phase: its host's watchdog waits no longer.
  var applyLimit: Duration { .seconds(max(deadline, 15)) }
  /// The same for a confirm, which is asked for again before the others have to go back.
  var confirmLimit: Duration { .seconds(max(deadline * 3 / 8, 60)) }
  /// Seconds for which a destination that is to go is given time to lose its connections; 0 does not wait.
  package var drainTimeout: Int
  /// Who asks, as other operators will see it.
  package var owner: String
  /// Seconds since 1970.
  package var created: Int
  /// For so long a VIP that does not come to its director is waited for, with all directors serving; nil does not wait.
  package var routePatience: Duration?
  /// Waits until it is worth trying again; nil is a few seconds.
  package var untilRouted: (@Sendable () async -> Void)?

  package init(deadline: Int, drainTimeout: Int, owner: String, created: Int) {
    self.deadline = deadline
    self.drainTimeout = drainTimeout
    self.owner = owner
    self.created = created
  }
}

/// What is told while a transaction is on its way.
package enum HostProgress: Hashable, Sendable {
  /// The host took over a lock that somebody had left behind.
  case tookOver(TransactionID, owner: String)
  case armed
  case applied(Phase)
  /// The host was looked at after the phase, and is as it should be.
  case verified(Phase)
  /// The host is to get a VIP that the network does not bring to it yet.
  case awaitingRoute(IPv4Address, secondsLeft: Int)
  /// What came of a data path to the host.
  case proof(PathProof)
  /// Connections that the destinations to go still have; nil if the host does not say.
  case draining(connections: Int?, secondsLeft: Int)
  case confirmed
  case reverting
  case reverted
  case revertFailed
  /// Nobody knows what the host did; it is being asked again until it answers.
  case searching(secondsLeft: Int)
  case problem(RunProblem)
}

/// Why a transaction did not go through on a host.
package enum RunProblem: Hashable, Sendable {
  case failure(HostFailure)
  /// The host had not answered after so long; it may be at work still, or its network may be gone.
  case lasted(Duration, deadline: Int)
  case locked(TransactionID?, owner: String, created: Int, secondsLeft: Int)
  case refused(RefusalReason, text: String)
  /// It went back, or not, and the host could not write down what it did.
  case unrecorded(String)
  /// It was to take the transaction back, and said something else.
  case notTakenBack
  /// Things that are not as they were when the plan was made.
  case moved([String])
  case stepFailed(title: String, status: Int, output: String)
  /// Things that are not as the plan wants them, although every command said that it had worked.
  case unfinished([String])
  /// Packets do not come through to the realserver and back.
  case unproven(DataPath, BrokenLayer)
}
