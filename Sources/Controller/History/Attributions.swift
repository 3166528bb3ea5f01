import HostAgent
import Model
import Planning

/// What the differences of a host may come from.
package struct Attributions: Sendable {
  package let causes: [Change: [Cause]]

  /// Asks a host what it tells of its differences from what is wanted.
  /// - Throws: `HostFailure`.
  package init(of member: Fleet.Member, _ view: HostView, _ changes: [Change]) async throws(HostFailure) {
    let channel = member.channel
    let records = try await channel.list()
    let last = records.last { $0.id == view.report.last }
    let later = records.drop { $0.id != view.report.last }.last { $0.state == .revertFailed }
    let attribution = Attribution(
      traces: try await channel.traces(Attribution.terms(changes)), since: last?.created, last: last.map(Self.name),
      edits: try await view.left(member).map { Planning.changes(from: $0, to: view.state) },
      unfinished: later.map(Self.name))
    causes = Dictionary(uniqueKeysWithValues: changes.map { ($0, attribution.causes(of: $0)) })
  }

  private static func name(_ record: TransactionRecord) -> String { "transaction \(record.id) of \(record.owner)" }
}

extension Fleet {
  /// The same for all hosts that differ.
  package func attributions(_ proposals: [Proposal]) async -> [HostName: Result<Attributions, HostFailure>] {
    let drifted = proposals.filter { !$0.plan.isEmpty }.reduce(into: [:]) { $0[$1.view.host] = $1 }
    return await each(Set(drifted.keys)) { member throws(HostFailure) in
      guard let proposal = drifted[member.host] else { preconditionFailure("\(member.host) was not asked for") }
      return try await Attributions(of: member, proposal.view, proposal.plan.changes)
    }
  }
}
