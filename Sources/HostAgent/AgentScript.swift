import Model

/// What is sent to a host's shell on standard input.
///
/// The whole script is one group of commands: a shell reads a group to its end before it runs any of it, so a script
/// whose transmission was cut in half does nothing at all. The group's own input is empty: no command of it can eat the
/// rest of the script.
package struct AgentScript: Hashable, Sendable {
  package let bytes: [UInt8]
  /// The mark of the answer's lines.
  package let nonce: Nonce

  /// Looks at the host and leaves nothing on it.
  ///
  /// What is looked at for clients is not in the part of the program that other looks are sent.
  package static func probe(_ arguments: [String], program: AgentProgram, nonce: Nonce) -> AgentScript {
    guard arguments.contains("clients") else { return look(["probe"] + arguments, program, nonce) }
    return streamed(["probe-clients"] + arguments.filter { $0 != "clients" }, program, nonce)
  }

  /// The transactions that the host remembers.
  package static func list(program: AgentProgram, nonce: Nonce) -> AgentScript {
    look(["list"], program, nonce)
  }

  /// What the host has kept of a transaction.
  package static func show(_ id: TransactionID, program: AgentProgram, nonce: Nonce) -> AgentScript {
    look(["show", id.text], program, nonce)
  }

  /// How many connections each destination of a service has.
  package static func connections(_ arguments: [String], program: AgentProgram, nonce: Nonce) -> AgentScript {
    streamed(["connections"] + arguments, program, nonce)
  }

  /// What the host tells of packets that came to it.
  package static func evidence(_ arguments: [String], program: AgentProgram, nonce: Nonce) -> AgentScript {
    streamed(["evidence"] + arguments, program, nonce)
  }

  /// What the host tells of who may have changed something there.
  package static func traces(_ terms: [String], program: AgentProgram, nonce: Nonce) -> AgentScript {
    streamed(["traces"] + terms, program, nonce)
  }

  /// Shows what came of a hold, and takes it back.
  package static func release(_ id: TransactionID, program: AgentProgram, nonce: Nonce) -> AgentScript {
    streamed(["release", id.text], program, nonce)
  }

  /// Removes what the agent keeps on the host.
  package static func purge(program: AgentProgram, nonce: Nonce) -> AgentScript {
    streamed(["purge"], program, nonce)
  }

  /// The state of a transaction.
  package static func status(_ id: TransactionID, program: AgentProgram, nonce: Nonce) -> AgentScript {
    look(["status", id.text], program, nonce)
  }

  /// Settles a transaction that nobody guards any more.
  package static func settle(_ id: TransactionID, program: AgentProgram, nonce: Nonce) -> AgentScript {
    streamed(["settle", id.text], program, nonce)
  }

  /// Runs the steps of a phase; `deadline` is how many seconds the watchdog waits from then on.
  package static func apply(
    _ id: TransactionID, phase: Phase, deadline: Int, program: AgentProgram, nonce: Nonce
  ) -> AgentScript {
    streamed(["apply", id.text, String(phase.rawValue), String(deadline)], program, nonce)
  }

  /// Begins the time of the watchdog anew, with so many seconds.
  package static func renew(_ id: TransactionID, deadline: Int, program: AgentProgram, nonce: Nonce) -> AgentScript {
    streamed(["renew", id.text, String(deadline)], program, nonce)
  }

  /// Writes the boot files and ends the transaction.
  package static func confirm(_ id: TransactionID, program: AgentProgram, nonce: Nonce) -> AgentScript {
    streamed(["confirm", id.text], program, nonce)
  }

  /// Takes a transaction back.
  package static func revert(
    _ id: TransactionID, reason: String, program: AgentProgram, nonce: Nonce
  ) -> AgentScript {
    streamed(["revert", id.text, reason], program, nonce)
  }

  /// A verb that only looks.
  private static func look(_ words: [String], _ program: AgentProgram, _ nonce: Nonce) -> AgentScript {
    streamed(words, program.look, nonce)
  }

  private static func streamed(_ words: [String], _ program: AgentProgram, _ nonce: Nonce) -> AgentScript {
    streamed(words, program.text, nonce)
  }

  private static func streamed(_ words: [String], _ program: String, _ nonce: Nonce) -> AgentScript {
    let call = Command(["cv_main", nonce.text] + words).shellText
    let (head, end) = ("{\n", "\n\(call)\nexit\n} </dev/null\n")
    // The program is long, and is copied once.
    var bytes: [UInt8] = []
    bytes.reserveCapacity(head.utf8.count + program.utf8.count + end.utf8.count)
    for text in [head, program, end] { bytes += text.utf8 }
    return AgentScript(bytes: bytes, nonce: nonce)
  }
}
