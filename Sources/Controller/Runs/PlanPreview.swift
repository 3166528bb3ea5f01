import Model
import Planning

/// Looks at what a bring-up would do, and changes nothing.
package struct PlanPreview: Sendable {
  private let context: RunContext
  private let reach: RunReach
  private let adopts: Bool
  private let forced: [FindingID]

  /// With `adopts`, things that are there and not culvert's may be taken over and changed; `forced` are the findings that
  /// the operator takes upon himself.
  package init(_ context: RunContext, reach: RunReach = RunReach(), adopts: Bool = false, forced: [FindingID] = []) {
    self.context = context
    self.reach = reach
    self.adopts = adopts
    self.forced = forced
  }

  /// - Throws: `RunStop` after telling why the plan may not be carried out.
  package func run() async throws(RunStop) -> RunPlan {
    let plan = try await context.plan(adopts: adopts, settles: false, reach)
    await context.fleet.disconnect()
    try context.requireSight(plan.proposals)
    context.tell(.plan(context.summary(plan.proposals, skipped: plan.skipped)))
    context.tellLostHosts(plan.seen)
    context.warnOfClients(plan.plans.map(\.view))
    try context.requireNoRefusal(plan.proposals, but: forced)
    return plan
  }
}

extension RunPlan {
  /// Of a run that ends here.
  package var outcome: RunOutcome {
    proposals.allSatisfy(\.plan.isEmpty) ? RunOutcome(skipped: skipped, isChanged: false) : .differences
  }
}
