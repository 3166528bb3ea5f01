import Model
import Planning
import Prober

/// Proves by packets of this machine that clients reach every realserver of every VIP, and looks where they do not.
package struct Verification: Sendable {
  private let cluster: Cluster
  private let proposals: [HostName: Proposal]
  private let prover: PathProver

  /// A verification of what a survey has seen; `proposals` are what there would be to do on the hosts.
  package init(
    of cluster: Cluster, _ fleet: Fleet, _ survey: Survey, _ proposals: [HostName: Proposal], prober: any Prober,
    upload: Upload, time: TimeSource = .live
  ) {
    self.cluster = cluster
    // Of a host that could not be seen as it is nothing is known to be missing.
    let proposals = proposals.mapValues { proposal in
      proposal.refusals.contains(where: \.id.isBlinding)
        ? Proposal(
          view: proposal.view,
          plan: HostPlan(host: proposal.plan.host, from: proposal.view.state, to: proposal.view.state),
          refusals: proposal.refusals)
        : proposal
    }
    self.proposals = proposals
    prover = PathProver(
      fleet: fleet, directors: Set(cluster.directors.map(\.host)).intersection(survey.views.keys), prober: prober,
      upload: upload, time: time
    ) {
      proposals.mapValues { proposal in
        HostSight(
          changes: proposal.plan.changes.filter { $0.face == .live }, findings: proposal.refusals,
          tunnels: proposal.view.state.live.tunnels)
      }
    }
  }

  /// What is broken whether packets are sent or not, of what is culvert's already; nothing is sent.
  package func standingFaults() async -> [BrokenLayer] {
    let owned = proposals.mapValues { proposal in
      HostSight(
        changes: proposal.plan.changes.filter { $0.face == .live && $0.mends(proposal.view.state.ownership) },
        findings: [],
        tunnels: proposal.view.state.live.tunnels)
    }
    let tables = cluster.missingInTables(proposals) { director, change in isThere(change, on: director) }
    return tables + (await prover.standingFaults(cluster.dataPaths, owned))
  }

  /// What keeps other clients than the prober from a service, as the hosts' routes and filters tell.
  package var clientFaults: [BrokenLayer] {
    cluster.hosts.flatMap { host in
      (proposals[host.name]?.view.clientFindings ?? []).map { BrokenLayer(host: host.name, finding: $0) }
    }
  }

  /// Whether the change is about what has been set up before: a service of culvert's, and a realserver that has a tunnel.
  private func isThere(_ change: Change, on director: HostName) -> Bool {
    guard proposals[director]?.view.state.ownership.owns(change) == true else { return false }
    guard let destination = change[Destinations.self] else { return true }
    let host = cluster.hosts.first { $0.address == destination.key.address }?.name
    return host.flatMap { proposals[$0] }?.view.state.ownership.tunnels.values.contains(.director(director)) == true
  }

  /// Tries all paths; `watch` is told of each one that is done.
  package func run(_ watch: @Sendable (PathProof) -> Void) async -> VerificationReport {
    var report = VerificationReport(
      proofs: await prover.prove(cluster.dataPaths, watch), tables: cluster.missingInTables(proposals))
    // What is broken anyway is said, and hides what is said of other clients of the same host.
    let broken = Set(report.broken.map(\.host))
    report.clients = clientFaults.filter { !broken.contains($0.host) }
    return report
  }
}

extension Change {
  /// Whether it puts right what is culvert's on the host.
  fileprivate func mends(_ ownership: Ownership) -> Bool {
    guard let name = self[Settings.self]?.key else { return ownership.owns(self) }
    // An interface that has come since answers ARP too.
    return ownership.settings[name] != nil || (name.text.hasSuffix("/arp_ignore") && !ownership.tunnels.isEmpty)
  }
}
