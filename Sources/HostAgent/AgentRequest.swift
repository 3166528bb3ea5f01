import Model

/// A question to a host's agent, how long its answer is waited for, and what the answer is read as.
///
/// A new one is a case of `AgentQuestion`, a function here, and a verb of the agent.
package struct AgentRequest<Reply: Sendable>: Sendable {
  package let question: AgentQuestion
  package let timeout: Duration
  package let read: @Sendable (AgentAnswer) throws(ProbeError) -> Reply

  private init(
    _ question: AgentQuestion, timeout: Duration = .seconds(60),
    _ read: @escaping @Sendable (AgentAnswer) throws(ProbeError) -> Reply
  ) {
    self.question = question
    self.timeout = timeout
    self.read = read
  }
}

extension AgentRequest<HostReport> {
  package static func probe(_ arguments: [String]) -> Self {
    Self(.probe(arguments)) { answer throws(ProbeError) in try HostReport(answer.output) }
  }
}

extension AgentRequest<VerbReply> {
  package static func stage(_ order: TransactionOrder, timeout: Duration) -> Self {
    verb(.stage(order), timeout: timeout)
  }

  package static func apply(_ id: TransactionID, _ phase: Phase, deadline: Int, timeout: Duration) -> Self {
    verb(.apply(id, phase, deadline: deadline), timeout: timeout)
  }

  package static func renew(_ id: TransactionID, deadline: Int, timeout: Duration) -> Self {
    verb(.renew(id, deadline: deadline), timeout: timeout)
  }

  package static func confirm(_ id: TransactionID, timeout: Duration) -> Self {
    verb(.confirm(id), timeout: timeout)
  }

  package static func revert(_ id: TransactionID, reason: String) -> Self {
    verb(.revert(id, reason: reason), timeout: .seconds(120))
  }

  package static var purge: Self { verb(.purge, timeout: .seconds(60)) }

  private static func verb(_ question: AgentQuestion, timeout: Duration) -> Self {
    Self(question, timeout: timeout) { answer throws(ProbeError) in try VerbReply(answer) }
  }
}

extension AgentRequest<TransactionStatus?> {
  /// The state of a transaction, or nil if the host knows none of this id.
  package static func status(_ id: TransactionID) -> Self { pending(.status(id)) }

  package static func settle(_ id: TransactionID) -> Self { pending(.settle(id)) }

  private static func pending(_ question: AgentQuestion) -> Self {
    Self(question, timeout: .seconds(120)) { answer throws(ProbeError) in
      guard let section = answer.output.sections.first(where: { $0.name == "pending" }) else { return nil }
      return try TransactionStatus(section.text, section: section.name)
    }
  }
}

extension AgentRequest<[TransactionRecord]> {
  /// The transactions that the host remembers, oldest first.
  package static var list: Self { Self(.list, TransactionRecord.list) }
}

extension AgentRequest<KeptTransaction> {
  package static func show(_ id: TransactionID) -> Self {
    Self(.show(id)) { answer throws(ProbeError) in try KeptTransaction(answer) }
  }
}

extension AgentRequest<[ConnectionCount]> {
  package static func connections(_ arguments: [String]) -> Self {
    Self(.connections(arguments), ConnectionCount.list)
  }
}

extension AgentRequest<HeldReply> {
  package static func hold(_ work: HeldWork, _ id: TransactionID, seconds: Int) -> Self {
    Self(.hold(work, id, seconds: seconds)) { answer throws(ProbeError) in try HeldReply(answer) }
  }

  package static func release(_ id: TransactionID) -> Self {
    Self(.release(id)) { answer throws(ProbeError) in try HeldReply(answer) }
  }
}

extension AgentRequest<ProbeOutput> {
  package static func evidence(_ arguments: [String]) -> Self { Self(.evidence(arguments)) { $0.output } }
}

extension AgentRequest<HostTraces> {
  package static func traces(_ terms: [String]) -> Self {
    Self(.traces(terms)) { answer throws(ProbeError) in try HostTraces(answer.output) }
  }
}
