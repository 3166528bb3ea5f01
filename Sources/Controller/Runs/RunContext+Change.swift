import HostAgent
import Model
import Planning
import Transport

extension RunContext {
  /// Tells plans, asks, and carries them out; with `proving`, the ways that the change makes are proven by packets.
  /// - Throws: `RunStop` if it was not begun.
  func carryOut(
    _ plans: [PlannedHost], as summary: PlanSummary, _ terms: ChangeTerms, proving: ProofGate.Policy? = nil
  ) async throws(RunStop) -> ChangeResult {
    var summary = summary
    summary.deadline = terms.options.deadline
    tell(.plan(summary))
    let open = plans.map(\.plan).filter { !$0.isEmpty }
    guard !open.isEmpty else {
      await fleet.disconnect()
      return ChangeResult(outcome: RunOutcome(skipped: summary.skipped, isChanged: false))
    }
    try requireNobodyAtWork(plans)
    try requireOpenFiles()
    if proving != nil { warnOfClients(plans.map(\.view)) }
    guard await terms.approve() else { throw RunStop(.refused) }
    let report = await transact(open, skipped: Set(summary.skipped.map(\.host)), terms, proving)
    await fleet.disconnect()
    tell(.report(report, summary))
    if proving != nil, report.outcome == .confirmed { recallClients(plans.map(\.view)) }
    return ChangeResult(report, skipped: summary.skipped)
  }

  /// - Throws: `RunStop` after telling that this process may not open as many files as the change needs: found out in the
  ///   middle, all would be rolled back.
  private func requireOpenFiles() throws(RunStop) {
    let needed = Fanout.openFiles(forChangeOf: fleet.members.count)
    guard needed > Fanout.openFileLimit else { return }
    throw refusal(.tooFewFiles(hosts: fleet.members.count, needed: needed, limit: Fanout.openFileLimit))
  }

  private func transact(
    _ plans: [HostPlan], skipped: Set<HostName>, _ terms: ChangeTerms, _ policy: ProofGate.Policy?
  ) async -> RunReport {
    let gate = policy.map { policy in
      ProofGate(plans, skipped: skipped, of: wanted, fleet, prober: prober, policy: policy, time: time)
    }
    var options = terms.options
    options.created = terms.now()
    let run = TransactionRun(
      id: .random(), plans: plans, fleet: fleet, options: options, gate: gate, time: time
    ) { [tell] host, progress in tell(.progress(progress, host: host)) }
    let wishes = terms.interrupts()
    let listening = Task { for await _ in wishes { await run.interrupt() } }
    defer { listening.cancel() }
    return await run.run()
  }
}

extension ChangeResult {
  /// Of a transaction from which hosts were left out.
  fileprivate init(_ report: RunReport, skipped: [SkippedHost]) {
    let end = RunOutcome(report)
    isChanged = end == .done || end == .unproven
    let isWhole = end == .unproven && skipped.isEmpty
    outcome = isChanged && !isWhole ? RunOutcome(skipped: skipped, isChanged: true) : end
    self.report = report
  }
}
