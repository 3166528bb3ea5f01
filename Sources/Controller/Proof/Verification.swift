import Drivers
import HostAgent
import Model
import Planning
import Prober
import Transport

/// Proves by packets of this machine that clients reach every realserver of every VIP, and looks where they do not.
package struct Verification: Sendable {
  private let cluster: Cluster
  private let fleet: Fleet
  private let survey: Survey
  private let proposals: [HostName: Proposal]
  private let bench: Bench

  /// How many paths are tried at once.
  private static let batch = 16

  /// A verification of what a survey has seen; `proposals` are what there would be to do on the hosts.
  package init(
    of cluster: Cluster, _ fleet: Fleet, _ survey: Survey, _ proposals: [HostName: Proposal], prober: any Prober,
    upload: Upload, time: TimeSource = .live
  ) {
    self.cluster = cluster
    self.fleet = fleet
    self.survey = survey
    self.proposals = proposals
    let directors = Set(cluster.directors.map(\.host)).intersection(survey.views.keys)
    bench = Bench(
      directors: fleet.members.filter { directors.contains($0.host) }, fanout: fleet.fanout, prober: prober,
      upload: upload, time: time)
  }

  /// Tries all paths; `watch` is told of each one that is done.
  package func run(_ watch: @Sendable (PathProof) -> Void) async -> VerificationReport {
    var report = VerificationReport(tables: cluster.missingInTables(proposals))
    let paths = cluster.dataPaths
    for start in stride(from: 0, to: paths.count, by: Self.batch) {
      for proof in await prove(Array(paths[start..<min(start + Self.batch, paths.count)])) {
        report.proofs.append(proof)
        watch(proof)
      }
    }
    return report
  }

  private func prove(_ paths: [DataPath]) async -> [PathProof] {
    guard !bench.directors.isEmpty else { return paths.map { PathProof($0, .untried("no director could be reached")) } }
    let trials = await bench.tryOut(paths.filter(\.canBeTried))
    let failed = paths.compactMap { path in try? trials[path]?.get() }.filter { $0.proof == nil }
    let bisected = await bisect(failed)
    return paths.map { path in
      switch trials[path] {
      case .success(let trial):
        PathProof(path, trial.proof ?? bisected[path] ?? .untried("it could not be tried again"))
      case .failure(let untried): PathProof(path, .untried(untried.why))
      case nil: PathProof(path, .unprovable(path.whyNotTried))
      }
    }
  }

  /// Tries paths again that have failed, and has the hosts say what becomes of the packets; one path of a realserver at a
  /// time, whose counters do not tell one from another.
  private func bisect(_ failed: [Trial]) async -> [DataPath: PathProof.Result] {
    var results: [DataPath: PathProof.Result] = [:]
    var rest = failed
    while !rest.isEmpty {
      var seen: Set<HostName> = []
      let round = rest.filter { seen.insert($0.path.realserver).inserted }
      for (path, result) in await bisectTogether(round) { results[path] = result }
      rest.removeAll { trial in round.contains { $0.path == trial.path } }
    }
    return results
  }

  private func bisectTogether(_ failed: [Trial]) async -> [(DataPath, PathProof.Result)] {
    let before = await fleet.fanout.map(failed) { await reception($0) }
    let trials = await bench.tryOut(failed.map(\.path))
    let again = failed.map { try? trials[$0.path]?.get() }
    let after = await fleet.fanout.map(again) { trial -> Reception? in
      if let trial, trial.proof == nil { await reception(trial) } else { nil }
    }
    return failed.indices.map { index in
      let path = failed[index].path
      guard let trial = again[index] else {
        if case .failure(let untried) = trials[path] { return (path, .untried(untried.why)) }
        return (path, .untried("it could not be tried again"))
      }
      let broken = evidence(trial, before[index], after[index])
      return (path, trial.proof ?? .broken(broken.brokenLayer, trial.attempt))
    }
  }

  private func reception(_ trial: Trial) async -> Reception? {
    guard let member = fleet[trial.path.realserver] else { return nil }
    let vip = Endpoint(trial.path.vip, trial.path.port)
    let question = member.driver.evidenceArguments(at: vip, from: trial.source.address)
    guard let output = try? await member.channel.evidence(question) else { return nil }
    return (try? member.driver.reception(output, at: vip, from: trial.source.address)) ?? nil
  }

  private func evidence(_ trial: Trial, _ before: Reception?, _ after: Reception?) -> PathEvidence {
    let directors = bench.directors.map { director in
      DirectorEvidence(
        host: director.host, count: trial.counts[director.host] ?? SteeringCount(), changes: changes(director.host),
        findings: proposals[director.host]?.refusals ?? [])
    }
    let realserver = trial.path.realserver
    let tunnels =
      survey.views[realserver].map { Set($0.state.live.tunnels.filter { isWay($0.value, trial) }.keys) } ?? []
    return PathEvidence(
      path: trial.path, source: trial.source, attempt: trial.attempt, directors: directors,
      realserver: RealserverEvidence(changes: changes(realserver), tunnels: tunnels, before: before, after: after))
  }

  /// Whether packets from a director can come out of the tunnel.
  private func isWay(_ tunnel: Tunnel, _ trial: Trial) -> Bool {
    guard let remote = tunnel.remote?.v4 else { return true }
    return bench.directors.contains { $0.intent.balancing?.address == remote }
  }

  /// What there would be to do on a host live.
  private func changes(_ host: HostName) -> [Change] {
    proposals[host]?.plan.changes.filter { $0.face == .live } ?? []
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
