/// A kind of resource that culvert changes on hosts: one row of `resourceKinds`.
///
/// Whatever is done alike with all kinds, such as finding what differs, applying a change, inverting it or rolling it
/// back, is done by loops over the rows, with what they say here. Most rows need no more than what has no default.
package protocol ResourceKind: Sendable {
  /// What tells one resource of the kind from another on the same host.
  associatedtype Key: Hashable & Comparable & Codable & Sendable
  /// All else of a resource.
  associatedtype Value: Hashable & Codable & Sendable

  /// The name in plan files; it never changes.
  static var name: String { get }
  /// Which face of a host it is on.
  static var face: Change.Face { get }
  /// Where the state of a host has the resources.
  static var state: WritableKeyPath<HostState, [Key: Value]> { get }
  /// The key where a host always has exactly one; it is not written in plan files.
  static var onlyKey: Key? { get }

  // MARK: - In words

  /// What a resource is called.
  static func subject(_ key: Key) -> Subject
  /// What is shown of a resource.
  static var fields: [Field<Value>] { get }
  /// In what a resource differs; for one that comes or goes, all it has.
  static func differences(_ change: ChangeOf<Self>) -> [Difference]
  /// The words by which commands and files of others call it.
  static func terms(_ change: ChangeOf<Self>) -> [String]
  /// What it is for programs that manage such things.
  static var touched: HostManager.Touched? { get }

  // MARK: - Whose it is

  /// Whether culvert may change it, by the record of the host.
  static func isOwned(_ key: Key, _ record: Ownership) -> Bool
  /// Whether the record names it.
  static func isRecorded(_ key: Key, _ record: Ownership) -> Bool
  /// Whether one that a plan leaves as it is has to be so still when the plan is carried out.
  static func isKept(_ key: Key, _ value: Value, _ record: Ownership) -> Bool
  /// Whether one that the wanted state does not name stays as it is.
  static var staysUnlessNamed: Bool { get }
  /// What a host is observed to have after it has been given this; nil where a probe does not tell of such.
  static func observed(_ value: Value) -> Value?
  /// Puts those that were managed at either time back to how they were then.
  static func rollBack(_ target: inout HostState, now: HostState, then: HostState)

  // MARK: - When and how it is changed

  /// The phases in which one is made or changed, and removed; nil where it is written at confirm.
  static var phases: (making: Phase, removing: Phase)? { get }
  /// The changes that a change is made by, each with its phase, nil being the confirm.
  static func parts(of change: ChangeOf<Self>, after: Ownership) -> [(ChangeOf<Self>, Phase?)]
  /// The order within a phase: what others stand on has a lower one, comes first and goes last.
  static func rank(_ change: ChangeOf<Self>) -> Int
  /// The VIPs whose clients may notice a change; nil is those of all services.
  static func vips(_ key: Key) -> [IPv4Address]?
  /// The commands that make a change.
  static func steps(_ change: ChangeOf<Self>, by maker: any StepMaker, in phase: Phase?) -> [Step]
}

extension ResourceKind {
  package static var onlyKey: Key? { nil }
  package static var fields: [Field<Value>] { [] }
  package static func differences(_ change: ChangeOf<Self>) -> [Difference] {
    fields.compactMap { $0.difference(change.delta) }
  }
  package static func terms(_ change: ChangeOf<Self>) -> [String] { [] }
  package static var touched: HostManager.Touched? { nil }

  package static func isRecorded(_ key: Key, _ record: Ownership) -> Bool { isOwned(key, record) }
  package static func isKept(_ key: Key, _ value: Value, _ record: Ownership) -> Bool { isOwned(key, record) }
  package static var staysUnlessNamed: Bool { false }
  package static func observed(_ value: Value) -> Value? { value }

  package static func rollBack(_ target: inout HostState, now: HostState, then: HostState) {
    let earlier = then[keyPath: state]
    var values = now[keyPath: state]
    for key in Set(values.keys).union(earlier.keys) where isOwned(key, now.ownership) || isOwned(key, then.ownership) {
      values[key] = earlier[key]
    }
    target[keyPath: state] = values
  }

  package static var phases: (making: Phase, removing: Phase)? { nil }
  package static func parts(of change: ChangeOf<Self>, after: Ownership) -> [(ChangeOf<Self>, Phase?)] {
    [(change, change.to == nil ? phases?.removing : phases?.making)]
  }
  package static func rank(_ change: ChangeOf<Self>) -> Int { 7 }
  package static func vips(_ key: Key) -> [IPv4Address]? { face == .live ? nil : [] }
}

/// All kinds of resources, in the order in which changes are listed.
///
/// A new kind is a row here, and a requirement of `StepMaker` where commands change it.
package let resourceKinds: [any ResourceKind.Type] = [
  Tunnels.self, Addresses.self, Settings.self, SegmentRules.self, Services.self, Destinations.self, StoredTunnels.self,
  Files.self, Record.self,
]

/// What has the commands for every kind of resource that is changed by commands: a driver.
package protocol StepMaker: Sendable {
  func steps(_ change: ChangeOf<Tunnels>, in phase: Phase?) -> [Step]
  func steps(_ change: ChangeOf<Addresses>, in phase: Phase?) -> [Step]
  func steps(_ change: ChangeOf<Settings>, in phase: Phase?) -> [Step]
  func steps(_ change: ChangeOf<SegmentRules>, in phase: Phase?) -> [Step]
  func steps(_ change: ChangeOf<Services>, in phase: Phase?) -> [Step]
  func steps(_ change: ChangeOf<Destinations>, in phase: Phase?) -> [Step]
  func steps(_ change: ChangeOf<StoredTunnels>, in phase: Phase?) -> [Step]
}
