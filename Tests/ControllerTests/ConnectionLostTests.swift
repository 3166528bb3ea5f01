import Controller
import HostAgent
import Model
import Planning
import Testing

/// A connection breaks at any moment, on any host, for any time: what is reported is true, and no host is left half-way.
@Suite struct ConnectionLostTests {
  static let effects: [Mishap.Effect] = [.lostBefore, .lostAfter, .unreachable, .answerCut]
  static let outages: [Duration] = [.zero, .seconds(20), .seconds(1000)]

  @Test(arguments: Scenario.allCases, Example.names)
  func `lost at the stage: nothing was changed, and nothing is`(_ scenario: Scenario, _ host: HostName) async throws {
    for mishap in Self.mishaps(.stage) {
      let rehearsal = try await Rehearsal(scenario)
      guard rehearsal.plans.contains(where: { $0.host == host }) else { return }
      rehearsal.cluster[host].arrange(mishap)
      let report = await rehearsal.run()
      #expect(report.outcome == .rolledBack && !report.didApply, "\(mishap)")
      #expect(report.endings[host] == .untouched, "\(mishap)")
      #expect(rehearsal.cluster.state == rehearsal.before, "\(mishap)")
      #expect(!report.problems(host).isEmpty, "\(mishap)")
      for other in rehearsal.plans.map(\.host) where other != host {
        #expect(rehearsal.cluster[other].isClean, "the others are given back at once: \(mishap)")
      }
      rehearsal.expectTruth(report, "\(mishap)")
    }
  }

  @Test(arguments: Scenario.allCases, Example.names)
  func `lost in a phase: all is taken back, and a host that stays away is not called done`(
    _ scenario: Scenario, _ host: HostName
  ) async throws {
    let midway: [Mishap.Effect] = [nil, 2].map { .lostMidway(killedAfter: $0) }
    for time in 1...2 {
      for mishap in Self.mishaps(.apply, time, Self.effects + midway) {
        let rehearsal = try await Rehearsal(scenario)
        guard (rehearsal.plans.first { $0.host == host }?.phases.count ?? 0) >= time else { return }
        rehearsal.cluster[host].arrange(mishap)
        let report = await rehearsal.run()
        let isGone = mishap.outage > .seconds(90)
        #expect(report.outcome == (isGone ? .rollbackFailed : .rolledBack), "\(mishap)")
        #expect(report.endings[host] == (isGone ? .unknown : .reverted), "\(mishap)")
        #expect(report.didApply)
        rehearsal.expectTruth(report, "\(mishap)")
        #expect(rehearsal.cluster.state == rehearsal.before, "\(mishap): its watchdog has taken it back")
      }
    }
  }

  @Test(arguments: Scenario.allCases, Example.names)
  func `not reached over a new connection: nothing is confirmed, and all goes back at once`(
    _ scenario: Scenario, _ host: HostName
  ) async throws {
    for mishap in Self.mishaps(.reach) {
      let rehearsal = try await Rehearsal(scenario)
      guard rehearsal.plans.contains(where: { $0.host == host }) else { return }
      rehearsal.cluster[host].arrange(mishap)
      let report = await rehearsal.run()
      let isGone = mishap.outage > .seconds(90)
      #expect(report.outcome == (isGone ? .rollbackFailed : .rolledBack), "\(mishap)")
      #expect(!report.endings.values.contains(.confirmed), "\(mishap)")
      if mishap.outage == .zero { #expect(rehearsal.cluster.time.now < .seconds(10), "\(mishap)") }
      rehearsal.expectTruth(report, "\(mishap)")
      #expect(rehearsal.cluster.state == rehearsal.before, "\(mishap)")
    }
  }

  @Test(arguments: Example.names) func `a host that has taken the change back by then takes the others along`(
    _ host: HostName
  ) async throws {
    let rehearsal = try await Rehearsal(.bringUp)
    rehearsal.cluster[host].meddle(at: .reach) { agent in
      for id in agent.transactions.keys { _ = try? agent.revert(id, "deadline") }
    }
    let report = await rehearsal.run()
    #expect(report.outcome == .rolledBack)
    #expect(rehearsal.cluster.state == rehearsal.before)
  }

  @Test(arguments: Scenario.allCases, Example.names)
  func `lost at the confirm: it is found out what became of it`(_ scenario: Scenario, _ host: HostName) async throws {
    for mishap in Self.mishaps(.confirm) {
      let rehearsal = try await Rehearsal(scenario)
      guard rehearsal.plans.contains(where: { $0.host == host }) else { return }
      rehearsal.cluster[host].arrange(mishap)
      let report = await rehearsal.run()
      // Half of its deadline is given to a host to come back and be asked again.
      let isDone = [.lostAfter, .answerCut].contains(mishap.effect) || mishap.outage < .seconds(30)
      if mishap.outage > .seconds(90) {
        #expect(report.outcome == .rollbackFailed, "\(mishap)")
        #expect(report.endings[host] == .unknown, "\(mishap)")
      } else {
        #expect(report.endings[host] == (isDone ? .confirmed : .reverted), "\(mishap)")
        let othersDid = report.endings.contains { $0.key != host && $0.value == .confirmed }
        let wanted: ClusterTransaction.Outcome = isDone ? .confirmed : othersDid ? .partlyConfirmed : .rolledBack
        #expect(report.outcome == wanted, "\(mishap)")
      }
      rehearsal.expectTruth(report, "\(mishap)")
    }
  }

  @Test(arguments: Example.names, Example.names)
  func `lost on the way back: it is asked again until it answers`(_ host: HostName, _ failing: HostName) async throws {
    for mishap in Self.mishaps(.revert) {
      let rehearsal = try await Rehearsal(.bringUp)
      rehearsal.cluster[host].arrange(mishap)
      rehearsal.cluster[failing].change { $0.troubles.step = (1, .fails) }
      let report = await rehearsal.run()
      let isGone = mishap.outage > .seconds(90)
      #expect(report.outcome == (isGone ? .rollbackFailed : .rolledBack), "\(mishap)")
      #expect(report.endings[host] == (isGone ? .unknown : .reverted), "\(mishap)")
      rehearsal.expectTruth(report, "\(mishap)")
      #expect(rehearsal.cluster.state == rehearsal.before, "\(mishap)")
    }
  }

  @Test(arguments: Example.names) func `all hosts lost at once come back to what they were`(_ host: HostName)
    async throws
  {
    let rehearsal = try await Rehearsal(.tearDown)
    for name in Example.names {
      rehearsal.cluster[name].arrange(Mishap(verb: .apply, effect: .lostAfter, outage: .seconds(30)))
    }
    let report = await rehearsal.run()
    #expect(report.outcome == .rolledBack)
    #expect(rehearsal.cluster.state == rehearsal.before)
  }

  @Test(arguments: Example.names) func `a command that hangs is outlived by the watchdog`(_ host: HostName)
    async throws
  {
    let rehearsal = try await Rehearsal(.bringUp)
    rehearsal.cluster[host].arrange(Mishap(verb: .apply, effect: .hangs))
    let report = await rehearsal.run()
    #expect(report.outcome == .rolledBack)
    #expect(report.endings[host] == .reverted)
    #expect(rehearsal.cluster[host].agent.list.map(\.reason) == ["deadline"])
    #expect(rehearsal.cluster.state == rehearsal.before)
    #expect(rehearsal.cluster.unclean.isEmpty)
    #expect(report.problems(host).first == .lasted(.seconds(60), deadline: 60))
  }

  @Test func `how long is waited for a host that stays away is told, second by second`() async throws {
    let rehearsal = try await Rehearsal(.bringUp)
    rehearsal.cluster[Example.web1].arrange(Mishap(verb: .apply, effect: .unreachable, outage: .seconds(1000)))
    _ = await rehearsal.run()
    let seconds = rehearsal.cluster.told(Example.web1).compactMap { event -> Int? in
      if case .searching(let left) = event { left } else { nil }
    }
    #expect(seconds == Array((0...90).reversed()), "the deadline of 60 s and half a minute more")
  }

  private static func mishaps(
    _ verb: Mishap.Verb, _ time: Int = 1, _ effects: [Mishap.Effect] = ConnectionLostTests.effects
  ) -> [Mishap] {
    effects.flatMap { effect in
      outages.filter { $0 != .seconds(20) || effect == .lostBefore }
        .map { Mishap(verb: verb, time: time, effect: effect, outage: $0) }
    }
  }
}
