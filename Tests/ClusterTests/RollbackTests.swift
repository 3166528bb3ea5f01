import Foundation
import Lab
import TestSupport
import Testing

extension ClusterTests {
  @Suite(.serialized) struct Rollback {
    @Test(.beyondCore) func `rollback to any of the last transactions restores that state`() async throws {
      let cluster = try await ClusterLab.bare()
      var states = [try await cluster.snapshots()]
      var ids: [String] = []
      let inventories = [
        cluster.inventory,
        Inventory(vip: cluster.lab.vip, scheduler: "rr", weights: ["web1": 3]),
        Inventory(vip: "198.18.101.81", weights: ["web1": 1, "web2": 2], forwards: false),
      ]
      for inventory in inventories {
        try cluster.write(inventory)
        let up = try await cluster.culvert("up", "--yes")
        try #require(up.status == 0, Comment(rawValue: up.stdout + up.stderr))
        ids.append(try #require(up.stderr.firstMatch(of: /transaction ([0-9a-f]{8})/)?.1.description))
        states.append(try await cluster.snapshots())
      }
      #expect(Set(states.map { $0["lb1"]?.live }).count == states.count, "each transaction changed the director")

      // Before the first one, so over three; and to before the third, which is forward.
      for index in [0, 2] {
        let back = try await cluster.culvert("rollback", "--yes", ids[index])
        #expect(back.status == 0, Comment(rawValue: back.stdout + back.stderr))
        try await expect(cluster, states[index])
      }
      // What the last rollback did is taken back too.
      #expect(try await cluster.culvert("rollback", "--yes").status == 0)
      try await expect(cluster, states[0])
      let history = try await cluster.culvert("history")
      #expect(history.stdout.split(separator: "\n").count == 6)
    }

    @Test func `a rollback undoes later edits by hand, and reports them`() async throws {
      let cluster = try await ClusterLab.bare()
      let before = try await cluster.snapshots()
      let up = try await cluster.culvert("up", "--yes")
      try #require(up.status == 0)
      try await cluster.on("web1", "ip addr add 192.0.2.5/32 dev lvs-lb1; echo '# by hand' >>/etc/culvert/boot")
      try await cluster.on("lb1", "ipvsadm -E -t 198.18.101.80:80 -s rr")
      let back = try await cluster.culvert("rollback", "--yes")
      #expect(back.status == 0, Comment(rawValue: back.stdout + back.stderr))
      for line in [
        "web1  changed by hand since transaction", "tunnel lvs-lb1: address 192.0.2.5/32",
        "file /etc/culvert/boot: content differs", "lb1  changed by hand since transaction", "scheduler is",
      ] { #expect(back.stdout.contains(line), Comment(rawValue: "\(line)\n\(back.stdout)")) }
      try await expect(cluster, before)
    }

    @Test func `there is nothing to roll back where nothing was done`() async throws {
      let cluster = try await ClusterLab.bare()
      #expect(try await cluster.culvert("rollback", "--yes").status == 7)
      #expect(try await cluster.culvert("rollback", "--yes", "00000000").status == 7)
      #expect(try await cluster.culvert("history").stdout == "No transactions.\n")
    }

    private func expect(_ cluster: ClusterLab, _ state: [String: Snapshot]) async throws {
      let now = try await cluster.snapshots()
      for host in cluster.hosts {
        #expect(now[host]?.live == state[host]?.live, Comment(rawValue: host))
        #expect(now[host]?.files == state[host]?.files, Comment(rawValue: host))
      }
    }
  }
}
