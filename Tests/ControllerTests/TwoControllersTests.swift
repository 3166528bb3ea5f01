import Controller
import Model
import Planning
import Testing

/// Two controllers start at the same moment on the same hosts.
@Suite struct TwoControllersTests {
  /// What became of one of the two.
  private enum Fate: String { case won, locked, tooLate }

  @Test func `at most one of them changes anything, and the other is told by whom it is locked out`() async throws {
    var tally: [String: Int] = [:]
    for _ in 0..<100 {
      let rehearsal = try await Rehearsal(.bringUp)
      let runs = Self.ids.enumerated().map { index, id in
        rehearsal.cluster.transaction(rehearsal.plans, rehearsal.scenario.target, id: id, created: Self.created[index])
      }
      async let first = runs[0].run()
      async let second = runs[1].run()
      let reports = await [first, second]
      let fates = [fate(reports[0], against: 1), fate(reports[1], against: 0)]
      #expect(fates.count { $0 == .won } < 2)
      // Each may have locked a host that the other wants: then both leave all as it was.
      #expect(rehearsal.cluster.state == (fates.contains(.won) ? rehearsal.after : rehearsal.before))
      #expect(rehearsal.cluster.unclean.isEmpty)
      tally[fates.map(\.rawValue).sorted().joined(separator: " and "), default: 0] += 1
    }
    print("two controllers, 100 rounds: \(tally)")
  }

  private static let ids = ["00000001", "00000002"].map { text in made { try TransactionID(text) } }
  private static let created = [1_700_000_001, 1_700_000_002]

  private func fate(_ report: RunReport, against other: Int) -> Fate {
    if report.outcome == .confirmed { return .won }
    #expect(report.outcome == .rolledBack && !report.didApply, "\(report)")
    var fate = Fate.tooLate
    for (host, problem) in report.problems {
      switch problem {
      case .locked(let id, let owner, let created, _):
        fate = .locked
        #expect(
          id == Self.ids[other] && owner == "tester@here" && created == Self.created[other], "\(host): \(problem)")
      // The other one was through before this one came to the host.
      case .moved: break
      default: Issue.record("\(host): \(problem)")
      }
    }
    #expect(!report.problems.isEmpty)
    return fate
  }
}
