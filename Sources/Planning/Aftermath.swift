import Model

/// What may be done with a transaction whose controller is gone, by what is known of each host.
///
/// The same order holds as for a controller that lives: a host is confirmed only when those of the turns before it are,
/// and taken back only when those that have to go back before it are back.
package struct Aftermath: Hashable, Sendable {
  /// Where a host stands.
  package enum Standing: Hashable, Sendable {
    case open(Open)
    case confirmed
    case takenBack
    /// It knows nothing of the transaction.
    case bystander
    /// It cannot be reached, or did not do what it was asked.
    case unknown
  }

  /// A host that has the transaction, not at its end.
  package struct Open: Hashable, Sendable {
    package var part: Part
    /// Whether its watchdog lives.
    package var isGuarded: Bool
    /// Whether it has begun to write its boot files: that is finished, whatever happens.
    package var isConfirming: Bool

    package init(part: Part, isGuarded: Bool, isConfirming: Bool) {
      self.part = part
      self.isGuarded = isGuarded
      self.isConfirming = isConfirming
    }

    /// Which of the hosts have begun to lose something is not known: those that only lose are taken back first, and those
    /// that may gain last.
    fileprivate var turnBack: Turn { part.turnBack(tearsDown: part == .leaves) }
  }

  /// Something to do on several hosts at once.
  package struct Deed: Hashable, Sendable {
    package enum Kind: Hashable, Sendable {
      case confirm, takeBack
      /// Settle what nobody guards any more: finish a confirm, take anything else back.
      case settle
    }

    package var kind: Kind
    package var hosts: Set<HostName>

    package init(_ kind: Kind, _ hosts: Set<HostName>) {
      self.kind = kind
      self.hosts = hosts
    }
  }

  package var standings: [HostName: Standing]

  package init(_ standings: [HostName: Standing]) { self.standings = standings }

  /// What is to be done next, or nil if there is nothing but to wait; where `takesBackNow`, what cannot be confirmed is
  /// not left to the watchdogs.
  ///
  /// What comes of it on each host has to be noted before this is asked again; a host that is as it was is `unknown`.
  package func next(takesBackNow: Bool) -> Deed? {
    let cut = hosts { $0.isConfirming && !$0.isGuarded }
    if !cut.isEmpty { return Deed(.settle, cut) }
    if !confirmable.isEmpty { return Deed(.confirm, confirmable) }
    let turn = open.filter { !$0.isConfirming }.map(\.turnBack).min()
    let back = hosts { !$0.isConfirming && $0.turnBack == turn }
    let unguarded = back.intersection(hosts { !$0.isGuarded })
    if !unguarded.isEmpty { return Deed(.settle, unguarded) }
    // A host that nobody can reach may have to go back before these: then their watchdogs are waited for, as its own is.
    guard takesBackNow, !back.isEmpty, turn == .first || !standings.values.contains(.unknown) else { return nil }
    return Deed(.takeBack, back)
  }

  /// The hosts that can be confirmed now.
  ///
  /// That one is confirmed tells that every host was as the change wants it. One that was taken back since, or may have
  /// been, ends that: no director may use what it lacks, and none may lose what is used again.
  private var confirmable: Set<HostName> {
    let known = standings.values
    guard known.contains(.confirmed), !known.contains(.takenBack), let turn = open.map(\.part.turn).min(),
      turn == .first || !known.contains(.unknown)
    else { return [] }
    return hosts { $0.isGuarded && !$0.isConfirming && $0.part.turn == turn }
  }

  private var open: [Open] { standings.values.compactMap { if case .open(let open) = $0 { open } else { nil } } }

  private func hosts(_ condition: (Open) -> Bool) -> Set<HostName> {
    Set(standings.filter { if case .open(let open) = $0.value { condition(open) } else { false } }.keys)
  }
}
