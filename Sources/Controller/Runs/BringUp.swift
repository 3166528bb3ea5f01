import Model
import Planning

/// Brings the hosts to what the inventory says.
package struct BringUp: Sendable {
  let context: RunContext
  let terms: ChangeTerms
  let options: Options

  package struct Options: Sendable {
    package var reach = RunReach()
    /// Whether things that are there and not culvert's may be taken over and changed.
    package var adopts = false
    /// The findings that the operator takes upon himself.
    package var forced: [FindingID] = []
    package var proof = ProofGate.Policy.binding
    /// Whether a change that was taken back because packets did not come through is made again without those realservers.
    package var skipsUnproven = false

    package init() {}
  }

  package init(_ context: RunContext, _ terms: ChangeTerms, _ options: Options = Options()) {
    self.context = context
    self.terms = terms
    self.options = options
  }

  /// - Throws: `RunStop` after telling why it was not begun.
  package func run() async throws(RunStop) -> ChangeResult {
    var unproven: [SkippedHost] = []
    while true {
      var result = try await bringUp(without: unproven)
      let more = options.skipsUnproven ? result.unproven.subtracting(unproven.map(\.host)).sorted() : []
      if more.isEmpty || result.outcome != .rolledBack {
        // Where it was not begun, there was nothing to do but what could not be proven.
        if !unproven.isEmpty, result.report == nil { result.outcome = .rolledBack }
        return result
      }
      unproven += more.map { SkippedHost(host: $0, reason: "packets do not come through to it and back") }
      context.tell(.note(.goingOnWithout(more)))
    }
  }

  private func bringUp(without unproven: [SkippedHost], drains: Bool = true) async throws(RunStop) -> ChangeResult {
    let plan = try await context.plan(adopts: options.adopts, settles: true, options.reach, without: unproven)
    let summary = context.summary(plan.proposals, skipped: plan.skipped)
    try context.requireSight(plan.proposals)
    context.tellLostHosts(plan.seen)
    do { try context.requireNoRefusal(plan.proposals, but: options.forced) } catch {
      context.tell(.plan(summary))
      throw error
    }
    if drains, unproven.isEmpty, let drained = try await drainMoving(plan.proposals) {
      return drained.isChanged ? try await bringUp(without: unproven, drains: false) : drained
    }
    return try await context.carryOut(plan.plans, as: summary, terms, proving: options.proof)
  }
}

/// Realservers whose tunnels get other ends, on systems that cannot have both tunnels at once.
extension BringUp {
  /// Takes the realservers out of their services that others serve too, and drains them; the change then puts them back at
  /// their new ends.
  /// - Returns: What came of it; nil if there is nothing to take out.
  private func drainMoving(_ proposals: [Proposal]) async throws(RunStop) -> ChangeResult? {
    let whole = context.claim.cluster
    let moving = whole.dispensable(Set(proposals.filter { $0.plan.movesInPlace }.map(\.plan.host)))
    guard !moving.isEmpty, !options.reach.onlyFailed else { return nil }
    context.tell(.note(.takenOutFirst(moving.sorted())))
    let context = context.wanting(whole.without(realservers: moving))
    let plan = try await context.plan(adopts: options.adopts, settles: true, options.reach)
    try context.requireNoRefusal(plan.proposals, but: options.forced)
    return try await context.carryOut(
      plan.plans, as: context.summary(plan.plans, skipped: plan.skipped), terms.withoutRoutePatience,
      proving: options.proof)
  }
}

extension Cluster {
  /// Those of the realservers that no service of theirs needs: it has another one with weight that is none of them.
  fileprivate func dispensable(_ hosts: Set<HostName>) -> Set<HostName> {
    let needed = services.filter { service in
      !service.realservers.contains { $0.weight > 0 && !hosts.contains($0.host) }
    }
    return hosts.subtracting(needed.flatMap { $0.realservers.map(\.host) })
  }

  fileprivate func without(realservers hosts: Set<HostName>) -> Cluster {
    var cluster = self
    for index in services.indices { cluster.services[index].realservers.removeAll { hosts.contains($0.host) } }
    return cluster
  }
}
