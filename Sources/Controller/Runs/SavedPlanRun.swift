import Model
import Planning

/// Carries a saved plan out exactly as it was shown.
package struct SavedPlanRun: Sendable {
  private let context: RunContext
  private let file: PlanFile
  /// Where the plan was read, for messages.
  private let path: String
  private let terms: ChangeTerms
  private let proof: ProofGate.Policy

  package init(_ context: RunContext, _ terms: ChangeTerms, _ file: PlanFile, at path: String, proof: ProofGate.Policy)
  {
    self.context = context
    self.file = file
    self.path = path
    self.terms = terms
    self.proof = proof
  }

  /// - Throws: `RunStop` after telling why it was not begun, as where a host has changed since.
  package func run() async throws(RunStop) -> ChangeResult {
    // Those that were left out are not in the plan, so that it does not matter how they are now.
    let hosts = Set(context.fleet.members.map(\.host)).subtracting(file.skipped.map(\.host))
    let survey = try await context.survey(hosts, settles: true)
    let proposals = try context.proposals(survey, within: RunScope(), adopts: true)
    try context.requireSight(proposals)
    try requireOwnPaths(proposals)
    let plans = file.plans.compactMap { plan in survey.views[plan.host].map { PlannedHost(plan, on: $0) } }
    try context.requireNobodyAtWork(plans)
    try requireUnmoved(plans)
    try context.requireOwn(plans)
    var summary = context.summary(plans, skipped: file.skipped)
    summary.showsContents = true
    return try await context.carryOut(plans, as: summary, terms, proving: proof)
  }

  /// A plan writes what culvert would write: the boot files that it looks at, and no others.
  private func requireOwnPaths(_ proposals: [Proposal]) throws(RunStop) {
    let known = Dictionary(proposals.map { ($0.view.host, $0.knownPaths) }) { first, _ in first }
    let foreign = file.plans.flatMap { plan in
      plan.writtenPaths.filter { known[plan.host]?.contains($0) != true }.map { (plan.host, $0) }
    }
    for (host, path) in foreign { context.tell(.note(.refused(.foreignPath(path, on: host)))) }
    if !foreign.isEmpty { throw RunStop(.refused) }
  }

  /// - Throws: `RunStop` after telling what is not as the plan found it.
  private func requireUnmoved(_ plans: [PlannedHost]) throws(RunStop) {
    let moved = plans.flatMap { planned in planned.plan.moved(planned.view.state).map { (planned.plan.host, $0) } }
    for (host, change) in moved { context.tell(.note(.changedSince(change, on: host))) }
    if !moved.isEmpty { throw context.refusal(.outOfDate(path)) }
  }
}

extension HostPlan {
  fileprivate var writtenPaths: [HostPath] {
    let written = changes.compactMap { $0[Files.self]?.key }
    return Set(written).union(ownershipAfter.files).sorted()
  }
}
