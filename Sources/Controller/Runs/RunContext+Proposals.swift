import HostAgent
import Model
import Planning

extension RunContext {
  /// What there is to do on the hosts that were seen and are not left as they are.
  /// - Throws: `RunStop` after telling which files could not be rendered.
  func proposals(_ survey: Survey, within scope: RunScope, adopts: Bool) throws(RunStop) -> [Proposal] {
    let proposals = try complete(
      fleet.proposals(survey, of: wanted, within: scope, templates: templates, adopts: adopts, claim: claim))
    return fleet.members.compactMap { proposals[$0.host] }
  }

  /// What is seen of a host while somebody is at work on it may be gone in a moment, and no plan is made of it.
  /// - Throws: `RunStop` after it has been told who is at work on a host that there is something to do on.
  func requireNobodyAtWork(_ plans: [PlannedHost]) throws(RunStop) {
    try requireIdle(plans.filter { !$0.plan.isEmpty }.map(\.view))
  }

  private func requireIdle(_ seen: [HostView]) throws(RunStop) {
    var isBusy = false
    for seen in seen {
      guard let pending = seen.pending, pending.isGuarded else { continue }
      isBusy = true
      let problem = RunProblem.locked(
        pending.id, owner: pending.owner, created: pending.created, secondsLeft: pending.secondsLeft)
      tell(.progress(.problem(problem), host: seen.host))
    }
    if isBusy { throw RunStop(.locked) }
  }

  /// - Throws: `RunStop` after the reasons have been told, if there are any but those that the operator takes upon
  ///   himself; or after it has been told that somebody is at work there.
  func requireNoRefusal(_ proposals: [Proposal], but forced: [FindingID] = []) throws(RunStop) {
    for proposal in proposals {
      let host = proposal.view.host
      for finding in proposal.refusals where forced.contains(finding.id) { tell(.note(.forced(finding, on: host))) }
      for finding in proposal.refusals where finding.id.isWarning { tell(.note(.warning(finding, on: host))) }
    }
    // What is found on a host that somebody is at work on may be what they are just making.
    let isBusy = { (proposal: Proposal) in proposal.view.pending?.isGuarded == true }
    let counts = { (finding: Finding) in !forced.contains(finding.id) && !finding.id.isWarning }
    try require(proposals.filter { !isBusy($0) }, none: counts)
    try requireIdle(proposals.filter { $0.refusals.contains(where: counts) }.map(\.view))
  }

  /// - Throws: `RunStop` after the reasons why a host cannot be seen as it is have been told, if there are any.
  func requireSight(_ proposals: [Proposal]) throws(RunStop) { try require(proposals, none: \.id.isBlinding) }

  private func require(_ proposals: [Proposal], none counts: (Finding) -> Bool) throws(RunStop) {
    try refuse(proposals.map { ($0.view.host, $0.refusals.filter(counts)) })
  }

  /// - Throws: `RunStop` after telling which plans would change what belongs to another cluster.
  func requireOwn(_ plans: [PlannedHost]) throws(RunStop) {
    let foreign = claim.foreign(Dictionary(plans.map { ($0.plan.host, $0.view.state) }) { first, _ in first })
    try refuse(plans.filter { !$0.plan.isEmpty }.map { ($0.plan.host, foreign[$0.plan.host].map { [$0] } ?? []) })
  }

  /// - Throws: `RunStop` after the findings have been told, if there are any.
  func refuse(_ findings: [(host: HostName, findings: [Finding])]) throws(RunStop) {
    let reasons = findings.filter { !$0.findings.isEmpty }
    for (host, findings) in reasons { tell(.refusals(findings, host: host)) }
    if !reasons.isEmpty { throw RunStop(.refused) }
  }

  /// Tells why the run is not begun.
  func refusal(_ reason: RunRefusal) -> RunStop {
    tell(.note(.refused(reason)))
    return RunStop(.refused)
  }

  /// Tells which hosts the inventory has lost that others still name.
  func tellLostHosts(_ seen: [HostName: HostState]) {
    for (host, finding) in lostHosts(seen) { tell(.note(.finding(finding, on: host))) }
  }

  /// What there is to say of hosts that the inventory has lost, in its order.
  func lostHosts(_ seen: [HostName: HostState]) -> [(host: HostName, finding: Finding)] {
    let findings = claim.lostHostFindings(seen)
    return fleet.members.flatMap { member in (findings[member.host] ?? []).map { (member.host, $0) } }
  }

  /// Tells before a change what keeps clients from services on hosts; that is no reason to refuse it.
  func warnOfClients(_ seen: [HostView]) {
    for seen in seen {
      for finding in seen.clientFindings { tell(.note(.warning(finding, on: seen.host))) }
    }
  }

  /// Tells the same once more, in one line, after the change.
  func recallClients(_ seen: [HostView]) {
    let unserved = seen.map { (host: $0.host, findings: $0.clientFindings) }.filter { !$0.findings.isEmpty }
    if !unserved.isEmpty { tell(.note(.clientsUnserved(unserved))) }
  }
}
