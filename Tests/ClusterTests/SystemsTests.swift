import Foundation
import Lab
import Testing

extension ClusterTests {
  /// What is promised of every system, tried on all of them at once: the list is `SystemHand.all`.
  @Suite(.serialized) struct Systems {
    @Test func `one command brings every system up, it serves, survives a reboot, and down leaves it as it was`()
      async throws
    {
      let systems = try await SystemsLab.shared
      let cluster = systems.cluster
      try cluster.lab.writeFile("culvert.yml", systems.inventory())
      // Modules stay, whoever loads them.
      try await cluster.on("lb1", "modprobe -a ipip ip_vs ip_vs_wlc")
      try await systems.type(\.plant)
      let before = try await cluster.snapshots()
      let foreign = try await systems.type(\.show)

      let up = try await cluster.culvert("up", "--yes")
      try #require(up.status == 0, Comment(rawValue: up.stdout + up.stderr))
      try await expectService(cluster)
      try await expectNothingToDo(cluster)
      try await systems.expectPings()

      try await withThrowingTaskGroup(of: Void.self) { group in
        for host in cluster.hosts { group.addTask { try await cluster.lab.reboot(host) } }
        try await group.waitForAll()
      }
      let answers = try await cluster.ask(20)
      #expect(Set(answers.keys) == Set(SystemHand.all.map(\.host)), "after a reboot: \(answers)")
      try await systems.expectPings()
      let drift = try await cluster.culvert("drift")
      #expect(drift.status == 0, Comment(rawValue: drift.stdout + drift.stderr))
      #expect(try await systems.type(\.show) == foreign, "foreign things are not touched")

      let down = try await cluster.culvert("down", "--yes", "--purge")
      #expect(down.status == 0, Comment(rawValue: down.stdout + down.stderr))
      try await expectSame(before, cluster.snapshots())
      #expect(try await systems.type(\.show) == foreign)
      try await systems.expectNothingUnknown()
    }

    private func expectSame(_ expected: [String: Snapshot], _ found: [String: Snapshot]) {
      for (host, snapshot) in expected {
        #expect(found[host]?.files == snapshot.files, Comment(rawValue: host))
        #expect(found[host]?.live == snapshot.live, Comment(rawValue: host))
      }
    }

    private func expectService(_ cluster: ClusterLab) async throws {
      let answers = try await cluster.ask(100)
      #expect(answers.values.reduce(0, +) == 100)
      #expect(Set(answers.keys) == Set(SystemHand.all.map(\.host)), "every system serves, and nothing fails: \(answers)")
      // The estimator counts every two seconds.
      try await Task.sleep(for: .seconds(2))
      let counters = try await cluster.on(
        "lb1", "ipvsadm -Ln --stats --exact -t \(cluster.lab.vip):80 | awk '/^TCP/ { print $3, $4, $5 }'")
      let numbers = counters.stdout.split(whereSeparator: \.isWhitespace).compactMap { Int($0) }
      #expect(numbers.count == 3 && numbers[0] == 100, "the director counted every connection: \(counters.stdout)")
      #expect(numbers.last == 0, "replies do not pass the director")
    }

    private func expectNothingToDo(_ cluster: ClusterLab) async throws {
      let again = try await cluster.culvert("up", "--yes")
      #expect(again.status == 0)
      #expect(again.stdout == "Nothing to do: \(cluster.hosts.count) hosts as they should be.\n")
      #expect(try await cluster.culvert("drift").status == 0)
    }
  }
}
