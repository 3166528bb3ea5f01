/// One command of a transaction together with what takes it back.
package struct Step: Hashable, Codable, Sendable {
  /// What it does, in words, such as `create tunnel lvs-lb1`.
  package var title: String
  /// The phase in which it is run; nil for what only the next start would see, which is run at confirm.
  ///
  /// A step of the confirm may be run twice, if the host is cut off in the middle.
  package var phase: Phase?
  /// Prints the state of the thing that the step changes, the same text whenever the state is the same.
  package var look: Command
  /// What is run to do it.
  package var forward: Command
  /// What is run to take it back, in order; tolerates that `forward` did not run or stopped half-way.
  package var backward: [Command]

  package init(title: String, phase: Phase?, look: Command, forward: Command, backward: [Command]) {
    self.title = title
    self.phase = phase
    self.look = look
    self.forward = forward
    self.backward = backward
  }
}

/// The stretches that a cluster's change falls into; every host finishes one before any host begins the next.
///
/// The order keeps this true at every instant: a director sends packets only to a realserver that can take them.
package enum Phase: Int, Codable, CaseIterable, Comparable, Sendable {
  /// Realservers get their settings, tunnels and addresses.
  case build = 1
  /// Directors get services and destinations; destinations that are to go get weight 0.
  case direct = 2
  /// Once the quiesced destinations are drained, directors let go of them.
  case withdraw = 3
  /// Realservers lose what no director needs any more.
  case teardown = 4

  package static func < (left: Self, right: Self) -> Bool { left.rawValue < right.rawValue }
}
