import HostAgent
import Model
import Planning

extension RunContext {
  /// Looks at all hosts, and tells of which nothing could be seen and what is under way on the others.
  /// - Returns: What was seen, and the outcome of a run that goes on without those hosts, if there are any.
  func lookAtThoseThatAnswer() async -> (survey: Survey, trouble: RunOutcome?) {
    told(
      await waiting(for: .reading(hosts: fleet.members.count)) { Survey(await fleet.survey(withClients: true)) })
  }

  /// Tells what a survey did not see, and what is under way on the hosts that it saw.
  func told(_ survey: Survey) -> (survey: Survey, trouble: RunOutcome?) {
    let failures = survey.failures.merging(survey.unreachable) { $1 }
    tell(failures)
    tellPending(survey)
    return (survey, failures.isEmpty ? nil : RunOutcome(failures.values))
  }

  /// Looks at all hosts, or at those named, and tells what is under way on them.
  ///
  /// With `settles`, a transaction that nobody guards any more is settled first, so that plans are made on firm ground.
  /// With `isLast`, nothing more will be asked of the hosts. With `withClients`, what becomes of clients' packets is asked too.
  /// - Throws: `RunStop` after telling which hosts could not be looked at, and why they are not left out.
  func survey(
    _ hosts: Set<HostName>? = nil, settles: Bool, _ policy: UnreachablePolicy = .fail, isLast: Bool = false,
    withClients: Bool = false
  ) async throws(RunStop) -> Survey {
    var survey = await waiting(for: .reading(hosts: fleet.members.count)) {
      Survey(await fleet.survey(hosts, isLast: isLast, withClients: withClients))
    }
    try requireAnswers(survey, policy)
    let left = survey.views.compactMapValues { $0.pending }.filter { settles && !$0.value.isGuarded }
    if !left.isEmpty {
      try await settle(left)
      survey.views.merge(try complete(await fleet.survey(Set(left.keys), withClients: withClients))) { $1 }
      try requireAnswers(survey, policy)
    }
    tellPending(survey)
    return survey
  }

  private func settle(_ left: [HostName: TransactionStatus]) async throws(RunStop) {
    let settled = try complete(
      await fleet.each(Set(left.keys)) { member throws(HostFailure) in
        guard let pending = left[member.host] else { return TransactionStatus?.none }
        return try await member.channel.ask(.settle(pending.id))
      })
    for case (let host, let status?) in settled { tell(.note(.settled(status, on: host))) }
  }

  /// - Throws: `RunStop` after telling what is wrong, unless all hosts were seen or may be left out.
  private func requireAnswers(_ survey: Survey, _ policy: UnreachablePolicy) throws(RunStop) {
    let objections = survey.objections(in: wanted, policy)
    let mayLeaveOut = policy != .fail && objections.isEmpty
    let failures = survey.failures.merging(mayLeaveOut ? [:] : survey.unreachable) { $1 }
    tell(failures)
    if policy != .fail { objections.forEach { tell(.note(.notSkipped($0))) } }
    guard failures.isEmpty else {
      tell(.note(.unread(failures.count)))
      throw RunStop(RunOutcome(failures.values))
    }
  }

  /// Tells failures in the order of the inventory.
  func tell(_ failures: [HostName: HostFailure]) {
    for member in fleet.members {
      if let failure = failures[member.host] { tell(.failure(failure, host: member.host)) }
    }
  }

  /// Tells which of the hosts have a transaction that is not over.
  private func tellPending(_ survey: Survey) {
    for member in fleet.members {
      if let pending = survey.views[member.host]?.pending { tell(.note(.pending(pending, on: member.host))) }
    }
  }

  /// The values of all hosts.
  /// - Throws: `RunStop` after the failures have been told, if there are any.
  func complete<Value>(
    _ results: [HostName: Result<Value, HostFailure>]
  ) throws(RunStop) -> [HostName: Value] {
    let failures = results.compactMapValues { if case .failure(let failure) = $0 { failure } else { nil } }
    tell(failures)
    guard failures.isEmpty else { throw RunStop(RunOutcome(failures.values)) }
    return results.compactMapValues { try? $0.get() }
  }
}
