import ArgumentParser
import Controller
import HostAgent
import Model
import Planning

struct RollbackVerb: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "rollback",
    abstract: "Go back to how the hosts were before a transaction.",
    discussion: """
      Without TRANSACTION, the last one is taken back. Later transactions are taken back with it, and so is what was \
      changed by hand since; that is shown first. A rollback is a transaction itself, and can be taken back.

      If the state to return to was drifted and services would not be served, the rollback is refused unless that is forced. The \
      paths are proven by packets before the hosts commit. What is not proven is said, and the exit status is 9.
      """)

  @OptionGroup var options: CommonOptions
  @OptionGroup var change: ChangeOptions
  @OptionGroup var owner: TakeOverOptions
  @OptionGroup var force: ForceOptions

  @Argument(help: "The id of a transaction, or its beginning; see `culvert history`.")
  var transaction: String?

  func run() async throws {
    let session = try Session(options, takeOver: owner.takeOver)
    _ = try await session.survey(settles: true)
    let history = ClusterHistory(hosts: try session.complete(await session.fleet.history()))
    let entry = try chosen(history, session)
    session.view.show(.note(history.announcement(of: entry)))
    let points = history.returnPoints(before: entry)
    let rollbacks = try session.complete(
      await session.fleet.each { member throws(HostFailure) in
        let point = points[member.host]
        let before = point.flatMap { history.confirmed(before: $0, on: member.host) }
        return try await Rollback(of: member, to: point, before: before)
      })
    let list = session.fleet.members.compactMap { rollbacks[$0.host] }
    for rollback in list where !rollback.editsSince.isEmpty {
      guard let last = rollback.view.last else { continue }
      session.view.show(.edits(rollback.editsSince, since: last, host: rollback.view.host))
    }
    let plans = list.map { PlannedHost($0.plan, on: $0.view) }
    try session.requireOwn(plans)
    try session.requireHealthyReturn(list, plans, but: force.force)
    try await session.carryOut(plans, change, proving: .reporting).exit()
  }

  private func chosen(_ history: ClusterHistory, _ session: Session) throws -> ClusterHistory.Entry {
    guard let prefix = transaction else {
      if let last = history.entries.last(where: \.isConfirmed) { return last }
      session.view.show(.note("refused: no host remembers a confirmed transaction"))
      throw ExitStatus.refused.code
    }
    let matches = history.entries(beginning: prefix).filter(\.isConfirmed)
    if matches.count == 1, let match = matches.first { return match }
    session.view.show(
      .note(
        matches.isEmpty
          ? "refused: no host remembers a confirmed transaction \(quoted(prefix)); see: culvert history"
          : "refused: \(quoted(prefix)) begins \(matches.map(\.id.text).joined(separator: ", ")); say more of it"))
    throw ExitStatus.refused.code
  }
}

extension ClusterHistory {
  /// Which transaction is rolled back, and which later ones with it.
  fileprivate func announcement(of entry: Entry) -> String {
    let hosts = entry.records.keys.sorted().map(\.text).joined(separator: ", ")
    let later = entries.drop { $0.id != entry.id }.dropFirst().filter(\.isConfirmed).map(\.id.text)
    let also = later.isEmpty ? "" : "; with it, later ones: \(later.joined(separator: ", "))"
    return
      "Rolling back transaction \(entry.id) (\(TimeText.minute(entry.created)), \(entry.owner), on \(hosts))\(also)"
  }
}

extension Session {
  /// - Throws: `ExitCode` after the plan and the reasons, if the state to return to was drifted so that services are not
  ///   served in it, and the operator does not force it.
  fileprivate func requireHealthyReturn(
    _ rollbacks: [Rollback], _ plans: [PlannedHost], but forced: [FindingID]
  ) throws {
    let findings = rollbacks.compactMap { rollback in finding(rollback).map { (rollback.view.host, $0) } }
    guard !findings.isEmpty else { return }
    if forced.contains(.driftedReturn) {
      for (host, finding) in findings { view.show(.note("all the same: \(FindingText.line(finding, host))")) }
      return
    }
    view.show(.plan(summary(plans)))
    for (host, finding) in findings { view.show(.refusals([finding], host: host)) }
    throw ExitStatus.refused.code
  }

  private func finding(_ rollback: Rollback) -> Finding? {
    guard let point = rollback.returnPoint else { return nil }
    let unserved = claim.cluster.unserved(before: rollback.driftThen, on: rollback.view.host)
    guard !unserved.isEmpty, !rollback.plan.isEmpty else { return nil }
    let things = Set(rollback.driftThen.map(\.thing)).sorted().joined(separator: ", ")
    return Finding(
      .driftedReturn, about: .named("the state before \(point)"),
      why: "it was drifted (\(things)): \(unserved.joined(separator: ", ")) will not be served",
      remedy: .culvert(["up"], note: "to stay; culvert rollback --force CV067 to go back all the same"))
  }
}
