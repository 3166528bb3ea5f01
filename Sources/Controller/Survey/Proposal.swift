import Drivers
import HostAgent
import Model
import Planning

/// What culvert would do on one host, and what speaks against it.
package struct Proposal: Sendable {
  package let view: HostView
  package let plan: HostPlan
  /// Empty where the plan may be carried out.
  package let refusals: [Finding]

  package init(view: HostView, plan: HostPlan, refusals: [Finding]) {
    self.view = view
    self.plan = plan
    self.refusals = refusals
  }

  /// The proposal that brings a host to what the inventory asks of it.
  ///
  /// With `adopts`, things that are there and not culvert's may be taken over and changed. With `narrowed`, that is asked
  /// instead of all that the member is asked. With a claim, the record names the inventory.
  /// - Throws: `HostFailure.template`.
  package init(
    _ view: HostView, of member: Fleet.Member, _ narrowed: HostIntent? = nil, templates: any TemplateRendering,
    adopts: Bool, claim: Claim? = nil
  ) throws(HostFailure) {
    let intent = narrowed ?? member.intent
    let ownership = view.state.ownership
    var target: HostState
    do {
      target = try member.driver.desired(
        for: intent, view.observation, ownership: ownership, templates: templates)
    } catch { throw .template(member.host, error) }
    if let claim { target.ownership = claim.noted(target.ownership, on: member.host, had: ownership) }
    if !intent.isEmpty { target.secureBootFiles { member.driver.isShared($0) } }
    let plan = HostPlan(host: member.host, from: view.state, to: target)
    var refusals = member.driver.findings(
      for: intent.within(member.intent), view.observation, ownership: ownership)
    if !adopts {
      let changes = plan.changes.filter { change in
        guard let file = change[Files.self] else { return true }
        if case .folder? = file.from { return false }
        return !member.driver.isShared(file.key)
      }
      refusals += collisions(changes, ownership: ownership)
    }
    self.init(view: view, plan: plan, refusals: refusals)
  }
}

extension Proposal {
  /// The proposal with one more reason not to carry it out, which comes first.
  package func refused(for finding: Finding) -> Proposal {
    Proposal(view: view, plan: plan, refusals: [finding] + refusals)
  }

  /// The boot files that culvert has, looks at, or would write on the host.
  package var knownPaths: Set<HostPath> {
    Set(view.state.boot.files.keys).union(view.state.ownership.files)
      .union(plan.changes.compactMap { $0[Files.self]?.key }).union(plan.ownershipAfter.files)
  }
}

extension HostState {
  /// Has only root change the boot files that culvert writes, and the folders that they are in.
  fileprivate mutating func secureBootFiles(_ isShared: (HostPath) -> Bool) {
    for (path, file) in boot.files {
      let isFolder = if case .folder = file { true } else { false }
      if isFolder || ownership.files.contains(path) || isShared(path) { boot.files[path] = file.secured }
    }
  }
}

extension HostIntent {
  /// Without the destinations that only stay because they are there: nobody has looked for a way to them.
  fileprivate func within(_ whole: HostIntent) -> HostIntent {
    var intent = self
    let addresses = Set(whole.balancing?.destinations.keys.map(\.address) ?? [])
    intent.balancing?.destinations = balancing?.destinations.filter { addresses.contains($0.key.address) } ?? [:]
    return intent
  }
}
