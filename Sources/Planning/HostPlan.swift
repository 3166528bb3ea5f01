import Model

/// What is to be done on one host: everything is decided here, and nothing when it is carried out.
package struct HostPlan: Hashable, Codable, Sendable {
  package var host: HostName
  /// What differs, thing by thing, for people and for the comparison with the host.
  package var changes: [Change]
  /// The same in the order of execution.
  package var schedule: [ScheduledChange]
  /// What is culvert's and stays as it is, for the comparison with the host: the changes alone would do on a host that
  /// has lost it since, as when it was somebody else's transaction that had made it and that was taken back.
  package var kept: [Change]

  /// The plan that turns one state of the host into another.
  package init(
    host: HostName, from: HostState, to: HostState, of kinds: [any ResourceKind.Type] = resourceKinds
  ) {
    self.host = host
    changes = Planning.changes(from: from, to: to, of: kinds)
    schedule = Planning.schedule(changes, ownershipAfter: to.ownership)
    kept = Planning.kept(from: from, to: to, of: kinds)
    ownershipAfter = to.ownership
  }

  /// The order of execution is not read: it follows from what differs, and a file might say otherwise.
  package init(from decoder: any Decoder) throws {
    let container = try decoder.container(keyedBy: CodingKeys.self)
    host = try container.decode(HostName.self, forKey: .host)
    changes = try container.decode([Change].self, forKey: .changes)
    kept = try container.decode([Change].self, forKey: .kept)
    ownershipAfter = try container.decode(Ownership.self, forKey: .ownershipAfter)
    schedule = Planning.schedule(changes, ownershipAfter: ownershipAfter)
  }

  package func encode(to encoder: any Encoder) throws {
    var container = encoder.container(keyedBy: CodingKeys.self)
    try container.encode(host, forKey: .host)
    try container.encode(changes, forKey: .changes)
    try container.encode(kept, forKey: .kept)
    try container.encode(ownershipAfter, forKey: .ownershipAfter)
  }

  private enum CodingKeys: String, CodingKey { case host, changes, kept, ownershipAfter }

  /// What will be culvert's on the host.
  package var ownershipAfter: Ownership

  package var isEmpty: Bool { changes.isEmpty }

  /// The phases in which something is done live.
  package var phases: [Phase] { Set(schedule.compactMap(\.phase)).sorted() }

  /// What the host does in the whole change.
  package var part: Part { Part(phases) }

  /// Whether the host is still as the plan found it, thing by thing.
  /// - Returns: The changes whose things are no longer as the plan found them, and what was to stay as it is and did not.
  package func moved(_ state: HostState) -> [Change] { (changes + kept).filter { !state.isBefore($0) } }

  /// What is not yet as the plan wants it after a phase; after the confirm (nil) everything counts.
  package func unfinished(_ state: HostState, after phase: Phase?) -> [Change] {
    guard let phase else { return changes.filter { !state.isAfter($0) } }
    return schedule.filter { $0.phase == phase }.map(\.change).filter { !state.isAfter($0) }
  }
}
