import Foundation
import Lab
import TestSupport
import Testing

extension ClusterTests {
  /// Whether `verify` proves what works, and names the layer that does not.
  @Suite(.serialized) struct Proof {
    /// For a long run: how often a healthy cluster is proven, and each fault is shown to both verbs.
    private static let times = ProcessInfo.processInfo.environment["CULVERT_PROOFS"].flatMap { Int($0) }

    @Test(arguments: TestScope.cases(ProofFault.all, coreTakesOneIn: 13))
    func `the layer and the host are named, and what is said to mend it does`(_ fault: ProofFault) async throws {
      let cluster = try await ClusterLab.up()
      // What the router has learnt of shorter packets would hide that it is not told any more.
      try await Self.run("ip route flush cache", on: nil, cluster)
      try await Self.run(fault.plant, on: fault.host, cluster)
      // Both tell the same by the same means; both of each fault take twice as long.
      var told: [ProcessOutput] = []
      if Self.times != nil || fault.isVerified { told.append(try await cluster.culvert("verify", "--json")) }
      if Self.times != nil || !fault.isVerified {
        told.append(try await cluster.culvert("doctor", "--packets", "--json"))
      }
      let found = try told.map { try ToldFinding.all(in: $0.stdout) }
      for (findings, output) in zip(found, told) {
        #expect(Set(findings.map(\.name)) == fault.named, Comment(rawValue: output.stdout + output.stderr))
        #expect(output.status == 2)
      }
      try await Self.carryOut(Set(found.joined().map(\.fix)), fault, cluster)
      let healed = try await cluster.culvert("verify")
      #expect(healed.status == 0, Comment(rawValue: healed.stdout + healed.stderr))
      for (host, tidy) in fault.tidy { try await cluster.on(host, tidy) }
      try await Self.expectNothingLeft(cluster)
    }

    @Test func `only of these nobody can know the command that mends them`() {
      #expect(
        ProofFault.all.filter { $0.heal != nil }.map(\.testDescription) == [
          // It is at a router, which is no host of culvert's.
          "no packet comes to the director", "somebody else has the VIP",
          // A rule or a route that is not culvert's: no command that deletes it is said.
          "the director's firewall", "no route to a realserver", "protocol 4 is filtered", "no route to the client",
          // What starts the service, and where it is told its address, is the service's own matter.
          "nobody listens", "the service listens on the realserver's own address",
          // As above.
          "the realserver's firewall",
          // It is the provider's.
          "the provider filters sources",
        ])
    }

    /// Does what was said, as it was said; where that is only words, what the fault knows.
    private static func carryOut(
      _ fixes: Set<ToldFinding.Fix>, _ fault: ProofFault, _ cluster: ClusterLab
    ) async throws {
      #expect(!fixes.isEmpty)
      for fix in fixes.sorted(by: { ($0.host ?? "", $0.command ?? "") < ($1.host ?? "", $1.command ?? "") }) {
        print("  \(fault.testDescription): \(fix.host ?? "here")# \(fix.command ?? "(words)")")
        switch (fix.kind, fix.command) {
        case ("run", let command?):
          #expect(fault.heal == nil)
          try await cluster.on(#require(fix.host), command)
        case ("culvert", "culvert up"):
          #expect(fault.heal == nil)
          let up = try await cluster.culvert("up", "--yes")
          #expect(up.status == 0, Comment(rawValue: up.stdout + up.stderr))
        case ("words", nil): try await run(#require(fault.heal), on: fault.host, cluster)
        default: Issue.record("what does this fix mean: \(fix)")
        }
      }
    }

    @Test(.beyondCore) func `doctor names what is broken without a packet`() async throws {
      let cluster = try await ClusterLab.up()
      let healthy = try await cluster.culvert("doctor")
      #expect(healthy.status == 0 && healthy.stdout == "", Comment(rawValue: healthy.stdout + healthy.stderr))
      try await cluster.on("lb1", "ip addr del 198.18.101.80/32 dev lo")
      try await cluster.on("lb1", "ipvsadm -e -t 198.18.101.80:80 -r 198.18.1.21 -i -w 0")
      try await cluster.on("web1", "systemctl stop web; sysctl -qw net.ipv4.conf.lvs-lb1.rp_filter=1")
      try await cluster.on("web1", "ip route add blackhole 198.18.0.1/32")
      try await cluster.on("web2", "ip link set lvs-lb1 down")
      let doctor = try await cluster.culvert("doctor")
      try await cluster.on("web1", "systemctl start web; ip route del blackhole 198.18.0.1/32")
      #expect(
        Self.named(doctor.stdout) == [
          "lb1 CV042", "lb1 CV044", "web1 CV048", "web1 CV049", "web1 CV050", "web2 CV046",
        ], Comment(rawValue: doctor.stdout + doctor.stderr))
      #expect(doctor.status == 2)
      #expect(try await cluster.culvert("up", "--yes").status == 0)
      let healed = try await cluster.culvert("doctor", "--packets")
      #expect(healed.status == 0 && healed.stdout == "", Comment(rawValue: healed.stdout + healed.stderr))
    }

    /// The finding of each line that has one, as `HOST ID`.
    private static func named(_ output: String) -> Set<String> {
      Set(
        output.split(separator: "\n").compactMap { line in
          guard let start = line.lastIndex(of: "["), line.hasSuffix("]"), let colon = line.firstIndex(of: ":") else {
            return nil
          }
          let host = line[..<colon].trimmingCharacters(in: .whitespaces)
          return "\(host) \(line[line.index(after: start)...].dropLast())"
        })
    }

    private static func run(_ command: String, on host: String?, _ cluster: ClusterLab) async throws {
      guard let host else {
        let output = try await cluster.lab.controller(["sh", "-c", command])
        #expect(output.succeeded, Comment(rawValue: "router# \(command)\n\(output.stderr)"))
        return
      }
      try await cluster.on(host, command)
    }

    /// No service, filter, place for filters, process or connection of the proof.
    private static func expectNothingLeft(_ cluster: ClusterLab) async throws {
      let left = try await cluster.on(
        "lb1",
        """
        ipvsadm -Sn | grep -e ' -f ' || true
        tc qdisc show | grep clsact || true
        tc filter show dev eth0 ingress 2>/dev/null || true
        ls -d /var/lib/culvert/held /var/lib/culvert/held/.place.* 2>/dev/null || true
        ps -e -o args= | grep ' guard [0-9a-f]' | grep -v grep || true
        ipvsadm -Lnc | grep ESTABLISHED | grep ' 198.18.0.1:' || true
        """)
      #expect(left.stdout == "", "left on the director")
    }

    // MARK: - What up proves

    @Test func `a change whose packets do not come through is taken back`() async throws {
      let cluster = try await ClusterLab.bare()
      let before = try await cluster.snapshots()
      try await cluster.on("web2", Self.filter)
      let up = try await cluster.culvert("up", "--yes")
      #expect(up.status == 3, Comment(rawValue: up.stdout + up.stderr))
      #expect(up.stderr.contains(/web2 +failed: 198\.18\.101\.80:80\/tcp is not reached through it: CV045 on web2/))
      #expect(up.stderr.contains(/web1 +198\.18\.101\.80:80\/tcp proven from 198\.18\.0\.1 through lb1/))
      #expect(try await cluster.snapshots() == before)
      try await cluster.on("web2", Self.noFilter)
      try await Self.expectNothingLeft(cluster)
    }

    @Test(.beyondCore) func `a change whose packets do not come through is made without that realserver if so told`()
      async throws
    {
      let cluster = try await ClusterLab.bare()
      let before = try await cluster.snapshots()
      try await cluster.on("web2", Self.filter)
      let skipping = try await cluster.culvert("up", "--yes", "--on-unproven", "skip")
      #expect(skipping.status == 8, Comment(rawValue: skipping.stdout + skipping.stderr))
      #expect(try await cluster.ask(6) == ["web1": 6])
      #expect(try await cluster.snapshot("web2") == before["web2"])
      try await cluster.on("web2", Self.noFilter)
      let later = try await cluster.culvert("up", "--yes", "--only-failed")
      #expect(later.status == 0, Comment(rawValue: later.stdout + later.stderr))
      #expect(Set(try await cluster.ask(12).keys) == ["web1", "web2"])
      try await Self.expectNothingLeft(cluster)
    }

    @Test(.beyondCore) func `no client comes to a new realserver that packets do not come through to`() async throws {
      let cluster = try await ClusterLab.up()
      try cluster.write(Inventory(vip: cluster.lab.vip, weights: ["web1": 1]))
      #expect(try await cluster.culvert("up", "--yes").status == 0)
      let before = try await cluster.snapshots()
      try await cluster.on("web2", Self.filter)
      try cluster.write(cluster.inventory)
      let load = try cluster.lab.startClient([
        "sh", "-c", "while :; do curl -s -m 5 -o /dev/null -w '%{http_code}\\n' http://\(cluster.lab.vip)/; done",
      ])
      let up = try await cluster.culvert("up", "--yes", "--on-unproven", "skip")
      await load.terminate()
      let answers = (await load.wait()).stdout.split(separator: "\n")
      #expect(answers.count > 20 && answers.allSatisfy { $0 == "200" }, "\(answers.count { $0 != "200" }) failed")
      try await cluster.on("web2", Self.noFilter)
      #expect(up.status == 3, Comment(rawValue: up.stdout + up.stderr))
      #expect(try await cluster.snapshots() == before, "there was nothing else to do")
      let ignoring = try await cluster.culvert("up", "--yes", "--on-unproven", "ignore")
      #expect(ignoring.status == 0, Comment(rawValue: ignoring.stdout + ignoring.stderr))
    }

    private static let filter =
      "tc qdisc add dev eth0 clsact; tc filter add dev eth0 ingress protocol ip pref 2 flower ip_proto 4 action drop"
    private static let noFilter = "tc qdisc del dev eth0 clsact"

    // MARK: - What works

    @Test(.beyondCore) func `a healthy cluster is proven again and again, and a realserver before its first client`()
      async throws
    {
      let cluster = try await ClusterLab.up()
      let before = try await cluster.snapshots()
      for _ in 0..<(Self.times ?? 5) {
        let output = try await cluster.culvert("verify")
        #expect(output.status == 0, Comment(rawValue: output.stdout + output.stderr))
        #expect(
          output.stdout.hasSuffix("2 paths: 2 proven from 198.18.0.1, 0 broken.\n"), Comment(rawValue: output.stdout))
        let doctor = try await cluster.culvert("doctor", "--packets")
        #expect(doctor.status == 0 && doctor.stdout == "", Comment(rawValue: doctor.stdout + doctor.stderr))
      }
      #expect(try await cluster.snapshots() == before)
      try await Self.expectNothingLeft(cluster)
      try cluster.write(Inventory(vip: cluster.lab.vip, weights: ["web1": 1, "web2": 0]))
      let up = try await cluster.culvert("up", "--yes")
      #expect(up.status == 0, Comment(rawValue: up.stdout + up.stderr))
      let output = try await cluster.culvert("verify", "--connect-only", "--json")
      #expect(output.status == 0, Comment(rawValue: output.stdout + output.stderr))
      #expect(output.stdout.count(of: "\"result\":\"proven\"") == 2, Comment(rawValue: output.stdout))
    }

    @Test func `clients notice nothing of a proof`() async throws {
      let cluster = try await ClusterLab.up()
      let connections = TestScope.isWhole ? 3000 : 1000
      let load = try cluster.lab.startClient([
        "curl", "-s", "--parallel", "--parallel-immediate", "--parallel-max", "8", "-m", "20", "-o", "/dev/null", "-w",
        "%{http_code}\\n", "http://\(cluster.lab.vip)/?[1-\(connections)]",
      ])
      let start = ContinuousClock.now
      var proofs = 0
      while load.isRunning {
        let output = try await cluster.culvert("verify")
        #expect(output.status == 0, Comment(rawValue: output.stdout + output.stderr))
        proofs += 1
      }
      let seconds = Double((ContinuousClock.now - start).components.seconds)
      let answers = (await load.wait()).stdout.split(separator: "\n")
      print("proof under load: \(answers.count) connections in \(seconds) s, \(proofs) proofs of 2 paths")
      #expect(answers.count == connections)
      #expect(answers.allSatisfy { $0 == "200" }, "\(answers.count { $0 != "200" }) failed")
    }

    @Test(.beyondCore) func `a director takes its part back when culvert is killed`() async throws {
      let cluster = try await ClusterLab.up()
      try await cluster.on("web1", "ip route add blackhole 198.18.0.1/32")
      let verify = try cluster.startCulvert("verify")
      while try await cluster.on("lb1", "ipvsadm -Sn").stdout.contains(" -f ") == false, verify.isRunning {}
      await verify.signal(SIGKILL)
      _ = await verify.wait()
      try await cluster.on("web1", "ip route del blackhole 198.18.0.1/32")
      #expect(try await cluster.on("lb1", "ipvsadm -Sn").stdout.contains(" -f "), "it was killed in the middle")
      // A second one does not mind.
      let second = try await cluster.culvert("verify")
      #expect(second.status == 0, Comment(rawValue: second.stdout + second.stderr))
      let end = ContinuousClock.now + .seconds(60)
      while try await cluster.on("lb1", "ipvsadm -Sn").stdout.contains(" -f "), ContinuousClock.now < end {
        try await Task.sleep(for: .seconds(1))
      }
      try await Task.sleep(for: .seconds(2))
      try await Self.expectNothingLeft(cluster)
    }
  }
}

extension String {
  fileprivate func count(of text: String) -> Int { components(separatedBy: text).count - 1 }
}
