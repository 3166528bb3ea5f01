/// The record of what is culvert's on a host, and for which cluster.
///
/// A host has one. It is of the cluster that it names; another cluster's on the same host would have another key.
package enum Record: ResourceKind {
  package enum Key: Comparable, Codable, Sendable { case host }

  package static let name = "ownership"
  package static let face = Change.Face.record
  package static var state: WritableKeyPath<HostState, [Key: Ownership]> { \.records }
  package static let onlyKey: Key? = .host

  package static func subject(_ key: Key) -> Subject { .record }
  package static func isOwned(_ key: Key, _ record: Ownership) -> Bool { true }
  package static func isRecorded(_ key: Key, _ record: Ownership) -> Bool { false }
  package static func steps(_ change: ChangeOf<Self>, by maker: any StepMaker, in phase: Phase?) -> [Step] { [] }

  /// What was there before culvert, where culvert adopts it or lets go of it; and the cluster that all belongs to.
  package static func differences(_ change: ChangeOf<Self>) -> [Difference] {
    let (from, to) = (change.from ?? Ownership(), change.to ?? Ownership())
    let released = found(in: from, besides: to).map { Difference(field: $0, from: "\($1), which stays\($2)", to: nil) }
    let adopted = found(in: to, besides: from).map {
      Difference(field: $0, from: nil, to: "\($1), found as it is\($2)")
    }
    let names = (from.origin?.cluster?.text, to.origin?.cluster?.text)
    let renamed = names.1 == nil || names.0 == names.1
    return released + adopted + (renamed ? [] : [Difference(field: "cluster", from: names.0, to: names.1)])
  }

  /// What of a record was found, and is not in the other one: its kind, its name, and where it was found.
  private static func found(in record: Ownership, besides other: Ownership) -> [(String, String, String)] {
    let tunnels = record.foundLive.union(record.foundAtBoot).sorted().filter { other.tunnels[$0] == nil }.map { name in
      let parts = [record.foundLive.contains(name) ? "live" : nil, record.foundAtBoot.contains(name) ? "boot" : nil]
      return ("tunnel", "\(name)", " (\(parts.compactMap { $0 }.joined(separator: " and ")))")
    }
    let addresses = record.foundAddresses.subtracting(other.addresses).sorted().map { ("address", "\($0)", "") }
    let services = record.foundServices.subtracting(other.services).sorted().map { ("service", "\($0)", "") }
    let destinations = record.foundDestinations.filter { !other.services.contains($0.service) }.sorted()
      .map { ("destination", "\($0) of \($0.service)", "") }
    return tunnels + addresses + services + destinations
  }
}

extension HostState {
  fileprivate var records: [Record.Key: Ownership] {
    get { [.host: ownership] }
    set { ownership = newValue[.host] ?? Ownership() }
  }
}
