import ArgumentParser
import Controller
import HostAgent
import Model
import Planning

extension Session {
  /// Looks at all hosts, and says of which nothing could be seen and what is under way on the others.
  /// - Returns: What was seen, and the status of a run that goes on without those hosts, if there are any.
  func lookAtThoseThatAnswer() async -> (survey: Survey, trouble: ExitStatus?) {
    told(await waiting(for: readingHosts) { Survey(await fleet.survey(withClients: true)) })
  }

  /// Says what a survey did not see, and what is under way on the hosts that it saw.
  func told(_ survey: Survey) -> (survey: Survey, trouble: ExitStatus?) {
    let failures = survey.failures.merging(survey.unreachable) { $1 }
    for member in fleet.members {
      if let failure = failures[member.host] { view.show(.failure(failure, host: member.host)) }
    }
    notePending(survey)
    guard !failures.isEmpty else { return (survey, nil) }
    return (survey, failures.values.contains { $0.isUnreachable } ? .unreachable : .error)
  }

  /// Looks at all hosts, or at those named, and says what is under way on them.
  ///
  /// With `settles`, a transaction that nobody guards any more is settled first, so that plans are made on firm ground.
  /// With `isLast`, nothing more will be asked of the hosts. With `withClients`, what becomes of clients' packets is asked too.
  /// - Throws: `ExitCode` after saying which hosts could not be looked at, and why they are not left out.
  func survey(
    _ hosts: Set<HostName>? = nil, settles: Bool, _ policy: UnreachablePolicy = .fail, isLast: Bool = false,
    withClients: Bool = false
  ) async throws -> Survey {
    var survey = await waiting(for: readingHosts) {
      Survey(await fleet.survey(hosts, isLast: isLast, withClients: withClients))
    }
    try requireAnswers(survey, policy)
    let left = survey.views.compactMapValues { $0.pending }.filter { settles && !$0.value.isGuarded }
    if !left.isEmpty {
      try await settle(left)
      survey.views.merge(try complete(await fleet.survey(Set(left.keys), withClients: withClients))) { $1 }
      try requireAnswers(survey, policy)
    }
    notePending(survey)
    return survey
  }

  private func settle(_ left: [HostName: TransactionStatus]) async throws {
    let settled = try complete(
      await fleet.each(Set(left.keys)) { member throws(HostFailure) in
        guard let pending = left[member.host] else { return TransactionStatus?.none }
        return try await member.channel.settle(pending.id)
      })
    for case (let host, let status?) in settled {
      view.show(
        .note("\(host): transaction \(status.id) that \(status.owner) had left is settled: \(status.state.rawValue)"))
    }
  }

  /// - Throws: `ExitCode` after saying what is wrong, unless all hosts were seen or may be left out.
  func requireAnswers(_ survey: Survey, _ policy: UnreachablePolicy) throws {
    let objections = survey.objections(in: wanted, policy)
    let mayLeaveOut = policy != .fail && objections.isEmpty
    let failures = survey.failures.merging(mayLeaveOut ? [:] : survey.unreachable) { $1 }
    for member in fleet.members {
      if let failure = failures[member.host] { view.show(.failure(failure, host: member.host)) }
    }
    if policy != .fail { objections.forEach { view.show(.note("not skipped: \($0)")) } }
    guard failures.isEmpty else {
      view.show(.note(unread(failures.count)))
      throw (failures.values.contains { $0.isUnreachable } ? ExitStatus.unreachable : .error).code
    }
  }

  /// The last line of a run in which hosts could not be read.
  func unread(_ count: Int) -> String { "\(counted(count, "host")) could not be read" }

  /// The same for what was seen of all hosts; nil where all were.
  func unread(_ survey: Survey) -> String? {
    let count = survey.failures.count + survey.unreachable.count
    return count == 0 ? nil : unread(count)
  }

  /// The hosts of a survey that could not be reached, in the order of the inventory.
  func skipped(_ survey: Survey) -> [SkippedHost] {
    fleet.members.compactMap { member in
      survey.unreachable[member.host].map { SkippedHost(host: member.host, reason: $0.reason) }
    }
  }
}
