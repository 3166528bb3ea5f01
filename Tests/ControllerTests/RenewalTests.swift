import Controller
import HostAgent
import Model
import Planning
import Testing

/// A run may take longer than a host waits for a word.
@Suite struct RenewalTests {
  @Test(arguments: [true, false]) func `hosts wait for slower ones as long as they hear of the controller`(
    hears: Bool
  ) async throws {
    let fake = try await FakeCluster.up(time: FakeTime(recurs: hears))
    let before = fake.state
    fake[Example.director].serve([.init(destination: "198.18.1.21:80", active: 1, inactive: 0)])
    let report = await fake.run(try await fake.plans(Example.nothing), Example.nothing, drain: 100)
    #expect(fake.time.now >= .seconds(100))
    #expect(report.outcome == (hears ? .confirmed : .rolledBack), "\(report.problems)")
    #expect(hears ? fake[Example.web2].count(.renew) >= 3 : fake.state == before)
    #expect(fake.unclean == [])
  }

  @Test func `a host that nobody can reach takes it back by itself all the same, and so do the others`() async throws {
    let fake = FakeCluster()
    let before = fake.state
    fake[Example.web1].arrange(Mishap(verb: .apply, effect: .lostAfter, outage: .seconds(300)))
    fake[Example.web2].arrange(Mishap(verb: .apply, effect: .slow(.seconds(50))))
    let report = await fake.run(try await fake.plans(Example.cluster()), Example.cluster())
    #expect(report.outcome == .rollbackFailed)
    fake.letDeadlinesPass()
    #expect(fake.state == before)
    #expect(fake.unclean == [])
  }

  @Test func `a host that is cut off while it waits stops the change before its watchdog does`() async throws {
    let fake = try await FakeCluster.up()
    let before = fake.state
    // It waits for the director, and goes dark meanwhile for longer than its deadline.
    fake[Example.web1].arrange(Mishap(verb: .renew, effect: .lostBefore, outage: .seconds(60)))
    fake[Example.director].arrange(Mishap(verb: .apply, effect: .slow(.seconds(40))))
    let report = await fake.run(try await fake.plans(Example.nothing), Example.nothing)
    #expect(report.outcome == .rolledBack, "\(report.problems)")
    #expect(fake[Example.director].count(.apply) == 1, "nothing new is begun")
    #expect(!report.problems(Example.web1).isEmpty)
    #expect(fake.state == before)
    #expect(fake.unclean == [])
  }

  @Test func `a drain ends when another host is lost`() async throws {
    let fake = try await FakeCluster.up()
    fake[Example.director].serve([.init(destination: "198.18.1.21:80", active: 1, inactive: 0)])
    fake[Example.web1].arrange(Mishap(verb: .renew, effect: .lostBefore, outage: .seconds(60)))
    let report = await fake.run(try await fake.plans(Example.nothing), Example.nothing, drain: 600)
    #expect(report.outcome == .rolledBack, "\(report.problems)")
    #expect(fake.time.now < .seconds(200), "it does not drain to the end")
  }

  @Test func `a run that is over soon does not bother the hosts`() async throws {
    let fake = FakeCluster()
    let report = await fake.run(try await fake.plans(Example.cluster()), Example.cluster())
    #expect(report.outcome == .confirmed)
    #expect(fake.hosts.values.allSatisfy { $0.count(.renew) == 0 })
  }
}
