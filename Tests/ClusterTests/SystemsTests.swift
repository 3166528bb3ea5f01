import Foundation
import Lab
import TestSupport
import Testing

extension ClusterTests {
  /// What is promised of every system, tried on all of them at once: the list is `SystemHand.all`.
  @Suite(.serialized) struct Systems {
    @Test func `one command brings every system up, it serves, survives a reboot, and down leaves it as it was`()
      async throws
    {
      let (systems, before) = try await planted()
      let cluster = systems.cluster
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
      let after = try await cluster.snapshots()
      expectSame(before, after, purged: true)
      #expect(try await systems.type(\.show) == foreign)
      try await systems.expectCleanPlay()
    }

    /// What is no longer in the inventory goes, and nothing else.
    @Test(.beyondCore) func `plain tunnels that the inventory has no more go from every system, and the service stays`()
      async throws
    {
      let (systems, before) = try await planted()
      let cluster = systems.cluster
      let whole = try await cluster.culvert("up", "--yes")
      try #require(whole.status == 0, Comment(rawValue: whole.stdout + whole.stderr))
      try await systems.expectPings()
      try cluster.lab.writeFile("culvert.yml", systems.inventory(pairs: []))
      let up = try await cluster.culvert("up", "--yes")
      #expect(up.status == 0, Comment(rawValue: up.stdout + up.stderr))
      #expect(up.stdout.matches(of: /- tunnel \S+  \(live\)/).count == 2 * SystemsLab.pairs.count)
      #expect(up.stdout.contains("\n\(cluster.hosts.count) hosts: 0 to add"), Comment(rawValue: up.stdout))
      let answers = try await cluster.ask(20)
      #expect(Set(answers.keys) == Set(SystemHand.all.map(\.host)), "\(answers)")
      try await expectNothingToDo(cluster)
      let down = try await cluster.culvert("down", "--yes", "--purge")
      #expect(down.status == 0, Comment(rawValue: down.stdout + down.stderr))
      try await expectSame(before, cluster.snapshots(), purged: true)
      try await systems.expectCleanPlay()
    }

    @Test(.beyondCore) func `each broken thing is named on every system and mended, and a rollback takes all back`()
      async throws
    {
      let (systems, before) = try await planted(pairs: [])
      let cluster = systems.cluster
      try await systems.type("echo '\(Self.defaultLine)' >>/etc/rc.conf", on: .freebsd13)
      let up = try await cluster.culvert("up", "--yes")
      try #require(up.status == 0, Comment(rawValue: up.stdout + up.stderr))
      try await systems.type("sed -i '' '/^ifconfig_DEFAULT/d' /etc/rc.conf", on: .freebsd13)
      let first = try #require(up.stderr.firstMatch(of: /transaction ([0-9a-f]{8})/)?.1.description)
      let healthy = try await cluster.snapshots()

      try await systems.type { "\($0.delete)\n\($0.spoilBoot)" }
      try await expectDrift(cluster) { ["tunnel \($0.tunnel): is missing", $0.spoilt] }
      try await expectBroken(cluster, "CV046")
      try await expectMended(cluster, healthy)
      let proof = try await cluster.culvert("verify")
      #expect(proof.status == 0, Comment(rawValue: proof.stdout + proof.stderr))
      let count = SystemHand.all.count
      #expect(proof.stdout.hasSuffix("\(count) paths: \(count) proven from 198.18.0.1, 0 broken.\n"))
      try await expectTold(cluster, dropping: "ipproto ipencap", from: ["lb1"], "CV045")
      try await expectTold(
        cluster, dropping: "from \(cluster.lab.vip)", from: SystemHand.all.map(\.host), "CV052")
      try await systems.type { "\($0.mislead)\n\($0.takeDown)" }
      try await expectDrift(cluster) { hand in
        [
          "tunnel \(hand.tunnel): remote is 192.0.2.11, should be 198.18.0.11",
          "tunnel \(hand.tunnel): link is down, should be up",
        ]
      }
      try await expectMended(cluster, healthy)

      try await expectFreeBSDHands(systems, healthy)
      try await expectSolarisHands(systems, healthy)

      try await systems.type(\.takeDown)
      let back = try await cluster.culvert("rollback", "--yes", first)
      #expect(back.status == 0, Comment(rawValue: back.stdout + back.stderr))
      for hand in SystemHand.all {
        #expect(back.stdout.contains("\(hand.host)  changed by hand since transaction"), Comment(rawValue: back.stdout))
      }
      try await expectSame(before, cluster.snapshots())
      try await systems.expectCleanPlay()
    }

    @Test(.beyondCore) func `every system reverts by itself when the controller is killed, and resume says so`()
      async throws
    {
      let (systems, before) = try await planted(pairs: [])
      let cluster = systems.cluster
      let up = try cluster.startCulvert("up", "--yes", "--deadline", "20", "--drain-timeout", "5")
      #expect(await up.wait(forOutput: "applied and verified (build)", timeout: .seconds(60)))
      await up.signal(SIGKILL)
      let killed = await up.wait()
      #expect(!killed.stdout.contains("onfirmed"), Comment(rawValue: "\(killed)"))
      // What they were told goes on without it.
      let seen = try await systems.each { hand in
        let look = hand.look.replacing("TUN", with: hand.tunnel)
        for _ in 0..<40 {
          if try await cluster.lab.exec(hand.host, look).succeeded { return true }
          try await Task.sleep(for: .milliseconds(200))
        }
        return false
      }
      for (host, isSeen) in seen { #expect(isSeen, "\(host) made its tunnel") }
      let resume = try await cluster.culvert("resume")
      #expect(resume.status == 0, Comment(rawValue: resume.stdout + resume.stderr))
      for hand in SystemHand.all {
        let line = resume.stdout.split(separator: "\n").first { $0.hasPrefix("\(hand.host) ") } ?? ""
        #expect(
          line.hasSuffix("had reverted by itself (deadline): as it was before it"), Comment(rawValue: resume.stdout))
      }
      try await expectSame(before, cluster.snapshots())
      try await systems.expectCleanPlay()
    }

    @Test(.beyondCore) func `what was built by hand and is right becomes culvert's, and nothing is torn down for it`()
      async throws
    {
      let (systems, _) = try await planted(pairs: [])
      let cluster = systems.cluster
      try await systems.type { $0.byHand ?? "" }
      try await systems.forgetBootNames()
      let built = try await cluster.snapshots()
      let plan = try await cluster.culvert("plan")
      let up = try await cluster.culvert("up", "--yes")
      try #require(up.status == 0, Comment(rawValue: up.stdout + up.stderr))
      for hand in SystemHand.all where hand.byHand != nil {
        let told = plan.stdout.split(separator: "\n").filter { $0.hasPrefix("\(hand.host) ") }
        #expect(told.count == 1 && told[0].contains("~ record of what is culvert's"), Comment(rawValue: plan.stdout))
        try await expectSame([hand.host: #require(built[hand.host])], cluster.snapshots())
      }
      let answers = try await cluster.ask(20)
      #expect(Set(answers.keys) == Set(SystemHand.all.map(\.host)), "\(answers)")
      #expect(try await cluster.culvert("drift").status == 0)
      let down = try await cluster.culvert("down", "--yes", "--purge")
      #expect(down.status == 0, Comment(rawValue: down.stdout + down.stderr))
      for hand in SystemHand.all where hand.byHand != nil {
        #expect(down.stdout.contains("- tunnel \(hand.tunnel), which stays (live and boot)"), "\(down.stdout)")
      }
      try await expectSame(built, cluster.snapshots(), purged: true)
      try await systems.expectCleanPlay()
    }

    @Test(.beyondCore) func `where it cannot work is seen before anything is changed on any host`() async throws {
      let (systems, _) = try await planted(pairs: [])
      let cluster = systems.cluster
      try await systems.type(\.hinder)
      let before = try await cluster.snapshots()
      let up = try await cluster.culvert("up", "--yes")
      try await expectSame(before, cluster.snapshots(), purged: true)
      #expect(up.status == 7, Comment(rawValue: up.stdout + up.stderr))
      for hand in SystemHand.all {
        let lines = up.stderr.split(separator: "\n").filter { $0.hasPrefix("\(hand.host): ") }
        #expect(lines.count == 1 && lines[0].contains(hand.hindered), Comment(rawValue: up.stderr))
      }
      try await systems.type(\.amend)
      try await systems.expectCleanPlay()
    }

    /// The lab without anything of culvert's, with somebody else's tunnel on every system.
    func planted(
      pairs: [SystemsLab.Pair] = SystemsLab.pairs
    ) async throws -> (SystemsLab, [String: Snapshot]) {
      let systems = try await SystemsLab.shared
      let cluster = systems.cluster
      try cluster.lab.writeFile("culvert.yml", systems.inventory(pairs: pairs))
      let down = try await cluster.culvert("down", "--yes", "--purge")
      try #require(down.status == 0, Comment(rawValue: down.stdout + down.stderr))
      // Modules stay, whoever loads them.
      try await cluster.on("lb1", "modprobe -a ipip ip_vs ip_vs_wlc")
      if try await !cluster.lab.exec(SystemHand.solaris10.host, "ifconfig ip.tun0").succeeded {
        try await systems.type(\.plant)
      }
      try await systems.forgetBootNames()
      return (systems, try await cluster.snapshots())
    }

    func expectDrift(_ cluster: ClusterLab, _ expected: (SystemHand) -> [String]) async throws {
      let drift = try await cluster.culvert("drift")
      #expect(drift.status == 2)
      var host = ""
      var told: [String: Set<String>] = [:]
      for line in drift.stdout.split(separator: "\n").dropLast() {
        // What it comes from is AttributionTests' subject.
        if [": because ", ": likely because ", ": perhaps because ", ": cause unknown"].contains(where: {
          line.contains($0)
        }) {
          continue
        }
        if let name = line.firstMatch(of: /^[a-z0-9]+/) { host = String(name.output) }
        let parts = line.split(separator: "  ").filter { $0 != "(live)" && $0 != "(boot)" }
        let text = (parts.last ?? "").trimmingPrefix(" ")
        // Lines of a file that differ follow the file.
        if !text.hasPrefix("+ "), !text.hasPrefix("- ") { told[host, default: []].insert(String(text)) }
      }
      for hand in SystemHand.all {
        #expect(told[hand.host] == Set(expected(hand)), Comment(rawValue: "\(hand.host)\n\(drift.stdout)"))
      }
      #expect(told["lb1"] == nil)
    }

    /// Packets stop on each realserver, and it is said why.
    func expectBroken(_ cluster: ClusterLab, _ id: String) async throws {
      let proof = try await cluster.culvert("verify")
      #expect(proof.status == 2)
      for hand in SystemHand.all {
        let named = proof.stdout.split(separator: "\n").contains {
          $0.hasPrefix("  \(hand.host): ") && $0.hasSuffix("[\(id)]")
        }
        #expect(named, Comment(rawValue: "\(hand.host)\n\(proof.stdout)"))
      }
    }

    /// What the network drops of packets from these hosts is told apart by what every system counts.
    private func expectTold(
      _ cluster: ClusterLab, dropping match: String, from hosts: [String], _ id: String
    ) async throws {
      let bridges = try hosts.map { "br\(try cluster.lab.address(of: $0).split(separator: ".")[2])" }
      // What is for the router itself, where the controller is, comes after these.
      let drop = bridges.map { "ip rule add pref 1 iif \($0) \(match) blackhole" }.joined(separator: " && ")
      let plant = "ip rule add pref 5 lookup local && ip rule del pref 0 && \(drop)"
      let planted = try await cluster.lab.controller(["sh", "-c", plant])
      #expect(planted.status == 0, Comment(rawValue: planted.stderr))
      try await expectBroken(cluster, id)
      let tidy =
        "ip rule add pref 0 lookup local; ip rule del pref 5; \(bridges.map { _ in "ip rule del pref 1" }.joined(separator: "; "))"
      let tidied = try await cluster.lab.controller(["sh", "-c", tidy])
      #expect(tidied.status == 0, Comment(rawValue: tidied.stderr))
    }

    func expectMended(_ cluster: ClusterLab, _ healthy: [String: Snapshot]) async throws {
      let mend = try await cluster.culvert("up", "--yes")
      #expect(mend.status == 0, Comment(rawValue: mend.stdout + mend.stderr))
      try await expectSame(healthy, cluster.snapshots())
    }

    /// Every host's files and state, in whatever order: a tunnel that was made anew comes last.
    func expectSame(_ expected: [String: Snapshot], _ found: [String: Snapshot], purged: Bool = false) {
      // As long as there is a history, a file says which start of the system it was.
      let bootID = "./var/run/culvert-boot-id -rw------- root wheel \n"
      for (host, past) in expected {
        let present = found[host]
        if purged { #expect(present?.files.contains(bootID) == false, Comment(rawValue: host)) }
        for (then, now) in [(past.files, present?.files), (past.live, present?.live)] {
          let difference = Self.lines(now?.replacing(bootID, with: "")).difference(
            from: Self.lines(then.replacing(bootID, with: "")))
          #expect(difference.isEmpty, Comment(rawValue: "\(host): \(difference.map { "\($0)" })"))
        }
      }
    }

    private static func lines(_ text: String?) -> [Substring] { (text ?? "").split(separator: "\n").sorted() }

    private func expectService(_ cluster: ClusterLab) async throws {
      let answers = try await cluster.ask(100)
      #expect(answers.values.reduce(0, +) == 100)
      #expect(
        Set(answers.keys) == Set(SystemHand.all.map(\.host)), "every system serves, and nothing fails: \(answers)")
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
