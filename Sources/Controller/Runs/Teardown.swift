import HostAgent
import Model
import Planning

/// Takes everything of culvert's off the hosts of the inventory.
package struct Teardown: Sendable {
  private let context: RunContext
  private let policy: UnreachablePolicy
  private let purges: Bool
  private let terms: ChangeTerms

  /// With `purges`, the history goes too.
  package init(_ context: RunContext, _ terms: ChangeTerms, _ policy: UnreachablePolicy = .fail, purges: Bool = false) {
    self.context = context.wanting(
      Cluster(hosts: context.wanted.hosts, directors: [], services: [], tunnels: []))
    self.policy = policy
    self.purges = purges
    self.terms = terms
  }

  /// - Throws: `RunStop` after telling why it was not begun, or why the history is still there.
  package func run() async throws(RunStop) -> ChangeResult {
    let plan = try await context.plan(adopts: true, settles: true, RunReach(policy))
    try context.requireNoRefusal(plan.proposals)
    var summary = context.summary(plan.plans, skipped: plan.skipped)
    summary.continuation = "culvert down"
    summary.keepsHistory = !purges
    var result = try await context.carryOut(plan.plans, as: summary, terms)
    guard purges, result.isChanged || result.report == nil else { return result }
    try await purge(Set(plan.plans.map(\.plan.host)))
    if result.outcome == .unreachable, !plan.plans.isEmpty { result.outcome = .partlyConfirmed }
    return result
  }

  private func purge(_ hosts: Set<HostName>) async throws(RunStop) {
    let replies = try context.complete(
      await context.fleet.each(hosts) { member throws(HostFailure) in try await member.channel.ask(.purge) })
    await context.fleet.disconnect()
    for member in context.fleet.members {
      guard let reply = replies[member.host], reply.outcome != .purged else { continue }
      if case .refused(_, let text) = reply.outcome { context.tell(.note(.notPurged(text, on: member.host))) }
      throw RunStop(.refused)
    }
    context.tell(.note(.purged(hosts: replies.count)))
  }
}
