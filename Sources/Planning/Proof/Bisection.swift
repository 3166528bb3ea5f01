import Model

extension PathEvidence {
  /// The first layer at which the packets of this path stop.
  ///
  /// Counters say how far they came; only then is looked why they came no further. So a setting that is wrong, but not in the
  /// way, is not blamed.
  package var brokenLayer: BrokenLayer {
    guard let director = directors.first(where: { $0.count.packets > 0 }) else { return beforeDirector }
    guard director.count.connections > 0 else { return notTaken(by: director) }
    if attempt.isProof, attempt.exceeds(path.mss) { return asksForTooMuch }
    switch attempt.outcome {
    case .stalled(let bytes): return tooLong(director, bytes)
    case .refused: return refused(director)
    case .answered, .closed, .silent, .unreachable: return silent(director)
    }
  }

  // MARK: - On the way to the director

  private var beforeDirector: BrokenLayer {
    guard let director = directors.first else {
      return here(.unproven, why: "no director could be asked", remedy: .words("see why it cannot be reached"))
    }
    let vip = path.vip
    switch attempt.outcome {
    case .answered, .closed, .stalled, .refused:
      return layer(
        director.host, .answeredElsewhere, .vip(.v4(vip)),
        why:
          "\(source.address) was \(attempt.outcome == .refused ? "refused" : "answered"), but no packet came to a director",
        remedy:
          .words(
            "find out who it is: ip neigh show \(vip) on the router or host next to it; a realserver must not answer ARP"
          ))
    case .silent, .unreachable:
      if let missing = missingVIP(director) { return missing }
      return layer(
        director.host, .notArriving, .vip(.v4(vip)),
        why: "no packet from \(source) came to a director\(attempt.saying)",
        remedy:
          .words(
            "ask who runs the network between \(source.address) and it: \(vip) has to be routed to it, and let through by "
              + "firewalls; ip neigh show \(vip) on the last router says who is given it"))
    }
  }

  func missingVIP(_ director: DirectorEvidence) -> BrokenLayer? {
    let change = director.changes.first { $0.brings(path.vip) }
    guard let change else { return nil }
    return layer(
      director.host, .vipNotLocal, change.subject, why: "the director does not have it", remedy: .culvert(["up"]))
  }

  // MARK: - On the director

  private func notTaken(by director: DirectorEvidence) -> BrokenLayer {
    if attempt.isProof {
      return layer(
        director.host, .unproven, .path(path),
        why:
          "it was answered, but not through the service of the proof: something on the director changes packets' marks",
        remedy: .words("look for it: iptables -t mangle -S, nft list ruleset, tc filter show"))
    }
    if let missing = missingVIP(director) { return missing }
    let opening = opening(.service, director.obstacles, director.count.packets)
    return
      layer(
        director.host, .notTaken, .service(path.key),
        why: "\(counted(director.count.packets)) came to the director, and ip_vs took up no connection"
          + (opening?.why ?? ""),
        remedy: opening?.remedy
          ?? .words(
            "look for a firewall there (nft list ruleset; iptables -S INPUT): it has to accept \(path.vip) port "
              + "\(path.port) without looking at connections' states"))
  }

  /// What culvert already knows to be wrong with the director's way to this realserver.
  func known(_ ids: Set<FindingID>, _ director: DirectorEvidence) -> BrokenLayer? {
    director.findings.first { ids.contains($0.id) && $0.about == .realserver(.v4(path.address)) }
      .map { BrokenLayer(host: director.host, finding: $0) }
  }

  // MARK: - On the way back, and all of it

  private func tooLong(_ director: DirectorEvidence, _ bytes: Int) -> BrokenLayer {
    layer(
      path.realserver, .tooLong, .named("upload to \(path.vip)"),
      why: "the connection was made, and of the data \(bytes) bytes were taken: packets of full size are lost",
      remedy: path.mss.map { mss in
        .words(
          "the answers ask for \(mss) bytes at most already ('mss' of the service): an MTU on the way from the director to "
            + "\(path.address) is smaller than its interfaces': find it (ping -M do -s SIZE), and give 'mss' its size less 60"
        )
      } ?? realserver.obstacles.shorter
        ?? .words(
          "have ICMP 'fragmentation needed' from \(path.vip) to clients let through, by firewalls of \(director.host) and "
            + "on the way; or write 'mss: clamp' for the service in the inventory, and then: culvert up"))
  }

  private var asksForTooMuch: BrokenLayer {
    let limit = path.mss.map { "\($0) at most" } ?? "less"
    let isMissing = realserver.changes.contains { $0.shortens(path) }
    return layer(
      path.realserver, .segmentsTooLong, .mss(path.key),
      why: "the answer asks for up to \(attempt.announced?.text ?? "?") bytes in one packet, and the inventory wants "
        + "\(limit): what is longer does not fit into the tunnel",
      remedy: isMissing
        ? .culvert(["up"])
        : .words(
          "the host's rule is there, so look what makes the number greater again on the way: the answers' MSS by tcpdump on "
            + "the host and behind each firewall"))
  }

  // MARK: - What drops them

  /// What the realserver's own firewall would have to be told.
  func own(_ leg: PacketFilter.Leg) -> String {
    realserver.obstacles.advice[leg].map { " (the host's own: \($0))" } ?? ""
  }

  /// What lets the packets through where a host's own filters have dropped them, or may have.
  struct Opening {
    let remedy: Remedy
    /// To be said with it.
    let why: String
    /// Whether it was counted that they were dropped there.
    let isCertain: Bool
  }

  func opening(
    _ leg: PacketFilter.Leg, _ obstacles: Obstacles, _ packets: Int, on other: HostName? = nil
  ) -> Opening? {
    let filters = obstacles.filters(for: leg, packets: packets)
    let commands = filters.compactMap { $0.openings[leg] }
    let removals = filters.compactMap { $0.removals[leg] }
    guard !filters.isEmpty else { return nil }
    let isCertain = filters.allSatisfy { $0.dropped != nil }
    let places = filters.map(\.place).joined(separator: ", ")
    let note = isCertain ? "and keep it so where the rules are kept" : "if it does not help, they are dropped elsewhere"
    let verb = isCertain ? "dropped \(filters.compactMap(\.dropped).max() ?? 0) meanwhile" : "may drop them"
    return Opening(
      remedy: removals.isEmpty
        ? .run(commands, on: other, note: note)
        : .words(
          "whoever made the rule takes it away\(other.map { " on \($0)" } ?? ""): \(removals.joined(separator: " && ")), and where "
            + "it is kept"),
      why: "; \(places)\(other.map { " on \($0)" } ?? "") \(verb)", isCertain: isCertain)
  }

  func here(_ id: FindingID, why: String, remedy: Remedy) -> BrokenLayer {
    layer(path.realserver, id, .path(path), why: why, remedy: remedy)
  }

  func layer(
    _ host: HostName, _ id: FindingID, _ about: Subject, why: String, remedy: Remedy
  ) -> BrokenLayer {
    BrokenLayer(host: host, finding: Finding(id, about: about, why: why, remedy: remedy))
  }

  func counted(_ packets: Int) -> String { packets == 1 ? "1 packet" : "\(packets) packets" }
}

extension Attempt {
  /// What the network said, if it did.
  fileprivate var saying: String { if case .unreachable(let text) = outcome { " (\(text))" } else { "" } }
}
