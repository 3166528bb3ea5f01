import Controller
import HostAgent
import Model
import Planning
import Testing

/// What is left of a transaction whose controller died, and what `resume` makes of it.
@Suite struct ResumeTests {
  /// Up to where the controller came.
  enum Death: CaseIterable, Sendable {
    case afterStagingSome, afterStaging, amidBuild, afterBuild, afterApply, afterFirstConfirm, afterRealservers, atEnd
  }

  @Test(arguments: Death.allCases, Scenario.allCases) func `at once, every host is brought to one side or the other`(
    _ death: Death, _ scenario: Scenario
  ) async throws {
    let (rehearsal, id) = try await Self.leave(scenario, death)
    let resume = Resume(fleet: rehearsal.cluster.fleet(scenario.target))
    let results = try await resume.run(takesBackNow: true).mapValues { try $0.get() }
    #expect(rehearsal.cluster.unclean.isEmpty)
    let isConfirmed = [.afterFirstConfirm, .afterRealservers, .atEnd].contains(death)
    #expect(rehearsal.cluster.state == (isConfirmed ? rehearsal.after : rehearsal.before))
    for (host, result) in results {
      let isOpen = Self.isOpen(host, rehearsal, death)
      let wanted: Resume.Result =
        !isOpen ? .clean(last: nil) : isConfirmed ? .finished(id) : .takenBack(id, .reverted)
      #expect(result == wanted, "\(host)")
    }
  }

  @Test(arguments: [Death.afterStaging, .amidBuild, .afterApply], Scenario.allCases)
  func `left to the watchdogs, it is under way until the deadline and then as it was`(
    _ death: Death, _ scenario: Scenario
  ) async throws {
    let (rehearsal, id) = try await Self.leave(scenario, death)
    let cluster = rehearsal.cluster
    let resume = Resume(fleet: cluster.fleet(scenario.target))
    let early = await resume.run(takesBackNow: false)
    for plan in rehearsal.plans {
      guard case .success(.underWay(let status))? = early[plan.host] else {
        Issue.record("\(plan.host): \(String(describing: early[plan.host]))")
        continue
      }
      #expect(status.id == id && status.owner == "tester@here" && status.secondsLeft == Self.wait(plan, death))
    }
    cluster.time.pass(.seconds(60))
    let late = try await resume.run(takesBackNow: false).mapValues { try $0.get() }
    for plan in rehearsal.plans {
      guard case .clean(let last?) = late[plan.host] else {
        Issue.record("\(plan.host): \(String(describing: late[plan.host]))")
        continue
      }
      #expect(last.id == id && last.state == .reverted && last.reason == "deadline")
    }
    #expect(cluster.state == rehearsal.before)
    #expect(cluster.unclean.isEmpty)
  }

  @Test(arguments: Example.names) func `a host that was started anew meanwhile is settled, and so are the others`(
    _ host: HostName
  ) async throws {
    let (rehearsal, id) = try await Self.leave(.bringUp, .afterApply)
    rehearsal.cluster[host].change { $0.reboot() }
    let results = await Resume(fleet: rehearsal.cluster.fleet(Example.cluster())).run(takesBackNow: true)
    #expect(try results[host]?.get() == .takenBack(id, .reverted))
    #expect(rehearsal.cluster[host].agent.list.map(\.reason) == ["reboot"])
    #expect(rehearsal.cluster.state == rehearsal.before)
    #expect(rehearsal.cluster.unclean.isEmpty)
  }

  @Test func `what cannot be taken back is said`() async throws {
    let (rehearsal, id) = try await Self.leave(.bringUp, .afterApply)
    rehearsal.cluster[Example.web1].change { $0.troubles.undoesNothing = true }
    let results = await Resume(fleet: rehearsal.cluster.fleet(Example.cluster())).run(takesBackNow: true)
    #expect(try results[Example.web1]?.get() == .takenBack(id, .revertFailed))
    #expect(try results[Example.web2]?.get() == .takenBack(id, .reverted))
  }

  @Test func `what goes back first does so at once, though another host cannot be reached`() async throws {
    let (rehearsal, id) = try await Self.leave(.tearDown, .afterApply)
    rehearsal.cluster[Example.director].arrange(Mishap(verb: .probe, effect: .unreachable, outage: .seconds(30)))
    let results = await Resume(fleet: rehearsal.cluster.fleet(Scenario.tearDown.target)).run(takesBackNow: true)
    for host in [Example.web1, Example.web2] { #expect(try results[host]?.get() == .takenBack(id, .reverted)) }
  }

  @Test(arguments: Example.names) func `of a host that cannot be reached nothing is claimed`(_ host: HostName)
    async throws
  {
    let (rehearsal, id) = try await Self.leave(.bringUp, .afterApply)
    rehearsal.cluster[host].arrange(Mishap(verb: .probe, effect: .unreachable, outage: .seconds(30)))
    let results = await Resume(fleet: rehearsal.cluster.fleet(Example.cluster())).run(takesBackNow: true)
    guard case .failure(let failure)? = results[host] else {
      Issue.record("\(String(describing: results[host]))")
      return
    }
    #expect(failure.isUnreachable)
    // The others might have to go back after it.
    for other in Example.names where other != host {
      guard case .success(.underWay(let status))? = results[other] else {
        Issue.record("\(other): \(String(describing: results[other]))")
        continue
      }
      #expect(status.id == id)
    }
    rehearsal.cluster.letDeadlinesPass()
    #expect(rehearsal.cluster.state == rehearsal.before)
  }

  @Test func `the only host that has confirmed cannot be reached: the others wait for their watchdogs`() async throws {
    let (rehearsal, id) = try await Self.leave(.bringUp, .afterFirstConfirm)
    rehearsal.cluster[Example.web1].arrange(Mishap(verb: .probe, effect: .unreachable, outage: .seconds(30)))
    let results = await Resume(fleet: rehearsal.cluster.fleet(Example.cluster())).run(takesBackNow: false)
    for host in [Example.director, Example.web2] {
      guard case .success(.underWay(let status))? = results[host] else {
        Issue.record("\(host)")
        continue
      }
      #expect(status.id == id)
    }
  }

  // MARK: - A controller that dies

  private static func wait(_ plan: HostPlan, _ death: Death) -> Int {
    plan.part.deadline(60, tearsDown: death == .afterApply && plan.phases.contains(.teardown))
  }

  private static func isOpen(_ host: HostName, _ rehearsal: Rehearsal, _ death: Death) -> Bool {
    guard rehearsal.plans.contains(where: { $0.host == host }) else { return false }
    let order = confirmOrder(rehearsal)
    switch death {
    case .afterStagingSome: return host == rehearsal.plans[0].host
    case .afterFirstConfirm: return host != order[0]
    case .afterRealservers: return host == order[order.count - 1]
    case .atEnd: return false
    default: return true
    }
  }

  @Test func `a host that lets its time pass is waited for half a minute more, and no longer`() {
    let start = Duration.seconds(1000)
    func answers(_ questions: [(left: Int, after: Int)]) -> [Bool] {
      var patience = ResumePatience()
      return questions.map { patience.lasts(secondsLeft: $0.left, at: start + .seconds($0.after)) }
    }
    #expect(answers([(12, 0), (1, 11), (0, 40), (0, 41)]) == [true, true, true, false])
    #expect(answers([(0, 0), (0, 29), (0, 30)]) == [true, true, false])
  }

  private static func confirmOrder(_ rehearsal: Rehearsal) -> [HostName] {
    rehearsal.plans.map(\.host).filter { $0 != Example.director } + [Example.director]
  }

  /// Asks the hosts what a controller would have asked them before it died.
  private static func leave(_ scenario: Scenario, _ death: Death) async throws -> (Rehearsal, TransactionID) {
    let rehearsal = try await Rehearsal(scenario)
    let (id, cluster) = (TransactionID.random(), rehearsal.cluster)
    for plan in rehearsal.plans.prefix(death == .afterStagingSome ? 1 : 3) {
      _ = try await cluster[plan.host].ask(
        .stage(try cluster.order(id, plan, scenario.target), timeout: .seconds(60)))
    }
    if [.afterStagingSome, .afterStaging].contains(death) { return (rehearsal, id) }
    if death == .amidBuild {
      let plan = rehearsal.plans[rehearsal.plans.count - 1]
      cluster[plan.host].change { _ = try? $0.apply(id, plan.phases[0], killedAfter: 2) }
      return (rehearsal, id)
    }
    for phase in Phase.allCases where death != .afterBuild || phase == .build {
      for plan in rehearsal.plans where plan.phases.contains(phase) {
        _ = try await cluster[plan.host].ask(
          .apply(id, phase, deadline: cluster.deadline(plan, after: phase), timeout: .seconds(60)))
      }
    }
    let counts: [Death: Int] = [.afterFirstConfirm: 1, .afterRealservers: rehearsal.plans.count - 1, .atEnd: 3]
    for host in confirmOrder(rehearsal).prefix(counts[death] ?? 0) {
      _ = try await cluster[host].ask(.confirm(id, timeout: .seconds(60)))
    }
    return (rehearsal, id)
  }
}
