import Drivers
import HostAgent
import Model
import Prober
import Transport

/// Tries data paths, as many at once as there are.
///
/// While it lasts, the directors send each of the connections to its realserver, whatever their tables say; nobody else's
/// packets match. They take that back by themselves.
struct Bench: Sendable {
  /// Those with a director's part.
  let directors: [Fleet.Member]
  let fanout: Fanout
  let prober: any Prober
  let upload: Upload
  let time: TimeSource

  /// For so long a connection is waited for, and then its data: a first packet that is lost is sent again after 1 s and 3 s.
  static let patience = Duration.milliseconds(3500)
  /// Seconds after which the directors take their part back; enough for both and for the ways to them.
  static let holdTime = 40

  /// Numbers that fit into eight bits of a mark, for the few paths that are tried at once; each run begins elsewhere, so that two of
  /// them hardly meet.
  private static let numbers: Range<UInt32> = 1..<256

  /// - Returns: For each path the trial, or why there is none.
  func tryOut(_ paths: [DataPath], again: Bool = false) async -> [DataPath: Result<Trial, Untried>] {
    guard prober.knowsPorts || paths.count < 2 else {
      var results: [DataPath: Result<Trial, Untried>] = [:]
      for path in paths where !Task.isCancelled { results.merge(await tryOut([path], again: again)) { $1 } }
      return results
    }
    var results: [DataPath: Result<Trial, Untried>] = [:]
    var steered: [Steered] = []
    let room = max(1, Self.numbers.count - 4 * paths.count)
    let base = Self.numbers.lowerBound + UInt32.random(in: 0..<UInt32(room))
    var next: UInt32 = 0
    for path in paths {
      do throws(Untried) {
        let probe = try prepare(path)
        let connections = probe.sources.map { source in
          defer { next += 1 }
          return SteeredConnection(mark: base + next, path: path, source: source)
        }
        steered.append(Steered(path: path, connections: connections, probe: probe))
      } catch { results[path] = .failure(error) }
    }
    for (path, result) in await tryOut(steered, again) { results[path] = result }
    return results
  }

  /// The end that a connection over the path would have here; nil if this machine has no way to the VIP.
  func source(towards path: DataPath) -> Endpoint? { try? prober.prepare(to: Endpoint(path.vip, path.port)).source }

  private func prepare(_ path: DataPath) throws(Untried) -> any ProbeConnection {
    let probe: any ProbeConnection
    do { probe = try prober.prepare(to: Endpoint(path.vip, path.port)) } catch { throw Untried(error.description) }
    let own = probe.source.address
    if own == path.vip { throw Untried("\(prober.place) has the VIP \(path.vip) itself: verify from another one") }
    if let director = directors.first(where: { $0.intent.balancing?.address == own }) {
      throw Untried(
        "\(prober.place) is the director \(director.host), whose own packets ip_vs does not take: verify from another one"
      )
    }
    return probe
  }

  /// One connection, with all that the director may see it as.
  private struct Steered {
    let path: DataPath
    let connections: [SteeredConnection]
    let probe: any ProbeConnection
  }

  private func tryOut(_ steered: [Steered], _ again: Bool) async -> [(DataPath, Result<Trial, Untried>)] {
    guard !steered.isEmpty else { return [] }
    let id = TransactionID.random()
    let began = time.elapsed()
    let refusals = await hold(steered.flatMap(\.connections), again, id).compactMap(\.self)
    guard refusals.isEmpty else {
      _ = await release(id)
      return steered.map { ($0.path, .failure(Untried(refusals.joined(separator: "; ")))) }
    }
    let attempts = await withTaskGroup(of: (DataPath, Attempt).self) { group in
      for one in steered {
        group.addTask { (one.path, await one.probe.attempt(upload: upload, patience: Self.patience)) }
      }
      return await group.reduce(into: [:]) { $0[$1.0] = $1.1 }
    }
    let counts = await release(id)
    let isLate = time.elapsed() - began > .seconds(Self.holdTime - 2)
    return steered.map { one in
      guard !isLate, let attempt = attempts[one.path], let counts else {
        return (one.path, .failure(Untried("a director did not keep its part up")))
      }
      if let obstacle = attempt.obstacle { return (one.path, .failure(Untried(obstacle))) }
      // Of those that it may have come from the one of which packets were seen.
      let taken =
        one.connections.first { connection in counts.values.contains { $0[connection.mark]?.packets ?? 0 > 0 } }
        ?? one.connections[0]
      let own = counts.mapValues { $0[taken.mark] ?? SteeringCount() }
      return (one.path, .success(Trial(path: one.path, source: taken.source, attempt: attempt, counts: own)))
    }
  }

  /// Why directors do not take part.
  private func hold(_ connections: [SteeredConnection], _ again: Bool, _ id: TransactionID) async -> [String?] {
    await fanout.map(directors) { director in
      guard let work = director.driver.steering(connections, again: again) else {
        return "\(director.host) cannot be a director"
      }
      do throws(HostFailure) {
        let reply = try await director.channel.ask(.hold(work, id, seconds: Self.holdTime))
        if case .refused(let why) = reply { return "\(director.host): \(visible(why))" }
        return nil
      } catch { return "\(director.host): \(error.reason)" }
    }
  }

  /// What the directors saw, by the connections' marks; nil if one does not say.
  private func release(_ id: TransactionID) async -> [HostName: [UInt32: SteeringCount]]? {
    let counts = await fanout.map(directors) { director -> [UInt32: SteeringCount]? in
      guard case .released(let lines) = try? await director.channel.ask(.release(id)) else { return nil }
      return try? director.driver.steeringCounts(lines)
    }
    guard counts.allSatisfy({ $0 != nil }) else { return nil }
    return Dictionary(uniqueKeysWithValues: zip(directors.map(\.host), counts.compactMap(\.self)))
  }
}
