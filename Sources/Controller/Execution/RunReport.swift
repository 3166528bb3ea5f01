import Model
import Planning

/// How a transaction ended.
package struct RunReport: Sendable {
  package let id: TransactionID
  package let outcome: ClusterTransaction.Outcome
  /// How it ended on each host.
  package let endings: [HostName: ClusterTransaction.Ending]
  /// What went wrong, in the order in which it did.
  package let problems: [(host: HostName, problem: RunProblem)]
  /// The realservers that packets did not come through to, so that it was taken back.
  package let unproven: Set<HostName>
  /// The paths of the change that are not known to work; none where nobody minds.
  package var unprovenPaths: [PathProof] = []
  /// Whether anything was ever changed on a host.
  package let didApply: Bool
  /// Whether the operator wanted it to stop.
  package let wasInterrupted: Bool
}
