import Controller
import Model
import Planning

/// Realservers whose tunnels get other ends, on systems that cannot have both tunnels at once.
extension Session {
  /// Takes the realservers out of their services that others serve too, and drains them; the change then puts them back at
  /// their new ends.
  /// - Returns: What came of it; nil if there is nothing to take out.
  func drainMoving(_ proposals: [Proposal], _ verb: Up) async throws -> Execution? {
    let moving = claim.cluster.dispensable(Set(proposals.filter { $0.plan.movesInPlace }.map(\.plan.host)))
    guard !moving.isEmpty, !verb.reach.onlyFailed else { return nil }
    let names = moving.sorted().map(\.text).joined(separator: ", ")
    view.show(.note("\(names): the tunnel cannot have both ends at once: first taken out and drained, then put back"))
    let session = try Session(verb.options, takeOver: verb.owner.takeOver, without: moving)
    let prospect = try await session.prospect(adopts: verb.adopt, settles: true, verb.reach.policy)
    try session.requireNoRefusal(prospect.proposals, but: verb.force.force)
    return try await session.execute(
      prospect.plans, skipped: prospect.skipped, verb.change, proving: verb.proof.onUnproven.policy)
  }
}

extension Cluster {
  /// Those of the realservers that no service of theirs needs: it has another one with weight that is none of them.
  fileprivate func dispensable(_ hosts: Set<HostName>) -> Set<HostName> {
    let needed = services.filter { service in
      !service.realservers.contains { $0.weight > 0 && !hosts.contains($0.host) }
    }
    return hosts.subtracting(needed.flatMap { $0.realservers.map(\.host) })
  }
}
