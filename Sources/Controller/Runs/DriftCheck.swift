import Model
import Planning

/// Looks at what on the hosts is not as the inventory wants it, and at what that comes from.
package struct DriftCheck: Sendable {
  private let context: RunContext

  package init(_ context: RunContext) { self.context = context }

  /// Hosts that could not be read are told of; what differs on the others is the result.
  /// - Throws: `RunStop` after telling which files could not be rendered.
  package func run() async throws(RunStop) -> DriftReport {
    let fleet = context.fleet
    let results = await context.waiting(for: .reading(hosts: fleet.members.count)) {
      await fleet.drift(templates: context.templates, claim: context.claim)
    }
    let (survey, trouble) = context.told(Survey(results.mapValues { $0.map(\.proposal.view) }))
    let drifts = fleet.members.compactMap { survey.views[$0.host] == nil ? nil : try? results[$0.host]?.get() }
    let isBlind = { (drift: HostDrift) in drift.proposal.refusals.contains { $0.id.isBlinding } }
    let seen = drifts.filter { !isBlind($0) }
    var summary = context.summary(seen.map(\.proposal))
    summary.unread = fleet.members.count - seen.count
    summary.causes = Dictionary(seen.compactMap { drift in drift.causes.map { (drift.host, $0) } }) { $1 }
    let foreign = context.claim.foreign(survey.states)
    return DriftReport(
      summary: summary,
      blind: drifts.filter(isBlind).map { ($0.host, $0.proposal.refusals.filter(\.id.isBlinding)) },
      findings: seen.map { ($0.host, $0.proposal.refusals) }.filter { !$0.1.isEmpty },
      uncaused: seen.compactMap { drift in drift.failure.map { (drift.host, $0) } },
      foreign: summary.hosts.filter { !$0.changes.isEmpty }.compactMap { host in
        foreign[host.name].map { (host.name, $0) }
      },
      lost: context.lostHosts(survey.states), namesLostHosts: !context.claim.lostHosts(survey.states).isEmpty,
      trouble: trouble)
  }
}

/// What differs, on the hosts that could be read, in the order of the inventory.
package struct DriftReport: Sendable {
  package let summary: PlanSummary
  /// Hosts that cannot be seen as they are, and why.
  package let blind: [(host: HostName, findings: [Finding])]
  /// What was found on the others: what keeps the next boot from bringing back what is managed is drift too.
  package let findings: [(host: HostName, findings: [Finding])]
  /// Hosts that did not tell what their differences come from.
  package let uncaused: [(host: HostName, failure: HostFailure)]
  /// The hosts that differ and belong to another cluster.
  package let foreign: [(host: HostName, finding: Finding)]
  /// What the inventory has lost, on the hosts that still have to do with it.
  package let lost: [(host: HostName, finding: Finding)]
  /// Whether records name hosts that the inventory has lost.
  let namesLostHosts: Bool
  /// Why a host could not be read.
  let trouble: RunOutcome?

  package var isDrifted: Bool {
    !summary.changes.isEmpty || !summary.endangered.isEmpty || !foreign.isEmpty || namesLostHosts
  }

  package var outcome: RunOutcome {
    guard let trouble else { return !blind.isEmpty ? .refused : isDrifted ? .differences : .done }
    return isDrifted ? .differencesAndUnread : trouble
  }
}

extension HostDrift {
  fileprivate var host: HostName { proposal.view.host }

  fileprivate var causes: [Change: [Cause]]? { try? attributions?.get().causes }

  fileprivate var failure: HostFailure? { if case .failure(let failure)? = attributions { failure } else { nil } }
}
