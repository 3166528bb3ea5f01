import ArgumentParser
import Controller
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
    let view = options.view
    let context = try RunContext(options, view, takeOver: owner.takeOver)
    let terms = ChangeTerms(change, view)
    try await ClusterRollback(context, terms, to: transaction, forced: force.force).run().outcome.exit()
  }
}
