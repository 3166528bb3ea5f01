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
      """)

  @OptionGroup var options: CommonOptions
  @OptionGroup var change: ChangeOptions

  @Argument(help: "The id of a transaction, or its beginning; see `culvert history`.")
  var transaction: String?

  func run() async throws {
    let session = try Session(options)
    _ = try await session.survey(settles: true)
    let history = ClusterHistory(hosts: try session.complete(await session.fleet.history()))
    let entry = try chosen(history, session)
    session.view.show(.note(history.announcement(of: entry)))
    let points = history.returnPoints(before: entry)
    let rollbacks = try session.complete(
      await session.fleet.each { member throws(HostFailure) in
        try await Rollback(of: member, to: points[member.host])
      })
    let list = session.fleet.members.compactMap { rollbacks[$0.host] }
    for rollback in list where !rollback.editsSince.isEmpty {
      guard let last = rollback.view.last else { continue }
      session.view.show(.edits(rollback.editsSince, since: last, host: rollback.view.host))
    }
    try await session.carryOut(list.map { PlannedHost($0.plan, on: $0.view) }, change).exit()
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
