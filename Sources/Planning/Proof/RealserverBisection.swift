import Model

/// Where packets stop that a director has sent to the realserver.
extension PathEvidence {
  func refused(_ director: DirectorEvidence) -> BrokenLayer {
    if let unwrapped = realserver.unwrapped, unwrapped > 0 { return refusedInside(unwrapped) }
    if let wrong = wrongTunnel { return wrong }
    if let known = known([.wrongOuterSource], director) { return known }
    guard realserver.unwrapped == nil else {
      let opening = opening(.wrappedIn, realserver.obstacles, director.count.packets)
      return layer(
        path.realserver, .tunnelWrong, .named("tunnel from \(director.host)"),
        why: "the host answers that it takes no such packets, and none came out of a tunnel" + (opening?.why ?? ""),
        remedy: opening?.remedy
          ?? .words(
            "look for a firewall that rejects protocol 4 from \(director.host) to \(path.address), on the way or there")
      )
    }
    return nobodyListens
  }

  /// By a program's absence, or by a firewall that answers like that.
  private func refusedInside(_ unwrapped: Int) -> BrokenLayer {
    guard realserver.after?.listening == .onVIP, let opening = opening(.service, realserver.obstacles, unwrapped) else {
      return nobodyListens
    }
    return layer(
      path.realserver, .notAnswered, .service(path.key),
      why: "a program listens there, and yet the connection was refused" + opening.why, remedy: opening.remedy)
  }

  var nobodyListens: BrokenLayer {
    let end = Endpoint(path.vip, path.port)
    let (why, remedy) =
      switch realserver.after?.listening {
      case .elsewhere(let addresses):
        (
          "a program listens on port \(path.port), but on \(addresses.map(\.text).joined(separator: ", ")) only",
          "in that program's configuration, have it listen on \(end) too, or on all addresses"
        )
      case .onVIP: ("something listens there, and yet the connection was refused", "see whether it takes connections")
      case .nowhere: ("nothing listens on port \(path.port)", "start the program that is to listen on \(end)")
      case nil: ("the connection was refused", "start the program that is to listen on \(end) or on all addresses")
      }
    return layer(path.realserver, .nobodyListens, .service(path.key), why: why, remedy: .words(remedy))
  }

  func silent(_ director: DirectorEvidence) -> BrokenLayer {
    if let known = known([.noRoute], director) { return known }
    guard let unwrapped = realserver.unwrapped else { return unseen(director) }
    return unwrapped > 0 ? afterTunnel(director, unwrapped) : beforeTunnel(director)
  }

  private func beforeTunnel(_ director: DirectorEvidence) -> BrokenLayer {
    if let wrong = wrongTunnel ?? known([.wrongOuterSource], director) { return wrong }
    if let other = ownFault([.otherHandler]) ?? droppedByIPsec(director) { return other }
    let packets = director.count.packets
    var opening = opening(.wrappedIn, realserver.obstacles, packets)
    if opening == nil || opening?.isCertain == false,
      let there = self.opening(.wrappedOut, director.obstacles, packets, on: director.host), there.isCertain
    {
      opening = there
    }
    return layer(
      path.realserver, .outerLost, .named("tunnel from \(director.host)"),
      why:
        "\(director.host) sends, and nothing comes out of the tunnel, which is right: packets of protocol 4 are lost"
        + (opening?.why ?? ""),
      remedy: opening?.remedy
        ?? .words(
          "have protocol 4 from \(director.host) to \(path.address) let through, by the provider (a security group's "
            + "rules) and by firewalls on the way" + own(.wrappedIn)))
  }

  private func droppedByIPsec(_ director: DirectorEvidence) -> BrokenLayer? {
    guard realserver.droppedByIPsec > 0 else { return nil }
    return layer(
      path.realserver, .otherHandler, .named("IPsec between \(director.host) and \(path.address)"),
      why: "nothing comes out of the tunnel, and IPsec dropped \(counted(realserver.droppedByIPsec)) meanwhile",
      remedy: .words(
        "have the VPN's policies exempt protocol 4 between the two addresses (ip xfrm policy; counters in /proc/net/xfrm_stat), or "
          + "give the host a second address for the tunnel"))
  }

  private func afterTunnel(_ director: DirectorEvidence, _ unwrapped: Int) -> BrokenLayer {
    if let missing = missingInside { return missing }
    guard let after = realserver.after else { return unseen(director) }
    if after.isHalfOpen { return ownFault([.strongHostModel]) ?? replyLost(unwrapped) }
    // Without one, rp_filter drops it too.
    guard after.replyRoute != nil else {
      return noReplyRoute
    }
    if realserver.droppedByReversePath > 0 {
      return layer(
        path.realserver, .reversePathDrop, .named("rp_filter"),
        why:
          "the host dropped \(counted(realserver.droppedByReversePath)) since their source is not reached through the tunnel",
        remedy: wrongSetting.map { _ in .culvert(["up"]) }
          ?? .words(
            "the settings are right, so it has to be the route: \(source.address) has to be found by the table that packets of "
              + "the tunnel are looked up in (ip rule show; ip route get \(source.address))")
      )
    }
    if let fault = ownFault([.strongHostModel, .strictInterfaces]) { return fault }
    // An answer that the host's own filter drops may leave a half-made connection behind or not (both seen on 6.1).
    let ownService = opening(.service, realserver.obstacles, unwrapped)
    let ownAnswer = opening(.answer, realserver.obstacles, unwrapped)
    if ownService == nil, ownAnswer?.isCertain == true { return replyLost(unwrapped) }
    let opening = ownService ?? ownAnswer
    return layer(
      path.realserver, .notAnswered, .service(path.key),
      why: "\(counted(unwrapped)) came out of the tunnel, and nothing was answered" + (opening?.why ?? ""),
      remedy: opening?.remedy
        ?? .words(
          "look for a firewall on the host" + own(.service) + ", and whether the program takes connections"))
  }

  /// What culvert already knows to be wrong with the realserver's IP stack, where no counter tells of it: it drops what came
  /// out of a tunnel, or sends no answer.
  private func ownFault(_ ids: Set<FindingID>) -> BrokenLayer? {
    realserver.findings.first { ids.contains($0.id) }.map { BrokenLayer(host: path.realserver, finding: $0) }
  }

  var noReplyRoute: BrokenLayer {
    layer(
      path.realserver, .noReplyRoute, .client(.v4(source.address)),
      why: "the host has no route for an answer from \(path.vip) to it",
      remedy: realserver.obstacles.wayBack
        ?? .words("give it a default route, or one to \(source.address): its own network knows by which gateway"))
  }

  private func replyLost(_ unwrapped: Int) -> BrokenLayer {
    let opening = opening(.answer, realserver.obstacles, unwrapped)
    return layer(
      path.realserver, .replyLost, .named("answers from \(path.vip)"),
      why: "the host answered \(source), and the answer did not come" + (opening?.why ?? ""),
      remedy: opening?.remedy
        ?? .words(
          "ask the provider of \(path.realserver)'s network to let packets with the source \(path.vip) out of it: such that are "
            + "not from the host's own address may be dropped there; and firewalls on the way back"))
  }

  var wrongTunnel: BrokenLayer? {
    let change = realserver.changes.first { change in
      guard let tunnel = change[Tunnels.self], let wanted = tunnel.to, wanted.has(path.vip) else { return false }
      guard let there = tunnel.from else { return true }
      return !there.takesPackets(like: wanted)
    }
    return change.map { change in
      layer(
        path.realserver, .tunnelWrong, change.subject,
        why: "it is \(change.kind == .add ? "not there" : "not as the inventory wants it")", remedy: .culvert(["up"]))
    }
  }

  var missingInside: BrokenLayer? {
    let change = realserver.changes.first { change in
      guard let tunnel = change[Tunnels.self] else { return false }
      let missing = (tunnel.to?.addresses ?? []).subtracting(tunnel.from?.addresses ?? [])
      return missing.contains { $0.address == path.vip }
    }
    return change.map { change in
      layer(
        path.realserver, .vipNotInside, .vip(.v4(path.vip)), why: "\(change.thing) does not have it",
        remedy: .culvert(["up"])
      )
    }
  }

  private var wrongSetting: Change? {
    realserver.changes.first { change in
      guard let tunnel = change[Tunnels.self] else { return change[Settings.self] != nil }
      return tunnel.from?.reversePathFilter != tunnel.to?.reversePathFilter
    }
  }

  /// The realserver tells nothing of packets: what is wrong there by its settings, or else one of two.
  private func unseen(_ director: DirectorEvidence) -> BrokenLayer {
    wrongTunnel ?? missingInside ?? known([.wrongOuterSource], director)
      ?? ownFault([.strongHostModel, .strictInterfaces])
      ?? layer(
        path.realserver, .unproven, .path(path),
        why: "\(director.host) sends, nothing comes back, and the host does not tell of packets",
        remedy: .words(
          "look there with tcpdump or snoop: protocol 4 from \(director.host) in, answers from \(path.vip) out"))
  }
}
