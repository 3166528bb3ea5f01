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

  func run() async throws {
    let view = options.view
    let report = try await DriftCheck(RunContext(options, view)).run()
    show(report, view)
    try report.outcome.exit()
  }

  private func show(_ report: DriftReport, _ view: any View) {
    for (host, findings) in report.blind { view.show(.run(.refusals(findings, host: host))) }
    for (host, failure) in report.uncaused { view.show(.note("\(host): who changed it is not known: \(failure)")) }
    for (host, findings) in report.findings { view.show(.findings(findings, host: host)) }
    view.show(.drift(report.summary))
    for (host, finding) in report.foreign { view.show(.findings([finding], host: host)) }
    for (host, finding) in report.lost { view.show(.run(.note(.finding(finding, on: host)))) }
  }
}
