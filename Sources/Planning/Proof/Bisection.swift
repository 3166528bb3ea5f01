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
    guard let director = directors.first else { return here(.unproven(.noDirector), .path(path)) }
    let vip = path.vip
    switch attempt.outcome {
    case .answered, .closed, .stalled, .refused:
      let isRefused = attempt.outcome == .refused
      return BrokenLayer(
        director.host, .answeredElsewhere(vip: vip, client: source.address, isRefused: isRefused), .vip(.v4(vip)))
    case .silent, .unreachable:
      return missingVIP(director)
        ?? BrokenLayer(
          director.host, .notArriving(vip: vip, from: source, said: attempt.outcome.saying), .vip(.v4(vip)))
    }
  }

  func missingVIP(_ director: DirectorEvidence) -> BrokenLayer? {
    director.changes.first { $0.brings(path.vip) }.map { BrokenLayer(director.host, .vipNotLocal, $0.subject) }
  }

  // MARK: - On the director

  private func notTaken(by director: DirectorEvidence) -> BrokenLayer {
    if attempt.isProof { return BrokenLayer(director.host, .unproven(.marksChanged), .path(path)) }
    let packets = director.count.packets
    let loss = loss(.service, director.obstacles, packets)
    return missingVIP(director)
      ?? BrokenLayer(director.host, .notTaken(end, packets: packets, loss), .service(path.key))
  }

  /// What culvert already knows to be wrong with the director's way to this realserver.
  func known(_ ids: Set<FindingID>, _ director: DirectorEvidence) -> BrokenLayer? {
    director.findings.first { ids.contains($0.id) && $0.about == .realserver(.v4(path.address)) }
      .map { BrokenLayer(host: director.host, finding: $0) }
  }

  // MARK: - On the way back, and all of it

  private func tooLong(_ director: DirectorEvidence, _ bytes: Int) -> BrokenLayer {
    let cause =
      path.mss.map { Fault.TooLong.limited($0, to: path.address) }
      ?? .unlimited(vip: path.vip, director: director.host, shorter: realserver.obstacles.shorter)
    return here(.tooLong(bytes: bytes, cause), .upload(to: path.vip))
  }

  private var asksForTooMuch: BrokenLayer {
    let isRuleThere = !realserver.changes.contains { $0.shortens(path) }
    return here(
      .segmentsTooLong(.asked(attempt.announced, limit: path.mss, isRuleThere: isRuleThere)), .mss(path.key))
  }

  // MARK: - What drops them

  /// The filters of a host that have dropped the packets, or may have; nil where there are none.
  func loss(
    _ leg: PacketFilter.Leg, _ obstacles: Obstacles, _ packets: Int, on other: HostName? = nil
  ) -> PacketLoss? {
    let filters = obstacles.filters(for: leg, packets: packets)
    guard !filters.isEmpty else { return nil }
    let isCounted = filters.allSatisfy { $0.dropped != nil }
    return PacketLoss(
      places: filters.map(\.place), dropped: isCounted ? filters.compactMap(\.dropped).max() : nil,
      openings: filters.compactMap { $0.openings[leg] }, removals: filters.compactMap { $0.removals[leg] }, on: other)
  }

  /// Something that is to be mended on the realserver.
  func here(_ fault: Fault, _ about: Subject) -> BrokenLayer { BrokenLayer(path.realserver, fault, about) }

  /// What clients connect to.
  var end: Endpoint { Endpoint(path.vip, path.port) }
}

extension Attempt.Outcome {
  /// What the network said, if it did.
  fileprivate var saying: String? { if case .unreachable(let text) = self { text } else { nil } }
}
