import HostAgent
import Model
import Planning

/// Takes everything off a host that the inventory has lost, and the host out of the records that name it.
package struct HostRemoval: Sendable {
  private let context: RunContext
  private let name: HostName
  private let policy: UnreachablePolicy
  private let terms: ChangeTerms

  package init(_ context: RunContext, _ terms: ChangeTerms, of name: HostName, _ policy: UnreachablePolicy = .fail) {
    self.context = context
    self.name = name
    self.policy = policy
    self.terms = terms
  }

  /// - Throws: `RunStop` after telling why it was not begun; what making the way to the host does.
  package func run() async throws -> ChangeResult {
    guard context.claim.cluster.host(name) == nil else { throw context.refusal(.inInventory(name)) }
    let survey = try await context.survey(settles: false, isLast: true)
    guard let peer = context.claim.lostHosts(survey.states).values.compactMap({ $0[name] }).first else {
      throw context.refusal(.notRecorded(name))
    }
    context.tell(.note(.loggingIn(name, at: peer.login)))
    return try await forget(in: context.adding(peer.host(name)))
  }

  private func forget(in context: RunContext) async throws(RunStop) -> ChangeResult {
    let plan = try await context.plan(adopts: true, settles: true, RunReach(policy))
    let own = plan.proposals.filter { $0.view.host == name }
    try context.requireNoRefusal(own)
    let others = plan.proposals.map(\.view).filter { $0.state.ownership.peers[name] != nil && $0.host != name }
    let forgetting = others.map { view in
      var target = view.state
      target.ownership.peers[name] = nil
      return PlannedHost(HostPlan(host: view.host, from: view.state, to: target), on: view)
    }
    for host in plan.skipped where host.host == name { context.tell(.note(.forgotten(host))) }
    let plans = own.map { PlannedHost($0.plan, on: $0.view) } + forgetting
    return try await context.carryOut(plans, as: context.summary(plans), terms)
  }
}

extension PeerHost {
  /// The host of a record, with the name that it has there.
  fileprivate func host(_ name: HostName) -> Host {
    Host(
      name: name, address: address, system: system, ssh: SSHAccess(address: login, port: port, user: user),
      become: become, innerPeer: IPv4Address(value: 0))
  }
}
