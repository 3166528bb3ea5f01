import Model

/// A transaction in a host's history.
package struct TransactionRecord: Hashable, Sendable {
  /// Its number among the transactions of the host: a later one has a greater number, whatever the clocks say.
  package var number: Int
  package var id: TransactionID
  package var state: TransactionState
  /// Why it was taken back, if it was: `deadline`, `reboot`, `guard-lost`, `boot-files`, or the controller's word.
  package var reason: String?
  /// Seconds since 1970 by the controller's clock.
  package var created: Int
  package var owner: String

  package init(number: Int, id: TransactionID, state: TransactionState, reason: String?, created: Int, owner: String) {
    self.number = number
    self.id = id
    self.state = state
    self.reason = reason
    self.created = created
    self.owner = owner
  }

  /// Reads the agent's list, oldest first.
  /// - Throws: `ProbeError` at a line that it does not know.
  package static func list(_ answer: AgentAnswer) throws(ProbeError) -> [TransactionRecord] {
    var records: [TransactionRecord] = []
    for line in try answer.output.lines("list") { records.append(try TransactionRecord(line)) }
    return records
  }

  private init(_ line: Substring) throws(ProbeError) {
    let words = textWords(line).map(String.init)
    guard words.count == 7, words[0] == "tx", let number = decimal(words[1], below: .max),
      let id = try? TransactionID(words[2]),
      let state = TransactionState(rawValue: words[3]), let created = seconds(words[5])
    else { throw .unreadable(section: "list", line: String(line), reason: "it is not a transaction's line") }
    self.init(
      number: number, id: id, state: state, reason: words[4] == "-" ? nil : words[4], created: created,
      owner: words[6])
  }
}

/// What a host has kept of a transaction: itself before the first change, and after the confirm.
package struct KeptTransaction: Hashable, Sendable {
  package var checkpoint: HostReport
  package var after: HostReport?

  package init(checkpoint: HostReport, after: HostReport?) {
    self.checkpoint = checkpoint
    self.after = after
  }

  /// Reads the agent's `show`.
  /// - Throws: `ProbeError` at the first thing it does not know.
  package init(_ answer: AgentAnswer) throws(ProbeError) {
    checkpoint = try HostReport(AgentAnswer(kept: answer.output.text("checkpoint")).output)
    let after = try answer.output.text("after")
    self.after = after.isEmpty ? nil : try HostReport(AgentAnswer(kept: after).output)
  }
}
