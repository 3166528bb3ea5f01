import ArgumentParser
import Controller
import Drivers
import HostAgent
import Model
import Planning

/// What a run is about to do, and whom it leaves out.
struct Prospect {
  let proposals: [Proposal]
  let skipped: [SkippedHost]
  /// How the hosts are that were seen.
  let seen: [HostName: HostState]

  var plans: [PlannedHost] { proposals.map { PlannedHost($0.plan, on: $0.view) } }
}

extension Session {
  /// Looks at the hosts and says what there is to do on those that are worked on; `without` are left out although they can
  /// be reached.
  /// - Throws: `ExitCode` after saying why not.
  func prospect(
    adopts: Bool, settles: Bool, _ policy: UnreachablePolicy = .fail, onlyFailed: Bool = false,
    without: [SkippedHost] = []
  ) async throws -> Prospect {
    var survey = try await survey(settles: settles, policy, isLast: !settles && !onlyFailed, withClients: true)
    survey.leaveOut(Set(without.map(\.host)))
    try requireNoObjection(survey, policy, leavingOut: without)
    var scope = survey.scope
    if onlyFailed {
      let history = try complete(
        await fleet.each(Set(survey.views.keys)) { member throws(HostFailure) in try await member.channel.list() })
      scope = fleet.scope(ofThoseLeftBehind: ClusterHistory(hosts: history), survey, in: wanted)
      try requireNoneLost(survey.servicesLost(in: wanted, to: scope))
    }
    let proposals = try proposals(survey, within: scope, adopts: adopts)
    if !scope.kept.isEmpty { try tellWhatStays(survey, scope, proposals, adopts: adopts) }
    return Prospect(proposals: proposals, skipped: skipped(survey) + without, seen: survey.states)
  }

  /// - Throws: `ExitCode` after saying why those that were not proven cannot be left out.
  private func requireNoObjection(
    _ survey: Survey, _ policy: UnreachablePolicy, leavingOut hosts: [SkippedHost]
  ) throws {
    let objections = hosts.isEmpty ? [] : survey.objections(in: wanted, policy == .fail ? .skip : policy)
    guard !objections.isEmpty else { return }
    objections.forEach { view.show(.note("not skipped: \($0)")) }
    throw ExitStatus.rolledBack.code
  }

  /// - Throws: `ExitCode` after saying which services realservers would lose that are to stay as they are.
  private func requireNoneLost(_ services: [ServiceKey]) throws {
    guard !services.isEmpty else { return }
    let names = services.map(\.description).joined(separator: ", ")
    view.show(
      .note("refused: the inventory has \(names) no more, which hosts serve that are to stay as they are: culvert up"))
    throw ExitStatus.refused.code
  }

  /// Says what of the differences is left as it is.
  /// - Throws: `ExitCode` if that is all there is: the last transaction has left nothing behind.
  private func tellWhatStays(_ survey: Survey, _ scope: RunScope, _ proposals: [Proposal], adopts: Bool) throws {
    let whole = try self.proposals(survey, within: survey.scope, adopts: adopts)
    let staying = whole.filter { other in
      let plan = proposals.first { $0.plan.host == other.plan.host }?.plan
      return !other.plan.isEmpty && plan?.changes != other.plan.changes
    }
    for proposal in staying {
      view.show(.note("\(proposal.plan.host): differs in what the last transaction has not left behind; that stays"))
    }
    guard !staying.isEmpty, proposals.allSatisfy(\.plan.isEmpty) else { return }
    view.show(.note("refused: the last transaction has left nothing behind; for all differences: culvert up"))
    throw ExitStatus.refused.code
  }
}
