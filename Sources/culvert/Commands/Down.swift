import ArgumentParser
import Controller
import HostAgent
import Model
import Planning

struct Down: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    abstract: "Take everything of culvert's off the hosts of the inventory.",
    discussion: """
      Each host is then as it was before the first `up`: the same boot files, the same settings. What stays is the \
      history, in /var/lib/culvert or /var/opt/culvert, unless --purge; and the kernel modules ipip and ip_vs, because nobody can tell \
      whether something else has begun to use them.
      """)

  @OptionGroup var options: CommonOptions
  @OptionGroup var change: ChangeOptions

  @Flag(help: "Remove the history too: nothing can be rolled back then.")
  var purge = false

  func run() async throws {
    let session = try Session(options, goal: .nothing)
    let proposals = try await session.proposals(adopts: true, settles: true)
    try session.requireNoRefusal(proposals)
    try await session.carryOut(proposals.map { PlannedHost($0.plan, on: $0.view) }, change)
    if purge { try await session.purge() }
  }
}

extension Session {
  fileprivate func purge() async throws {
    let replies = try complete(
      await fleet.each { member throws(HostFailure) in try await member.channel.purge() })
    await fleet.disconnect()
    for member in fleet.members {
      guard let reply = replies[member.host], reply.outcome != .purged else { continue }
      if case .refused(_, let text) = reply.outcome { view.show(.note("\(member.host): not purged: \(text)")) }
      throw ExitStatus.refused.code
    }
  }
}
