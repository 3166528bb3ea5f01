import Model

extension PathEvidence {
  /// The first layer at which the packets of this path stop.
  ///
  /// Counters say how far they came; only then is looked why they came no further. So a setting that is wrong, but not in the
  /// way, is not blamed.
  package var brokenLayer: BrokenLayer {
    guard let director = directors.first(where: { $0.count.packets > 0 }) else { return beforeDirector }
    guard director.count.connections > 0 else { return notTaken(by: director) }
    switch attempt.outcome {
    case .stalled(let bytes): return tooLong(director, bytes)
    case .refused: return refused(director)
    case .answered, .closed, .silent, .unreachable: return silent(director)
    }
  }

  // MARK: - On the way to the director

  private var beforeDirector: BrokenLayer {
    guard let director = directors.first else {
      return here(.unproven, why: "no director could be asked", remedy: "see why it cannot be reached")
    }
    let vip = path.vip
    switch attempt.outcome {
    case .answered, .closed, .stalled, .refused:
      return layer(
        director.host, .answeredElsewhere, "VIP \(vip)",
        why:
          "\(source.address) was \(attempt.outcome == .refused ? "refused" : "answered"), but no packet came to a director",
        remedy:
          "find out who it is: ip neigh show \(vip) on the router or host next to it; a realserver must not answer ARP")
    case .silent, .unreachable:
      if let missing = missingVIP(director) { return missing }
      return layer(
        director.host, .notArriving, "VIP \(vip)",
        why: "no packet from \(source) came to a director\(attempt.saying)",
        remedy:
          "look at routes and firewalls between \(source.address) and it, and who has the VIP: ip neigh show \(vip)")
    }
  }

  func missingVIP(_ director: DirectorEvidence) -> BrokenLayer? {
    let change = director.changes.first { $0.brings(path.vip) }
    guard let change else { return nil }
    return layer(
      director.host, .vipNotLocal, change.thing, why: "the director does not have it", remedy: "culvert up")
  }

  // MARK: - On the director

  private func notTaken(by director: DirectorEvidence) -> BrokenLayer {
    if attempt.isProof {
      return layer(
        director.host, .unproven, "\(path)",
        why:
          "it was answered, but not through the service of the proof: something on the director changes packets' marks",
        remedy: "look for it: iptables -t mangle -S, nft list ruleset, tc filter show")
    }
    return missingVIP(director)
      ?? layer(
        director.host, .notTaken, "service \(path.key)",
        why: "\(counted(director.count.packets)) came to the director, and ip_vs took up no connection",
        remedy: "look for a firewall there (nft list ruleset; iptables -S INPUT): it has to accept \(path.vip) port "
          + "\(path.port) without looking at connections' states")
  }

  /// What culvert already knows to be wrong with the director's way to this realserver.
  private func known(_ ids: Set<FindingID>, _ director: DirectorEvidence) -> BrokenLayer? {
    director.findings.first { ids.contains($0.id) && $0.what.hasSuffix(" \(path.address)") }
      .map { BrokenLayer(host: director.host, finding: $0) }
  }

  // MARK: - On the realserver

  private func refused(_ director: DirectorEvidence) -> BrokenLayer {
    if let unwrapped = realserver.unwrapped, unwrapped > 0 { return nobodyListens }
    if let wrong = wrongTunnel { return wrong }
    if let known = known([.wrongOuterSource], director) { return known }
    guard realserver.unwrapped == nil else {
      return layer(
        path.realserver, .tunnelWrong, "tunnel from \(director.host)",
        why: "the host answers that it takes no such packets, and none came out of a tunnel",
        remedy: "culvert drift; and look for a firewall that rejects protocol 4")
    }
    return nobodyListens
  }

  var nobodyListens: BrokenLayer {
    let end = Endpoint(path.vip, path.port)
    let why =
      switch realserver.after?.listening {
      case .elsewhere(let addresses):
        "a program listens on port \(path.port), but on \(addresses.map(\.text).joined(separator: ", ")) only"
      case .onVIP: "something listens there, and yet the connection was refused"
      case .nowhere: "nothing listens on port \(path.port)"
      case nil: "the connection was refused"
      }
    return layer(
      path.realserver, .nobodyListens, "service \(path.key)", why: why,
      remedy: "start the service, and have it listen on \(end) or on all addresses")
  }

  private func silent(_ director: DirectorEvidence) -> BrokenLayer {
    if let known = known([.noRoute], director) { return known }
    guard let unwrapped = realserver.unwrapped else { return unseen(director) }
    return unwrapped > 0 ? afterTunnel(director, unwrapped) : beforeTunnel(director)
  }

  private func beforeTunnel(_ director: DirectorEvidence) -> BrokenLayer {
    wrongTunnel ?? known([.wrongOuterSource], director)
      ?? layer(
        path.realserver, .outerLost, "tunnel from \(director.host)",
        why:
          "\(director.host) sends, and nothing comes out of the tunnel, which is right: packets of protocol 4 are lost",
        remedy:
          "let protocol 4 through from \(director.host) to \(path.address): firewalls on the way, the provider's rules, "
          + "and the host's own (nft, iptables, pf, ipfw or ipf)")
  }

  private func afterTunnel(_ director: DirectorEvidence, _ unwrapped: Int) -> BrokenLayer {
    if let missing = missingInside { return missing }
    guard let after = realserver.after else { return unseen(director) }
    if after.isHalfOpen {
      return ownFault([.strongHostModel])
        ?? replyLost(why: "the host answered \(source), and the answer did not come")
    }
    // Without one, rp_filter drops it too.
    guard after.replyRoute != nil else {
      return noReplyRoute
    }
    if realserver.droppedByReversePath > 0 {
      return layer(
        path.realserver, .reversePathDrop, "rp_filter",
        why:
          "the host dropped \(counted(realserver.droppedByReversePath)) since their source is not reached through the tunnel",
        remedy: wrongSetting.map { _ in "culvert up" }
          ?? "set net.ipv4.conf.all.rp_filter to 0 or 2 and that of the tunnel to 2, and give the host a route to clients"
      )
    }
    return ownFault([.strongHostModel, .strictInterfaces])
      ?? layer(
        path.realserver, .notAnswered, "service \(path.key)",
        why: "\(counted(unwrapped)) came out of the tunnel, and nothing was answered",
        remedy:
          "look for a firewall on the host (nft, iptables, pf, ipfw or ipf), and whether the program takes connections"
      )
  }

  /// What culvert already knows to be wrong with the realserver's IP stack, where no counter tells of it: it drops what came
  /// out of a tunnel, or sends no answer.
  private func ownFault(_ ids: Set<FindingID>) -> BrokenLayer? {
    realserver.findings.first { ids.contains($0.id) }.map { BrokenLayer(host: path.realserver, finding: $0) }
  }

  var noReplyRoute: BrokenLayer {
    layer(
      path.realserver, .noReplyRoute, "client \(source.address)",
      why: "the host has no route for an answer from \(path.vip) to it",
      remedy: "give it a default route, or one to clients")
  }

  private func replyLost(why: String) -> BrokenLayer {
    layer(
      path.realserver, .replyLost, "answers from \(path.vip)", why: why,
      remedy:
        "let packets with the source \(path.vip) out of the realserver's network: the provider may drop what is not the "
        + "host's own address")
  }

  var wrongTunnel: BrokenLayer? {
    let change = realserver.changes.first { change in
      guard case .tunnel(_, let delta) = change, let wanted = delta.to, wanted.has(path.vip) else { return false }
      guard let there = delta.from else { return true }
      return !there.takesPackets(like: wanted)
    }
    return change.map { change in
      layer(
        path.realserver, .tunnelWrong, change.thing,
        why: "it is \(change.kind == .add ? "not there" : "not as the inventory wants it")", remedy: "culvert up")
    }
  }

  var missingInside: BrokenLayer? {
    let change = realserver.changes.first { change in
      guard case .tunnel(_, let delta) = change else { return false }
      let missing = (delta.to?.addresses ?? []).subtracting(delta.from?.addresses ?? [])
      return missing.contains { $0.address == path.vip }
    }
    return change.map { change in
      layer(
        path.realserver, .vipNotInside, "VIP \(path.vip)", why: "\(change.thing) does not have it", remedy: "culvert up"
      )
    }
  }

  private var wrongSetting: Change? {
    realserver.changes.first { change in
      switch change {
      case .setting: true
      case .tunnel(_, let delta): delta.from?.reversePathFilter != delta.to?.reversePathFilter
      default: false
      }
    }
  }

  /// The realserver tells nothing of packets: what is wrong there by its settings, or else one of two.
  private func unseen(_ director: DirectorEvidence) -> BrokenLayer {
    wrongTunnel ?? missingInside ?? known([.wrongOuterSource], director)
      ?? ownFault([.strongHostModel, .strictInterfaces])
      ?? layer(
        path.realserver, .unproven, "\(path)",
        why: "\(director.host) sends, nothing comes back, and the host does not tell of packets",
        remedy: "look there with tcpdump or snoop: protocol 4 from \(director.host) in, answers from \(path.vip) out")
  }

  // MARK: - On the way back, and all of it

  private func tooLong(_ director: DirectorEvidence, _ bytes: Int) -> BrokenLayer {
    layer(
      path.realserver, .tooLong, "upload to \(path.vip)",
      why: "the connection was made, and of the data \(bytes) bytes were taken: packets of full size are lost",
      remedy:
        "let ICMP 'fragmentation needed' through from \(path.vip) to clients, or have the realserver ask for shorter "
        + "packets: ip route change DEFAULT-ROUTE advmss 1440")
  }

  private func here(_ id: FindingID, why: String, remedy: String) -> BrokenLayer {
    layer(path.realserver, id, "\(path)", why: why, remedy: remedy)
  }

  func layer(
    _ host: HostName, _ id: FindingID, _ what: String, why: String, remedy: String
  ) -> BrokenLayer {
    BrokenLayer(host: host, finding: Finding(id, what: what, why: why, remedy: remedy))
  }

  private func counted(_ packets: Int) -> String { packets == 1 ? "1 packet" : "\(packets) packets" }
}

extension Attempt {
  /// What the network said, if it did.
  fileprivate var saying: String { if case .unreachable(let text) = outcome { " (\(text))" } else { "" } }
}
