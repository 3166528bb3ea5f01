import HostAgent
import Model
import Planning

/// Brings the hosts back to how they were before a transaction.
package struct ClusterRollback: Sendable {
  private let context: RunContext
  private let transaction: String?
  private let forced: [FindingID]
  private let terms: ChangeTerms

  /// `transaction` is an id or its beginning; without one the last transaction is taken back.
  package init(_ context: RunContext, _ terms: ChangeTerms, to transaction: String? = nil, forced: [FindingID] = []) {
    self.context = context
    self.transaction = transaction
    self.forced = forced
    self.terms = terms
  }

  /// - Throws: `RunStop` after telling why it was not begun.
  package func run() async throws(RunStop) -> ChangeResult {
    _ = try await context.survey(settles: true)
    let history = ClusterHistory(hosts: try context.complete(await context.fleet.history()))
    let entry = try chosen(history)
    context.tell(.note(.rollingBack(entry, with: history.confirmed(after: entry))))
    let rollbacks = try await rollbacks(history, before: entry)
    for rollback in rollbacks where !rollback.editsSince.isEmpty {
      guard let last = rollback.view.last else { continue }
      context.tell(.edits(rollback.editsSince, since: last, host: rollback.view.host))
    }
    let plans = rollbacks.map { PlannedHost($0.plan, on: $0.view) }
    let summary = context.summary(plans)
    try context.requireOwn(plans)
    try requireHealthyReturn(rollbacks, summary)
    return try await context.carryOut(plans, as: summary, terms, proving: .reporting)
  }

  private func chosen(_ history: ClusterHistory) throws(RunStop) -> ClusterHistory.Entry {
    guard let prefix = transaction else {
      guard let last = history.entries.last(where: \.isConfirmed) else {
        throw context.refusal(.noTransaction(beginning: nil))
      }
      return last
    }
    let matches = history.entries(beginning: prefix).filter(\.isConfirmed)
    guard let match = matches.first else { throw context.refusal(.noTransaction(beginning: prefix)) }
    if matches.count > 1 { throw context.refusal(.ambiguous(prefix, matches.map(\.id))) }
    return match
  }

  private func rollbacks(
    _ history: ClusterHistory, before entry: ClusterHistory.Entry
  ) async throws(RunStop) -> [Rollback] {
    let points = history.returnPoints(before: entry)
    let rollbacks = try context.complete(
      await context.fleet.each { member throws(HostFailure) in
        let point = points[member.host]
        let before = point.flatMap { history.confirmed(before: $0, on: member.host) }
        return try await Rollback(of: member, to: point, before: before)
      })
    return context.fleet.members.compactMap { rollbacks[$0.host] }
  }

  /// - Throws: `RunStop` after the plan and the reasons, if the state to return to was drifted so that services are not
  ///   served in it, and the operator does not force it.
  private func requireHealthyReturn(_ rollbacks: [Rollback], _ summary: PlanSummary) throws(RunStop) {
    let findings = rollbacks.compactMap { rollback in finding(rollback).map { (rollback.view.host, $0) } }
    guard !findings.isEmpty else { return }
    if forced.contains(.driftedReturn) {
      for (host, finding) in findings { context.tell(.note(.forced(finding, on: host))) }
      return
    }
    context.tell(.plan(summary))
    try context.refuse(findings.map { ($0.0, [$0.1]) })
  }

  private func finding(_ rollback: Rollback) -> Finding? {
    guard let point = rollback.returnPoint else { return nil }
    let unserved = context.claim.cluster.unserved(before: rollback.driftThen, on: rollback.view.host)
    guard !unserved.isEmpty, !rollback.plan.isEmpty else { return nil }
    return Finding(
      .driftedReturn(rollback.driftThen.map(\.subject), unserved: unserved), about: .stateBefore(point))
  }
}

extension ClusterHistory {
  /// The confirmed transactions that came after one.
  fileprivate func confirmed(after entry: Entry) -> [TransactionID] {
    entries.drop { $0.id != entry.id }.dropFirst().filter(\.isConfirmed).map(\.id)
  }
}
