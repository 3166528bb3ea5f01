import Foundation
import Lab
import TestSupport
import Testing

extension ClusterTests {
  @Suite(.serialized) struct BringUp {
    /// `Systems` has the same in the core.
    @Test(.beyondCore)
    func `one command brings a cluster up from bare hosts, it serves, and down leaves them as they were`()
      async throws
    {
      let cluster = try await ClusterLab.bare()
      try await plantForeignThings(cluster)
      let before = try await cluster.snapshots()
      let up = try await cluster.culvert("up", "--yes")
      #expect(up.status == 0, Comment(rawValue: up.stdout + up.stderr))
      let during = try await cluster.snapshots()
      for host in cluster.hosts { #expect(during[host] != before[host]) }

      try await expectService(cluster)
      try await expectNothingToDo(cluster)
      #expect(try await foreignThings(cluster) == foreignThings, "foreign things are not touched by up")

      let down = try await cluster.culvert("down", "--yes")
      #expect(down.status == 0, Comment(rawValue: down.stdout + down.stderr))
      let after = try await cluster.snapshots()
      for host in cluster.hosts {
        #expect(after[host]?.files == before[host]?.files)
        #expect(after[host]?.live == before[host]?.live)
      }
      #expect(try await cluster.on("web1", "ls /var/lib").stdout.contains("culvert"), "the history stays")
      #expect(try await cluster.culvert("down", "--yes", "--purge").status == 0)
      for host in cluster.hosts { try await cluster.on(host, "test ! -e /var/lib/culvert") }
      try await removeForeignThings(cluster)
    }

    private func expectService(_ cluster: ClusterLab) async throws {
      let answers = try await cluster.ask(100)
      #expect(answers.values.reduce(0, +) == 100)
      #expect(Set(answers.keys) == ["web1", "web2"], "both realservers serve, and nothing fails: \(answers)")
      // The estimator counts every two seconds.
      try await Task.sleep(for: .seconds(2))
      let counters = try await cluster.on(
        "lb1", "ipvsadm -Ln --stats --exact -t \(cluster.lab.vip):80 | awk '/^TCP/ { print $3, $4, $5 }'")
      let numbers = counters.stdout.split(whereSeparator: \.isWhitespace).compactMap { Int($0) }
      #expect(numbers.count == 3 && numbers[0] == 100, "the director counted every connection: \(counters.stdout)")
      #expect(numbers.last == 0, "replies do not pass the director")
    }

    private func expectNothingToDo(_ cluster: ClusterLab) async throws {
      let before = try await cluster.on("lb1", "ls /var/lib/culvert/tx").stdout
      let again = try await cluster.culvert("up", "--yes")
      #expect(again.status == 0)
      #expect(again.stdout == "Nothing to do: 3 hosts as they should be.\n")
      #expect(try await cluster.on("lb1", "ls /var/lib/culvert/tx").stdout == before, "no transaction was opened")
      #expect(try await cluster.culvert("plan").status == 0)
      #expect(try await cluster.culvert("drift").status == 0)
    }

    @Test(.beyondCore) func `after a reboot of every host it serves again with no command typed`() async throws {
      let cluster = try await ClusterLab.up()
      try await withThrowingTaskGroup(of: Void.self) { group in
        for host in cluster.hosts { group.addTask { try await cluster.lab.reboot(host) } }
        try await group.waitForAll()
      }
      let answers = try await cluster.ask(20)
      #expect(Set(answers.keys) == ["web1", "web2"], "\(answers)")
      let drift = try await cluster.culvert("drift")
      #expect(drift.status == 0, Comment(rawValue: drift.stdout + drift.stderr))
    }

    @Test(.beyondCore) func `the boot script can be run at any time and changes nothing then`() async throws {
      let cluster = try await ClusterLab.up()
      let before = try await cluster.snapshots()
      for host in cluster.hosts { try await cluster.on(host, "/etc/culvert/boot && /etc/culvert/boot") }
      #expect(try await cluster.snapshots() == before)
    }

    private let foreignThings = """
      foreign: ip/ip remote 192.0.2.1 local 198.18.1.21 ttl 17
      -A -t 192.0.2.99:443 -s rr
      -a -t 192.0.2.99:443 -r 192.0.2.7:443 -g -w 3
      net.ipv4.conf.all.rp_filter = 1
      # mine
      net.ipv4.conf.eth0.rp_filter=1

      """

    private func plantForeignThings(_ cluster: ClusterLab) async throws {
      try await cluster.on(
        "web1", "ip tunnel add foreign mode ipip local 198.18.1.21 remote 192.0.2.1 ttl 17 && ip link set foreign up")
      try await cluster.on(
        "lb1",
        "ipvsadm -A -t 192.0.2.99:443 -s rr && ipvsadm -a -t 192.0.2.99:443 -r 192.0.2.7 -g -w 3; modprobe ip_vs_wlc")
      try await cluster.on("web2", "sysctl -qw net.ipv4.conf.all.rp_filter=1; modprobe ipip")
      try await cluster.on(
        "web2", "printf '# mine\\nnet.ipv4.conf.eth0.rp_filter=1\\n' >/etc/sysctl.d/foreign.conf")
    }

    private func foreignThings(_ cluster: ClusterLab) async throws -> String {
      try await cluster.on("web1", "ip tunnel show foreign").stdout
        + cluster.on("lb1", "ipvsadm -Sn | grep 192.0.2.99 | sed 's/ --tun-type ipip//'").stdout
        + cluster.on("web2", "sysctl net.ipv4.conf.all.rp_filter; cat /etc/sysctl.d/foreign.conf").stdout
    }

    private func removeForeignThings(_ cluster: ClusterLab) async throws {
      try await cluster.on("web1", "ip tunnel del foreign")
      try await cluster.on("lb1", "ipvsadm -D -t 192.0.2.99:443")
      try await cluster.on("web2", "sysctl -qw net.ipv4.conf.all.rp_filter=0; rm /etc/sysctl.d/foreign.conf")
    }
  }
}
