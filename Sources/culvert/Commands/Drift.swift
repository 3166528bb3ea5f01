import ArgumentParser
import Controller
import Planning

struct Drift: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    abstract: "Say what on the hosts is not as the inventory wants it.",
    discussion: """
      Looks at the kernel's state and at the boot files: what runs but would be gone after a reboot is drift too. \
      Below that it says of each thing what it comes from, as far as the host tells: commands in its logs, logins, \
      restarts, package upgrades, other programs, or an inventory that has changed. \
      Findings are named too (see culvert doctor); one that keeps the next boot from bringing back what is managed is drift. \
      Exit status 0 without drift, 2 with it, 1 and above 2 on errors.
      """)

  @OptionGroup var options: CommonOptions

  func run() async throws {
    let session = try Session(options)
    let drifts = try await session.drifts()
    let proposals = drifts.map(\.proposal)
    try session.requireSight(proposals)
    var summary = session.summary(proposals)
    for drift in drifts {
      let host = drift.proposal.view.host
      switch drift.attributions {
      case .success(let attributions): summary.causes[host] = attributions.causes
      case .failure(let failure): session.view.show(.note("\(host): who changed it is not known: \(failure)"))
      case nil: break
      }
    }
    // What keeps the next boot from bringing back what is managed is drift; any other finding is said beside it.
    for proposal in proposals where !proposal.refusals.isEmpty {
      session.view.show(.findings(proposal.refusals, host: proposal.view.host))
    }
    session.view.show(.drift(summary))
    if !summary.changes.isEmpty || !summary.endangered.isEmpty { try ExitStatus.differences.exit() }
  }
}

extension Session {
  /// Looks at all hosts, in the order of the inventory.
  /// - Throws: `ExitCode` after saying which could not be looked at.
  fileprivate func drifts() async throws -> [HostDrift] {
    let results = await waiting(for: readingHosts) { await fleet.drift(templates: templates) }
    let survey = Survey(results.mapValues { $0.map(\.proposal.view) })
    try requireAnswers(survey, .fail)
    notePending(survey)
    return try fleet.members.compactMap { try results[$0.host]?.get() }
  }
}
