import Model

/// Something that happens to the connection with a host, or to the host, at a moment of a run.
struct Mishap: Sendable, CustomStringConvertible {
  /// What a host can be asked.
  enum Verb: String, CaseIterable, Sendable {
    case probe, stage, apply, renew, reach, confirm, revert, status, settle, list, show, connections
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
    /// The controller is killed, before or after the host has done what it was asked.
    case controllerDies(after: Bool)
    /// The controller is killed while the agent works, which goes on.
    case controllerDiesMidway
    /// What is applied keeps new connections from being made.
    case locksOut
    /// A step of the transaction fails.
    case stepFails(Int, Troubles.Way)
    /// A boot file cannot be written when it comes to it.
    case cannotWrite(HostPath)
    case diskIsFull
    /// No command that takes something back does anything from now on.
    case undoesNothing
  }

  /// Nil is any.
  var verb: Verb?
  /// The first time that it is asked this is 1; where it is any verb, anything.
  var time = 1
  var effect: Effect
  /// For how long the host cannot be reached afterwards.
  var outage = Duration.zero

  var description: String { "\(effect) at \(verb?.rawValue ?? "question") \(time), then nothing for \(outage)" }

  func isDue(_ asked: Verb, _ times: Int, _ total: Int) -> Bool {
    verb.map { $0 == asked && time == times } ?? (time == total)
  }
}
