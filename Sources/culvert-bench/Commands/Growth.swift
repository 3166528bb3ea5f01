import ArgumentParser
import Foundation

struct Growth: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    abstract: "Measure a plan for fleets of up to 20,000 hosts within this machine's memory, without SSH.",
    discussion: """
      What culvert itself does from the inventory's text to the plans of all hosts, with answers that come from memory. \
      Each size is measured in a process of its own; what it takes to make up the answers is not counted as time, but the \
      memory that they are in is.
      """)

  @Option(help: "Sizes of the fleets, director included.", transform: Sizes.init)
  var hosts = Sizes(values: [10, 200, 1000, 5000, 20_000])

  @Option(help: "How the hosts are: up, with nothing to do, or bare, with everything.")
  var condition: FleetAnswers.Condition?

  @Flag(help: .hidden)
  var alone = false

  func run() async throws {
    if alone {
      let size = hosts.values[0]
      print(String(decoding: try JSONEncoder().encode(await Growing.measure(size, condition ?? .up)), as: UTF8.self))
      return
    }
    print(
      "| hosts | | changes | plan, s of processor time | ms a host | peak, MB | of that the answers | KB a host |\n|---|---|---|---|---|---|---|---|"
    )
    for condition in condition.map({ [$0] }) ?? FleetAnswers.Condition.allCases {
      for size in hosts.values { print(row(try inProcessOfItsOwn(size, condition))) }
    }
  }

  private func inProcessOfItsOwn(_ size: Int, _ condition: FleetAnswers.Condition) throws -> Growing {
    let words = [
      try Programs.own.path, "growth", "--alone", "--hosts", String(size), "--condition", condition.rawValue,
    ]
    return try JSONDecoder().decode(Growing.self, from: Data(try Programs.output(of: words).utf8))
  }

  private func row(_ line: Growing) -> String {
    let hosts = Double(line.hosts)
    let cells = [
      String(line.hosts), line.condition, String(line.changes), line.plan.text(2),
      (line.plan * 1000 / hosts).text(2), (Double(line.peakMemory) / 1024).text(0),
      (Double(line.answersMemory) / 1024).text(0),
      (Double(line.peakMemory) / hosts).text(1),
    ]
    return "| \(cells.joined(separator: " | ")) |"
  }
}

extension FleetAnswers.Condition: ExpressibleByArgument {}
