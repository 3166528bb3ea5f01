import Model

/// What a host's agent can be asked: a verb of its `cv_main` with what it wants to know for it.
package enum AgentQuestion: Hashable, Sendable {
  /// Looks at the host and leaves nothing on it.
  case probe([String])
  /// The transactions that the host remembers.
  case list
  /// What the host has kept of a transaction.
  case show(TransactionID)
  /// How many connections each destination of a service has.
  case connections([String])
  /// What the host tells of packets that came to it.
  case evidence([String])
  /// What the host tells of who may have changed something there; the terms are files and words.
  case traces([String])
  /// Does something for so many seconds; it is then taken back, whatever becomes of the controller.
  case hold(HeldWork, TransactionID, seconds: Int)
  /// Shows what came of a hold, and takes it back.
  case release(TransactionID)
  /// Removes what the agent keeps on the host.
  case purge
  case status(TransactionID)
  /// Settles a transaction that nobody guards any more.
  case settle(TransactionID)
  /// Puts the agent and a transaction on the host, takes the checkpoint and starts the watchdog.
  case stage(TransactionOrder)
  /// Runs the steps of a phase; the watchdog then waits for `deadline` seconds.
  case apply(TransactionID, Phase, deadline: Int)
  /// Begins the time of the watchdog anew, with so many seconds: the controller is still there.
  case renew(TransactionID, deadline: Int)
  /// Writes the boot files and ends the transaction.
  case confirm(TransactionID)
  case revert(TransactionID, reason: String)

  /// The words of the call, and whether the part of the program that looks suffices for it; nil for what comes with a
  /// script of its own.
  var call: (words: [String], onlyLooks: Bool)? {
    switch self {
    case .probe(let arguments) where arguments.contains("clients"):
      (["probe-clients"] + arguments.filter { $0 != "clients" }, false)
    case .probe(let arguments): (["probe"] + arguments, true)
    case .list: (["list"], true)
    case .show(let id): (["show", id.text], true)
    case .status(let id): (["status", id.text], true)
    case .connections(let arguments): (["connections"] + arguments, false)
    case .evidence(let arguments): (["evidence"] + arguments, false)
    case .traces(let terms): (["traces"] + terms, false)
    case .release(let id): (["release", id.text], false)
    case .purge: (["purge"], false)
    case .settle(let id): (["settle", id.text], false)
    case .apply(let id, let phase, let deadline):
      (["apply", id.text, String(phase.rawValue), String(deadline)], false)
    case .renew(let id, let deadline): (["renew", id.text, String(deadline)], false)
    case .confirm(let id): (["confirm", id.text], false)
    case .revert(let id, let reason): (["revert", id.text, reason], false)
    case .hold, .stage: nil
    }
  }
}
