/// Something that happens to the connection with a host, or to the host, at a moment of a run.
struct Mishap: Sendable, CustomStringConvertible {
  /// What a host can be asked.
  enum Verb: String, CaseIterable, Sendable {
    case probe, stage, apply, renew, confirm, revert, status, settle, list, show, connections
  }

  enum Effect: Hashable, Sendable {
    /// The question does not arrive.
    case lostBefore
    /// The host does what it was asked, and the answer does not come.
    case lostAfter
    /// In the middle of a phase: the agent goes on by itself, or is killed after so many steps.
    case lostMidway(killedAfter: Int?)
    /// No connection is made in the first place.
    case unreachable
    /// A phase takes so long; time passes for all.
    case slow(Duration)
    /// A command of the host hangs until nobody waits for it any more.
    case hangs
    /// The answer breaks off, and the next question is answered again.
    case answerCut
    /// The host starts anew before the question arrives.
    case reboots
    /// The process that would take the change back is killed before the question arrives.
    case watchdogDies
    /// The agent is killed when it has begun to write the boot files.
    case diesInConfirm
  }

  var verb: Verb
  /// The first time is 1.
  var time = 1
  var effect: Effect
  /// For how long the host cannot be reached afterwards.
  var outage = Duration.zero

  var description: String { "\(effect) at \(verb.rawValue) \(time), then nothing for \(outage)" }
}
