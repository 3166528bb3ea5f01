import Controller
import Model
import Planning
import Testing

/// Things that get another name in the inventory: the kernel takes no second tunnel with the same two ends.
@Suite struct RenameTests {
  @Test func `a point-to-point tunnel with a new name stays where it is`() async throws {
    let cluster = FakeCluster()
    let first = await cluster.run(try await cluster.plans(Self.linked("office")), Self.linked("office"))
    try #require(first.outcome == .confirmed, "\(first.problems)")
    let before = cluster.state
    let report = await cluster.run(try await cluster.plans(Self.linked("branch")), Self.linked("branch"))
    #expect(report.outcome == .confirmed, "\(report.problems)")
    #expect(cluster.state.mapValues(\.kernel) == before.mapValues(\.kernel))
    #expect(cluster[Example.web1].system.ownership.tunnels.values.map(\.self) == [.link(Self.name("branch"))])
    #expect(try await cluster.plans(Self.linked("branch")).isEmpty)
    let down = await cluster.run(try await cluster.plans(Example.nothing), Example.nothing)
    #expect(down.outcome == .confirmed)
    #expect(cluster[Example.web1].system.kernel.withoutModules == Example.system(Example.web1).kernel.withoutModules)
  }

  @Test func `a second tunnel beside the first one gets a name of its own`() async throws {
    let cluster = FakeCluster()
    var both = Self.linked("office")
    _ = await cluster.run(try await cluster.plans(both), both)
    both.tunnels.append(Self.link("branch", Example.web1, Example.director))
    let report = await cluster.run(try await cluster.plans(both), both)
    #expect(report.outcome == .confirmed, "\(report.problems)")
    #expect(
      Set(cluster[Example.web1].system.ownership.tunnels.keys.map(\.text)) == ["tun-office", "tun-branch"])
  }

  @Test func `a new tunnel with an old name does not take the interface that has it`() async throws {
    let cluster = FakeCluster()
    for name in ["office", "branch"] {
      _ = await cluster.run(try await cluster.plans(Self.linked(name)), Self.linked(name))
    }
    var both = Self.linked("branch")
    both.tunnels.insert(Self.link("office", Example.web1, Example.director), at: 0)
    let report = await cluster.run(try await cluster.plans(both), both)
    #expect(report.outcome == .confirmed, "\(report.problems)")
    let roles = cluster[Example.web1].system.ownership.tunnels
    #expect(roles[made { try InterfaceName("tun-office") }] == .link(Self.name("branch")))
    #expect(roles[made { try InterfaceName("tun-office-2") }] == .link(Self.name("office")))
    #expect(try await cluster.plans(both).isEmpty)
  }

  @Test func `a director with a new name keeps the realservers' tunnels`() async throws {
    let cluster = try await FakeCluster.up()
    var renamed = Example.cluster()
    let name = made { try HostName("edge1") }
    renamed.hosts[0].name = name
    renamed.directors[0].host = name
    let plans = try await cluster.plans(renamed, of: [Example.web1, Example.web2])
    #expect(plans.flatMap(\.changes).allSatisfy { $0.face != .live }, "\(plans.flatMap(\.changes).map(\.thing))")
    let report = await cluster.run(plans, renamed)
    #expect(report.outcome == .confirmed, "\(report.problems)")
    #expect(cluster[Example.web1].system.ownership.tunnels == [Example.tunnel: .director(name)])
  }

  private static func linked(_ name: String) -> Cluster {
    var cluster = Example.nothing
    cluster.tunnels = [link(name, Example.web1, Example.web2)]
    return cluster
  }

  private static func link(_ name: String, _ one: HostName, _ other: HostName) -> PointToPointTunnel {
    PointToPointTunnel(
      name: Self.name(name), encapsulation: .ipip,
      first: TunnelEnd(host: one, innerAddress: IPv4Address(value: 0x0A63_0001)),
      second: TunnelEnd(host: other, innerAddress: IPv4Address(value: 0x0A63_0002)))
  }

  private static func name(_ text: String) -> TunnelName { made { try TunnelName(text) } }
}
