import Model
import Planning
import Testing

/// Every course that a transaction over one or two hosts can take: each answer, each lost connection, each order of them.
@Suite struct TransactionWalkTests {
  typealias Participant = ClusterTransaction.Participant
  typealias World = TransactionWorld

  static let casts: [[Participant]] = [
    [.init(host: Universe.hosts[0], phases: [.build], drains: false)],
    [.init(host: Universe.hosts[0], phases: [.direct, .withdraw], drains: true)],
    [.init(host: Universe.hosts[0], phases: [], drains: false)],
    cast([.direct], [.build], drains: false),
    cast([.direct, .withdraw], [.build, .teardown], drains: true),
    cast([.withdraw], [.teardown], drains: false),
    cast([.build], [.build], drains: false),
    cast([], [.build], drains: false),
  ]

  @Test(arguments: casts) func `every path ends, and ends right`(_ cast: [Participant]) throws {
    var outcomes: Set<ClusterTransaction.Outcome> = []
    for world in try walk(cast) {
      let isWaiting = !world.open.isEmpty || world.isProving
      try #require((world.outcome == nil) == isWaiting, "it ends when it waits for nothing: \(world)")
      try #require(world.open.isEmpty || !world.isProving, "nothing else is done while paths are proven: \(world)")
      if let outcome = world.outcome {
        outcomes.insert(outcome)
        try checkEnd(world)
      }
    }
    let wanted: Set<ClusterTransaction.Outcome> = [.confirmed, .rolledBack, .rollbackFailed]
    #expect(outcomes == (cast.count > 1 ? wanted.union([.partlyConfirmed]) : wanted))
  }

  @Test(arguments: casts) func `nothing is changed before all is armed, nor confirmed before all is changed`(
    _ cast: [Participant]
  ) throws {
    for world in try walk(cast) {
      for question in world.open {
        switch question.action {
        case .apply(let phase):
          try #require(!world.truth.values.contains(.bare))
          for participant in cast {
            let before = Set(participant.phases.filter { $0 < phase })
            try #require(world.phasesDone[participant.host, default: []].isSuperset(of: before))
          }
        case .confirm:
          for participant in cast {
            try #require(world.phasesDone[participant.host, default: []] == Set(participant.phases))
          }
        default: break
        }
      }
    }
  }

  @Test(arguments: casts) func `after a failure nothing is begun but the way back`(_ cast: [Participant]) throws {
    for world in try walk(cast) {
      guard world.isTroubled else { continue }
      for next in world.successors {
        for question in next.open.subtracting(world.open) {
          try #require([.revert, .recover, .inquire].contains(question.action), "\(question) after a failure")
        }
      }
    }
  }

  @Test(arguments: casts) func `what is confirmed is never taken back`(_ cast: [Participant]) throws {
    for world in try walk(cast) {
      for question in world.open where question.action == .revert {
        try #require(world.machine.results[question.host] != .confirmed)
      }
    }
  }

  @Test func `an end is final`() throws {
    for end in try walk(Self.casts[4]) where end.outcome != nil {
      var machine = end.machine
      #expect(machine.handle(.interrupted).isEmpty)
      #expect(machine.results == end.machine.results)
    }
  }

  // MARK: - The walk

  private static func cast(_ director: [Phase], _ realserver: [Phase], drains: Bool) -> [Participant] {
    [
      .init(host: Universe.hosts[0], phases: director, drains: drains),
      .init(host: Universe.hosts[1], phases: realserver, drains: false),
    ]
  }

  /// All states that can be reached, with proofs and without.
  private func walk(_ cast: [Participant]) throws -> Set<World> {
    var queue = [World(cast), World(cast, proofs: Set(ClusterTransaction.ProofRound.allCases))]
    var seen = Set(queue)
    while let world = queue.popLast() {
      for next in world.successors where seen.insert(next).inserted { queue.append(next) }
      try #require(seen.count < 20_000, "there is no end to it")
    }
    return seen
  }

  private func checkEnd(_ end: World) throws {
    let truth = Set(end.truth.values)
    switch end.outcome {
    case .confirmed: try #require(truth == [.confirmed])
    case .rolledBack:
      // A host that was lost while it was armed, before anything was changed, is as it was.
      try #require(truth.isSubset(of: [.bare, .armed, .reverted]))
      if truth.contains(.armed) { try #require(end.phasesDone.isEmpty) }
    case .partlyConfirmed:
      try #require(truth.contains(.confirmed) && truth.isSubset(of: [.confirmed, .reverted, .bare]))
    case .rollbackFailed:
      try #require(truth.contains(.broken) || end.machine.results.values.contains(.unknown))
    case nil: Issue.record("no end")
    }
    for (host, ending) in end.machine.results { try checkEnding(ending, end.truth[host] ?? .bare) }
  }

  private func checkEnding(_ ending: ClusterTransaction.Ending, _ truth: World.Truth) throws {
    switch ending {
    case .confirmed: try #require(truth == .confirmed)
    case .reverted: try #require(truth == .reverted)
    case .revertFailed: try #require(truth == .broken)
    case .untouched: try #require([.bare, .armed].contains(truth))
    case .unknown: break
    }
  }
}
