import ArgumentParser
import Controller
import Model
import Planning
import Prober

struct Doctor: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    abstract: "Say what is wrong with the hosts, before or after they are set up.",
    discussion: """
      Looks at what keeps a cluster from working although every setting may be right: at programs, addresses, routes and \
      others who write the same tables; and of what culvert has made, at what is not there any more, at sockets that listen \
      and at ways back. It changes nothing. With --packets it also has this machine's packets tell what they meet, as `culvert \
      verify` does. Each finding has an id: `culvert explain ID` tells what it means. All that is not as the inventory wants \
      it is another question: `culvert drift`.

      Exit status 0 without findings, 2 with some, 5 if a host cannot be reached, 1 on other errors, also where no packet could \
      be sent; what was found on the others is said all the same.
      """)

  @OptionGroup var options: CommonOptions

  @Flag(help: "Also send packets to the VIPs, and name the layers at which they stop.")
  var packets = false

  func run() async throws {
    try await Session(options).examine(packets: packets).exit()
  }
}

extension Session {
  /// Shows what is wrong, host by host.
  fileprivate func examine(packets: Bool) async throws -> ExitStatus {
    let (survey, trouble) = await lookAtThoseThatAnswer()
    let proposals = try proposals(survey, within: RunScope(), adopts: false)
    let verification = Verification(
      of: wanted, fleet, survey, Dictionary(uniqueKeysWithValues: proposals.map { ($0.view.host, $0) }),
      prober: SocketProber(), upload: .fullSize)
    let (report, standing) = await waiting(for: "Examining \(counted(fleet.members.count, "host"))") {
      (packets ? await verification.run { _ in } : nil, await verification.standingFaults())
    }
    let faults = (report?.broken ?? []) + standing + (report?.clients ?? verification.clientFaults)
    let untried = report?.untried ?? []
    await fleet.disconnect()
    for proof in untried { ProofText.lines(proof).forEach { view.show(.note($0)) } }
    let lost = claim.lostHostFindings(survey.states)
    let findings = proposals.map { proposal in
      let host = proposal.view.host
      return (host, proposal.refusals + other(faults, proposal) + proposal.view.leftoverFindings + (lost[host] ?? []))
    }
    for (host, findings) in findings where !findings.isEmpty { view.show(.findings(findings, host: host)) }
    let count = findings.map(\.1.count).reduce(0, +)
    view.show(.note(summary(count, on: findings.count, unread: unread(survey))))
    return trouble ?? (count > 0 ? .differences : untried.isEmpty ? .done : .error)
  }

  /// What is broken on a host, each thing once, but for what is found there anyway.
  private func other(_ faults: [BrokenLayer], _ proposal: Proposal) -> [Finding] {
    var seen = Set(proposal.refusals.map(Trouble.init))
    return faults.filter { $0.host == proposal.view.host && seen.insert(Trouble($0.finding)).inserted }.map(\.finding)
  }

  private func summary(_ count: Int, on hosts: Int, unread: String?) -> String {
    let found = count == 0 ? "nothing found" : "\(counted(count, "finding")). What one means: culvert explain ID"
    guard let unread else { return "\(counted(hosts, "host")): \(found)" }
    return count == 0
      ? "\(counted(hosts, "host")) read, without findings; \(unread)" : "\(counted(hosts, "host")): \(found); \(unread)"
  }
}

/// What two findings have in common that are about one trouble, whatever words were found for it.
private struct Trouble: Hashable {
  let id: FindingID
  let about: Subject

  init(_ finding: Finding) {
    id = finding.id
    about = finding.about
  }
}
