import ArgumentParser
import Controller

struct Drift: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    abstract: "Say what on the hosts is not as the inventory wants it.",
    discussion: """
      Looks at the kernel's state and at the boot files: what runs but would be gone after a reboot is drift too. \
      Exit status 0 without drift, 2 with it, 1 and above 2 on errors.
      """)

  @OptionGroup var options: CommonOptions

  func run() async throws {
    let session = try Session(options)
    let proposals = try await session.proposals(adopts: true)
    await session.fleet.disconnect()
    try session.requireSight(proposals)
    let summary = session.summary(proposals)
    session.view.show(.drift(summary))
    if !summary.changes.isEmpty { try ExitStatus.differences.exit() }
  }
}
