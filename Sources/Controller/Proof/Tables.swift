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
        change.whyClientsAreNotSent.map { why in
          BrokenLayer(
            host: director.host,
            finding: Finding(.notInTable, about: change.subject, why: why, remedy: .culvert(["up"])))
        }
      }
    }
  }
}

extension Change {
  /// In words, if that is so on a director.
  fileprivate var whyClientsAreNotSent: String? {
    if let service = self[Services.self] { return service.from == nil ? "ip_vs does not have it" : nil }
    let destination = self[Destinations.self]
    return switch (destination?.from, destination?.to) {
    case (nil, _?): "ip_vs does not have it"
    case (let there?, let wanted?) where there.weight == 0 && wanted.weight > 0: "its weight is 0"
    case (let there?, let wanted?) where there.forwarding != wanted.forwarding: "ip_vs does not send through a tunnel"
    default: nil
    }
  }
}
