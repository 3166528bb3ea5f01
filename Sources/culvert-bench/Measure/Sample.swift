import Foundation
import Model

/// What one run of one tool on a fleet took and cost.
struct Sample: Codable {
  let tool: String
  let work: Tool.Work
  let hosts: Int
  /// The number of the round in which all tools ran one after another, from 1.
  let round: Int
  /// Seconds.
  let wall: Double
  /// Seconds of processor time of the tool and all that it started.
  let clientTime: Double
  /// The same of sshd and the hosts' shells.
  let serverTime: Double
  let connections: Int
  let sessions: Int
  /// The most that any one of the tool's processes had in memory, KiB.
  let peakMemory: Int
  /// The hosts of which no answer came.
  let failures: Int
  let status: Int32
}

extension Sample {
  /// Runs a tool once on a fleet.
  static func measure(_ tool: Tool, on fleet: FleetServer, round: Int) throws -> Sample {
    let output = fleet.folder.home + "/output"
    let before = try fleet.settledLedger()
    let environment = ["HOME": fleet.folder.home, "PATH": "/usr/sbin:/usr/bin:/sbin:/bin", "LC_ALL": "C.UTF-8"]
    let cost = try fleet.measure(
      tool.words, environment: environment.merging(tool.environment) { $1 }, output: output)
    let spent = try fleet.settledLedger() - before
    return Sample(
      tool: tool.name, work: tool.work, hosts: fleet.plan.cluster.hosts.count, round: round, wall: cost.wall,
      clientTime: cost.processorTime, serverTime: spent.processorTime, connections: spent.connections,
      sessions: spent.sessions, peakMemory: cost.peakMemory, failures: try failures(of: tool, cost, output, on: fleet),
      status: cost.status)
  }

  private static func failures(
    of tool: Tool, _ cost: Cost, _ output: String, on fleet: FleetServer
  ) throws -> Int {
    let hosts = fleet.plan.cluster.hosts.count
    switch tool.work {
    case .bringUp: return try fleet.unfinished().count
    case .look where tool.printsAnswers:
      let answers = try String(contentsOfFile: output, encoding: .utf8).ranges(of: "%culvert peer end").count
      guard answers <= hosts else { throw BenchError("\(tool.name) printed \(answers) answers of \(hosts) hosts") }
      return hosts - answers
    case .look: return cost.status == 0 ? 0 : hosts
    }
  }
}
