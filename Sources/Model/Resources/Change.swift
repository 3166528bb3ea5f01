/// One difference between two states of a host, of whatever kind.
///
/// It names the resource and says what it was and what it is to be, so that it can be shown, applied, checked and turned
/// round without looking at anything else.
package struct Change: Sendable {
  /// The same with its kind.
  package let content: any AnyChange

  package init<Kind>(_ change: ChangeOf<Kind>) { content = change }

  package init<Kind: ResourceKind>(_ kind: Kind.Type, _ key: Kind.Key, _ delta: Delta<Kind.Value>) {
    content = ChangeOf<Kind>(key, delta)
  }

  /// The change if it is of this kind.
  package subscript<Kind: ResourceKind>(_ kind: Kind.Type) -> ChangeOf<Kind>? {
    // A cast that fails costs more than this comparison.
    type(of: content) == ChangeOf<Kind>.self ? content as? ChangeOf<Kind> : nil
  }

  /// The change back.
  package var inverted: Change { content.inverted }

  /// Whether it adds, changes or removes its resource.
  package var kind: ChangeKind { content.change }

  /// Which face of the host it changes.
  package var face: Face { content.face }

  /// The resource that it is about.
  package var subject: Subject { content.subject }

  /// The resource in words: `tunnel lvs-lb1`.
  package var thing: String { subject.description }

  /// The fields in which the resource differs; for one that comes or goes, all it has.
  package var differences: [Difference] { content.differences }

  /// The faces of a host's state.
  package enum Face: String, Codable, Sendable {
    case live, boot, record
  }
}

extension Change: Hashable {
  package static func == (left: Change, right: Change) -> Bool { left.content.isEqual(to: right.content) }

  package func hash(into hasher: inout Hasher) { hasher.combine(content) }
}

/// A change of a resource of one kind.
package struct ChangeOf<Kind: ResourceKind>: AnyChange {
  package var key: Kind.Key
  package var delta: Delta<Kind.Value>

  package init(_ key: Kind.Key, _ delta: Delta<Kind.Value>) {
    self.key = key
    self.delta = delta
  }

  package var from: Kind.Value? { delta.from }
  package var to: Kind.Value? { delta.to }
  package var typed: ChangeOf<Kind> { self }
}

/// A `ChangeOf` some kind; nothing else is one.
package protocol AnyChange: Hashable, Sendable {
  associatedtype Kind: ResourceKind
  var typed: ChangeOf<Kind> { get }
}

extension AnyChange {
  fileprivate var inverted: Change { Change(ChangeOf<Kind>(typed.key, typed.delta.inverted)) }
  fileprivate var change: ChangeKind { typed.delta.kind }
  fileprivate var face: Change.Face { Kind.face }
  fileprivate var subject: Subject { Kind.subject(typed.key) }
  fileprivate var differences: [Difference] { Kind.differences(typed) }
  fileprivate func isEqual(to other: any AnyChange) -> Bool { type(of: other) == Self.self && other as? Self == self }
}

/// What a value was and what it is to be; nil is absence.
package struct Delta<Value: Hashable & Codable & Sendable>: Hashable, Codable, Sendable {
  package var from: Value?
  package var to: Value?

  package init(from: Value?, to: Value?) {
    self.from = from
    self.to = to
  }

  package var inverted: Delta { Delta(from: to, to: from) }

  package var kind: ChangeKind {
    if from == nil { .add } else if to == nil { .remove } else { .change }
  }
}

/// What a change does to its resource.
package enum ChangeKind: String, Codable, Sendable {
  case add, change, remove
}
