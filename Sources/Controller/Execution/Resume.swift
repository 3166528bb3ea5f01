import HostAgent
import Model
import Planning

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
    /// The host waits: for its controller, which may be at work, or for other hosts that have to go back before it.
    case underWay(TransactionStatus)
  }

  package typealias Results = [HostName: Swift.Result<Result, HostFailure>]

  /// What a host tells at first.
  private struct Finding: Sendable {
    var pending: TransactionStatus?
    var records: [TransactionRecord]
  }

  /// Settles every host.
  ///
  /// A transaction that is confirmed on one host is confirmed on the others, as long as that leaves a cluster that serves
  /// (see `Aftermath`); any other is left to the watchdogs, or taken back at once where `takesBackNow`.
  package func run(takesBackNow: Bool) async -> Results {
    let findings = await fleet.each { member throws(HostFailure) in
      Finding(pending: try await member.channel.ask(.probe([])).pending, records: try await member.channel.ask(.list))
    }
    var results: Results = findings.mapValues { finding in
      finding.map { $0.pending.map(Result.underWay) ?? .clean(last: Self.selfEnded($0.records)) }
    }
    for id in Set(findings.values.compactMap { try? $0.get().pending?.id }) {
      await settle(id, findings, takesBackNow, &results)
    }
    return results
  }

  private func settle(
    _ id: TransactionID, _ findings: [HostName: Swift.Result<Finding, HostFailure>], _ now: Bool,
    _ results: inout Results
  ) async {
    var aftermath = Aftermath(findings.mapValues { Self.standing(id, try? $0.get()) })
    while let deed = aftermath.next(takesBackNow: now) {
      for (host, result) in await carryOut(deed, id) {
        results[host] = result
        aftermath.standings[host] = Self.standing(after: try? result.get())
      }
    }
  }

  private func carryOut(_ deed: Aftermath.Deed, _ id: TransactionID) async -> Results {
    await fleet.each(deed.hosts) { member throws(HostFailure) in
      let channel = member.channel
      let state =
        switch deed.kind {
        case .confirm: try await channel.ask(.confirm(id, timeout: .seconds(60))).state
        case .takeBack: try await channel.ask(.revert(id, reason: "resume")).state
        case .settle: try await channel.ask(.settle(id))?.state
        }
      if let end = state.flatMap({ Self.end(id, $0) }) { return end }
      // It did not do what it was asked, and may have ended the transaction by itself meanwhile.
      guard let status = try await channel.ask(.status(id)) else { return .clean(last: nil) }
      return Self.end(id, status.state) ?? .underWay(status)
    }
  }

  /// What has come of a transaction that is in this state; nil if it is not over.
  private static func end(_ id: TransactionID, _ state: TransactionState) -> Result? {
    guard state.isSettled else { return nil }
    return state == .confirmed ? .finished(id) : .takenBack(id, state)
  }

  // MARK: - Where a host stands

  private static func standing(_ id: TransactionID, _ finding: Finding?) -> Aftermath.Standing {
    guard let finding else { return .unknown }
    if let pending = finding.pending, pending.id == id {
      return .open(
        .init(part: pending.part, isGuarded: pending.isGuarded, isConfirming: pending.state == .confirming))
    }
    guard let record = finding.records.last(where: { $0.id == id }) else { return .bystander }
    return record.state == .confirmed ? .confirmed : record.state.isSettled ? .takenBack : .unknown
  }

  private static func standing(after result: Result?) -> Aftermath.Standing {
    switch result {
    case .finished: .confirmed
    case .takenBack: .takenBack
    case .clean: .bystander
    case .underWay, nil: .unknown
    }
  }

  /// The last transaction, if the host ended it without a controller.
  private static func selfEnded(_ records: [TransactionRecord]) -> TransactionRecord? {
    guard let last = records.last, last.state == .reverted || last.state == .revertFailed,
      ["deadline", "reboot", "guard-lost"].contains(last.reason)
    else { return nil }
    return last
  }
}

/// For how long a host is waited for that is to take a transaction back by itself.
///
/// One whose disk has become read-only, say, never does, and whoever waits has to be told.
package struct ResumePatience: Sendable {
  /// Seconds past the deadline.
  private static let grace = 30
  private var lastTimeLeft: Duration?

  package init() {}

  /// Whether to go on, where so many seconds are left of the longest deadline; `now` is time since some fixed instant.
  package mutating func lasts(secondsLeft: Int, at now: Duration) -> Bool {
    if secondsLeft > 0 || lastTimeLeft == nil { lastTimeLeft = now }
    return lastTimeLeft.map { now - $0 < .seconds(Self.grace) } ?? true
  }
}

extension VerbReply {
  /// The state that the transaction has reached, if it was not refused.
  fileprivate var state: TransactionState? { if case .reached(let state, _) = outcome { state } else { nil } }
}
