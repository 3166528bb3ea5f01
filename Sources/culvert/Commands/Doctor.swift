import ArgumentParser
import Controller
import Model
import Planning

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
    let view = options.view
    let report = try await Diagnosis(RunContext(options, view), packets: packets).run()
    for proof in report.untried { ProofText.lines(proof).forEach { view.show(.note($0)) } }
    for (host, findings) in report.findings where !findings.isEmpty { view.show(.findings(findings, host: host)) }
    view.show(.note(summary(report)))
    try report.outcome.exit()
  }

  private func summary(_ report: DiagnosisReport) -> String {
    let hosts = counted(report.findings.count, "host")
    let found =
      report.count == 0
      ? "nothing found" : "\(counted(report.count, "finding")). What one means: culvert explain ID"
    guard report.unread > 0 else { return "\(hosts): \(found)" }
    let unread = NoteText.line(.unread(report.unread))
    return report.count == 0 ? "\(hosts) read, without findings; \(unread)" : "\(hosts): \(found); \(unread)"
  }
}
