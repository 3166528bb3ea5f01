import Model
import Planning
import Prober

/// Looks at what keeps a cluster from working although every setting may be right.
package struct Diagnosis: Sendable {
  private let context: RunContext
  private let packets: Bool

  /// With `packets`, this machine's packets also tell what they meet.
  package init(_ context: RunContext, packets: Bool = false) {
    self.context = context
    self.packets = packets
  }

  /// Hosts that could not be looked at are told of; what was found on the others is the result.
  /// - Throws: `RunStop` after telling which files could not be rendered.
  package func run() async throws(RunStop) -> DiagnosisReport {
    let (survey, trouble) = await context.lookAtThoseThatAnswer()
    let proposals = try context.proposals(survey, within: RunScope(), adopts: false)
    let verification = Verification(context, survey, proposals, context.prober, .fullSize)
    let (report, standing) = await context.waiting(for: .examining(hosts: context.fleet.members.count)) {
      (packets ? await verification.run { _ in } : nil, await verification.standingFaults())
    }
    let faults = (report?.broken ?? []) + standing + (report?.clients ?? verification.clientFaults)
    await context.fleet.disconnect()
    let lost = context.claim.lostHostFindings(survey.states)
    return DiagnosisReport(
      findings: proposals.map { proposal in
        let host = proposal.view.host
        return (
          host,
          proposal.refusals + other(faults, proposal) + proposal.view.leftoverFindings + (lost[host] ?? [])
        )
      }, untried: report?.untried ?? [], unread: survey.unreadCount, trouble: trouble)
  }

  /// What is broken on a host, each thing once, but for what is found there anyway.
  private func other(_ faults: [BrokenLayer], _ proposal: Proposal) -> [Finding] {
    var seen = Set(proposal.refusals.map(Trouble.init))
    return faults.filter { $0.host == proposal.view.host && seen.insert(Trouble($0.finding)).inserted }.map(\.finding)
  }
}

/// What is wrong with the hosts.
package struct DiagnosisReport: Sendable {
  /// Of each host that could be looked at, in the order of the inventory.
  package let findings: [(host: HostName, findings: [Finding])]
  /// The paths that something was in the way of trying.
  package let untried: [PathProof]
  /// How many hosts could not be looked at.
  package let unread: Int
  /// Why a host could not be looked at.
  let trouble: RunOutcome?

  package var count: Int { findings.map(\.findings.count).reduce(0, +) }

  package var outcome: RunOutcome {
    trouble ?? (count > 0 ? .differences : untried.isEmpty ? .done : .error)
  }
}

extension Verification {
  init(
    _ context: RunContext, _ survey: Survey, _ proposals: [Proposal], _ prober: any Prober, _ upload: Upload
  ) {
    self.init(
      of: context.wanted, context.fleet, survey,
      Dictionary(uniqueKeysWithValues: proposals.map { ($0.view.host, $0) }), prober: prober, upload: upload,
      time: context.time)
  }
}

/// What two findings have in common that are about one trouble, whatever words were found for it.
private struct Trouble: Hashable {
  let id: FindingID
  let about: Subject

  init(_ finding: Finding) {
    id = finding.id
    about = finding.about
  }
}
