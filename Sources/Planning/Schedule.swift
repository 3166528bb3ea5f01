import Model

/// A change with the phase that it is made in; nil is at confirm, when the boot files and the record are written.
package struct ScheduledChange: Hashable, Codable, Sendable {
  package var change: Change
  package var phase: Phase?

  package init(change: Change, phase: Phase?) {
    self.change = change
    self.phase = phase
  }
}

/// Puts the changes of one host into phases, and in each phase into the order in which they are made.
///
/// A change that both gives and takes is cut in two: a tunnel keeps the addresses it is to lose until no director needs
/// them, a destination that is to go gets weight 0 first.
package func schedule(_ changes: [Change], ownershipAfter: Ownership) -> [ScheduledChange] {
  changes.flatMap { $0.content.parts(after: ownershipAfter) }
    .enumerated()
    .sorted { left, right in
      (left.element.phase?.rawValue ?? Int.max, left.element.rank, left.offset)
        < (right.element.phase?.rawValue ?? Int.max, right.element.rank, right.offset)
    }
    .map(\.element)
}

extension AnyChange {
  fileprivate func parts(after: Ownership) -> [ScheduledChange] {
    Kind.parts(of: typed, after: after).map { ScheduledChange(change: Change($0), phase: $1) }
  }

  fileprivate var rank: Int { Kind.rank(typed) }
}

extension ScheduledChange {
  /// The order within a phase: what others stand on comes first, and goes last.
  fileprivate var rank: Int { phase == .withdraw || phase == .teardown ? -change.content.rank : change.content.rank }
}
