import ArgumentParser

@main
struct Culvert: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "culvert",
    abstract: "Brings up, watches and takes back LVS/TUN clusters and plain tunnels, from one inventory file.",
    discussion: """
      culvert reads what there should be from an inventory, looks over SSH at what there is, and changes the \
      difference. Each change is a transaction on its host, which takes it back by itself unless it is confirmed.

        culvert check              is the inventory right?
        culvert trust lb1          look at a host's key and record it
        culvert plan               what would be done
        culvert up                 do it
        culvert drift              has anything changed since?
        culvert rollback           go back to before the last transaction
        culvert down               take everything of culvert's off the hosts

      Exit status: \(ExitStatus.allCases.map { "\($0.rawValue) \($0.meaning)" }.joined(separator: "; ")).
      """,
    version: Version.current,
    subcommands: [
      Check.self, Render.self, PlanVerb.self, Up.self, Drift.self, History.self, RollbackVerb.self, ResumeVerb.self,
      Down.self, Trust.self,
    ])
}
