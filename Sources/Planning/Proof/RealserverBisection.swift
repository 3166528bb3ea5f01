import Model

/// Where packets stop that a director has sent to the realserver.
extension PathEvidence {
  func refused(_ director: DirectorEvidence) -> BrokenLayer {
    if let unwrapped = realserver.unwrapped, unwrapped > 0 { return refusedInside(unwrapped) }
    if let wrong = wrongTunnel { return wrong }
    if let known = known([.wrongOuterSource], director) { return known }
    guard realserver.unwrapped == nil else {
      let loss = loss(.wrappedIn, realserver.obstacles, director.count.packets)
      return here(
        .tunnelWrong(.refusing(director: director.host, to: path.address, loss)), .tunnelFrom(director.host))
    }
    return nobodyListens
  }

  /// By a program's absence, or by a firewall that answers like that.
  private func refusedInside(_ unwrapped: Int) -> BrokenLayer {
    guard realserver.after?.listening == .onVIP, let loss = loss(.service, realserver.obstacles, unwrapped) else {
      return nobodyListens
    }
    return here(.notAnswered(.refused(loss)), .service(path.key))
  }

  var nobodyListens: BrokenLayer { here(.nobodyListens(end, realserver.after?.listening), .service(path.key)) }

  func silent(_ director: DirectorEvidence) -> BrokenLayer {
    if let known = known([.noRoute], director) { return known }
    guard let unwrapped = realserver.unwrapped else { return unseen(director) }
    return unwrapped > 0 ? afterTunnel(director, unwrapped) : beforeTunnel(director)
  }

  private func beforeTunnel(_ director: DirectorEvidence) -> BrokenLayer {
    if let wrong = wrongTunnel ?? known([.wrongOuterSource], director) { return wrong }
    if let other = ownFault([.otherHandler]) ?? droppedByIPsec(director) { return other }
    let packets = director.count.packets
    var loss = loss(.wrappedIn, realserver.obstacles, packets)
    if loss?.dropped == nil,
      let there = self.loss(.wrappedOut, director.obstacles, packets, on: director.host), there.dropped != nil
    {
      loss = there
    }
    let own = realserver.obstacles.rules[.wrappedIn]
    return here(
      .outerLost(director: director.host, to: path.address, loss, own: own), .tunnelFrom(director.host))
  }

  private func droppedByIPsec(_ director: DirectorEvidence) -> BrokenLayer? {
    guard realserver.droppedByIPsec > 0 else { return nil }
    return here(
      .otherHandler(.ipsec(dropped: realserver.droppedByIPsec)), .ipsec(between: director.host, path.address))
  }

  private func afterTunnel(_ director: DirectorEvidence, _ unwrapped: Int) -> BrokenLayer {
    if let missing = missingInside { return missing }
    guard let after = realserver.after else { return unseen(director) }
    if after.isHalfOpen { return ownFault([.strongHostModel]) ?? replyLost(unwrapped) }
    // Without one, rp_filter drops it too.
    guard after.replyRoute != nil else {
      return noReplyRoute
    }
    let dropped = realserver.droppedByReversePath
    if dropped > 0 {
      return here(
        .reversePathDrop(.dropped(packets: dropped, client: source.address, isSettingWrong: isSettingWrong)),
        .named("rp_filter"))
    }
    if let fault = ownFault([.strongHostModel, .strictInterfaces]) { return fault }
    // An answer that the host's own filter drops may leave a half-made connection behind or not (both seen on 6.1).
    let ownService = loss(.service, realserver.obstacles, unwrapped)
    let ownAnswer = loss(.answer, realserver.obstacles, unwrapped)
    if ownService == nil, ownAnswer?.dropped != nil { return replyLost(unwrapped) }
    let own = realserver.obstacles.rules[.service]
    return here(
      .notAnswered(.silent(packets: unwrapped, ownService ?? ownAnswer, own: own)), .service(path.key))
  }

  /// What culvert already knows to be wrong with the realserver's IP stack, where no counter tells of it: it drops what came
  /// out of a tunnel, or sends no answer.
  private func ownFault(_ ids: Set<FindingID>) -> BrokenLayer? {
    realserver.findings.first { ids.contains($0.id) }.map { BrokenLayer(host: path.realserver, finding: $0) }
  }

  var noReplyRoute: BrokenLayer {
    here(
      .noReplyRoute(vip: path.vip, client: source.address, holes: realserver.obstacles.holes),
      .client(.v4(source.address)))
  }

  private func replyLost(_ unwrapped: Int) -> BrokenLayer {
    let loss = loss(.answer, realserver.obstacles, unwrapped)
    return here(
      .replyLost(vip: path.vip, to: source, from: path.realserver, loss), .answers(from: path.vip, to: nil))
  }

  var wrongTunnel: BrokenLayer? {
    let change = realserver.changes.first { change in
      guard let tunnel = change[Tunnels.self], let wanted = tunnel.to, wanted.has(path.vip) else { return false }
      guard let there = tunnel.from else { return true }
      return !there.takesPackets(like: wanted)
    }
    return change.map { here(.tunnelWrong($0.kind == .add ? .absent : .different), $0.subject) }
  }

  var missingInside: BrokenLayer? {
    let change = realserver.changes.first { change in
      guard let tunnel = change[Tunnels.self] else { return false }
      let missing = (tunnel.to?.addresses ?? []).subtracting(tunnel.from?.addresses ?? [])
      return missing.contains { $0.address == path.vip }
    }
    return change.map { here(.vipNotInside($0.subject), .vip(.v4(path.vip))) }
  }

  private var isSettingWrong: Bool {
    realserver.changes.contains { change in
      guard let tunnel = change[Tunnels.self] else { return change[Settings.self] != nil }
      return tunnel.from?.reversePathFilter != tunnel.to?.reversePathFilter
    }
  }

  /// The realserver tells nothing of packets: what is wrong there by its settings, or else one of two.
  private func unseen(_ director: DirectorEvidence) -> BrokenLayer {
    wrongTunnel ?? missingInside ?? known([.wrongOuterSource], director)
      ?? ownFault([.strongHostModel, .strictInterfaces])
      ?? here(.unproven(.unseen(director: director.host, vip: path.vip)), .path(path))
  }
}
