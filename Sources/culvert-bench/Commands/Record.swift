import ArgumentParser
import Drivers
import Foundation
import HostAgent
import Inventory
import Lab
import Model
import Planning

struct Record: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    abstract: "Write the answers of the fleet's hosts anew, from hosts of a lab.",
    discussion: """
      To be done when what a probe prints has changed, or what culvert makes of a host. Brings up a lab with a director \
      and a realserver of each system, asks their agents before and after `culvert up`, and writes the answers, with words \
      in place of what is each host's own.
      """)

  @Option(help: ArgumentHelp("Where to write them.", valueName: "dir"))
  var folder = "Sources/culvert-bench/answers"

  func run() async throws {
    var spec = LabSpec(name: "record\(getpid())", realservers: 0, ttl: 900)
    spec.guests += [
      GuestSpec(name: "web1", role: .realserver),
      GuestSpec(name: "web2", role: .realserver, system: .freebsd13),
      GuestSpec(name: "web3", role: .realserver, system: .solaris10),
    ]
    let lab = try await Lab.up(spec) { print($0) }
    do {
      try await record(lab)
      await lab.down()
    } catch {
      await lab.down()
      throw error
    }
  }

  private func record(_ lab: Lab) async throws {
    let text = try inventory(of: lab)
    try lab.writeFile("culvert.yml", text)
    guard let cluster = InventoryReader.read(Array(text.utf8), file: "culvert.yml").cluster else {
      throw BenchError("the lab's inventory has mistakes")
    }
    try await write(.bare, lab, cluster)
    let up = try await lab.controller([try Programs.culvert.path, "up", "--yes"], timeout: .seconds(300))
    guard up.succeeded else { throw BenchError("culvert up ended with \(up.status): \(up.stdout)\(up.stderr)") }
    try await write(.up, lab, cluster)
  }

  private func inventory(of lab: Lab) throws -> String {
    let systems = ["lb1": "linux", "web1": "linux", "web2": "freebsd", "web3": "solaris"]
    let hosts = try systems.sorted { $0.key < $1.key }.map { name, system in
      "  \(name): { address: \(try lab.address(of: name)), os: \(system) }\n"
    }
    return """
      culvert: 1
      hosts:
      \(hosts.joined())directors: [lb1]
      services:
        web: { vip: \(lab.vip), port: 80, realservers: { web1: , web2: , web3: } }

      """
  }

  private func write(_ condition: FleetAnswers.Condition, _ lab: Lab, _ cluster: Cluster) async throws {
    for host in cluster.hosts {
      let answer = try await ask(host, lab, cluster)
      let isDirector = cluster.directors.contains { $0.host == host.name }
      let name = condition.fileName(of: isDirector ? "director" : host.system.rawValue)
      let recorded = RecordedAnswer(answer.output, of: host, in: cluster)
      try Data(recorded.text.utf8).write(to: URL(filePath: folder).appending(path: name))
      print("\(name): \(recorded.text.utf8.count) bytes")
    }
  }

  private func ask(_ host: Model.Host, _ lab: Lab, _ cluster: Cluster) async throws -> AgentAnswer {
    let script = try AgentScript(
      .probe(host.system.driver.probeArguments(for: cluster.intent(for: host))),
      program: Programs.agent(for: host.system), nonce: .random())
    let shell = AgentProgram.shellCommand(become: .none)
    let output = try await lab.exec(
      host.name.text, shell.shellText, input: String(decoding: script.bytes, as: UTF8.self))
    return try AgentAnswer(Array(output.stdout.utf8), nonce: script.nonce)
  }
}
