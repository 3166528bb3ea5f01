import Foundation
import Lab
import TestSupport
import Testing

extension ClusterTests {
  /// Each thing that culvert sets, broken by hand, one at a time.
  @Suite(.serialized) struct Drift {
    /// What somebody does to a host, and what culvert has to say of it.
    struct Fault: Sendable, CustomTestStringConvertible {
      let name: String
      let host: String
      let command: String
      /// The lines of `drift` below the host's name; each a beginning, because sizes and diffs follow.
      let drift: [String]
      var testDescription: String { name }
    }

    /// Broken one at a time.
    static let faults = [
      Fault(
        name: "tunnel deleted", host: "web1", command: "ip tunnel del lvs-lb1",
        drift: ["tunnel lvs-lb1: is missing  (live)"]),
      Fault(
        name: "weight 0", host: "lb1", command: "ipvsadm -e -t 198.18.101.80:80 -r 198.18.1.21 -i -w 0",
        drift: ["destination 198.18.1.21:80 of 198.18.101.80:80/tcp: weight is 0, should be 1  (live)"]),
      Fault(
        name: "boot script edited", host: "web1", command: "echo '# hello' >>/etc/culvert/boot",
        drift: ["file /etc/culvert/boot: content differs (- on the host, + wanted)  (boot)", "    - # hello"]),
      Fault(
        name: "unit disabled", host: "web1", command: "systemctl disable -q culvert",
        drift: ["file /etc/systemd/system/multi-user.target.wants/culvert.service: is missing  (boot)"]),
    ]

    /// Broken all at the same time.
    static let more = [
      Fault(
        name: "VIP removed", host: "web1", command: "ip addr del 198.18.101.80/32 dev lvs-lb1",
        drift: ["tunnel lvs-lb1: address 198.18.101.80/32 is missing"]),
      Fault(
        name: "rp_filter changed", host: "web1", command: "sysctl -qw net.ipv4.conf.lvs-lb1.rp_filter=1",
        drift: ["tunnel lvs-lb1: rp_filter is 1, should be 2"]),
      Fault(
        name: "scheduler changed", host: "lb1", command: "ipvsadm -E -t 198.18.101.80:80 -s rr",
        drift: ["service 198.18.101.80:80/tcp: scheduler is rr, should be wlc  (live)"]),
      Fault(
        name: "realserver removed", host: "lb1", command: "ipvsadm -d -t 198.18.101.80:80 -r 198.18.2.22",
        drift: ["destination 198.18.2.22:80 of 198.18.101.80:80/tcp: is missing  (live)"]),
      Fault(
        name: "arp_ignore changed", host: "web1", command: "sysctl -qw net.ipv4.conf.eth0.arp_ignore=0",
        drift: ["setting net/ipv4/conf/eth0/arp_ignore: value is 0, should be 1  (live)"]),
      Fault(
        name: "ip_forward off", host: "lb1", command: "sysctl -qw net.ipv4.ip_forward=0",
        drift: ["setting net/ipv4/ip_forward: value is 0, should be 1  (live)"]),
      Fault(
        name: "boot script not executable", host: "web2", command: "chmod 644 /etc/culvert/boot",
        drift: ["file /etc/culvert/boot: mode is 0644, should be 0755  (boot)"]),
      Fault(
        name: "start link removed", host: "web2", command: "rm /etc/rc3.d/S90culvert",
        drift: ["file /etc/rc3.d/S90culvert: is missing  (boot)"]),
      Fault(
        name: "tunnel led elsewhere", host: "web1",
        command: "ip tunnel change lvs-lb1 mode ipip local 198.18.1.21 remote 192.0.2.11",
        drift: ["tunnel lvs-lb1: remote is 192.0.2.11, should be 198.18.0.11  (live)"]),
      Fault(
        name: "tunnel down", host: "web1", command: "ip link set lvs-lb1 down",
        drift: ["tunnel lvs-lb1: link is down, should be up"]),
      Fault(
        name: "second address on the tunnel", host: "web1", command: "ip addr add 192.0.2.5/32 dev lvs-lb1",
        drift: ["tunnel lvs-lb1: address 192.0.2.5/32 should not be there"]),
      Fault(
        name: "threshold set", host: "lb1", command: "ipvsadm -e -t 198.18.101.80:80 -r 198.18.1.21 -i -w 1 -x 9",
        drift: ["destination 198.18.1.21:80 of 198.18.101.80:80/tcp: upper threshold 9 should not be there  (live)"]),
      Fault(
        name: "strange realserver", host: "lb1", command: "ipvsadm -a -t 198.18.101.80:80 -r 192.0.2.9 -i -w 0",
        drift: ["destination 192.0.2.9:80 of 198.18.101.80:80/tcp: should not be there  (live)"]),
      Fault(
        name: "unit masked", host: "lb1",
        command: "rm /etc/systemd/system/culvert.service; systemctl mask -q culvert",
        drift: [
          "file /etc/systemd/system/culvert.service: link to /dev/null should not be there  (boot)",
          "file /etc/systemd/system/culvert.service: mode 0644 is missing",
          "file /etc/systemd/system/culvert.service: content differs",
        ]),
      Fault(
        name: "boot script gone", host: "lb1", command: "rm /etc/culvert/boot",
        drift: ["file /etc/culvert/boot: is missing  (boot)"]),
    ]

    @Test(.beyondCore) func `each broken thing is named, and mended without touching anything else`() async throws {
      let cluster = try await ClusterLab.up()
      let healthy = try await cluster.snapshots()
      var download = try await cluster.slowDownload(through: "web2", bytesPerSecond: 130_000)
      for fault in Self.faults {
        if !download.isRunning {
          try await expectWhole(download)
          download = try await cluster.slowDownload(through: "web2", bytesPerSecond: 130_000)
        }
        try await check(fault, cluster, try #require(healthy[fault.host]))
      }
      try await expectWhole(download)
      #expect(try await cluster.snapshots() == healthy)
      #expect(try await cluster.culvert("drift").status == 0)
    }

    @Test func `much that is broken at once, on every host, is all named and all mended`() async throws {
      let cluster = try await ClusterLab.up()
      let healthy = try await cluster.snapshots()
      for fault in Self.more { try await cluster.on(fault.host, fault.command) }
      let drift = try await cluster.culvert("drift")
      #expect(drift.status == 2)
      for line in Self.more.flatMap(\.drift) { #expect(drift.stdout.contains(line), Comment(rawValue: drift.stdout)) }
      #expect(drift.stdout.hasSuffix("3 hosts drifted, 0 clean. Mend with: culvert up\n"))
      let mend = try await cluster.culvert("up", "--yes")
      #expect(mend.status == 0, Comment(rawValue: "\(mend.stdout)\(mend.stderr)"))
      #expect(try await cluster.snapshots() == healthy)
    }

    @Test func `a host that cannot be asked hides nothing of the others`() async throws {
      let cluster = try await ClusterLab.up()
      try await cluster.on("web1", "ip tunnel del lvs-lb1")
      let mute = cluster.inventory.text.replacing("user: admin", with: "user: admin, port: 2299")
      try #require(mute != cluster.inventory.text)
      try cluster.lab.writeFile("culvert.yml", mute)
      let drift = try await cluster.culvert("drift")
      #expect(drift.status == 10, Comment(rawValue: drift.stdout + drift.stderr))
      #expect(drift.stdout.contains("tunnel lvs-lb1: is missing"), Comment(rawValue: drift.stdout))
      #expect((drift.stdout + drift.stderr).contains("web2"), Comment(rawValue: drift.stdout + drift.stderr))
      let history = try await cluster.culvert("history")
      #expect(history.status == 5, Comment(rawValue: history.stdout + history.stderr))
      #expect(history.stdout.contains("lb1") && history.stderr.contains("web2"), Comment(rawValue: history.stdout))
      try cluster.write(cluster.inventory)
      #expect(try await cluster.culvert("up", "--yes").status == 0)
    }

    /// A download across the mends, through the realserver that nothing was wrong with.
    private func expectWhole(_ download: RunningProcess) async throws {
      let end = await download.wait()
      #expect(end.status == 0 && end.stdout == "4000000\n", Comment(rawValue: "\(end)"))
    }

    private func check(_ fault: Fault, _ cluster: ClusterLab, _ healthy: Snapshot) async throws {
      try await cluster.on(fault.host, fault.command)
      let drift = try await cluster.culvert("drift")
      #expect(drift.status == 2, Comment(rawValue: fault.name))
      // What it comes from is AttributionTests' subject.
      let lines = drift.stdout.split(separator: "\n").map(String.init).filter { line in
        ![": because ", " likely because ", " perhaps because ", ": cause unknown"].contains { line.contains($0) }
      }
      #expect(lines.first == "\(fault.host)  linux debian 12", Comment(rawValue: drift.stdout))
      #expect(lines.last == "1 host drifted, 2 clean. Mend with: culvert up", Comment(rawValue: drift.stdout))
      let told = lines.dropFirst().dropLast().map { String($0.dropFirst(2)) }
      for expected in fault.drift {
        #expect(told.contains { $0.hasPrefix(expected) }, Comment(rawValue: "\(expected)\n\(drift.stdout)"))
      }
      #expect(told.filter { !$0.hasPrefix("    ") }.count == fault.drift.filter { !$0.hasPrefix("    ") }.count)

      let mend = try await cluster.culvert("up", "--yes")
      #expect(mend.status == 0, Comment(rawValue: "\(fault.name)\n\(mend.stdout)\(mend.stderr)"))
      let after = try await cluster.snapshot(fault.host)
      #expect(after.live == healthy.live, Comment(rawValue: fault.name))
      #expect(after.files == healthy.files, Comment(rawValue: fault.name))
    }
  }
}
