import Controller
import Model
import Planning

extension Down {
  /// Takes everything off a host that the inventory has lost, and out of the records that name it.
  func takeOff(_ name: HostName) async throws -> ExitStatus {
    let session = try Session(options, takeOver: owner.takeOver)
    guard session.claim.cluster.host(name) == nil else {
      return session.refuse(
        "\(name) is in the inventory: leave it in 'hosts:', take it out of all else, and run culvert up")
    }
    let survey = try await session.survey(settles: false, isLast: true)
    guard let peer = session.claim.lostHosts(survey.states).values.compactMap({ $0[name] }).first else {
      return session.refuse(
        "no record of a host names \(name): put it back into 'hosts:' of the inventory, and run culvert up")
    }
    session.view.show(.note("\(name): logging in at \(peer.login), as recorded"))
    return try await Session(options, takeOver: owner.takeOver, lost: peer.host(name))
      .forget(name, change, unreachable.onUnreachable)
  }
}

extension Session {
  fileprivate func refuse(_ reason: String) -> ExitStatus {
    view.show(.note("refused: \(reason)"))
    return .refused
  }

  fileprivate func forget(
    _ name: HostName, _ change: ChangeOptions, _ policy: UnreachablePolicy
  ) async throws -> ExitStatus {
    let prospect = try await prospect(adopts: true, settles: true, policy)
    let own = prospect.proposals.filter { $0.view.host == name }
    try requireNoRefusal(own)
    let others = prospect.proposals.map(\.view).filter { $0.state.ownership.peers[name] != nil && $0.host != name }
    let forgetting = others.map { view in
      var target = view.state
      target.ownership.peers[name] = nil
      return PlannedHost(HostPlan(host: view.host, from: view.state, to: target), on: view)
    }
    let skipped = prospect.skipped.filter { $0.host == name }
    for host in skipped { view.show(.note("\(host.host) cannot be reached and is forgotten: \(host.reason)")) }
    return try await carryOut(own.map { PlannedHost($0.plan, on: $0.view) } + forgetting, change)
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
