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
    let records = try await channel.ask(.list)
    let last = records.last { $0.id == view.last }
    let later = records.drop { $0.id != view.last }.last { $0.state == .revertFailed }
    let attribution = Attribution(
      traces: try await channel.ask(.traces(Attribution.terms(changes))), since: last?.created,
      last: last.map(Self.name),
      edits: try await view.left(member).map { Planning.changes(from: $0, to: view.state) },
      unfinished: later.map(Self.name))
    causes = Dictionary(uniqueKeysWithValues: changes.map { ($0, attribution.causes(of: $0)) })
  }

  private static func name(_ record: TransactionRecord) -> String { "transaction \(record.id) of \(record.owner)" }
}
