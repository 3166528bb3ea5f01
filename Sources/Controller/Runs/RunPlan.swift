import HostAgent
import Model
import Planning

/// What a run is about to do, and whom it leaves out.
package struct RunPlan: Sendable {
  package let proposals: [Proposal]
  package let skipped: [SkippedHost]
  /// How the hosts are that were seen.
  package let seen: [HostName: HostState]

  package var plans: [PlannedHost] { proposals.map { PlannedHost($0.plan, on: $0.view) } }
}

/// Which hosts a run works on.
package struct RunReach: Hashable, Sendable {
  /// What becomes of those that cannot be reached.
  package var policy: UnreachablePolicy
  /// Only those that the last transaction has left behind, and what directors do for them.
  package var onlyFailed: Bool

  package init(_ policy: UnreachablePolicy = .fail, onlyFailed: Bool = false) {
    self.policy = policy
    self.onlyFailed = onlyFailed
  }
}

extension RunContext {
  /// Looks at the hosts and tells what there is to do on those that are worked on; `without` are left out although they can
  /// be reached.
  /// - Throws: `RunStop` after telling why not.
  func plan(
    adopts: Bool, settles: Bool, _ reach: RunReach = RunReach(), without: [SkippedHost] = []
  ) async throws(RunStop) -> RunPlan {
    var survey = try await survey(
      settles: settles, reach.policy, isLast: !settles && !reach.onlyFailed, withClients: true)
    survey.leaveOut(Set(without.map(\.host)))
    try requireNoObjection(survey, reach.policy, leavingOut: without)
    let scope = reach.onlyFailed ? try await scopeOfThoseLeftBehind(survey) : survey.scope
    let proposals = try proposals(survey, within: scope, adopts: adopts)
    if !scope.kept.isEmpty { try tellWhatStays(survey, proposals, adopts: adopts) }
    return RunPlan(proposals: proposals, skipped: skipped(survey) + without, seen: survey.states)
  }

  /// The hosts of a survey that could not be reached, in the order of the inventory.
  private func skipped(_ survey: Survey) -> [SkippedHost] {
    fleet.members.compactMap { member in
      survey.unreachable[member.host].map { SkippedHost(host: member.host, reason: $0.reason) }
    }
  }

  /// - Throws: `RunStop` after telling why those that were not proven cannot be left out.
  private func requireNoObjection(
    _ survey: Survey, _ policy: UnreachablePolicy, leavingOut hosts: [SkippedHost]
  ) throws(RunStop) {
    let objections = hosts.isEmpty ? [] : survey.objections(in: wanted, policy == .fail ? .skip : policy)
    objections.forEach { tell(.note(.notSkipped($0))) }
    if !objections.isEmpty { throw RunStop(.rolledBack) }
  }

  /// - Throws: `RunStop` after telling which services realservers would lose that are to stay as they are.
  private func scopeOfThoseLeftBehind(_ survey: Survey) async throws(RunStop) -> RunScope {
    let history = try complete(
      await fleet.each(Set(survey.views.keys)) { member throws(HostFailure) in try await member.channel.ask(.list) })
    let scope = fleet.scope(ofThoseLeftBehind: ClusterHistory(hosts: history), survey, in: wanted)
    let lost = survey.servicesLost(in: wanted, to: scope)
    if !lost.isEmpty { throw refusal(.servicesLost(lost)) }
    return scope
  }

  /// Tells what of the differences is left as it is.
  /// - Throws: `RunStop` if that is all there is: the last transaction has left nothing behind.
  private func tellWhatStays(_ survey: Survey, _ proposals: [Proposal], adopts: Bool) throws(RunStop) {
    let whole = try self.proposals(survey, within: survey.scope, adopts: adopts)
    let staying = whole.filter { other in
      let plan = proposals.first { $0.plan.host == other.plan.host }?.plan
      return !other.plan.isEmpty && plan?.changes != other.plan.changes
    }
    for proposal in staying { tell(.note(.differsElsewhere(proposal.plan.host))) }
    guard !staying.isEmpty, proposals.allSatisfy(\.plan.isEmpty) else { return }
    throw refusal(.nothingLeftBehind)
  }
}
