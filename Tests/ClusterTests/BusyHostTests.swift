import Foundation
import Lab
import TestSupport
import Testing

extension ClusterTests {
  /// Hosts on which other programs are at work: nothing of theirs makes a host unreadable.
  @Suite(.serialized) struct BusyHosts {
    /// How often is looked while interfaces come and go.
    private static let runs = ProcessInfo.processInfo.environment["CULVERT_CHURN_RUNS"].flatMap { Int($0) } ?? 6

    /// Tunnels of each kind, and rules of iptables with warnings about them, as far as the kernel has them.
    private static let furnish = """
      ip tunnel add gre9 mode gre local 198.18.1.21 remote 192.0.2.9 ttl 255 key 42 csum seq && ip link set gre9 up
      ip tunnel add vti9 mode vti local 198.18.1.21 remote 192.0.2.9 key 42 2>/dev/null
      ip link add dum9 type dummy && ip addr add 10.9.9.9/24 dev dum9 && ip link set dum9 up
      modprobe iptable_filter 2>/dev/null; iptables -A OUTPUT -d 192.0.2.9 -m comment --comment 'not ours' -j ACCEPT
      true
      """

    private static let clear = """
      rm -f /run/churn; while pidof -x churn >/dev/null; do sleep 0.1; done
      for name in gre9 vti9 dum9; do ip link del $name 2>/dev/null; done
      iptables -D OUTPUT -d 192.0.2.9 -m comment --comment 'not ours' -j ACCEPT; true
      """

    private static let churn = """
      printf '%s\\n' '#!/bin/sh' 'while [ -e /run/churn ]; do' 'ip link add vA type veth peer name vB; ip link set vA up; sleep .05' \
        'ip link del vA; sleep .25; done' >/tmp/churn
      chmod 755 /tmp/churn; touch /run/churn; setsid /tmp/churn </dev/null >/dev/null 2>&1 &
      """

    @Test func `interfaces that come and go, and tunnels of others, keep nobody from looking`() async throws {
      let cluster = try await ClusterLab.up()
      try await cluster.on("web1", Self.furnish)
      try await cluster.on("web1", Self.churn)
      var failed: [String] = []
      for _ in 0..<Self.runs {
        let drift = try await cluster.culvert("drift")
        if drift.status != 0 { failed.append(drift.stdout + drift.stderr) }
      }
      print("\(failed.count) of \(Self.runs) looks failed")
      let doctor = try await cluster.culvert("doctor")
      try await cluster.on("web1", Self.clear)
      #expect(failed == [])
      #expect(doctor.status == 0, Comment(rawValue: doctor.stdout + doctor.stderr))
    }

    /// A second interface in the VIP's network answers ARP for the VIP as the first one would.
    @Test(.beyondCore) func `an interface that sees the VIP's network is quieted, and named until it is`() async throws
    {
      let cluster = try await ClusterLab.up()
      let setting = "net/ipv4/conf/dum8/arp_ignore"
      try await cluster.on(
        "web1", "ip link add dum8 type veth peer name dum7; ip link set dum8 up; ip addr add 198.18.101.7/24 dev dum8")
      let drift = try await cluster.culvert("drift")
      #expect(drift.stdout.contains("setting \(setting): value is 0, should be 1"), Comment(rawValue: drift.stdout))
      let doctor = try await cluster.culvert("doctor")
      #expect(doctor.stdout.contains("[CV019]"), Comment(rawValue: doctor.stdout + doctor.stderr))
      let up = try await cluster.culvert("up", "--yes")
      #expect(up.status == 0, Comment(rawValue: up.stdout + up.stderr))
      #expect(try await cluster.on("web1", "cat /proc/sys/\(setting)").stdout == "1\n")
      #expect(try await cluster.culvert("doctor").status == 0)
      try await cluster.on("web1", "ip link del dum8")
      #expect(try await cluster.culvert("up", "--yes").status == 0)
      #expect(try await cluster.culvert("drift").status == 0)
    }

    /// kubelet's rule: each packet with this bit in its mark is dropped.
    @Test(.beyondCore) func `a rule that drops packets with a mark's bit does not meet the proof's`() async throws {
      let cluster = try await ClusterLab.up()
      let rules = ["0x8000/0x8000", "0x1/0x1"].map { "INPUT -m mark --mark \($0) -j DROP" }
      for rule in rules { try await cluster.on("lb1", "iptables -A \(rule)") }
      for _ in 0..<3 {
        let verify = try await cluster.culvert("verify")
        #expect(verify.status == 0, Comment(rawValue: verify.stdout + verify.stderr))
      }
      for rule in rules { try await cluster.on("lb1", "iptables -D \(rule)") }
    }
  }
}
