import Drivers
import Model
import Planning
import Prober

/// Proves in the course of a change the data paths that it makes, before it is confirmed.
package struct ProofGate: Sendable {
  private let paths: [ClusterTransaction.ProofRound: [DataPath]]
  private let prover: PathProver
  private let isBinding: Bool

  /// A gate for the plans of a change that leaves out the hosts that are skipped; with `isBinding`, a path that is broken
  /// stops it.
  package init(
    _ plans: [HostPlan], skipped: Set<HostName> = [], of cluster: Cluster, _ fleet: Fleet, prober: any Prober,
    isBinding: Bool, time: TimeSource = .live
  ) {
    paths = cluster.pathsToProve(plans, skipped: skipped)
    self.isBinding = isBinding
    let hosts = Set(paths.values.joined().map(\.realserver) + cluster.directors.map(\.host))
    prover = PathProver(
      fleet: fleet, directors: Set(cluster.directors.map(\.host)), prober: prober, upload: .fullSize, time: time,
      isBrief: true
    ) {
      // What the change has not come to yet is not missing, and what it has come to was seen to be there.
      await fleet.survey(hosts).compactMapValues { try? $0.get() }.reduce(into: [:]) { sights, seen in
        guard let member = fleet[seen.key] else { return }
        let view = seen.value
        sights[seen.key] = HostSight(
          changes: [],
          findings: member.driver.findings(
            for: member.intent, view.observation, ownership: view.state.ownership),
          tunnels: view.state.live.tunnels)
      }
    }
  }

  /// The rounds in which there is something to prove.
  var rounds: Set<ClusterTransaction.ProofRound> { Set(paths.keys) }

  /// Tries the paths of a round, until one is broken that stops the change.
  func prove(
    _ round: ClusterTransaction.ProofRound, _ watch: @Sendable (PathProof) -> Void
  ) async -> [PathProof] { await prover.prove(paths[round] ?? [], isEnough: stops, watch) }

  /// Whether the change may not go on: packets came to a director, and not through to the realserver and back.
  func stops(_ proof: PathProof) -> Bool { isBinding && proof.brokenLayer.map { !$0.isBeforeDirector } ?? false }
}

extension BrokenLayer {
  /// Whether no packet came to a director: this machine may have no way to the VIP, and clients one.
  fileprivate var isBeforeDirector: Bool { [.notArriving, .answeredElsewhere].contains(finding.id) }
}
