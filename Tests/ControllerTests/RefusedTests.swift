import Controller
import HostAgent
import Model
import Planning
import Testing

/// Hosts that are not as the plan found them, or belong to somebody else for the moment: nothing is changed anywhere.
@Suite struct RefusedTests {
  static let other = made { try TransactionID("0123abcd") }

  @Test(arguments: Example.names) func `a host that somebody else works on is left to them`(_ host: HostName)
    async throws
  {
    let rehearsal = try await Rehearsal(.bringUp)
    let cluster = rehearsal.cluster
    cluster[host].change { _ = try? $0.stage(Self.foreignOrder) }
    cluster.time.pass(.seconds(10))
    let report = await rehearsal.run()
    #expect(report.outcome == .rolledBack && !report.didApply)
    #expect(report.endings[host] == .untouched)
    #expect(
      report.problems(host) == [.locked(Self.other, owner: "somebody@else", created: 1_600_000_000, secondsLeft: 50)])
    #expect(cluster.state == rehearsal.before)
    #expect(cluster.unclean == [host])
    #expect(cluster[host].agent.lock == Self.other, "the other one's lock is not taken away")
    #expect(cluster[host].agent.list.map(\.id) == [Self.other])
  }

  @Test(arguments: Example.names) func `a lock that nobody guards any more is taken over, and that is told`(
    _ host: HostName
  ) async throws {
    let rehearsal = try await Rehearsal(.bringUp)
    let cluster = rehearsal.cluster
    cluster[host].change {
      _ = try? $0.stage(Self.foreignOrder)
      $0.killWatchdog()
    }
    let report = await rehearsal.run()
    #expect(report.outcome == .confirmed)
    #expect(cluster.told(host).first == .tookOver(Self.other, owner: "somebody@else"))
    #expect(cluster.state == rehearsal.after)
    #expect(cluster[host].agent.list.map(\.state) == [.reverted, .confirmed])
    #expect(cluster[host].agent.list.map(\.reason) == ["guard-lost", nil])
  }

  @Test(arguments: Example.names) func `a saved plan is refused where the host has moved since`(_ host: HostName)
    async throws
  {
    let rehearsal = try await Rehearsal(.shrink)
    let cluster = rehearsal.cluster
    guard let plan = rehearsal.plans.first(where: { $0.host == host }) else { return }
    let change = try #require(plan.changes.first { $0.face == .live })
    cluster[host].change { agent in
      // What somebody did by hand: one of the things of the plan is as the plan wants it, or is something else.
      let command: Command =
        host == Example.director
        ? Command("ipvsadm", "-e", "-t", "198.18.0.80:80", "-r", "198.18.1.21:80", "-i", "-w", "77")
        : Command("ip", "link", "set", "dev", "lvs-lb1", "down")
      #expect(agent.system.kernel.run(command) == .done)
    }
    let before = cluster.state
    let report = await rehearsal.run()
    #expect(report.outcome == .rolledBack && !report.didApply)
    #expect(report.endings[host] == .untouched)
    #expect(report.problems(host) == [.moved([change.thing])])
    #expect(cluster.state == before)
    #expect(cluster.unclean.isEmpty)
    #expect(cluster[host].agent.list.last?.reason == "moved")
  }

  @Test func `a plan that was made while somebody else was at work does not stand on what they took back`() async throws
  {
    let rehearsal = try await Rehearsal(.bringUp)
    let cluster = rehearsal.cluster
    let steps = try rehearsal.steps(Example.web1)
    cluster[Example.web1].change { agent in
      for step in steps { #expect(agent.system.kernel.run(step.forward) == .done) }
    }
    let plans = try await cluster.plans(rehearsal.scenario.target)
    let plan = try #require(plans.first { $0.host == Example.web1 })
    #expect(plan.phases == [], "all that is live is there")
    cluster[Example.web1].change { agent in
      for command in steps.reversed().flatMap(\.backward) {
        #expect(agent.system.kernel.run(command) == .done)
      }
    }
    let report = await cluster.run(plans, rehearsal.scenario.target)
    #expect(report.outcome == .rolledBack && !report.didApply)
    guard case .moved(let things) = report.problems(Example.web1).first else {
      Issue.record("\(report.problems)")
      return
    }
    #expect(things.contains("tunnel lvs-lb1"))
    #expect(cluster.state.mapValues(\.kernel.withoutModules) == rehearsal.before.mapValues(\.kernel.withoutModules))
    #expect(cluster.unclean.isEmpty)
  }

  @Test(arguments: Example.names) func `a boot file that somebody edited since keeps the plan from being carried out`(
    _ host: HostName
  ) async throws {
    let rehearsal = try await Rehearsal(.tearDown)
    let cluster = rehearsal.cluster
    cluster[host].change {
      $0.system.files[Example.bootScript] = .regular(content: Array("#!/bin/sh\nexit 0\n".utf8), mode: .script)
    }
    let before = cluster.state
    let report = await rehearsal.run()
    #expect(report.outcome == .rolledBack && !report.didApply)
    #expect(report.problems(host) == [.moved(["file /etc/culvert/boot"])])
    #expect(cluster.state == before)
    #expect(cluster.unclean.isEmpty)
  }

  @Test func `a host that moved between the stage and its phase is not touched, and the others are taken back`()
    async throws
  {
    let rehearsal = try await Rehearsal(.shrink)
    let cluster = rehearsal.cluster
    // The second phase of the change is the first one on web2; by then somebody has taken an address off.
    cluster[Example.web2].meddle(at: .apply) { agent in
      _ = agent.system.kernel.run(Command("ip", "addr", "del", "198.18.0.80/32", "dev", "lvs-lb1"))
    }
    let report = await rehearsal.run()
    #expect(report.outcome == .rolledBack && report.didApply)
    guard case .moved = report.problems(Example.web2).first else {
      Issue.record("\(report.problems)")
      return
    }
    #expect(!cluster.log.all.contains { $0.host == Example.web2 })
    #expect(cluster.state[Example.director] == rehearsal.before[Example.director])
    #expect(cluster[Example.web2].system.kernel.devices["lvs-lb1"]?.addresses.isEmpty == true, "theirs stays")
    #expect(cluster.unclean.isEmpty)
  }

  private static let foreignOrder = TransactionOrder(
    id: other, owner: "somebody@else", created: 1_600_000_000, deadline: 60, part: .builds, steps: [], files: [],
    ownership: nil, probeArguments: [])
}
