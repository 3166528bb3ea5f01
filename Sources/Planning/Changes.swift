import Model

/// What has to change on a host so that one state becomes the other; the pure heart of culvert.
///
/// The order within the list is by kind of resource and then by name, not the order of execution (see `Schedule`).
/// Kernel settings count only where the desired state names them.
package func changes(
  from: HostState, to: HostState, of kinds: [any ResourceKind.Type] = resourceKinds
) -> [Change] {
  kinds.flatMap { $0.changes(from: from, to: to) }
}

/// What is culvert's when a host has come from one state to another and has not changed on the way, and the boot files
/// that have not, as changes that change nothing.
package func kept(
  from: HostState, to: HostState, of kinds: [any ResourceKind.Type] = resourceKinds
) -> [Change] {
  kinds.flatMap { $0.kept(from: from, to: to) }
}

/// The state that a rollback leads to: the host as it is now, with all that is culvert's now, or was then, put back to
/// how it was then.
///
/// What never was culvert's stays as it is now. A setting that culvert did not have then goes back to the value that it
/// had before culvert touched it.
package func rollbackTarget(
  now: HostState, then: HostState, of kinds: [any ResourceKind.Type] = resourceKinds
) -> HostState {
  kinds.reduce(into: now) { target, kind in kind.rollBack(&target, now: now, then: then) }
}

extension ResourceKind {
  fileprivate static func changes(from: HostState, to: HostState) -> [Change] {
    let (from, to) = (from[keyPath: state], to[keyPath: state])
    if from == to { return [] }
    let gone = staysUnlessNamed ? [] : from.keys.filter { to[$0] == nil }
    return (gone + to.keys.filter { from[$0] != to[$0] }).sorted().map { key in
      Change(Self.self, key, Delta(from: from[key], to: to[key]))
    }
  }

  /// What is equal in both, as it is in the first: what the second has made of it need not be kept as well.
  fileprivate static func kept(from: HostState, to: HostState) -> [Change] {
    let (before, after, record) = (from[keyPath: state], to[keyPath: state], to.ownership)
    return before.filter { after[$0.key] == $0.value && isKept($0.key, $0.value, record) }.sorted { $0.key < $1.key }
      .map { Change(Self.self, $0.key, Delta(from: $0.value, to: $0.value)) }
  }
}

extension HostState {
  /// Makes one change, as the host would.
  package mutating func apply(_ change: Change) { change.content.apply(to: &self) }

  /// Whether the resource that the change is about is as the change found it.
  package func isBefore(_ change: Change) -> Bool { isAfter(change.inverted) }

  /// Whether the resource that the change is about is as the change leaves it.
  package func isAfter(_ change: Change) -> Bool { change.content.isDone(in: self) }
}

extension AnyChange {
  fileprivate func apply(to state: inout HostState) {
    state[keyPath: Kind.state][typed.key] = typed.to.flatMap(Kind.observed)
  }

  fileprivate func isDone(in state: HostState) -> Bool {
    let present = state[keyPath: Kind.state][typed.key]
    return present == typed.to || present == typed.to.flatMap(Kind.observed)
  }
}

extension Ownership {
  /// Whether the resource that a change is about is culvert's to change.
  package func owns(_ change: Change) -> Bool { change.content.isOwned(by: self) }

  /// Whether the record names the resource that a change is about.
  package func names(_ change: Change) -> Bool { change.content.isRecorded(in: self) }
}

extension AnyChange {
  fileprivate func isOwned(by record: Ownership) -> Bool { Kind.isOwned(typed.key, record) }
  fileprivate func isRecorded(in record: Ownership) -> Bool { Kind.isRecorded(typed.key, record) }
}
