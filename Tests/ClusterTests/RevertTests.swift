import Foundation
import Lab
import TestSupport
import Testing

extension ClusterTests {
  /// What hosts do by themselves when the controller or the network is gone.
  @Suite(.serialized) struct Revert {
    @Test(.beyondCore) func `a change that cuts culvert's own way in is taken back by the host`() async throws {
      let cluster = try await ClusterLab.bare()
      let before = try await cluster.snapshots()
      // The VIP is the router's address in web1's segment: where culvert's packets come from.
      try cluster.write(Inventory(vip: "198.18.1.1", weights: ["web1": 1]))
      let up = try await cluster.culvert("up", "--yes", "--deadline", "15", "--drain-timeout", "0")
      #expect(up.status == 3, Comment(rawValue: up.stdout + up.stderr))
      #expect(up.stderr.hasSuffix("Rolled back: every host is as it was.\n"), Comment(rawValue: up.stderr))
      #expect(try await cluster.snapshots() == before)
      #expect(try await cluster.on("web1", "cat /var/lib/culvert/tx/*/reason").stdout == "deadline\n")
      #expect(try await cluster.on("web1", "cat /var/lib/culvert/tx/*/state").stdout == "reverted\n")
    }

    @Test func `every host reverts by itself when the controller is killed, and resume says so`() async throws {
      let cluster = try await ClusterLab.up()
      let before = try await cluster.snapshots()
      let second = "198.18.0.81"
      // Somebody downloads through web2, so its removal waits for them; by then everything else is applied.
      let download = try await cluster.slowDownload(through: "web2", bytesPerSecond: 80_000)
      try cluster.write(
        Inventory(
          vip: cluster.lab.vip, scheduler: "rr", weights: ["web1": 5],
          more: "  second: { vip: \(second), port: 80, scheduler: rr, realservers: { web1: {} } }"))
      let up = try cluster.startCulvert("up", "--yes", "--deadline", "16", "--drain-timeout", "14")
      #expect(await up.wait(forOutput: "draining: 1 connection,", timeout: .seconds(60)))
      #expect(try await cluster.on("lb1", "ipvsadm -Sn | grep -c -e '-s rr' -e '-w 0' -e '-w 5'").stdout == "4\n")
      await up.signal(SIGKILL)
      _ = await up.wait()
      try await self.watch(cluster, second)

      let resume = try await cluster.culvert("resume")
      #expect(resume.status == 0, Comment(rawValue: resume.stdout + resume.stderr))
      for host in ["lb1", "web1", "web2"] {
        let line = resume.stdout.split(separator: "\n").first { $0.hasPrefix("\(host)  ") } ?? ""
        #expect(
          line.hasSuffix("had reverted by itself (deadline): as it was before it"), Comment(rawValue: resume.stdout))
      }
      #expect(try await cluster.snapshots() == before)
      try cluster.write(cluster.inventory)
      #expect(try await cluster.culvert("drift").status == 0)
      let end = await download.wait()
      #expect(end.stdout == "4000000\n", "the download goes on: weight 0 and back does not cut it")
    }

    /// Until the director and web1 are back, no client of the VIP is sent to web1 without web1 having it.
    private func watch(_ cluster: ClusterLab, _ vip: String) async throws {
      var isServed = true
      var wasFirst = false
      while isServed {
        isServed = try await cluster.on("web1", "ip -4 addr show").stdout.contains(vip)
        let isDirected = try await cluster.on("lb1", "ipvsadm -Sn").stdout.contains(vip)
        #expect(isServed || !isDirected, "a client would be sent where nobody takes the packet")
        if isServed, !isDirected { wasFirst = true }
      }
      #expect(wasFirst, "the director is back some seconds before the realserver")
    }

    @Test(.beyondCore) func `an interrupted up takes everything back`() async throws {
      let cluster = try await ClusterLab.up()
      let before = try await cluster.snapshots()
      let download = try await cluster.slowDownload(through: "web2", bytesPerSecond: 60_000)
      try cluster.write(Inventory(vip: cluster.lab.vip, weights: ["web1": 5]))
      let up = try cluster.startCulvert("up", "--yes", "--deadline", "60", "--drain-timeout", "50")
      #expect(await up.wait(forOutput: "draining: 1 connection,", timeout: .seconds(60)))
      await up.signal(SIGINT)
      let end = await up.wait()
      #expect(end.status == 130, Comment(rawValue: end.stdout + end.stderr))
      #expect(try await cluster.snapshots() == before)
      try cluster.write(cluster.inventory)
      #expect(try await cluster.culvert("drift").status == 0)
      await download.terminate()
      _ = await download.wait()
    }

    @Test func `a host that is started anew in the middle comes back as it was`() async throws {
      let cluster = try await ClusterLab.up()
      let before = try await cluster.snapshots()
      let download = try await cluster.slowDownload(through: "web2", bytesPerSecond: 60_000)
      try cluster.write(Inventory(vip: cluster.lab.vip, weights: ["web1": 5]))
      let up = try cluster.startCulvert("up", "--yes", "--deadline", "60", "--drain-timeout", "50")
      #expect(await up.wait(forOutput: "draining: 1 connection,", timeout: .seconds(60)))
      try await cluster.lab.powerCut("lb1")
      try await cluster.lab.boot("lb1")
      let end = await up.wait()
      #expect(end.status == 3, Comment(rawValue: end.stdout + end.stderr))
      #expect(try await cluster.snapshots() == before)
      try cluster.write(cluster.inventory)
      #expect(try await cluster.culvert("drift").status == 0)
      await download.terminate()
      _ = await download.wait()
    }
  }
}
