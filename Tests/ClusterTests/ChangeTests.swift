import Foundation
import Lab
import TestSupport
import Testing

extension ClusterTests {
  /// Changes that would leave a cluster worse than it was.
  @Suite(.serialized) struct Change {
    private static func expect(_ output: ProcessOutput, _ status: Int32, _ texts: String...) {
      let all = output.stdout + output.stderr
      #expect(output.status == status, Comment(rawValue: all))
      for text in texts { #expect(all.contains(text), Comment(rawValue: "\(text)\n\(all)")) }
    }

    @Test func `another inventory changes nothing, and a host that leaves too early is named and cleaned`() async throws
    {
      let cluster = try await ClusterLab.bare()
      let bare = try await cluster.snapshots()
      func write(_ file: String, _ name: String, vip: String, without host: String? = nil) throws {
        var text = Inventory(vip: vip, weights: host == nil ? ["web1": 1, "web2": 1] : ["web1": 1]).text
        if let host {
          text = text.split(separator: "\n").filter { !$0.contains("  \(host): { a") }.joined(separator: "\n")
        }
        try cluster.lab.writeFile(file, text.replacing("culvert: 1\n", with: "culvert: 1\ncluster: \(name)\n"))
      }
      try write("culvert.yml", "prod", vip: cluster.lab.vip)
      Self.expect(try await cluster.culvert("up", "--yes"), 0)
      let before = try await cluster.snapshots()
      try write("second.yml", "staging", vip: "198.18.101.81")
      let second = try await cluster.culvert("plan", inventory: "second.yml")
      Self.expect(
        second, 7, "lb1: managed resources: they belong to cluster prod, from ", "culvert.yml, by ", "[CV065]")
      Self.expect(try await cluster.culvert("up", "--yes", inventory: "second.yml"), 7, "[CV065]")
      Self.expect(try await cluster.culvert("down", "--yes", inventory: "second.yml"), 7, "[CV065]")
      Self.expect(try await cluster.culvert("rollback", "--yes", inventory: "second.yml"), 7, "[CV065]")
      Self.expect(try await cluster.culvert("drift", inventory: "second.yml"), 2, "[CV065]")
      Self.expect(try await cluster.culvert("plan", "--take-over", "prod", inventory: "second.yml"), 2)
      #expect(try await cluster.snapshots() == before)

      try write("culvert.yml", "prod", vip: cluster.lab.vip, without: "web2")
      Self.expect(try await cluster.culvert("up", "--yes"), 0)
      for (verb, status) in [("plan", Int32(0)), ("drift", 2), ("doctor", 2)] {
        Self.expect(try await cluster.culvert(verb), status, "host web2: it was managed until ", "[CV066]")
      }
      Self.expect(try await cluster.culvert("down", "--yes", "--host", "web2"), 0, "logging in at 198.18.2.22")
      #expect(try await cluster.snapshot("web2") == bare["web2"])
      Self.expect(try await cluster.culvert("drift"), 0)
      try cluster.write(cluster.inventory)
      Self.expect(try await cluster.culvert("down", "--yes", "--take-over", "prod"), 0)
    }

    @Test(.beyondCore) func `what was built by hand is adopted, serves on, and is there again afterwards`() async throws
    {
      let cluster = try await ClusterLab.bare()
      try await cluster.on(
        "lb1",
        """
        modprobe ip_vs; ip addr add 198.18.101.80/24 dev eth0 label eth0:0
        ipvsadm -A -t 198.18.101.80:80 -s wlc
        ipvsadm -a -t 198.18.101.80:80 -r 198.18.1.21 -i -w 1; ipvsadm -a -t 198.18.101.80:80 -r 198.18.2.22 -i -w 1
        """)
      for host in ["web1", "web2"] {
        try await cluster.on(
          host,
          """
          modprobe ipip; sysctl -qw net.ipv4.conf.tunl0.rp_filter=2 net.ipv4.conf.eth0.arp_ignore=1
          sysctl -qw net.ipv4.conf.eth0.arp_announce=2; ip addr add 198.18.101.80/32 dev tunl0; ip link set tunl0 up
          """)
      }
      let before = try await cluster.snapshots()
      #expect(Set(try await cluster.ask(6).keys) == ["web1", "web2"])
      let up = try await cluster.culvert("up", "--yes")
      Self.expect(
        up, 0, "adopt service 198.18.101.80:80/tcp, found as it is", "adopt address 198.18.101.80/24 on eth0",
        "adopt destination 198.18.1.21:80 of 198.18.101.80:80/tcp", "web1  note: found tunnel tunl0 with 198.18.101.80")
      #expect(try await cluster.on("lb1", "ip -o -4 addr show | grep -c 198.18.101.80").stdout == "1\n")
      Self.expect(try await cluster.culvert("down", "--yes"), 0, "service 198.18.101.80:80/tcp, which stays")
      #expect(try await cluster.on("lb1", "ipvsadm -Sn").stdout.contains("-a -t 198.18.101.80:80 -r 198.18.2.22:80 -i"))
      #expect(Set(try await cluster.ask(6).keys) == ["web1", "web2"], "the site is up")
      let after = try await cluster.snapshots()
      for host in cluster.hosts { #expect(after[host]?.live == before[host]?.live, Comment(rawValue: host)) }
      try await cluster.on("lb1", "ipvsadm -D -t 198.18.101.80:80; ip addr del 198.18.101.80/24 dev eth0")
      for host in ["web1", "web2"] {
        try await cluster.on(
          host,
          """
          ip addr del 198.18.101.80/32 dev tunl0; ip link set tunl0 down
          sysctl -qw net.ipv4.conf.eth0.arp_ignore=0 net.ipv4.conf.eth0.arp_announce=0 net.ipv4.conf.tunl0.rp_filter=0
          """)
      }
    }

    @Test(.beyondCore)
    func `a realserver gets another address and no client notices, and a rollback into a drift is refused`()
      async throws
    {
      let cluster = try await ClusterLab.up()
      try await cluster.on("web1", "ip addr add 198.18.1.23/24 dev eth0")
      let moved = cluster.inventory.text.replacing("198.18.1.21", with: "198.18.1.23")
        .replacing(
          "web1: { address: 198.18.1.23 }", with: "web1: { address: 198.18.1.23, ssh: { address: 198.18.1.21 } }")
      try cluster.lab.writeFile("culvert.yml", moved)
      let load = try cluster.lab.startClient([
        "sh", "-c", "while :; do curl -s -m 5 -o /dev/null -w '%{http_code}\\n' http://\(cluster.lab.vip)/; done",
      ])
      Self.expect(try await cluster.culvert("up", "--yes", "--drain-timeout", "5"), 0, "tunnel lvs-lb1-2 198.18.1.23")
      await load.terminate()
      let answers = (await load.wait()).stdout.split(separator: "\n")
      #expect(answers.count > 20 && answers.allSatisfy { $0 == "200" }, "\(answers.count { $0 != "200" }) failed")
      #expect(Set(try await cluster.ask(6).keys) == ["web1", "web2"])
      Self.expect(try await cluster.culvert("drift"), 0)
      try cluster.write(cluster.inventory)
      Self.expect(try await cluster.culvert("up", "--yes"), 0)
      try await cluster.on("web1", "ip addr del 198.18.1.23/24 dev eth0")

      try await cluster.on("web1", "ip link set lvs-lb1 down")
      Self.expect(try await cluster.culvert("up", "--yes"), 0)
      Self.expect(try await cluster.culvert("rollback", "--yes"), 7, "web on web1 will not be served", "[CV067]")
      let back = try await cluster.culvert("rollback", "--yes", "--force", "CV067")
      Self.expect(back, 9, "NOT proven: 198.18.101.80:80/tcp through web1 (CV046 on web1)")
      Self.expect(try await cluster.culvert("up", "--yes"), 0)
    }

    @Test(.beyondCore) func `a director moves when the VIP is routed to it, and not before`() async throws {
      let cluster = try await ClusterLab.bare()
      var inventory = cluster.inventory
      inventory.weights = ["web1": 1]
      try cluster.write(inventory)
      Self.expect(try await cluster.culvert("up", "--yes"), 0)
      let before = try await cluster.snapshots()
      try cluster.lab.writeFile("culvert.yml", inventory.text.replacing("- { host: lb1", with: "- { host: web2"))
      Self.expect(try await cluster.culvert("up", "--yes"), 3, "CV041", "--when-routed wait:10m")
      #expect(try await cluster.snapshots() == before)
      let up = try cluster.startCulvert("up", "--yes", "--when-routed", "wait:5m")
      // It says so when the first proof has failed, with all its tries.
      #expect(await up.wait(forOutput: "not routed here yet", timeout: .seconds(120)))
      #expect(try await cluster.on("lb1", "ipvsadm -Sn").stdout.contains(cluster.lab.vip), "both directors serve")
      #expect(try await cluster.ask(3) == ["web1": 3])
      let route = ["ip", "route", "replace", cluster.lab.vip, "via", "198.18.2.22"]
      #expect(try await cluster.lab.controller(route).succeeded)
      Self.expect(await up.wait(), 0, "not routed here yet: route 198.18.101.80 to this director (all")
      #expect(try await cluster.ask(3) == ["web1": 3])
      #expect(try await cluster.on("lb1", "ipvsadm -Sn").stdout.contains(cluster.lab.vip) == false)
      #expect(try await cluster.lab.controller(["ip", "route", "del", cluster.lab.vip]).succeeded)
      Self.expect(try await cluster.culvert("down", "--yes"), 0)
    }

    @Test(.beyondCore) func `persistent clients leave a realserver that gets weight 0`() async throws {
      let cluster = try await ClusterLab.bare()
      var inventory = cluster.inventory
      inventory.more = "    persistence: 300"
      try cluster.write(inventory)
      Self.expect(try await cluster.culvert("up", "--yes"), 0)
      let first = try #require(try await cluster.ask(1).keys.first)
      inventory.weights[first] = 0
      try cluster.write(inventory)
      Self.expect(try await cluster.culvert("up", "--yes"), 0)
      #expect(try await cluster.ask(6)[first] == nil)
      _ = try await ClusterLab.bare()
    }
  }
}
