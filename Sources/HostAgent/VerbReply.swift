import Model

/// What a host answered to a verb that changes something.
package struct VerbReply: Hashable, Sendable {
  package var outcome: Outcome
  /// The transaction that holds the host's lock, where that was the reason for a refusal.
  package var locked: TransactionStatus?
  /// A transaction that nobody guarded any more and that was settled to make way.
  package var takenOver: TransactionStatus?
  /// Why what was done could not be written down on the host, if it could not.
  package var unrecorded: String?
  /// The host as it is after the verb (after a stage: the checkpoint), where the verb looks at it.
  package var report: HostReport?

  package init(
    outcome: Outcome, locked: TransactionStatus? = nil, takenOver: TransactionStatus? = nil,
    unrecorded: String? = nil, report: HostReport? = nil
  ) {
    self.outcome = outcome
    self.unrecorded = unrecorded
    self.locked = locked
    self.takenOver = takenOver
    self.report = report
  }

  package enum Outcome: Hashable, Sendable {
    /// The transaction is in this state now; the reason says why it was taken back, if it was.
    case reached(TransactionState, reason: String?)
    /// Nothing was done.
    case refused(RefusalReason, text: String)
    /// A thing was not as it was at stage, and the step was not run.
    case moved(title: String)
    case stepFailed(title: String, status: Int, output: String)
    case purged
  }

  /// Reads the sections that the agent prints.
  /// - Throws: `ProbeError` at the first thing it does not know.
  package init(_ answer: AgentAnswer) throws(ProbeError) {
    let output = answer.output
    outcome = try Outcome(output)
    unrecorded = Fields(try output.text("result"))["unrecorded"]
    locked = try Self.status("locked", in: output)
    takenOver = try Self.status("taken-over", in: output)
    report = output.sections.contains { $0.name == "ownership" } ? try HostReport(output) : nil
  }

  private static func status(_ name: String, in output: ProbeOutput) throws(ProbeError) -> TransactionStatus? {
    guard let section = output.sections.first(where: { $0.name == name }) else { return nil }
    return try TransactionStatus(section.text, section: name)
  }
}

extension VerbReply.Outcome {
  fileprivate init(_ output: ProbeOutput) throws(ProbeError) {
    let text = try output.text("result")
    let fields = Fields(text)
    if let word = fields["refused"] {
      if word == "moved" {
        self = .moved(title: fields["title"] ?? "?")
      } else if let reason = RefusalReason(rawValue: word) {
        self = .refused(reason, text: fields["text"] ?? "?")
      } else {
        throw .unreadable(section: "result", line: text, reason: "it refuses for a reason that is not known")
      }
    } else if fields["failed"] != nil {
      let step = output.sections.first { $0.name == "step-output" }
      self = .stepFailed(
        title: fields["title"] ?? "?", status: fields["status"].flatMap { Int($0) } ?? -1, output: step?.text ?? "")
    } else if fields["state"] == "purged" {
      self = .purged
    } else if let state = fields["state"].flatMap(TransactionState.init(rawValue:)) {
      self = .reached(state, reason: fields["reason"])
    } else {
      throw .unreadable(section: "result", line: text, reason: "it is no result of a verb")
    }
  }
}
