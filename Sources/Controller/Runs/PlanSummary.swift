import Drivers
import HostAgent
import Model
import Planning

/// Hosts with their changes, in the order of the inventory.
package struct PlanSummary: Sendable {
  package struct Host: Sendable {
    package let name: HostName
    package let release: String
    package let changes: [Change]
    package let steps: [Step]
    /// What an operator should know before.
    package var remarks: [String]

    package init(name: HostName, release: String, changes: [Change], steps: [Step], remarks: [String] = []) {
      self.name = name
      self.release = release
      self.changes = changes
      self.steps = steps
      self.remarks = remarks
    }
  }

  package let hosts: [Host]
  package var skipped: [SkippedHost]
  /// How many hosts could not be read, besides.
  package var unread = 0
  /// What the differences of a host may come from, where that was asked.
  package var causes: [HostName: [Change: [Cause]]]
  /// What goes on with the skipped hosts later.
  package var continuation = "culvert up --only-failed"
  /// Whether new boot files are shown in full: a saved plan may say anything.
  package var showsContents = false
  /// Seconds; nil where nothing is going to be done.
  package var deadline: Int?
  /// Whether the hosts can be asked to roll back afterwards: not once their history is removed.
  package var keepsHistory = true
  /// The hosts with findings, which are said on their own; a host with one is never as it should be.
  package var found: Set<HostName> = []
  /// Those of them whose next boot would not bring back what is managed: that is drift, although nothing else differs.
  package var endangered: Set<HostName> = []

  package init(hosts: [Host], skipped: [SkippedHost] = [], causes: [HostName: [Change: [Cause]]] = [:]) {
    self.hosts = hosts
    self.skipped = skipped
    self.causes = causes
  }

  package var changes: [Change] { hosts.flatMap(\.changes) }
  package func count(_ kind: ChangeKind) -> Int { changes.count { $0.kind == kind && $0.face != .record } }
}

/// A host's plan, with what people want to see beside it.
package struct PlannedHost: Sendable {
  package let plan: HostPlan
  package let view: HostView

  package init(_ plan: HostPlan, on view: HostView) {
    self.plan = plan
    self.view = view
  }
}

extension PlanSummary {
  /// Notes which hosts have findings.
  mutating func note(_ proposals: [Proposal]) {
    for proposal in proposals where !proposal.refusals.isEmpty {
      found.insert(proposal.view.host)
      if proposal.isBootEndangered { endangered.insert(proposal.view.host) }
    }
  }
}

extension Proposal {
  /// Whether something is managed on the host, and a finding says that the next boot would not bring it back.
  fileprivate var isBootEndangered: Bool {
    !view.state.ownership.isEmpty && refusals.contains(where: \.id.endangersBoot)
  }
}

extension RunContext {
  /// Proposals, for whoever reads them.
  package func summary(_ proposals: [Proposal], skipped: [SkippedHost] = []) -> PlanSummary {
    var summary = summary(proposals.map { PlannedHost($0.plan, on: $0.view) }, skipped: skipped)
    summary.note(proposals)
    return summary
  }

  /// Plans, with the releases of their hosts.
  package func summary(_ hosts: [PlannedHost], skipped: [SkippedHost] = []) -> PlanSummary {
    PlanSummary(
      hosts: hosts.map { host in
        .init(
          name: host.plan.host, release: host.view.observation.facts.release, changes: host.plan.changes,
          steps: fleet[host.plan.host].map { host.plan.steps($0.driver) } ?? [],
          remarks: host.plan.remarks(host.view.state) + claim.remarks(host.plan, host.view.state))
      }, skipped: skipped)
  }
}

extension HostPlan {
  /// The commands of the plan, for showing.
  package func steps(_ driver: any Driver) -> [Step] {
    schedule.flatMap { driver.steps(for: $0.change, in: $0.phase) }
  }
}
