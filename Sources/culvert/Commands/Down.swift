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
    if let host { return try await takeOff(host).exit() }
    let session = try Session(options, goal: .nothing, takeOver: owner.takeOver)
    let prospect = try await session.prospect(adopts: true, settles: true, unreachable.onUnreachable)
    try session.requireNoRefusal(prospect.proposals)
    var status = try await session.carryOut(
      prospect.plans, skipped: prospect.skipped, change, continuation: "culvert down", keepsHistory: !purge)
    if purge {
      try await session.purge(Set(prospect.plans.map(\.plan.host)))
      if status == .unreachable, !prospect.plans.isEmpty { status = .partlyConfirmed }
    }
    try status.exit()
  }
}

extension Session {
  fileprivate func purge(_ hosts: Set<HostName>) async throws {
    let replies = try complete(
      await fleet.each(hosts) { member throws(HostFailure) in try await member.channel.purge() })
    await fleet.disconnect()
    var purged = 0
    for member in fleet.members {
      guard let reply = replies[member.host] else { continue }
      guard reply.outcome != .purged else {
        purged += 1
        continue
      }
      if case .refused(_, let text) = reply.outcome { view.show(.note("\(member.host): not purged: \(text)")) }
      throw ExitStatus.refused.code
    }
    view.show(.note("History removed on \(counted(purged, "host")): nothing can be rolled back there any more."))
  }
}
