import Foundation
import Lab
import TestSupport
import Testing

extension ClusterTests.Systems {
  @Test(.beyondCore)
  func `clients are asked for packets that fit into the tunnel on every system, and the black hole is gone`()
    async throws
  {
    let (systems, _) = try await planted(pairs: [])
    let cluster = systems.cluster
    try await systems.type(\.loadFilter)
    try await expectUp(cluster)
    let before = try await cluster.snapshots()
    try await expectSegments(cluster) { $0 == 1460 }
    // What tells clients that their packets are too long is lost, as in many networks.
    let drop =
      "filter add dev eth0 egress protocol ip pref 9 flower ip_proto icmp src_ip \(cluster.lab.vip) action drop"
    try await cluster.on("lb1", "tc qdisc add dev eth0 clsact && tc \(drop)")
    try await forgetRoutes(cluster)
    try await expectBroken(cluster, "CV053")

    try cluster.lab.writeFile("culvert.yml", systems.inventory(pairs: [], service: "mss: clamp"))
    try await expectUp(cluster)
    try await expectSegments(cluster) { (1400...1440).contains($0) }
    let proof = try await cluster.culvert("verify")
    #expect(proof.status == 0, Comment(rawValue: proof.stdout + proof.stderr))
    #expect(
      proof.stdout.matches(of: /bytes in segments of 14[0-9]{2}, MSS 14[0-4][0-9]\n/).count == SystemHand.all.count)
    try await withThrowingTaskGroup(of: Void.self) { group in
      for hand in SystemHand.all { group.addTask { try await cluster.lab.reboot(hand.host) } }
      try await group.waitForAll()
    }
    try await expectSegments(cluster) { (1400...1440).contains($0) }
    let drift = try await cluster.culvert("drift")
    #expect(drift.status == 0, Comment(rawValue: drift.stdout + drift.stderr))

    try await cluster.on("lb1", "tc qdisc del dev eth0 clsact")
    try await systems.type(\.lengthen)
    try await expectSegments(cluster) { $0 == 1460 }
    try await forgetRoutes(cluster)
    try await expectBroken(cluster, "CV055")
    let doctor = try await cluster.culvert("doctor")
    #expect(doctor.stdout.matches(of: /\[CV055\]/).count == SystemHand.all.count, Comment(rawValue: doctor.stdout))
    try await expectUp(cluster)
    try await expectSegments(cluster) { (1400...1440).contains($0) }

    try cluster.lab.writeFile("culvert.yml", systems.inventory(pairs: []))
    try await expectUp(cluster)
    try await expectSegments(cluster) { $0 == 1460 }
    try await expectSame(before, cluster.snapshots())
    try await systems.expectCleanPlay()
  }

  private func expectUp(_ cluster: ClusterLab) async throws {
    let up = try await cluster.culvert("up", "--yes")
    try #require(up.status == 0, Comment(rawValue: up.stdout + up.stderr))
  }

  /// What the controller has learnt of how long packets may be.
  private func forgetRoutes(_ cluster: ClusterLab) async throws {
    let flush = try await cluster.lab.controller(["ip", "route", "flush", "cache"])
    #expect(flush.status == 0, Comment(rawValue: flush.stderr))
  }

  /// Every realserver answers the client, and its answers ask for segments of such a size, by what a capture says.
  private func expectSegments(_ cluster: ClusterLab, _ isRight: (Int) -> Bool) async throws {
    let first = Int.random(in: 20_000..<50_000)
    let script = """
      capture=$(mktemp)
      tcpdump -n -l -i any 'src host \(cluster.lab.vip) and tcp[13] & 18 == 18' >"$capture" 2>/dev/null &
      sleep 1
      for port in $(seq \(first) \(first + 29)); do
        echo "port $port $(curl -s -m 5 --local-port $port http://\(cluster.lab.vip)/)"
      done
      sleep 1
      kill $!
      wait
      cat "$capture"
      rm "$capture"
      """
    let output = try await cluster.lab.client(["sh", "-c", script], timeout: .seconds(120)).stdout
    var sizes: [String: Set<Int>] = [:]
    for line in output.split(separator: "\n") where line.hasPrefix("port ") {
      let words = line.split(separator: " ").map(String.init)
      try #require(words.count == 3, Comment(rawValue: output))
      let answers = output.split(separator: "\n").filter { $0.contains(".\(words[1]): Flags [S.]") }
      let size = answers.first?.firstMatch(of: /mss ([0-9]+)/).flatMap { Int($0.1) }
      sizes[words[2], default: []].insert(try #require(size, Comment(rawValue: output)))
    }
    #expect(Set(sizes.keys) == Set(SystemHand.all.map(\.host)))
    #expect(sizes.values.allSatisfy { $0.allSatisfy(isRight) }, Comment(rawValue: "\(sizes)"))
  }
}
