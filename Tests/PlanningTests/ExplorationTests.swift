import Foundation
import Model
import Planning
import TestSupport
import Testing

/// Every course that a change of a cluster can take, with up to so many faults: the controller killed, hosts cut off and
/// switched off, watchdogs killed, steps that fail, each at every moment and with every order of what is on its way.
@Suite struct ExplorationTests {
  typealias Participant = ClusterTransaction.Participant

  /// A change, and how many faults its exploration has.
  struct Case: CustomTestStringConvertible, Sendable {
    var name: String
    var phases: [[Phase]]
    var proofs: Set<ClusterTransaction.ProofRound> = []
    var faults: Int
    var testDescription: String { "\(name)\(proofs.isEmpty ? "" : " and proofs"), \(faults) faults" }

    var participants: [Participant] {
      zip(["lb1", "web1", "web2"], phases).map { name, phases in
        Participant(host: Universe.made { try HostName(name) }, phases: phases, drains: phases.contains(.withdraw))
      }
    }
  }

  static let cases = [
    Case(name: "one realserver for another", phases: [[.direct, .withdraw], [.build], [.teardown]], faults: 1),
    Case(name: "one realserver for another", phases: [[.direct, .withdraw], [.build], [.teardown]], faults: 2),
    Case(
      name: "one realserver for another", phases: [[.direct, .withdraw], [.build], [.teardown]],
      proofs: Set(ClusterTransaction.ProofRound.allCases), faults: 1),
    Case(name: "two new realservers", phases: [[.direct], [.build], [.build]], faults: others),
    Case(name: "two realservers go", phases: [[.direct, .withdraw], [.teardown], [.teardown]], faults: others),
  ]

  /// Two faults at once make 200,000 states of a case and half a minute; one case of them shows most.
  private static let others = ProcessInfo.processInfo.environment["CULVERT_EXPLORE_FAULTS"].flatMap { Int($0) } ?? 1

  @Test(arguments: cases.filter { $0.faults < 2 || TestScope.isWhole })
  func `no course misleads a client, ends mixed, or is told wrong`(_ change: Case) throws {
    let graph = Graph(from: ClusterWorld(change.participants, proofs: change.proofs, faults: change.faults))
    print("\(change.testDescription): \(graph.worlds.count) states, \(graph.steps) steps")
    for (index, world) in graph.worlds.enumerated() {
      let complaints = complain(of: world)
      try #require(complaints.isEmpty, "\(complaints)\n\(graph.course(to: index))")
    }
    let stranded = graph.stranded
    #expect(stranded.isEmpty, "no way to an end:\n\(stranded.first.map(graph.course) ?? "")")
  }

  @Test(arguments: ClusterWorld.Mistake.allCases) func `a mistake is found`(_ mistake: ClusterWorld.Mistake) {
    let graph = Graph(from: ClusterWorld(Self.cases[0].participants, faults: 1, mistake: mistake))
    #expect(graph.worlds.contains { complain(of: $0) == ["misleads"] })
  }

  private func complain(of world: ClusterWorld) -> [String] {
    var complaints: [String] = []
    if world.misleads, !world.isExcused || world.isSettled { complaints.append("misleads") }
    if world.isSettled, world.hosts.contains(where: { !$0.isWhole }) { complaints.append("mixed") }
    for (host, ending) in world.machine.results where !world.agrees(host, ending) {
      complaints.append("\(host) did not end \(ending)")
    }
    return complaints
  }
}

extension ClusterWorld {
  /// Whether what the controller says of a host is true.
  func agrees(_ host: HostName, _ ending: ClusterTransaction.Ending) -> Bool {
    let host = hosts[index(host)]
    return switch ending {
    case .confirmed: host.truth == .confirmed
    case .reverted: host.truth == .reverted
    case .untouched: host.done.isEmpty && host.truth != .confirmed
    case .revertFailed, .unknown: true
    }
  }
}

extension WorldHost {
  /// Whether all of the change is there, or nothing.
  var isWhole: Bool { truth == .confirmed ? done == Set(phases) : done.isEmpty }
}

/// All that can be reached from a state.
private struct Graph {
  private(set) var worlds: [ClusterWorld]
  private(set) var steps = 0
  private var before: [[Int32]] = [[]]

  init(from start: ClusterWorld) {
    worlds = [start]
    var indices = [start: Int32(0)]
    var index = 0
    while index < worlds.count {
      for next in worlds[index].successors {
        steps += 1
        let known = indices[next]
        let number = known ?? Int32(worlds.count)
        if known == nil {
          indices[next] = number
          worlds.append(next)
          before.append([])
        }
        before[Int(number)].append(Int32(index))
      }
      index += 1
    }
  }

  /// The shortest course to a state, a line each.
  func course(to index: Int) -> String {
    var course = [index]
    while let last = course.last, last != 0 { course.append(Int(before[last][0])) }
    return course.reversed().map { worlds[$0].description }.joined(separator: "\n")
  }

  /// The states from which no course leads to an end.
  var stranded: [Int] {
    var reaches = worlds.map(\.isSettled)
    var queue = reaches.indices.filter { reaches[$0] }
    while let index = queue.popLast() {
      for earlier in before[index] where !reaches[Int(earlier)] {
        reaches[Int(earlier)] = true
        queue.append(Int(earlier))
      }
    }
    return worlds.indices.filter { !reaches[$0] }
  }
}

extension ClusterWorld: CustomStringConvertible {
  var description: String {
    let controller = !isAlive ? "dead" : outcome.map { "\($0)" } ?? (machine.isFailing ? "failing" : "alive")
    let hosts = hosts.map { "\($0)" }.joined(separator: "  ")
    let questions = questions.map { question in
      "\(name(question.host)) \(question.kind) \(question.answer.map { "-> \($0)" } ?? "")"
    }
    return "\(controller) | \(hosts) | \(questions.sorted().joined(separator: ", "))\(deed.map { " | \($0)" } ?? "")"
  }
}

extension WorldHost: CustomStringConvertible {
  var description: String {
    let flags = [isCut ? "cut" : "", isGuarded || truth != .open ? "" : "unguarded", hasRestarted ? "restarted" : ""]
    return
      "\(part): \(truth) \(done.sorted().map(\.rawValue)) \(left)/\(silence)/\(missed) \(flags.filter { !$0.isEmpty })"
  }
}
