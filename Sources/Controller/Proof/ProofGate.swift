import Drivers
import Model
import Planning
import Prober

/// Proves in the course of a change the data paths that it makes and touches, before it is confirmed.
package struct ProofGate: Sendable {
  /// What becomes of a change with a path that is not proven.
  package enum Policy: Sendable {
    /// It is rolled back if the path is broken, and told otherwise.
    case binding
    /// It goes on, and it is told.
    case reporting
    /// It goes on, and nobody minds.
    case ignoring
  }

  private let plan: ProofPlan
  private let prover: PathProver
  let policy: Policy

  /// A gate for the plans of a change that leaves out the hosts that are skipped.
  package init(
    _ plans: [HostPlan], skipped: Set<HostName> = [], of cluster: Cluster, _ fleet: Fleet, prober: any Prober,
    policy: Policy, time: TimeSource = .live
  ) {
    plan = cluster.proofPlan(plans, skipped: skipped)
    self.policy = policy
    let hosts = Set(plan.rounds.values.joined().map(\.realserver) + cluster.directors.map(\.host))
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
  var rounds: Set<ClusterTransaction.ProofRound> { Set(plan.rounds.keys) }

  /// Tries the paths of a round, until one is broken that stops the change.
  func prove(
    _ round: ClusterTransaction.ProofRound, _ memory: ProofMemory, _ watch: @Sendable (PathProof) -> Void
  ) async -> [PathProof] {
    await prover.prove(plan.rounds[round] ?? [], isEnough: { stops($0, round, memory) }, watch)
  }

  /// Whether the change may not go on.
  ///
  /// It may where no packet is seen on a director: this machine may have no way to the VIP, or be behind a NAT. Not where
  /// the VIP goes from one director to another, or came to its director before.
  func stops(_ proof: PathProof, _ round: ClusterTransaction.ProofRound, _ memory: ProofMemory) -> Bool {
    guard policy == .binding, let layer = proof.brokenLayer else { return false }
    if round == .beforeClients, plan.baseline.contains(proof.path) { return false }
    if memory.brokenBefore.contains(proof.path) { return false }
    guard layer.isBeforeDirector else { return true }
    return plan.movedVIPs.contains(proof.path.vip) || memory.reachedVIPs.contains(proof.path.vip)
  }

  /// Notes what came of a round.
  func note(_ proofs: [PathProof], _ round: ClusterTransaction.ProofRound, in memory: inout ProofMemory) {
    for proof in proofs {
      memory.latest[proof.path] = proof
      if proof.comesToDirector { memory.reachedVIPs.insert(proof.path.vip) }
      if round == .beforeClients, proof.brokenLayer != nil, plan.baseline.contains(proof.path) {
        memory.brokenBefore.insert(proof.path)
      }
    }
  }

  /// The paths that are not known to work when all is over; none where nobody minds.
  func unproven(_ memory: ProofMemory) -> [PathProof] {
    guard policy != .ignoring else { return [] }
    return memory.latest.values.filter(\.isOpen).sorted { $0.path.description < $1.path.description }
  }
}

/// What the rounds of a change have brought so far.
struct ProofMemory: Sendable {
  /// What came of each path last.
  var latest: [DataPath: PathProof] = [:]
  /// The VIPs for which packets have come to a director.
  var reachedVIPs: Set<IPv4Address> = []
  /// Paths that were broken before the change took anything away, and that it does not make.
  var brokenBefore: Set<DataPath> = []
}

extension PathProof {
  /// Whether packets have come to a director.
  fileprivate var comesToDirector: Bool {
    switch result {
    case .proven: true
    case .broken(let layer, _): !layer.isBeforeDirector
    case .untried, .unprovable: false
    }
  }

  /// Whether it could be proven from somewhere, and is not.
  fileprivate var isOpen: Bool {
    switch result {
    case .broken, .untried: true
    case .proven, .unprovable: false
    }
  }

  /// Whether the network does not bring the VIP's packets to a director.
  var isUnrouted: Bool { brokenLayer?.isBeforeDirector ?? false }
}

extension BrokenLayer {
  /// Whether no packet came to a director: this machine may have no way to the VIP, and clients one.
  package var isBeforeDirector: Bool { [.notArriving, .answeredElsewhere].contains(finding.id) }
}
