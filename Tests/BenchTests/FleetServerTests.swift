import Foundation
import Model
import Testing

@testable import culvert_bench

/// Fleets that are asked over SSH, as they are when something is measured.
@Suite(.serialized) struct FleetServerTests {
  private static let obstacle = FleetServer.obstacle ?? ""

  /// culvert, and not a program of the tests' own, as what is measured.
  private func culvert(_ words: String..., on fleet: FleetServer) throws -> (sample: Sample, output: String) {
    let tool = Tool(
      name: words[0], work: fleet.plan.kind == .answering ? .look : .bringUp,
      words: [Self.program("culvert")] + words, version: "")
    let sample = try Sample.measure(tool, on: fleet, round: 1)
    return (sample, try String(contentsOfFile: fleet.folder.home + "/output", encoding: .utf8))
  }

  private static func program(_ name: String) -> String {
    let link = (try? FileManager.default.destinationOfSymbolicLink(atPath: "/proc/self/exe")) ?? ""
    return URL(filePath: link).deletingLastPathComponent().appending(path: name).path
  }

  /// Measures by culvert-bench itself: a test bundle does not know the command.
  private func fleet(_ kind: FleetPlan.Kind, _ count: Int) throws -> FleetServer {
    try FleetServer(FleetPlan(kind, count: count), bench: Self.program("culvert-bench"))
  }

  @Test(.enabled(if: FleetServer.obstacle == nil, "\(obstacle)"))
  func `hosts that answer cost one connection and one session each, and nothing is to be done there`() throws {
    let fleet = try fleet(.answering, 7)
    defer { fleet.tearDown() }
    for words in [["drift"], ["plan"]] {
      let (sample, output) = try culvert(words[0], on: fleet)
      #expect(sample.status == 0, "\(output)")
      #expect((sample.failures, sample.connections, sample.sessions) == (0, 7, 7))
      #expect(sample.clientTime > 0 && sample.serverTime > 0 && sample.wall > 0 && sample.peakMemory > 1000)
    }
    let idle = try culvert("up", "--yes", on: fleet)
    #expect(idle.sample.status == 0, "\(idle.output)")
    #expect((idle.sample.connections, idle.sample.sessions) == (7, 7))
  }

  @Test(.enabled(if: FleetServer.obstacle == nil, "\(obstacle)"))
  func `bare hosts are really brought up, with two connections and five sessions each`() throws {
    let fleet = try fleet(.working, 3)
    defer { fleet.tearDown() }
    #expect(try fleet.unfinished().count == 3)
    let (sample, output) = try culvert("up", "--yes", on: fleet)
    #expect(sample.status == 0, "\(output)")
    #expect((sample.failures, sample.connections, sample.sessions) == (0, 6, 15))
    let again = try culvert("plan", on: fleet)
    #expect(again.sample.status == 0, "\(again.output)")
  }

  /// Each of these, done on the first host, has to be seen.
  @Test(.enabled(if: FleetServer.obstacle == nil, "\(obstacle)"))
  func `whatever of an errand is missing on a host is seen`() throws {
    let fleet = try fleet(.working, 2)
    defer { fleet.tearDown() }
    let (sample, output) = try culvert("up", "--yes", on: fleet)
    try #require(sample.failures == 0, "\(output)")
    let address = fleet.plan.cluster.hosts[0].address.text
    for (harm, mend) in [
      ("ip link set dev tun-t0 down", "ip link set dev tun-t0 up"),
      ("ip addr del 10.65.0.10 peer 10.66.0.10/32 dev tun-t0", "ip addr add 10.65.0.10 peer 10.66.0.10/32 dev tun-t0"),
      ("sysctl -q -w net.ipv4.conf.tun-t0.rp_filter=1", "sysctl -q -w net.ipv4.conf.tun-t0.rp_filter=2"),
      ("echo >>/etc/culvert/boot", "sed -i '$d' /etc/culvert/boot"),
      ("chmod 700 /etc/culvert/boot", "chmod 755 /etc/culvert/boot"),
      ("rm /etc/systemd/system/multi-user.target.wants/culvert.service", "true"),
    ] {
      try fleet.run(harm, on: address)
      #expect(try fleet.unfinished() == [address], "\(harm)")
      try fleet.run(mend, on: address)
      if mend != "true" { #expect(try fleet.unfinished().isEmpty, "\(mend)") }
    }
  }

  @Test(.enabled(if: FleetServer.obstacle == nil, "\(obstacle)"))
  func `nothing of a fleet is left when it ends`() throws {
    let fleet = try fleet(.working, 2)
    let path = fleet.folder.path
    fleet.tearDown()
    #expect(!FileManager.default.fileExists(atPath: path))
    let mounts = try String(contentsOfFile: "/proc/self/mounts", encoding: .utf8)
    #expect(!mounts.contains(path))
  }
}
