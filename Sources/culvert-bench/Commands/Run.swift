import ArgumentParser
import Foundation

struct Run: ParsableCommand {
  static let configuration = CommandConfiguration(
    abstract: "Measure culvert, the floor and the peers on fleets of several sizes.",
    discussion: """
      Prints a table, in which every figure is a median over the rounds, with the least and the most in brackets; the \
      ratios to the floor are taken within each round. In a round all tools run one after another, so that whatever else \
      the machine does meets them alike. The peak of memory is that of the largest process of a tool; Ansible has many.

      The peers are those of parallel-ssh, asyncssh, pyinfra and ansible-core that are installed in the folder of --peers:

        for peer in parallel-ssh asyncssh pyinfra ansible-core; do
          python3 -m venv peers/$peer && peers/$peer/bin/pip install $peer
        done
      """)

  @Option(help: "Sizes of the fleets, director included.", transform: Sizes.init)
  var hosts = Sizes(values: [10, 50, 200, 500])

  @Option(help: "Sizes of the fleets of bare hosts that are brought up.", transform: Sizes.init)
  var bringUp = Sizes(values: [10, 50])

  @Option(help: "How often each tool runs on each fleet.")
  var rounds = 5

  @Option(help: ArgumentHelp("Where peers are installed.", valueName: "dir"))
  var peers: String?

  @Option(help: ArgumentHelp("Measure the tool of this name only, and the floor; may be repeated.", valueName: "name"))
  var tool: [String] = []

  @Option(
    name: .shortAndLong, help: ArgumentHelp("Write everything that was measured here, as JSON.", valueName: "file"))
  var output: String?

  func validate() throws {
    guard (1...100).contains(rounds) else { throw ValidationError("--rounds takes a number from 1 to 100") }
  }

  func run() throws {
    #if DEBUG
      throw BenchError("what is built to be debugged says nothing of what it costs: swift build -c release")
    #else
      try measure()
    #endif
  }

  private func measure() throws {
    let machine = Machine.current()
    let tools = try chosenTools()
    var samples: [Sample] = []
    // What was measured is not lost with what could not be.
    defer {
      let report = Report(samples, tools: tools, machine: machine)
      print(report.table, terminator: "")
      if let output { try? report.json().write(to: URL(filePath: output)) }
    }
    try measureLooks(tools.filter { $0.work == .look }) { samples.append($0) }
    try measureBringUps(tools.filter { $0.work == .bringUp }) { samples.append($0) }
    if samples.contains(where: { $0.failures > 0 }) { throw ExitCode.failure }
  }

  private func chosenTools() throws -> [Tool] {
    let all = try Tool.own() + (peers.map { try Tool.peers(in: URL(filePath: $0)) } ?? [])
    if let unknown = tool.first(where: { name in !all.contains { $0.name == name } }) {
      throw ValidationError("there is no tool '\(unknown)' here, but \(all.map(\.name).joined(separator: ", "))")
    }
    return tool.isEmpty ? all : all.filter { $0.name == Tool.floorName || tool.contains($0.name) }
  }

  /// All tools on one fleet of each size, which stays as it is.
  private func measureLooks(_ tools: [Tool], _ keep: (Sample) -> Void) throws {
    var isCold = true
    for size in hosts.values {
      let fleet = try FleetServer(FleetPlan(.answering, count: size))
      defer { fleet.tearDown() }
      // What comes first meets files that were not read yet, and a kernel that has to find memory.
      if isCold { for tool in tools { _ = try Sample.measure(tool, on: fleet, round: 0) } }
      isCold = false
      for round in 1...rounds {
        for tool in tools.rotated(by: round - 1) {
          note("\(size) hosts, round \(round) of \(rounds): \(tool.name)")
          keep(try Sample.measure(tool, on: fleet, round: round))
        }
      }
    }
  }

  /// Each tool on a fleet of its own each time.
  private func measureBringUps(_ tools: [Tool], _ keep: (Sample) -> Void) throws {
    for size in bringUp.values {
      for round in 1...rounds {
        for tool in tools.rotated(by: round - 1) {
          note("\(size) bare hosts, round \(round) of \(rounds): \(tool.name)")
          let fleet = try FleetServer(FleetPlan(.working, count: size))
          defer { fleet.tearDown() }
          keep(try Sample.measure(tool, on: fleet, round: round))
        }
      }
    }
  }

  private func note(_ text: String) { FileHandle.standardError.write(Data("\(text)\n".utf8)) }
}

extension [Tool] {
  /// So that none always comes after the same other one.
  fileprivate func rotated(by places: Int) -> [Tool] {
    isEmpty ? [] : Array(self[(places % count)...] + self[..<(places % count)])
  }
}

/// `10,50,200` on the command line.
struct Sizes {
  let values: [Int]

  init(values: [Int]) { self.values = values }

  init(_ argument: String) throws {
    values = try argument.split(separator: ",").map { word in
      guard let size = Int(word), FleetPlan.sizes.contains(size) else {
        throw ValidationError(
          "'\(word)' is no size: it is a number from \(FleetPlan.sizes.lowerBound) to \(FleetPlan.sizes.upperBound)")
      }
      return size
    }
  }
}
