import Foundation
import Lab
import Testing

/// A cluster that changes from one configuration to another and back, with a fault in each change.
actor FaultBench {
  /// A fault while the agent of a host stands at a point.
  struct Case: Sendable, CustomTestStringConvertible {
    var fault: LabFault
    var host: String
    var point: Int
    var testDescription: String { "\(fault.rawValue): \(host), point \(point)" }
  }

  /// What came of one.
  struct Verdict: Sendable {
    var complaints: [String] = []
    /// Whether the change came to the point.
    var isReached = false
    var status: Int32?
    /// How many hosts ended as they were, as the change wants them, or neither.
    var old = 0
    var new = 0
    var mixed = 0
    /// Seconds from the fault to the end.
    var settled = 0.0
  }

  static let shared = FaultBench()

  private var cluster: ClusterLab?
  private var states: [[String: Snapshot]] = []
  /// Which of the two the cluster has.
  private var current = 0
  /// At how many points each host's agent comes by, when a change begins from the one or the other and nothing happens.
  private var points: [[String: Int]] = [[:], [:]]

  /// One realserver or the other.
  private func inventory(_ state: Int, _ cluster: ClusterLab) -> Inventory {
    Inventory(vip: cluster.lab.vip, weights: [state == 0 ? "web1" : "web2": 1])
  }

  private func prepared() async throws -> ClusterLab {
    if let cluster { return cluster }
    let cluster = try await ClusterLab.shared
    try Points.install(in: cluster.lab)
    for state in [1, 0, 1, 0] {
      for host in cluster.hosts { try await cluster.stop(host, at: 0) }
      try await bring(cluster, state)
      for host in cluster.hosts { points[1 - state][host] = try await cluster.pointsPassed(host) }
      let seen = try await cluster.snapshots()
      if states.count < 2 { states.insert(seen, at: 0) } else { try #require(seen == states[state]) }
    }
    self.cluster = cluster
    return cluster
  }

  private func bring(_ cluster: ClusterLab, _ state: Int) async throws {
    try cluster.write(inventory(state, cluster))
    let up = try await cluster.culvert("up", "--yes", "--drain-timeout", "0", "--templates", "templates")
    try #require(up.status == 0, Comment(rawValue: up.stdout + up.stderr))
    current = state
  }

  func play(_ faults: Case) async throws -> Verdict {
    let cluster = try await prepared()
    guard faults.point <= points[current][faults.host] ?? 0 else { return Verdict() }
    let (old, new) = (states[current], states[1 - current])
    try cluster.write(inventory(1 - current, cluster))
    try await cluster.stop(faults.host, at: faults.point)
    let up = try cluster.startCulvert(
      "up", "--yes", "--deadline", "12", "--drain-timeout", "0", "--templates", "templates")
    var verdict = Verdict()
    verdict.isReached = try await cluster.reached(faults.host) { !up.isRunning }
    let start = ContinuousClock.now
    let told = verdict.isReached ? try await faults.fault.strike(faults.host, cluster, up) : LabFault.Told()
    if faults.fault != .silence { try? await cluster.goOn(faults.host) }
    let output = await up.wait()
    // A point that a whole change does not come by is not looked for again.
    if !verdict.isReached, output.status == 0 {
      points[current][faults.host] = try await cluster.pointsPassed(faults.host)
    }
    if output.status == 8 { print("\(faults.testDescription) → 8:\n\(output.stdout)\(output.stderr)") }
    if verdict.isReached { try await faults.fault.mend(faults.host, cluster) }
    try? await cluster.goOn(faults.host)
    // Whoever is left waiting is waited for.
    let resume = try await cluster.culvert("resume")
    verdict.settled = Double((ContinuousClock.now - start).components.seconds)
    verdict.status = output.status
    // What a proof has put on the director for a while goes by itself.
    while try await cluster.on("lb1", "ipvsadm -Sn").stdout.contains(" -f ") { try await Task.sleep(for: .seconds(1)) }
    let now = try await cluster.snapshots()
    try await judge(&verdict, now, cluster, old, new)
    verdict.judge(output, resume, told, faults.fault)
    // Ready for the next case.
    if now == new { current = 1 - current } else if now != old { try await bring(cluster, 1 - current) }
    return verdict
  }

  /// Compares what the hosts' own tools say.
  private func judge(
    _ verdict: inout Verdict, _ now: [String: Snapshot], _ cluster: ClusterLab, _ old: [String: Snapshot],
    _ new: [String: Snapshot]
  ) async throws {
    for host in cluster.hosts {
      if now[host] == old[host] {
        verdict.old += 1
      } else if now[host] == new[host] {
        verdict.new += 1
      } else {
        verdict.mixed += 1
        verdict.complaints.append("\(host) is mixed:\n\(difference(old[host], now[host]))")
      }
    }
    let isDirectorNew = now["lb1"] == new["lb1"]
    let needed = (isDirectorNew ? 1 - current : current) == 0 ? "web1" : "web2"
    if now[needed] != (isDirectorNew ? new : old)[needed] {
      verdict.complaints.append("the director sends to \(needed), which has no tunnel")
    }
    let plan = try await cluster.culvert("plan")
    if ![0, 2].contains(plan.status) { verdict.complaints.append("locked out: plan ends with \(plan.status)") }
  }

  private func difference(_ old: Snapshot?, _ now: Snapshot?) -> String {
    func lines(_ snapshot: Snapshot?) -> Set<Substring> {
      Set(((snapshot?.live ?? "") + (snapshot?.files ?? "")).split(separator: "\n"))
    }
    let gone = lines(old).subtracting(lines(now)).sorted().map { "- \($0)" }
    return (gone + lines(now).subtracting(lines(old)).sorted().map { "+ \($0)" }).joined(separator: "\n")
  }
}

extension FaultBench.Verdict {
  /// Whether what culvert said is true.
  fileprivate mutating func judge(
    _ output: ProcessOutput, _ resume: ProcessOutput, _ told: LabFault.Told, _ fault: LabFault
  ) {
    let isTrue: Bool
    switch (output.status, told.second) {
    // The time of the first one was over before the second one came to the host.
    case (0, _), (3, 0), (6, 0): isTrue = old == 0 && mixed == 0
    case (3, _), (5, _), (6, _), (7, _), (130, _): isTrue = new == 0 && mixed == 0
    case (8, _): isTrue = old > 0 && new > 0 && mixed == 0
    // It could not reach the host any more, or was killed.
    case (4, _): isTrue = true
    default: isTrue = fault == .controllerKilled
    }
    if !isTrue { complaints.append("status \(output.status):\n\(output.stdout)\(output.stderr)") }
    if resume.status != 0 { complaints.append("resume: \(resume.status):\n\(resume.stdout)\(resume.stderr)") }
    // The first one may lose as well: its agent stands still for as long as the second one needs to be told.
    if let second = told.second, ![0, 6].contains(second) || second == 0 && output.status == 0 {
      complaints.append("the second operator got \(second)")
    }
  }
}
