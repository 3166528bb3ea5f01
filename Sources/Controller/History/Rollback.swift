import Drivers
import HostAgent
import Model
import Planning

/// What it takes to bring one host back to an earlier state.
package struct Rollback: Sendable {
  package let view: HostView
  /// The transaction before which the host is to be as it was; nil where it is as it was.
  package let returnPoint: TransactionID?
  package let plan: HostPlan
  /// What somebody changed of culvert's since the last transaction, and what the rollback undoes along with it.
  package let editsSince: [Change]
  /// What would have repaired the state that the rollback returns to: it was drifted from what the transaction before
  /// had left.
  package let driftThen: [Change]

  /// Looks at a host, and at what it has kept; `before` is the transaction that was confirmed before the return point.
  /// - Throws: `HostFailure`.
  package init(
    of member: Fleet.Member, to returnPoint: TransactionID?, before: TransactionID? = nil
  ) async throws(HostFailure) {
    let arguments = member.driver.probeArguments(for: member.intent)
    view = try HostView(try await member.channel.ask(.probe(arguments)), of: member)
    self.returnPoint = returnPoint
    guard let returnPoint else {
      plan = HostPlan(host: member.host, from: view.state, to: view.state)
      editsSince = []
      driftThen = []
      return
    }
    let then = try HostView(try await member.channel.ask(.show(returnPoint)).checkpoint, of: member).state
    var target = rollbackTarget(now: view.state, then: then)
    target.boot.files.merge(member.driver.restoredFiles(now: view.state, then: then)) { $1 }
    plan = HostPlan(host: member.host, from: view.state, to: target)
    editsSince = try await view.edits(member)
    guard let before, let left = try await member.channel.ask(.show(before)).after else {
      driftThen = []
      return
    }
    driftThen = try HostView(left, of: member).state.repairs(then)
  }
}

extension HostView {
  /// How the last transaction left the host; nil where that is not known.
  /// - Throws: `HostFailure`.
  func left(_ member: Fleet.Member) async throws(HostFailure) -> HostState? {
    guard let last, let after = try await member.channel.ask(.show(last)).after else { return nil }
    return try HostView(after, of: member).state
  }

  /// What differs of culvert's from that.
  fileprivate func edits(_ member: Fleet.Member) async throws(HostFailure) -> [Change] {
    guard let left = try await left(member) else { return [] }
    return changes(from: left, to: state).filter(left.ownership.names)
  }
}

extension HostState {
  /// What makes this state of another one, of what is culvert's in this one.
  fileprivate func repairs(_ other: HostState) -> [Change] {
    changes(from: other, to: self).filter(ownership.names)
  }
}
