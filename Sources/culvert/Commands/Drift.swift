import ArgumentParser
import Controller
import Model
import Planning

struct Drift: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    abstract: "Say what on the hosts is not as the inventory wants it.",
    discussion: """
      Looks at the kernel's state and at the boot files: what runs but would be gone after a reboot is drift too. \
      Below that it says of each thing what it comes from, as far as the host tells: commands in its logs, logins, \
      restarts, package upgrades, other programs, or an inventory that has changed. \
      Findings are named too (see culvert doctor); one that keeps the next boot from bringing back what is managed is drift. \
      Exit status 0 without drift, 2 with it, 5 if a host cannot be reached and the others have none, 10 if the others have \
      some, 1 on other errors. What could be read is shown in any case.
      """)

  @OptionGroup var options: CommonOptions

  func run() async throws { try await Session(options).showDrift().exit() }
}

extension Session {
  /// Shows what differs on the hosts that could be read.
  fileprivate func showDrift() async throws -> ExitStatus {
    let results = await waiting(for: readingHosts) { await fleet.drift(templates: templates, claim: claim) }
    let (survey, unread) = told(Survey(results.mapValues { $0.map(\.proposal.view) }))
    let drifts = try fleet.members.compactMap { survey.views[$0.host] == nil ? nil : try results[$0.host]?.get() }
    let blind = drifts.map(\.proposal).filter { $0.refusals.contains { $0.id.isBlinding } }
    for proposal in blind { view.show(.refusals(proposal.refusals.filter(\.id.isBlinding), host: proposal.view.host)) }
    let seen = drifts.filter { drift in !blind.contains { $0.view.host == drift.proposal.view.host } }
    let summary = summary(seen, unread: fleet.members.count - seen.count)
    // What keeps the next boot from bringing back what is managed is drift; any other finding is said beside it.
    for proposal in seen.map(\.proposal) where !proposal.refusals.isEmpty {
      view.show(.findings(proposal.refusals, host: proposal.view.host))
    }
    view.show(.drift(summary))
    let isForeign = showForeign(summary, survey.states)
    noteLostHosts(survey.states)
    let differs =
      !summary.changes.isEmpty || !summary.endangered.isEmpty || isForeign
      || !claim.lostHosts(survey.states).isEmpty
    let trouble = unread ?? (blind.isEmpty ? nil : .refused)
    return trouble.map { differs && $0 != .refused ? .differencesAndUnread : $0 } ?? (differs ? .differences : .done)
  }

  private func summary(_ drifts: [HostDrift], unread: Int) -> PlanSummary {
    var summary = summary(drifts.map(\.proposal))
    summary.unread = unread
    for drift in drifts {
      let host = drift.proposal.view.host
      switch drift.attributions {
      case .success(let attributions): summary.causes[host] = attributions.causes
      case .failure(let failure): view.show(.note("\(host): who changed it is not known: \(failure)"))
      case nil: break
      }
    }
    return summary
  }

  /// Shows which of the hosts that differ belong to another cluster; whether there are any.
  private func showForeign(_ summary: PlanSummary, _ seen: [HostName: HostState]) -> Bool {
    let foreign = claim.foreign(seen)
    let found = summary.hosts.filter { !$0.changes.isEmpty }.compactMap { host in
      foreign[host.name].map { (host.name, $0) }
    }
    for (host, finding) in found { view.show(.findings([finding], host: host)) }
    return !found.isEmpty
  }
}
