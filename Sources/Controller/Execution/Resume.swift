import HostAgent
import Model

/// Finishes or undoes what a controller left that did not come to its end.
package struct Resume: Sendable {
  private let fleet: Fleet

  package init(fleet: Fleet) { self.fleet = fleet }

  /// What became of an unfinished transaction on a host.
  package enum Result: Hashable, Sendable {
    /// Nothing was unfinished; the last transaction, if it was taken back without a controller.
    case clean(last: TransactionRecord?)
    case finished(TransactionID)
    case takenBack(TransactionID, TransactionState)
    /// The watchdog is alive and its deadline not over: the controller may be at work.
    case underWay(TransactionStatus)
  }

  /// Settles every host.
  ///
  /// A transaction that is confirmed on one host is confirmed on the others, as long as they can; any other is left to
  /// its watchdog, or taken back at once where `takesBackNow`.
  package func run(takesBackNow: Bool) async -> [HostName: Swift.Result<Result, HostFailure>] {
    let reports = await fleet.each { member throws(HostFailure) in
      (pending: try await member.channel.probe([]).pending, records: try await member.channel.list())
    }
    let confirmed = Set(
      reports.values.compactMap { try? $0.get() }.flatMap(\.records).filter { $0.state == .confirmed }.map(\.id))
    let known = Set(reports.keys.filter { (try? reports[$0]?.get()) != nil })
    var results: [HostName: Swift.Result<Result, HostFailure>] = await fleet.each(known) { member throws(HostFailure) in
      guard case .success(let report)? = reports[member.host] else { return .clean(last: nil) }
      guard let pending = report.pending else { return .clean(last: Self.selfEnded(report.records)) }
      return try await settle(pending, member, finishes: confirmed.contains(pending.id), now: takesBackNow)
    }
    for (host, report) in reports { if case .failure(let failure) = report { results[host] = .failure(failure) } }
    return results
  }

  private func settle(
    _ pending: TransactionStatus, _ member: Fleet.Member, finishes: Bool, now: Bool
  ) async throws(HostFailure) -> Result {
    guard pending.isGuarded else {
      guard let status = try await member.channel.settle(pending.id) else { return .clean(last: nil) }
      return status.state == .confirmed ? .finished(pending.id) : .takenBack(pending.id, status.state)
    }
    if finishes {
      let reply = try await member.channel.confirm(pending.id)
      if case .reached(.confirmed, _) = reply.outcome { return .finished(pending.id) }
    }
    guard now else { return .underWay(pending) }
    let reply = try await member.channel.revert(pending.id, reason: "resume")
    guard case .reached(let state, _) = reply.outcome else { return .underWay(pending) }
    return .takenBack(pending.id, state)
  }

  /// The last transaction, if the host ended it without a controller.
  private static func selfEnded(_ records: [TransactionRecord]) -> TransactionRecord? {
    guard let last = records.last, last.state == .reverted || last.state == .revertFailed,
      ["deadline", "reboot", "guard-lost"].contains(last.reason)
    else { return nil }
    return last
  }
}
