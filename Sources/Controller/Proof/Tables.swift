import Model
import Planning

extension Cluster {
  /// What directors lack so that clients would be sent where the inventory wants it.
  ///
  /// With `isCounted` only of such changes that would put it right.
  func missingInTables(
    _ proposals: [HostName: Proposal], isCounted: (HostName, Change) -> Bool = { _, _ in true }
  ) -> [BrokenLayer] {
    directors.flatMap { director in
      (proposals[director.host]?.plan.changes ?? []).filter { isCounted(director.host, $0) }.compactMap { change in
        change.gap.map { gap in
          BrokenLayer(host: director.host, finding: Finding(.notInTable(gap), about: change.subject))
        }
      }
    }
  }
}

extension Change {
  /// Why clients are not sent, if that is so on a director.
  fileprivate var gap: Fault.TableGap? {
    if let service = self[Services.self] { return service.from == nil ? .absent : nil }
    let destination = self[Destinations.self]
    return switch (destination?.from, destination?.to) {
    case (nil, _?): .absent
    case (let there?, let wanted?) where there.weight == 0 && wanted.weight > 0: .noWeight
    case (let there?, let wanted?) where there.forwarding != wanted.forwarding: .otherForwarding
    default: nil
    }
  }
}
