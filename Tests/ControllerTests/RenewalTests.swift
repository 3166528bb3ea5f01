import Controller
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
    fake[Example.web1].arrange(Mishap(verb: .apply, effect: .slow(.seconds(50))))
    fake[Example.director].arrange(Mishap(verb: .apply, effect: .slow(.seconds(50))))
    let report = await fake.run(try await fake.plans(Example.nothing), Example.nothing)
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

  @Test func `a run that is over soon does not bother the hosts`() async throws {
    let fake = FakeCluster()
    let report = await fake.run(try await fake.plans(Example.cluster()), Example.cluster())
    #expect(report.outcome == .confirmed)
    #expect(fake.hosts.values.allSatisfy { $0.count(.renew) == 0 })
  }
}
