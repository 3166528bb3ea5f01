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
  changes.flatMap { parts(of: $0, ownershipAfter: ownershipAfter) }
    .enumerated()
    .sorted { left, right in
      (left.element.phase?.rawValue ?? Int.max, rank(left.element), left.offset)
        < (right.element.phase?.rawValue ?? Int.max, rank(right.element), right.offset)
    }
    .map(\.element)
}

private func parts(of change: Change, ownershipAfter: Ownership) -> [ScheduledChange] {
  switch change {
  case .tunnel(let name, let delta): parts(ofTunnel: name, delta)
  case .address(_, let delta): [.init(change: change, phase: delta.to == nil ? .withdraw : .direct)]
  case .setting(let name, _): [.init(change: change, phase: ownershipAfter.settings[name] == nil ? .teardown : .build)]
  case .mss(_, let delta): [.init(change: change, phase: delta.to == nil ? .teardown : .build)]
  case .service(_, let delta): [.init(change: change, phase: delta.to == nil ? .withdraw : .direct)]
  case .destination(let key, let delta): parts(ofDestination: key, delta)
  case .bootTunnel, .file, .ownership: [.init(change: change, phase: nil)]
  }
}

private func parts(ofTunnel name: InterfaceName, _ delta: Delta<Tunnel>) -> [ScheduledChange] {
  guard let from = delta.from, let to = delta.to else {
    return [.init(change: .tunnel(name, delta), phase: delta.to == nil ? .teardown : .build)]
  }
  // What is done to it afterwards is done under its own name.
  if from.presentName != to.presentName { return [.init(change: .tunnel(name, delta), phase: .build)] }
  // An address that gets another peer is not there twice in between: some systems take it once.
  var both = to
  let kept = Set(to.addresses.map(\.address))
  both.addresses.formUnion(from.addresses.filter { !kept.contains($0.address) })
  return [
    ScheduledChange(change: .tunnel(name, Delta(from: from, to: both)), phase: .build),
    ScheduledChange(change: .tunnel(name, Delta(from: both, to: to)), phase: .teardown),
  ].filter { part in
    if case .tunnel(_, let delta) = part.change { delta.from != delta.to } else { false }
  }
}

private func parts(ofDestination key: DestinationKey, _ delta: Delta<Destination>) -> [ScheduledChange] {
  guard let from = delta.from, delta.to == nil else {
    return [.init(change: .destination(key, delta), phase: .direct)]
  }
  var quiesced = from
  quiesced.weight = 0
  let removal = ScheduledChange(change: .destination(key, Delta(from: quiesced, to: nil)), phase: .withdraw)
  guard from != quiesced else { return [removal] }
  return [.init(change: .destination(key, Delta(from: from, to: quiesced)), phase: .direct), removal]
}

/// The order within a phase: what others stand on comes first, and goes last.
private func rank(_ scheduled: ScheduledChange) -> Int {
  let taking = scheduled.phase == .withdraw || scheduled.phase == .teardown
  let order: Int
  switch scheduled.change {
  // A VIP on the tunnel of a host that still answers ARP for it would draw its clients away from the director.
  case .setting, .mss: order = 1
  case .tunnel: order = 2
  case .service: order = 3
  case .destination(_, let delta): order = delta.to?.weight == 0 && delta.from != nil ? 5 : 4
  case .address: order = 6
  case .bootTunnel, .file, .ownership: order = 7
  }
  return taking ? -order : order
}
