import ArgumentParser
import Controller
import Model
import Planning

struct Down: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    abstract: "Take everything of culvert's off the hosts of the inventory.",
    discussion: """
      Each host is then as it was before the first `up`: the same boot files, the same settings. What stays is the \
      history, in /var/lib/culvert or /var/opt/culvert, unless --purge; and the kernel modules ipip and ip_vs, because nobody can tell \
      whether something else has begun to use them.

      With --host NAME, everything is taken off a host that the inventory no longer has. How to log in there is what the record \
      of another host says. With --on-unreachable skip too, a host that is gone for good is forgotten.

      With --on-unreachable skip, hosts that cannot be reached are left out, but for a director that realservers still \
      take packets from. Exit status 8 then, or 5 if there was nothing to do on the others; say it again for those later.
      """)

  @OptionGroup var options: CommonOptions
  @OptionGroup var change: ChangeOptions
  @OptionGroup var unreachable: UnreachableOptions
  @OptionGroup var owner: TakeOverOptions

  @Option(
    help: ArgumentHelp(
      "Only this host, which the inventory has lost and another host's record names.", valueName: "name"),
    transform: { text in
      do throws(InvalidValue) { return try HostName(text) } catch { throw ValidationError("\(error)") }
    })
  var host: HostName?

  @Flag(help: "Remove the history too: nothing can be rolled back then.")
  var purge = false

  func validate() throws {
    if host != nil, purge { throw ValidationError("--purge is for all hosts of the inventory, without --host") }
    if case .quorum = unreachable.onUnreachable {
      throw ValidationError("--on-unreachable takes fail or skip here: nothing is to serve afterwards")
    }
  }

  func run() async throws {
    let view = options.view
    let context = try RunContext(options, view, takeOver: owner.takeOver)
    let terms = ChangeTerms(change, view)
    let policy = unreachable.onUnreachable
    let result =
      if let host { try await HostRemoval(context, terms, of: host, policy).run() } else {
        try await Teardown(context, terms, policy, purges: purge).run()
      }
    try result.outcome.exit()
  }
}
