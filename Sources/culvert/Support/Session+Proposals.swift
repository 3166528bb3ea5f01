import ArgumentParser
import Controller
import Drivers
import HostAgent
import Model
import Planning

extension Session {
  /// The member with this name.
  /// - Throws: `ValidationError` if the inventory has none.
  func member(_ name: String) throws -> Fleet.Member {
    guard let member = fleet.members.first(where: { $0.host.text == name }) else {
      throw ValidationError("the inventory has no host \(quoted(name))")
    }
    return member
  }

  /// What there is to do on the hosts that were seen and are not left as they are.
  /// - Throws: `ExitCode` after saying which files could not be rendered.
  func proposals(_ survey: Survey, within scope: RunScope, adopts: Bool) throws -> [Proposal] {
    let proposals = try complete(
      fleet.proposals(survey, of: wanted, within: scope, templates: templates, adopts: adopts, claim: claim))
    return fleet.members.compactMap { proposals[$0.host] }
  }

  /// The values of all hosts.
  /// - Throws: `ExitCode` after the failures have been shown, if there are any.
  func complete<Value>(_ results: [HostName: Result<Value, HostFailure>]) throws -> [HostName: Value] {
    var values: [HostName: Value] = [:]
    var failures: [HostFailure] = []
    for member in fleet.members {
      switch results[member.host] {
      case .success(let value): values[member.host] = value
      case .failure(let failure):
        failures.append(failure)
        view.show(.failure(failure, host: member.host))
      case nil: break
      }
    }
    guard failures.isEmpty else {
      throw (failures.contains { $0.isUnreachable } ? ExitStatus.unreachable : .error).code
    }
    return values
  }

  /// Says which of the hosts have a transaction that is not over.
  func notePending(_ survey: Survey) {
    for member in fleet.members { survey.views[member.host].map(notePending) }
  }

  private func notePending(_ seen: HostView) {
    guard let pending = seen.pending else { return }
    let state =
      pending.isGuarded
      ? "under way\(TimeText.since(pending.created)), \(max(0, pending.secondsLeft)) s left" : "left unfinished"
    view.show(
      .note("\(seen.host): transaction \(pending.id) of \(pending.owner) is \(state); see: culvert resume"))
  }

  /// What is seen of a host while somebody is at work on it may be gone in a moment, and no plan is made of it.
  /// - Throws: `ExitCode` after it has been said who is at work on a host that there is something to do on.
  func requireNobodyAtWork(_ plans: [PlannedHost]) throws {
    try requireIdle(plans.filter { !$0.plan.isEmpty }.map(\.view))
  }

  private func requireIdle(_ seen: [HostView]) throws {
    var isBusy = false
    for seen in seen {
      guard let pending = seen.pending, pending.isGuarded else { continue }
      isBusy = true
      let problem = RunProblem.locked(
        pending.id, owner: pending.owner, created: pending.created, secondsLeft: pending.secondsLeft)
      view.show(.progress(.problem(problem), host: seen.host))
    }
    if isBusy { throw ExitStatus.locked.code }
  }

  /// - Throws: `ExitCode` after the reasons have been shown, if there are any but those that the operator takes upon
  ///   himself; or after it has been said that somebody is at work there.
  func requireNoRefusal(_ proposals: [Proposal], but forced: [FindingID] = []) throws {
    for proposal in proposals {
      for finding in proposal.refusals where forced.contains(finding.id) {
        view.show(.note("all the same: \(FindingText.line(finding, proposal.view.host))"))
      }
      for finding in proposal.refusals where finding.id.isWarning {
        view.show(.note("warning: \(FindingText.line(finding, proposal.view.host))"))
      }
    }
    // What is found on a host that somebody is at work on may be what they are just making.
    let isBusy = { (proposal: Proposal) in proposal.view.pending?.isGuarded == true }
    let counts = { (finding: Finding) in !forced.contains(finding.id) && !finding.id.isWarning }
    try require(proposals.filter { !isBusy($0) }, none: counts)
    try requireIdle(proposals.filter { $0.refusals.contains(where: counts) }.map(\.view))
  }

  /// - Throws: `ExitCode` after the reasons why a host cannot be seen as it is have been shown, if there are any.
  func requireSight(_ proposals: [Proposal]) throws { try require(proposals, none: \.id.isBlinding) }

  private func require(_ proposals: [Proposal], none counts: (Finding) -> Bool) throws {
    var isRefused = false
    for proposal in proposals {
      let refusals = proposal.refusals.filter(counts)
      guard !refusals.isEmpty else { continue }
      isRefused = true
      view.show(.refusals(refusals, host: proposal.view.host))
    }
    if isRefused { throw ExitStatus.refused.code }
  }

  /// Proposals for the views.
  func summary(_ proposals: [Proposal], skipped: [SkippedHost] = []) -> PlanSummary {
    var summary = summary(proposals.map { PlannedHost($0.plan, on: $0.view) }, skipped: skipped)
    summary.note(proposals)
    return summary
  }

  /// Plans, with the releases of their hosts, for the views.
  func summary(_ hosts: [PlannedHost], skipped: [SkippedHost] = [], deadline: Int? = nil) -> PlanSummary {
    PlanSummary(
      hosts: hosts.map { host in
        .init(
          name: host.plan.host, release: host.release, changes: host.plan.changes,
          steps: fleet[host.plan.host].map { host.plan.steps($0.driver) } ?? [],
          remarks: host.plan.remarks(host.view.state) + claim.remarks(host.plan, host.view.state))
      }, skipped: skipped, deadline: deadline)
  }
}

extension PlanSummary {
  /// Notes which hosts have findings.
  mutating func note(_ proposals: [Proposal]) {
    for proposal in proposals where !proposal.refusals.isEmpty {
      found.insert(proposal.view.host)
      if proposal.isBootEndangered { endangered.insert(proposal.view.host) }
    }
  }
}

extension Proposal {
  /// Whether something is managed on the host, and a finding says that the next boot would not bring it back.
  fileprivate var isBootEndangered: Bool {
    !view.state.ownership.isEmpty && refusals.contains(where: \.id.endangersBoot)
  }
}

extension HostPlan {
  /// The commands of the plan, for showing.
  func steps(_ driver: any Driver) -> [Step] {
    schedule.flatMap { driver.steps(for: $0.change, in: $0.phase) }
  }
}
