import Foundation
import Lab
import TestSupport
import Testing

extension ClusterTests {
  /// Plans that are saved, and what is refused.
  @Suite(.serialized) struct Plan {
    @Test func `without a terminal and without a yes nothing is done`() async throws {
      let cluster = try await ClusterLab.bare()
      let before = try await cluster.snapshots()
      let up = try await cluster.culvert("up")
      #expect(up.status == 7)
      #expect(up.stderr.contains("no terminal to ask on"))
      #expect(try await cluster.snapshots() == before)
    }

    @Test(.beyondCore) func `a hand-made tunnel in the way is named before anything is changed`() async throws {
      let cluster = try await ClusterLab.bare()
      try await cluster.on("web1", "ip tunnel add mine mode ipip local 198.18.1.21 remote 198.18.0.11")
      let up = try await cluster.culvert("up", "--yes")
      #expect(up.status == 7)
      #expect(up.stderr.contains("web1: tunnel mine: it already joins 198.18.1.21 and 198.18.0.11"))
      try await cluster.on("web1", "ip tunnel del mine")
    }

    @Test(.beyondCore) func `what is missing on a host is found before anything is changed, with the way to get it`()
      async throws
    {
      let cluster = try await ClusterLab.bare()
      try await cluster.on(
        "lb1",
        "modprobe overlay && mkdir /run/u /run/w && rm -f /run/u/* && "
          + "mount -t overlay overlay -o lowerdir=/usr/sbin,upperdir=/run/u,workdir=/run/w /usr/sbin && "
          + "rm /usr/sbin/ipvsadm")
      let up = try await cluster.culvert("up", "--yes")
      #expect(try await cluster.culvert("drift").status == 7, "what cannot be seen is not called missing")
      try await cluster.on("lb1", "umount -l /usr/sbin")
      #expect(up.status == 7, Comment(rawValue: up.stdout + up.stderr))
      #expect(
        up.stderr.contains(
          "lb1: ipvsadm: the program is not on the host: on lb1: apt-get install -y ipvsadm [CV002]"))
    }

    @Test(.beyondCore) func `who writes the services already is left alone`() async throws {
      let cluster = try await ClusterLab.bare()
      try await cluster.on(
        "lb1",
        "printf 'AUTO=\"true\"\\n' >/etc/default/ipvsadm; touch /etc/init.d/ipvsadm; chmod +x /etc/init.d/ipvsadm")
      let doctor = try await cluster.culvert("doctor")
      #expect(doctor.status == 2, Comment(rawValue: doctor.stdout + doctor.stderr))
      #expect(doctor.stdout.hasPrefix("lb1: ipvsadm's init script: ") && doctor.stdout.hasSuffix(" [CV020]\n"))
      let forced = try await cluster.culvert("plan", "--force", "CV020")
      #expect(forced.status == 2 && forced.stderr.contains("all the same: lb1: ipvsadm's init script: "))
      let debian = try await cluster.culvert("up", "--yes")
      #expect(debian.status == 7)
      #expect(debian.stderr.contains("lb1: ipvsadm's init script: with AUTO=true it clears and restores"))
      try await cluster.on("lb1", "rm -f /etc/default/ipvsadm /etc/init.d/ipvsadm; mkdir -p /etc/keepalived")
      try await cluster.on(
        "lb1",
        "printf 'include *.inc\\n' >/etc/keepalived/keepalived.conf; printf 'virtual_server 198.18.101.80 80 {\\n}\\n' >/etc/keepalived/web.inc"
      )
      let keepalived = try await cluster.culvert("up", "--yes")
      #expect(keepalived.status == 7)
      #expect(keepalived.stderr.contains("lb1: service 198.18.101.80:80/tcp: keepalived has it"))
      try await cluster.on("lb1", "rm -r /etc/keepalived")

      try await cluster.on("lb1", "ipvsadm -A -t 198.18.101.80:80 -s rr")
      let foreign = try await cluster.culvert("up", "--yes")
      #expect(foreign.status == 7)
      #expect(foreign.stderr.contains("lb1: service 198.18.101.80:80/tcp: it is there already, is not culvert's"))
      let adopted = try await cluster.culvert("up", "--yes", "--adopt")
      #expect(adopted.status == 0, Comment(rawValue: adopted.stdout + adopted.stderr))
      #expect(try await cluster.culvert("drift").status == 0)
      let healthy = try await cluster.culvert("doctor")
      #expect(healthy.status == 0 && healthy.stdout == "", Comment(rawValue: healthy.stdout + healthy.stderr))
    }

    @Test func `a saved plan is applied exactly as it was shown`() async throws {
      let cluster = try await ClusterLab.bare()
      let plan = try await cluster.culvert("plan", "-o", "saved.plan")
      #expect(plan.status == 2)
      let up = try await cluster.culvert("up", "--yes", "saved.plan")
      #expect(up.status == 0, Comment(rawValue: up.stdout + up.stderr))
      #expect(shown(up.stdout) == shown(plan.stdout))
      #expect(try await cluster.culvert("drift").status == 0)
    }

    @Test func `a saved plan is refused when a host has moved`() async throws {
      let cluster = try await ClusterLab.up()
      try cluster.write(Inventory(vip: cluster.lab.vip, weights: ["web1": 7, "web2": 1]))
      #expect(try await cluster.culvert("plan", "-o", "saved.plan").status == 2)
      try await cluster.on("lb1", "ipvsadm -e -t 198.18.101.80:80 -r 198.18.1.21 -i -w 3")
      let before = try await cluster.snapshots()
      let up = try await cluster.culvert("up", "--yes", "saved.plan")
      #expect(up.status == 7)
      #expect(up.stderr.contains("lb1: destination 198.18.1.21:80 of 198.18.101.80:80/tcp has changed since"))
      #expect(try await cluster.snapshots() == before)
    }

    @Test(.beyondCore) func `a second operator is told who is at work, also when that takes longer than the deadline`()
      async throws
    {
      let cluster = try await ClusterLab.up()
      let download = try await cluster.slowDownload(through: "web2", bytesPerSecond: 40_000)
      let mail = "  mail: { vip: \(cluster.lab.vip), port: 25, scheduler: rr, realservers: { web1: {} } }"
      try cluster.write(Inventory(vip: cluster.lab.vip, weights: ["web1": 5], more: mail))
      let first = try cluster.startCulvert(
        "up", "--yes", "--deadline", "16", "--drain-timeout", "90", "--on-unproven", "ignore")
      #expect(await first.wait(forOutput: "draining: 1 connection,", timeout: .seconds(60)))
      let late = ContinuousClock.now + .seconds(18)
      // What the first one has just made is nobody's yet, but that is not what is in the way.
      let wrr = mail.replacing("rr", with: "wrr")
      try cluster.write(Inventory(vip: cluster.lab.vip, weights: ["web1": 5], more: wrr), to: "other.yml")
      let other = try await cluster.culvert("up", "--yes", inventory: "other.yml")
      #expect(other.status == 6, Comment(rawValue: other.stdout + other.stderr))
      #expect(other.stderr.contains(/lb1: transaction [0-9a-f]+ of root@.* is under way/))
      let second = try await cluster.culvert("up", "--yes")
      #expect(second.status == 6, Comment(rawValue: second.stdout + second.stderr))
      #expect(second.stderr.contains(/lb1: transaction [0-9a-f]+ of root@.* is under way/))
      #expect(second.stderr.contains(/lb1 .*locked by root@/))
      try await Task.sleep(until: late)
      await download.terminate()
      _ = await download.wait()
      let end = await first.wait()
      #expect(end.status == 0, Comment(rawValue: end.stdout + end.stderr))
      try cluster.write(cluster.inventory)
      #expect(try await cluster.culvert("up", "--yes", "--drain-timeout", "0").status == 0)
    }

    /// The lines of a plan without the one that says what happens if it goes wrong, and without what files contain: of a
    /// saved plan that is shown in full.
    private func shown(_ text: String) -> [Substring] {
      text.split(separator: "\n").filter { !$0.hasPrefix("If this goes wrong") && !$0.hasPrefix("      ") }
    }
  }
}
