import Foundation
import Lab
import Testing

extension ClusterTests {
  @Suite(.serialized) struct Tunnels {
    @Test func `a plain tunnel joins two hosts, after a reboot too, and goes again`() async throws {
      let cluster = try await ClusterLab.bare()
      let before = try await cluster.snapshots()
      var inventory = cluster.inventory
      inventory.more = """
        tunnels:
          backbone:
            ends: { web1: 10.9.0.1, web2: 10.9.0.2 }
        """
      try cluster.write(inventory)
      let up = try await cluster.culvert("up", "--yes")
      #expect(up.status == 0, Comment(rawValue: up.stdout + up.stderr))
      try await expectPings(cluster)
      for host in ["web1", "web2"] { try await cluster.lab.reboot(host) }
      try await expectPings(cluster)
      #expect(try await cluster.culvert("drift").status == 0)

      // Out of the inventory is off the hosts, and nothing else goes.
      try cluster.write(cluster.inventory)
      let plan = try await cluster.culvert("plan")
      #expect(plan.stdout.contains("- tunnel tun-backbone"))
      #expect(plan.stdout.contains("0 to add, 2 to change, 2 to remove"), Comment(rawValue: plan.stdout))
      #expect(try await cluster.culvert("up", "--yes").status == 0)
      #expect(try await cluster.ask(4).keys.sorted() == ["web1", "web2"])
      #expect(try await cluster.culvert("down", "--yes", "--purge").status == 0)
      #expect(try await cluster.snapshots() == before)
    }

    private func expectPings(_ cluster: ClusterLab) async throws {
      try await cluster.on("web1", "ping -c 2 -W 2 10.9.0.2")
      try await cluster.on("web2", "ping -c 2 -W 2 10.9.0.1")
    }
  }
}
