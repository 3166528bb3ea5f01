import Drivers
import HostAgent
import Model
import Planning
import Prober
import Transport

/// What is known of a host when it is looked where a path is broken.
struct HostSight: Sendable {
  /// Its live state is not as it is wanted in these.
  var changes: [Change]
  var findings: [Finding]
  var tunnels: [InterfaceName: Tunnel]
}

/// Tries data paths by packets of this machine, and finds out where those are broken that fail.
struct PathProver: Sendable {
  private let fleet: Fleet
  private let bench: Bench
  /// Tells what is known of the hosts; asked only if a path fails.
  private let sight: @Sendable () async -> [HostName: HostSight]
  /// Whether one broken path of a host is enough.
  private let isBrief: Bool

  /// How many paths are tried at once.
  private static let batch = 16

  init(
    fleet: Fleet, directors: Set<HostName>, prober: any Prober, upload: Upload, time: TimeSource, isBrief: Bool = false,
    sight: @escaping @Sendable () async -> [HostName: HostSight]
  ) {
    self.fleet = fleet
    self.sight = sight
    self.isBrief = isBrief
    bench = Bench(
      directors: fleet.members.filter { directors.contains($0.host) }, fanout: fleet.fanout, prober: prober,
      upload: upload, time: time)
  }

  /// Tries all of them; `watch` is told of each one that is done.
  ///
  /// With `isEnough` it is over after the paths that were being
  /// tried when the first such proof was seen; it is over too where the task is cancelled.
  func prove(
    _ paths: [DataPath], isEnough: @Sendable (PathProof) -> Bool = { _ in false },
    _ watch: @Sendable (PathProof) -> Void
  ) async -> [PathProof] {
    var proofs: [PathProof] = []
    for start in stride(from: 0, to: paths.count, by: Self.batch)
    where !Task.isCancelled && !proofs.contains(where: isEnough) {
      for proof in await prove(Array(paths[start..<min(start + Self.batch, paths.count)])) {
        proofs.append(proof)
        watch(proof)
      }
    }
    return proofs
  }

  /// What is broken of the paths whether a packet is sent or not, as `sights` and the realservers tell.
  func standingFaults(_ paths: [DataPath], _ sights: [HostName: HostSight]) async -> [BrokenLayer] {
    let faults = await fleet.fanout.map(paths.filter(\.canBeTried)) { path -> [BrokenLayer] in
      // Without one, only the way back to it cannot be asked for.
      let source = bench.source(towards: path)
      let end = source ?? Endpoint(path.vip, path.port)
      let answer =
        sights[path.realserver] == nil ? nil : await answer(of: path.realserver, path, end, withFilters: false)
      var now = reception(answer, path, end)
      if source == nil { now?.replyRoute = "" }
      let tunnels = (sights[path.realserver]?.tunnels ?? [:]).filter { $0.value.isUp && $0.value.has(path.vip) }
      let evidence = PathEvidence(
        path: path, source: end, attempt: Attempt(.silent),
        directors: bench.directors.map { director in
          DirectorEvidence(
            host: director.host, count: SteeringCount(), changes: sights[director.host]?.changes ?? [], findings: [])
        },
        realserver: RealserverEvidence(
          changes: sights[path.realserver]?.changes ?? [], tunnels: Set(tunnels.keys), before: nil, after: now,
          obstacles: obstacles(
            on: path.realserver, path, end, from: bench.directors.first?.intent.balancing?.address, nil, answer)))
      return evidence.standingFaults
    }
    var seen: Set<BrokenLayer> = []
    return faults.joined().filter { seen.insert($0).inserted }
  }

  private func prove(_ paths: [DataPath]) async -> [PathProof] {
    guard !bench.directors.isEmpty else { return paths.map { PathProof($0, .untried("no director could be reached")) } }
    let trials = await bench.tryOut(paths.filter(\.canBeTried))
    let failed = paths.compactMap { path in try? trials[path]?.get() }.filter { $0.proof == nil }
    let bisected = failed.isEmpty ? [:] : await bisect(failed, await sight())
    return paths.map { path in
      switch trials[path] {
      case .success(let trial):
        PathProof(
          path, trial.proof ?? bisected[path] ?? .untried("another path to the host is broken"),
          from: trial.source.address)
      case .failure(let untried): PathProof(path, .untried(untried.why))
      case nil: PathProof(path, .unprovable(path.whyNotTried))
      }
    }
  }

  /// Tries paths again that have failed, and has the hosts say what becomes of the packets; one path of a realserver at a
  /// time, whose counters do not tell one from another, and no more than one where that is enough.
  private func bisect(_ failed: [Trial], _ sights: [HostName: HostSight]) async -> [DataPath: PathProof.Result] {
    var results: [DataPath: PathProof.Result] = [:]
    var rest = failed
    while !rest.isEmpty, !Task.isCancelled, !isBrief || results.isEmpty {
      var seen: Set<HostName> = []
      let round = rest.filter { seen.insert($0.path.realserver).inserted }
      for (path, result) in await bisectTogether(round, sights) { results[path] = result }
      rest.removeAll { trial in round.contains { $0.path == trial.path } }
    }
    return results
  }

  private func bisectTogether(
    _ failed: [Trial], _ sights: [HostName: HostSight]
  ) async -> [(DataPath, PathProof.Result)] {
    let before = await look(failed)
    let trials = await bench.tryOut(failed.map(\.path), again: true)
    let again = failed.map { try? trials[$0.path]?.get() }
    let after = await look(again.compactMap { trial in trial?.proof == nil ? trial : nil })
    return failed.indices.map { index in
      let path = failed[index].path
      // A packet of the first one has taught this machine how long they may be, and the second tells no more what was asked for.
      if failed[index].attempt.isProof, failed[index].attempt.exceeds(path.mss) {
        return (path, .broken(evidence(failed[index], sights, before, after).brokenLayer, failed[index].attempt))
      }
      guard let trial = again[index] else {
        // It has failed once, and that is what is known.
        return (path, .broken(evidence(failed[index], sights, before, Answers()).brokenLayer, failed[index].attempt))
      }
      let broken = evidence(trial, sights, before, after)
      return (path, trial.proof(after: 1) ?? .broken(broken.brokenLayer, trial.attempt))
    }
  }

  /// What hosts tell of packets, not yet understood.
  private struct Answers {
    var realservers: [DataPath: ProbeOutput] = [:]
    var directors: [HostName: ProbeOutput] = [:]
  }

  /// Asks the realservers of these paths, and the directors once for all of them.
  private func look(_ trials: [Trial]) async -> Answers {
    guard let first = trials.first else { return Answers() }
    async let realservers = fleet.fanout.map(trials) { trial in
      (trial.path, await answer(of: trial.path.realserver, trial.path, trial.source, withFilters: true))
    }
    let directors = await fleet.fanout.map(bench.directors) { director in
      (director.host, await answer(of: director.host, first.path, first.source, withFilters: true))
    }
    var answers = Answers()
    for (path, output) in await realservers { answers.realservers[path] = output }
    for (host, output) in directors { answers.directors[host] = output }
    return answers
  }

  private func answer(
    of host: HostName, _ path: DataPath, _ source: Endpoint, withFilters: Bool
  ) async -> ProbeOutput? {
    guard let member = fleet[host] else { return nil }
    let question = member.driver.evidenceArguments(
      at: Endpoint(path.vip, path.port), from: source.address, withFilters: withFilters)
    return try? await member.channel.ask(.evidence(question))
  }

  private func reception(_ output: ProbeOutput?, _ path: DataPath, _ source: Endpoint) -> Reception? {
    guard let output, let driver = fleet[path.realserver]?.driver else { return nil }
    return (try? driver.reception(output, at: Endpoint(path.vip, path.port), from: source.address)) ?? nil
  }

  /// What was in the way on a host between two looks at it, or what is now if there was one only.
  private func obstacles(
    on host: HostName, _ path: DataPath, _ source: Endpoint, from director: IPv4Address?, _ before: ProbeOutput?,
    _ after: ProbeOutput?
  ) -> Obstacles {
    guard let driver = fleet[host]?.driver, let director, let after else { return Obstacles() }
    let ends = PathEnds(
      vip: Endpoint(path.vip, path.port), client: source.address, director: director, realserver: path.address)
    guard let now = try? driver.obstacles(after, between: ends) else { return Obstacles() }
    guard let before, let then = try? driver.obstacles(before, between: ends) else {
      return Obstacles(holes: now.holes, shorter: now.shorter, rules: now.rules)
    }
    return now.since(then)
  }

  private func evidence(
    _ trial: Trial, _ sights: [HostName: HostSight], _ before: Answers, _ after: Answers
  ) -> PathEvidence {
    let (path, source) = (trial.path, trial.source)
    let sender = bench.directors.first { trial.counts[$0.host]?.packets ?? 0 > 0 } ?? bench.directors.first
    let outer = sender?.intent.balancing?.address
    let directors = bench.directors.map { director in
      DirectorEvidence(
        host: director.host, count: trial.counts[director.host] ?? SteeringCount(),
        changes: sights[director.host]?.changes ?? [], findings: sights[director.host]?.findings ?? [],
        obstacles: obstacles(
          on: director.host, path, source, from: director.intent.balancing?.address, before.directors[director.host],
          after.directors[director.host]))
    }
    let sight = sights[path.realserver]
    let tunnels = Set((sight?.tunnels ?? [:]).filter { isWay($0.value) }.keys)
    return PathEvidence(
      path: path, source: source, attempt: trial.attempt, directors: directors,
      realserver: RealserverEvidence(
        changes: sight?.changes ?? [], findings: sight?.findings ?? [], tunnels: tunnels,
        before: reception(before.realservers[path], path, source),
        after: reception(after.realservers[path], path, source),
        obstacles: obstacles(
          on: path.realserver, path, source, from: outer, before.realservers[path], after.realservers[path])))
  }

  /// Whether packets from a director can come out of the tunnel.
  private func isWay(_ tunnel: Tunnel) -> Bool {
    guard let remote = tunnel.remote?.v4 else { return true }
    return bench.directors.contains { $0.intent.balancing?.address == remote }
  }
}

extension DataPath {
  /// What can be told from outside to have arrived: a TCP service answers by itself, UDP and SCTP are the programs' own.
  fileprivate var canBeTried: Bool { transport == .tcp && port != .all }

  fileprivate var whyNotTried: String {
    transport == .tcp
      ? "the service is for all ports: culvert does not know one that is answered"
      : "a service of \(transport.rawValue) need not answer: culvert proves TCP only"
  }
}
