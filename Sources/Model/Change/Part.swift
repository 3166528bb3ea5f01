/// What a host does in a change of a whole cluster; decides when it is its turn.
///
/// A director sends to what builders have, and has stopped sending to what leavers lose. So builders are confirmed before
/// it and leavers after it, and on the way back it is the other way round.
package enum Part: String, Codable, CaseIterable, Sendable {
  /// It gets something that directors are to use; it may lose something as well.
  case builds
  /// It decides where packets go.
  case directs
  /// It only loses what no director uses any more.
  case leaves

  /// The part of a host that goes through these phases.
  package init(_ phases: [Phase]) {
    self = phases.contains { $0 == .direct || $0 == .withdraw } ? .directs : phases == [.teardown] ? .leaves : .builds
  }

  /// When it is confirmed.
  package var turn: Turn {
    switch self {
    case .builds: .first
    case .directs: .second
    case .leaves: .third
    }
  }

  /// When it is taken back: first what gives a director back what it is to use again, last what it has used; `tearsDown`
  /// is whether the host has begun to lose what the change takes from it.
  package func turnBack(tearsDown: Bool) -> Turn { self == .directs ? .second : tearsDown ? .first : .third }

  /// For how many seconds a host waits for a word of its controller before it takes the change back: a controller that
  /// dies leaves hosts that have to go back in this order too.
  package func deadline(_ longest: Int, tearsDown: Bool) -> Int {
    switch turnBack(tearsDown: tearsDown) {
    case .first: longest / 2
    case .second: longest * 3 / 4
    case .third: longest
    }
  }
}

/// One of the three times at which hosts are confirmed, or taken back, each after the ones before.
package enum Turn: Int, Comparable, CaseIterable, Sendable {
  case first, second, third

  package static func < (left: Turn, right: Turn) -> Bool { left.rawValue < right.rawValue }

  package var next: Turn? { Turn(rawValue: rawValue + 1) }
}
