import Controller
import Drivers
import Foundation
import HostAgent
import Inventory
import Model
import Planning
import Templates
import Transport

/// A plan for a fleet that is in this process: all that culvert does itself, from the inventory's text to what there is
/// to do on each host.
struct Growing: Codable {
  let hosts: Int
  /// How the hosts were: `up` leaves nothing to do, `bare` everything.
  let condition: String
  /// The changes that were found.
  let changes: Int
  /// Seconds of processor time to read the inventory and to make the hosts' answers, which a network would bring.
  let preparation: Double
  /// Seconds of processor time from the inventory's text to the plans.
  let plan: Double
  /// The most memory that this process had, KiB.
  let peakMemory: Int

  /// - Precondition: Nothing else runs in this process.
  static func measure(_ count: Int, _ condition: FleetAnswers.Condition) async throws -> Growing {
    let fleet = try FleetPlan(.answering, count: count)
    let recorded = try FleetAnswers(condition)
    var answers: [HostName: HostAnswer] = [:]
    for host in fleet.cluster.hosts { answers[host.name] = try recorded.answer(of: host, in: fleet.cluster) }
    let start = processorTime()
    let changes = try await plan(fleet.inventory, InProcessConnector(answers: answers))
    let end = processorTime()
    return Growing(
      hosts: count, condition: condition.rawValue, changes: changes, preparation: start, plan: end - start,
      peakMemory: usage().ru_maxrss)
  }

  /// How many changes there are.
  private static func plan(_ inventory: String, _ connector: InProcessConnector) async throws -> Int {
    guard let cluster = InventoryReader.read(Array(inventory.utf8), file: "fleet.yml").cluster else {
      throw BenchError("the fleet's inventory has mistakes")
    }
    let intents = Intents(of: cluster)
    var programs: [OperatingSystem: AgentProgram] = [:]
    for system in OperatingSystem.allCases { programs[system] = try Programs.agent(for: system) }
    let fleet = Fleet(
      members: cluster.hosts.compactMap { host in
        programs[host.system].map { program in
          Fleet.Member(
            host: host.name, driver: host.system.driver, intent: intents.intent(for: host),
            channel: AgentChannel(host: host, program: program, connector: connector))
        }
      })
    let survey = Survey(await fleet.survey())
    let proposals = fleet.proposals(
      survey, of: cluster, within: survey.scope, templates: Renderer(), adopts: false)
    await fleet.disconnect()
    return try proposals.values.reduce(0) { sum, proposal in try sum + proposal.get().plan.changes.count }
  }

  private static func processorTime() -> Double {
    let usage = usage()
    return [usage.ru_utime, usage.ru_stime].reduce(0) { $0 + Double($1.tv_sec) + Double($1.tv_usec) / 1e6 }
  }

  private static func usage() -> rusage {
    var usage = rusage()
    getrusage(__rusage_who_t(RUSAGE_SELF.rawValue), &usage)
    return usage
  }
}
