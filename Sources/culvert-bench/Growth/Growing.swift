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
  /// The most memory that this process had before it began to plan, KiB: the answers are in it.
  let answersMemory: Int
  /// The most memory that this process had at all, KiB.
  let peakMemory: Int

  /// - Precondition: Nothing else runs in this process.
  static func measure(_ count: Int, _ condition: FleetAnswers.Condition) async throws -> Growing {
    let fleet = try FleetPlan(.answering, count: count)
    let connector = try InProcessConnector(FleetAnswers(condition), of: fleet.cluster)
    let start = usage()
    let changes = try await plan(fleet.inventory, connector)
    let end = usage()
    return Growing(
      hosts: count, condition: condition.rawValue, changes: changes, preparation: start.processorTime,
      plan: end.processorTime - start.processorTime, answersMemory: start.ru_maxrss, peakMemory: end.ru_maxrss)
  }

  /// Makes the plans of all hosts of an inventory.
  /// - Returns: How many changes there are.
  static func plan(_ inventory: String, _ connector: some Connector) async throws -> Int {
    guard let cluster = InventoryReader.read(Array(inventory.utf8), file: "fleet.yml").cluster else {
      throw BenchError("the fleet's inventory has mistakes")
    }
    let intents = Intents(of: cluster)
    var programs: [OperatingSystem: AgentProgram] = [:]
    let members = try cluster.hosts.map { host in
      let program = try programs[host.system] ?? Programs.agent(for: host.system)
      programs[host.system] = program
      return Fleet.Member(
        host: host.name, driver: host.system.driver, intent: intents.intent(for: host),
        channel: AgentChannel(host: host, program: program, connector: connector))
    }
    let fleet = Fleet(members: members)
    let survey = Survey(await fleet.survey())
    let proposals = fleet.proposals(
      survey, of: cluster, within: survey.scope, templates: Renderer(), adopts: false)
    await fleet.disconnect()
    return try proposals.values.reduce(0) { sum, proposal in try sum + proposal.get().plan.changes.count }
  }

  private static func usage() -> rusage {
    var usage = rusage()
    getrusage(__rusage_who_t(RUSAGE_SELF.rawValue), &usage)
    return usage
  }
}
