import Controller
import HostAgent
import Model
import Planning
import Testing

/// The ways in which a transaction ends that is past its changes.
@Suite struct EndingsTests {
  @Test(arguments: Example.names) func `the watchdog that fires before the confirm takes all hosts back`(
    _ host: HostName
  ) async throws {
    let rehearsal = try await Rehearsal(.bringUp)
    let time = rehearsal.cluster.time
    rehearsal.cluster[host].wait(before: .confirm) { time.pass(.seconds(61)) }
    let report = await rehearsal.run()
    #expect(report.endings[host] == .reverted)
    #expect(report.problems(host) == [.refused(.state, text: "the transaction is reverted")])
    #expect([.rolledBack, .partlyConfirmed].contains(report.outcome))
    #expect(rehearsal.cluster[host].agent.list.map(\.reason) == ["deadline"])
    rehearsal.expectTruth(report, "\(host)")
  }

  @Test(arguments: [Example.web1, Example.director]) func `one host confirms and another cannot: it is said which`(
    _ failing: HostName
  ) async throws {
    let rehearsal = try await Rehearsal(.bringUp)
    rehearsal.cluster[failing].change { $0.troubles.unwritable = Example.bootScript }
    let report = await rehearsal.run()
    #expect(report.outcome == .partlyConfirmed)
    #expect(report.endings[failing] == .reverted)
    #expect(report.endings[Example.web2] == .confirmed)
    #expect(report.endings[Example.web1] == (failing == Example.web1 ? .reverted : .confirmed))
    #expect(report.endings[Example.director] == .reverted)
    guard case .refused(.bootFiles, _) = report.problems(failing).first else {
      Issue.record("\(report.problems)")
      return
    }
    rehearsal.expectTruth(report, "\(failing)")
  }

  @Test func `a director that cannot be taken back is a failed rollback, whatever the others are`() async throws {
    let rehearsal = try await Rehearsal(.bringUp)
    rehearsal.cluster[Example.director].change {
      $0.troubles.unwritable = Example.bootScript
      $0.troubles.undoesNothing = true
    }
    let report = await rehearsal.run()
    #expect(report.outcome == .rollbackFailed)
    #expect(
      report.endings == [
        Example.director: .revertFailed, Example.web1: .confirmed, Example.web2: .confirmed,
      ])
    #expect(rehearsal.cluster.unclean.isEmpty)
  }

  @Test(arguments: Example.names) func `a host that starts anew before the confirm has taken itself back`(
    _ host: HostName
  ) async throws {
    for verb in [Mishap.Verb.apply, .confirm] {
      let rehearsal = try await Rehearsal(.bringUp)
      rehearsal.cluster[host].arrange(Mishap(verb: verb, effect: .reboots))
      let report = await rehearsal.run()
      #expect(report.endings[host] == .reverted, "\(verb)")
      #expect(report.outcome == (verb == .apply ? .rolledBack : .partlyConfirmed), "\(verb)")
      rehearsal.expectTruth(report, "\(host) at \(verb)")
    }
  }

  @Test(arguments: Example.names) func `a host without its watchdog is not changed`(_ host: HostName) async throws {
    let rehearsal = try await Rehearsal(.bringUp)
    rehearsal.cluster[host].arrange(Mishap(verb: .apply, effect: .watchdogDies))
    let report = await rehearsal.run()
    #expect(report.outcome == .rolledBack)
    #expect(rehearsal.cluster[host].agent.commands.isEmpty)
    #expect(report.problems(host).count == 1)
    #expect(rehearsal.cluster.state == rehearsal.before)
    #expect(rehearsal.cluster.unclean.isEmpty)
  }

  @Test(arguments: Example.names) func `a confirm whose process was killed is finished by whoever asks next`(
    _ host: HostName
  ) async throws {
    let rehearsal = try await Rehearsal(.bringUp)
    rehearsal.cluster[host].arrange(Mishap(verb: .confirm, effect: .diesInConfirm))
    let report = await rehearsal.run()
    #expect(report.outcome == .confirmed)
    #expect(report.endings[host] == .confirmed)
    rehearsal.expectTruth(report, "\(host)")
  }

  @Test(arguments: Scenario.allCases) func `an operator who stops it gets everything back`(_ scenario: Scenario)
    async throws
  {
    let rehearsal = try await Rehearsal(scenario)
    let run = rehearsal.cluster.transaction(rehearsal.plans, scenario.target)
    await run.interrupt()
    let report = await run.run()
    #expect(report.outcome == .rolledBack && report.wasInterrupted && !report.didApply)
    #expect(rehearsal.cluster.state == rehearsal.before)
    #expect(rehearsal.cluster.unclean.isEmpty)
    rehearsal.expectTruth(report, "\(scenario)")
  }
}
