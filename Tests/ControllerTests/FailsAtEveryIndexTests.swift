import Controller
import HostAgent
import Model
import Planning
import Testing

/// Whichever command fails on whichever host, and however it fails, everything is as it was.
@Suite struct FailsAtEveryIndexTests {
  @Test(arguments: Scenario.allCases, Example.names)
  func `apply fails at every index, and the end is the checkpoint`(_ scenario: Scenario, _ host: HostName) async throws
  {
    let count = try await Rehearsal(scenario).stepCount(host)
    // The shrunk cluster changes nothing on the realserver that stays.
    try #require(count > 0 || (scenario == .shrink && host == Example.web1))
    for index in 0..<count {
      for way in [Troubles.Way.fails, .failsAfterwards] { try await rehearse(scenario, host, index, way) }
    }
  }

  private func rehearse(_ scenario: Scenario, _ host: HostName, _ index: Int, _ way: Troubles.Way) async throws {
    let comment: Comment = "\(scenario), step \(index) of \(host) \(way)"
    let rehearsal = try await Rehearsal(scenario)
    let cluster = rehearsal.cluster
    cluster[host].change { $0.troubles.step = (index, way) }
    let report = await rehearsal.run()
    #expect(report.outcome == .rolledBack, comment)
    #expect(cluster.state == rehearsal.before, comment)
    #expect(cluster.unclean.isEmpty, comment)
    #expect(report.endings.values.allSatisfy { $0 == .reverted }, comment)
    #expect(Set(report.endings.keys) == Set(rehearsal.plans.map(\.host)), comment)
    guard case .stepFailed(_, 9, "no luck today") = report.problems(host).first else {
      Issue.record("\(comment): \(report.problems)")
      return
    }
    #expect(report.problems.count == 1, "only the host that failed has a problem: \(comment)")
    guard index == 0 else { return }
    #expect(try await cluster.plans(scenario.target) == rehearsal.plans, "it can be tried again: \(comment)")
  }

  @Test(arguments: [Scenario.bringUp, .shrink], Example.names)
  func `a command that does nothing and says nothing is found out`(_ scenario: Scenario, _ host: HostName) async throws
  {
    for index in 0..<(try await Rehearsal(scenario).stepCount(host)) {
      let rehearsal = try await Rehearsal(scenario)
      rehearsal.cluster[host].change { $0.troubles.step = (index, .lies) }
      let report = await rehearsal.run()
      // To load a module that is there, or that the next command loads by itself, may well do nothing.
      #expect(
        report.outcome == (rehearsal.cluster.state == rehearsal.after ? .confirmed : .rolledBack), "\(host) \(index)")
      rehearsal.expectTruth(report, "\(scenario), step \(index) of \(host)")
      if report.outcome == .rolledBack {
        let problems = report.problems(host)
        let isNamed = problems.allSatisfy {
          switch $0 {
          case .unfinished(let things): !things.isEmpty
          case .stepFailed: true
          default: false
          }
        }
        #expect(!problems.isEmpty && isNamed, "\(problems)")
      }
    }
  }

  @Test(arguments: Example.names) func `a host that nothing can be put on keeps all from being changed`(
    _ host: HostName
  ) async throws {
    let rehearsal = try await Rehearsal(.bringUp)
    rehearsal.cluster[host].change { $0.troubles.stageRefusal = .stateDirectory }
    let report = await rehearsal.run()
    #expect(report.outcome == .rolledBack && !report.didApply)
    #expect(report.endings[host] == .untouched)
    #expect(report.problems(host) == [.refused(.stateDirectory, text: "cannot write")])
    #expect(rehearsal.cluster.state == rehearsal.before)
    #expect(rehearsal.cluster.unclean.isEmpty)
    #expect(Example.names.allSatisfy { rehearsal.cluster[$0].agent.commands.isEmpty })
  }

  @Test(arguments: Scenario.allCases, Example.names)
  func `what cannot be taken back is a failed rollback and is called one`(_ scenario: Scenario, _ host: HostName)
    async throws
  {
    let rehearsal = try await Rehearsal(scenario)
    let last = rehearsal.cluster[host]
    let steps = rehearsal.stepCount(host)
    guard steps > 1 else { return }
    last.change {
      $0.troubles.undoesNothing = true
      $0.troubles.step = (steps - 1, .fails)
    }
    let report = await rehearsal.run()
    #expect(report.outcome == .rollbackFailed)
    #expect(report.endings[host] == .revertFailed)
    #expect(rehearsal.cluster.told(host).last == .revertFailed)
    for other in rehearsal.plans.map(\.host) where other != host {
      let ending = report.endings[other]
      #expect(ending == .reverted || ending == .confirmed, "\(other)")
      if ending == .reverted { #expect(rehearsal.cluster.state[other] == rehearsal.before[other]) }
    }
    #expect(rehearsal.cluster.unclean.isEmpty, "a failed revert is settled too")
  }
}
