import Drivers
import HostAgent
import Model
import Planning

/// What a look at all hosts has brought: those that were seen, and why the others were not.
package struct Survey: Sendable {
  package var views: [HostName: HostView] = [:]
  /// The hosts that cannot be reached.
  package private(set) var unreachable: [HostName: HostFailure] = [:]
  /// The hosts that answered, but not as they should.
  package private(set) var failures: [HostName: HostFailure] = [:]
  /// The hosts that were seen, and are left out all the same.
  private var leftOut: Set<HostName> = []

  package init(_ results: [HostName: Result<HostView, HostFailure>]) {
    for (host, result) in results {
      switch result {
      case .success(let view): views[host] = view
      case .failure(let failure) where failure.isUnreachable: unreachable[host] = failure
      case .failure(let failure): failures[host] = failure
      }
    }
  }

  /// How the hosts are that were seen.
  package var states: [HostName: HostState] { views.mapValues(\.state) }

  /// How many hosts could not be looked at.
  package var unreadCount: Int { failures.count + unreachable.count }

  /// All that were seen are worked on, but for those left out.
  package var scope: RunScope { RunScope(skipped: leftOut.union(unreachable.keys)) }

  /// Leaves hosts out as if they could not be reached.
  package mutating func leaveOut(_ hosts: Set<HostName>) {
    leftOut.formUnion(hosts)
    for host in hosts { views[host] = nil }
  }

  /// What speaks against going on without those that cannot be reached.
  package func objections(in cluster: Cluster, _ policy: UnreachablePolicy) -> [SkipObjection] {
    cluster.objections(to: scope, policy, seen: views.mapValues(\.state))
  }

  /// What speaks against working on those left behind only: services that the inventory has no more.
  package func servicesLost(in cluster: Cluster, to scope: RunScope) -> [ServiceKey] {
    cluster.servicesLost(to: scope, seen: views.mapValues(\.state))
  }
}

extension Fleet {
  /// Which of the hosts that were seen are worked on, where only those are that the last transaction has left behind.
  package func scope(
    ofThoseLeftBehind history: ClusterHistory, _ survey: Survey, in cluster: Cluster
  ) -> RunScope {
    let reached = Set(survey.views.keys)
    let left = cluster.leftBehind(reached: reached, upToDate: history.hostsUpToDate)
    return RunScope(skipped: survey.scope.skipped, kept: reached.subtracting(left))
  }

  /// What there is to do on the hosts that were seen and are not left as they are.
  package func proposals(
    _ survey: Survey, of cluster: Cluster, within scope: RunScope, templates: any TemplateRendering, adopts: Bool,
    claim: Claim? = nil
  ) -> [HostName: Result<Proposal, HostFailure>] {
    var results: [HostName: Result<Proposal, HostFailure>] = [:]
    let foreign = claim?.foreign(survey.states) ?? [:]
    for member in members {
      guard let view = survey.views[member.host] else { continue }
      let isKept = scope.kept.contains(member.host)
      if isKept, !cluster.directs(member.host, toOthersThan: scope, seen: view.state) { continue }
      let intent = cluster.narrowed(member.intent, to: scope, on: member.host, seen: view.state)
      do throws(HostFailure) {
        let proposal = try Proposal(view, of: member, intent, templates: templates, adopts: adopts, claim: claim)
        let finding = proposal.plan.isEmpty ? nil : foreign[member.host]
        results[member.host] = .success(finding.map(proposal.refused) ?? proposal)
      } catch { results[member.host] = .failure(error) }
    }
    return results
  }
}
