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

  /// Looks at all hosts.
  ///
  /// With `settles`, a transaction that nobody guards any more is settled first, so that plans are made on firm ground.
  /// - Throws: `ExitCode` after saying which hosts could not be looked at.
  func views(settles: Bool) async throws -> [HostName: HostView] {
    var views = try complete(await fleet.survey())
    let left = views.compactMapValues { $0.report.pending }.filter { settles && !$0.value.isGuarded }
    guard !left.isEmpty else { return views }
    let settled = try complete(
      await fleet.each(Set(left.keys)) { member throws(HostFailure) in
        guard let pending = left[member.host] else { return TransactionStatus?.none }
        return try await member.channel.settle(pending.id)
      })
    for case (let host, let status?) in settled {
      view.show(
        .note("\(host): transaction \(status.id) that \(status.owner) had left is settled: \(status.state.rawValue)"))
    }
    views.merge(try complete(await fleet.survey(Set(left.keys)))) { $1 }
    return views
  }

  /// Looks at all hosts and says what there is to do.
  /// - Throws: `ExitCode` after saying which hosts could not be looked at.
  func proposals(adopts: Bool, settles: Bool = false) async throws -> [Proposal] {
    let views = try await views(settles: settles)
    var results: [HostName: Result<Proposal, HostFailure>] = [:]
    for member in fleet.members {
      guard let seen = views[member.host] else { continue }
      do throws(HostFailure) {
        results[member.host] = .success(try Proposal(seen, of: member, templates: templates, adopts: adopts))
      } catch { results[member.host] = .failure(error) }
    }
    let proposals = try complete(results)
    let list = fleet.members.compactMap { proposals[$0.host] }
    for proposal in list { notePending(proposal.view) }
    return list
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

  private func notePending(_ seen: HostView) {
    guard let pending = seen.report.pending else { return }
    let state =
      pending.isGuarded
      ? "under way\(TimeText.since(pending.created)), \(max(0, pending.secondsLeft)) s left" : "left unfinished"
    view.show(
      .note("\(seen.host): transaction \(pending.id) of \(pending.owner) is \(state); see: culvert resume"))
  }

  /// - Throws: `ExitCode` after the reasons have been shown, if there are any.
  func requireNoRefusal(_ proposals: [Proposal]) throws { try require(proposals, none: { _ in true }) }

  /// - Throws: `ExitCode` after the reasons why a host cannot be seen as it is have been shown, if there are any.
  func requireSight(_ proposals: [Proposal]) throws { try require(proposals, none: \.isBlinding) }

  private func require(_ proposals: [Proposal], none counts: (Refusal) -> Bool) throws {
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
  func summary(_ proposals: [Proposal], deadline: Int? = nil) -> PlanSummary {
    summary(proposals.map { PlannedHost($0.plan, on: $0.view) }, deadline: deadline)
  }

  /// Plans, with the releases of their hosts, for the views.
  func summary(_ hosts: [PlannedHost], deadline: Int? = nil) -> PlanSummary {
    PlanSummary(
      hosts: hosts.map { host in
        .init(
          name: host.plan.host, release: host.release, changes: host.plan.changes,
          steps: fleet[host.plan.host].map { host.plan.steps($0.driver) } ?? [])
      }, deadline: deadline)
  }
}

extension HostPlan {
  /// The commands of the plan, for showing.
  func steps(_ driver: any Driver) -> [Step] {
    schedule.flatMap { driver.steps(for: $0.change, in: $0.phase) }
  }
}
