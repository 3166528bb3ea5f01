import Controller
import HostAgent
import Model
import Planning
import Testing

/// What came of a case of the matrix, by what the hosts are like and not by what culvert says of them.
struct FaultVerdict: Sendable {
  var complaints: [String] = []
  /// How many hosts ended as they were, and how many as the change wants them.
  var old = 0
  var new = 0
  /// How many seconds it took until every host was one or the other.
  var settled = 0

  /// Plays a case.
  /// - Parameter mistake: What culvert is to do wrong.
  static func of(_ faults: FaultMatrix.Case, mistake: Mistake? = nil) async throws -> FaultVerdict {
    let rehearsal = try await Rehearsal(faults.scenario)
    let cluster = rehearsal.cluster
    for name in Example.names { cluster[name].change { $0.mistake = mistake } }
    for (host, mishaps) in Dictionary(grouping: faults.mishaps, by: \.host) {
      cluster[host].arrange(mishaps.map(\.mishap))
    }
    let report = await rehearsal.run()
    var verdict = FaultVerdict()
    if cluster.time.isControllerDead {
      verdict.complaints += try await finish(rehearsal, now: faults.resumesNow)
    } else {
      verdict.complaints += rehearsal.untruths(report)
    }
    // Nobody does anything any more: what is left, the hosts end by themselves. One that was switched off, or lost its
    // watchdog, is settled by whoever comes next.
    cluster.letDeadlinesPass()
    if faults.isExcused { verdict.complaints += try await finish(rehearsal, now: true) }
    verdict.settled = Int((rehearsal.lastChange ?? .zero).components.seconds)
    verdict.check(rehearsal, report, faults)
    if !faults.isExcused, !faults.isTimed { verdict.complaints += rehearsal.misled }
    return verdict
  }

  /// Another controller comes, and asks until nothing is left under way.
  private static func finish(_ rehearsal: Rehearsal, now: Bool) async throws -> [String] {
    let cluster = rehearsal.cluster
    cluster.time.startAnotherController()
    for host in Example.names { cluster[host].arrange([]) }
    for _ in 0..<400 {
      let results = await Resume(fleet: cluster.fleet(rehearsal.scenario.target)).run(takesBackNow: now)
      let isOver = results.values.allSatisfy {
        switch $0 {
        case .success(.underWay), .failure: false
        default: true
        }
      }
      if isOver { return [] }
      cluster.time.pass(.seconds(1))
    }
    return ["resume does not come to an end"]
  }

  /// Whether every host is old or new, and nothing of the transaction is left.
  private mutating func check(_ rehearsal: Rehearsal, _ report: RunReport, _ faults: FaultMatrix.Case) {
    let cluster = rehearsal.cluster
    let end = cluster.state
    for host in rehearsal.plans.map(\.host) {
      if end[host] == rehearsal.before[host] {
        old += 1
      } else if end[host] == rehearsal.after[host] {
        new += 1
      } else if report.endings[host] != .revertFailed {
        // A host that cannot undo anything is mixed, and has to be called so.
        complaints.append("\(host) is mixed")
      }
      if !cluster[host].letsIn { complaints.append("\(host) is locked") }
    }
    if !cluster.unclean.isEmpty { complaints.append("something is left on \(cluster.unclean)") }
  }
}

extension Rehearsal {
  /// The files that a host's confirm writes.
  func files(_ host: HostName) -> [HostPath] {
    guard let plan = plans.first(where: { $0.host == host }) else { return [] }
    return plan.changes.compactMap { $0[Files.self]?.key }
  }

  /// What a client met on the way: the kernels are looked at after every single thing that changed one.
  var misled: [String] {
    var kernels = before.mapValues(\.kernel)
    for (host, kernel) in cluster.chronicle.all {
      kernels[host] = kernel
      // A service without a destination refuses; what sends a client astray is what counts here.
      if let complaint = complaints(kernels).first(where: { $0.contains("not ready") }) { return [complaint] }
    }
    return []
  }

  /// When the last thing on any host was changed.
  var lastChange: Duration? { cluster.chronicle.last }
}

extension Mishap.Effect {
  var killsController: Bool {
    switch self {
    case .controllerDies, .controllerDiesMidway: true
    default: false
    }
  }
}
