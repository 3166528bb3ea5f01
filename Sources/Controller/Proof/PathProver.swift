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
      var now = sights[path.realserver] == nil ? nil : await reception(path, end)
      if source == nil { now?.replyRoute = "" }
      let tunnels = (sights[path.realserver]?.tunnels ?? [:]).filter { $0.value.isUp && $0.value.has(path.vip) }
      let evidence = PathEvidence(
        path: path, source: end, attempt: Attempt(.silent),
        directors: bench.directors.map { director in
          DirectorEvidence(
            host: director.host, count: SteeringCount(), changes: sights[director.host]?.changes ?? [], findings: [])
        },
        realserver: RealserverEvidence(
          changes: sights[path.realserver]?.changes ?? [], tunnels: Set(tunnels.keys), before: nil, after: now))
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
        PathProof(path, trial.proof ?? bisected[path] ?? .untried("another path to the host is broken"))
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
    let before = await fleet.fanout.map(failed) { await reception($0.path, $0.source) }
    let trials = await bench.tryOut(failed.map(\.path))
    let again = failed.map { try? trials[$0.path]?.get() }
    let after = await fleet.fanout.map(again) { trial -> Reception? in
      if let trial, trial.proof == nil { await reception(trial.path, trial.source) } else { nil }
    }
    return failed.indices.map { index in
      let path = failed[index].path
      guard let trial = again[index] else {
        // It has failed once, and that is what is known.
        let broken = evidence(failed[index], sights, before[index], nil)
        return (path, .broken(broken.brokenLayer, failed[index].attempt))
      }
      let broken = evidence(trial, sights, before[index], after[index])
      return (path, trial.proof(after: 1) ?? .broken(broken.brokenLayer, trial.attempt))
    }
  }

  private func reception(_ path: DataPath, _ source: Endpoint) async -> Reception? {
    guard let member = fleet[path.realserver] else { return nil }
    let vip = Endpoint(path.vip, path.port)
    let question = member.driver.evidenceArguments(at: vip, from: source.address)
    guard let output = try? await member.channel.evidence(question) else { return nil }
    return (try? member.driver.reception(output, at: vip, from: source.address)) ?? nil
  }

  private func evidence(
    _ trial: Trial, _ sights: [HostName: HostSight], _ before: Reception?, _ after: Reception?
  ) -> PathEvidence {
    let directors = bench.directors.map { director in
      DirectorEvidence(
        host: director.host, count: trial.counts[director.host] ?? SteeringCount(),
        changes: sights[director.host]?.changes ?? [], findings: sights[director.host]?.findings ?? [])
    }
    let sight = sights[trial.path.realserver]
    let tunnels = Set((sight?.tunnels ?? [:]).filter { isWay($0.value) }.keys)
    return PathEvidence(
      path: trial.path, source: trial.source, attempt: trial.attempt, directors: directors,
      realserver: RealserverEvidence(
        changes: sight?.changes ?? [], findings: sight?.findings ?? [], tunnels: tunnels, before: before, after: after))
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
