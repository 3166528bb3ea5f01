import ArgumentParser
import Controller

struct Drift: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    abstract: "Say what on the hosts is not as the inventory wants it.",
    discussion: """
      Looks at the kernel's state and at the boot files: what runs but would be gone after a reboot is drift too. \
      Below that it says of each thing what it comes from, as far as the host tells: commands in its logs, logins, \
      restarts, package upgrades, other programs, or an inventory that has changed. \
      Exit status 0 without drift, 2 with it, 1 and above 2 on errors.
      """)

  @OptionGroup var options: CommonOptions

  func run() async throws {
    let session = try Session(options)
    let proposals = try await session.proposals(adopts: true)
    try session.requireSight(proposals)
    let attributions = await session.fleet.attributions(proposals)
    await session.fleet.disconnect()
    var summary = session.summary(proposals)
    for (host, result) in attributions {
      switch result {
      case .success(let attributions): summary.causes[host] = attributions.causes
      case .failure(let failure): session.view.show(.note("\(host): who changed it is not known: \(failure)"))
      }
    }
    session.view.show(.drift(summary))
    if !summary.changes.isEmpty { try ExitStatus.differences.exit() }
  }
}
