import Model
import TestSupport
import Testing

@testable import Drivers

/// The steps, run on a played host by the agent's functions, and what the driver then sees.
@Suite struct RoundTripTests {
  @Test(arguments: Role.allCases)
  func `the steps make what is wanted, and their way back unmakes it`(role: Role) throws {
    let host = try role.host()
    let before = try host.observe().live
    let desired = try role.desired().live
    let steps = Self.changes(before, desired).flatMap { LinuxDriver().steps(for: $0, in: .build) }
    #expect(steps.count > 8)
    try Self.run(steps.map(\.forward), on: host)
    #expect(try host.live(of: desired) == desired)

    try Self.run(steps.reversed().flatMap(\.backward), on: host)
    #expect(try host.live(of: before) == before)
  }

  @Test(arguments: Role.allCases)
  func `the steps of the changes turned round unmake it too, and back again`(role: Role) throws {
    let host = try role.host()
    let before = try host.observe().live
    let desired = try role.desired().live
    try Self.run(Self.forward(from: before, to: desired), on: host)
    let removal = Self.changes(desired, before).reversed().flatMap { LinuxDriver().steps(for: $0, in: .teardown) }
    try Self.run(removal.map(\.forward), on: host)
    #expect(try host.live(of: before) == before)
    try Self.run(removal.reversed().flatMap(\.backward), on: host)
    #expect(try host.live(of: desired) == desired, "the way back of a removal is the whole thing again")
  }

  @Test func `a look is the same for the same state, and another for another`() throws {
    let host = try Role.realserver.host()
    let desired = try Role.realserver.desired().live
    let line = Command("echo", "----")
    for step in Self.changes(try host.observe().live, desired).flatMap({ LinuxDriver().steps(for: $0, in: .build) }) {
      let output = try Self.run([step.look, line, step.forward, step.look, line, step.look], on: host).output
      if step.look == Command("true") { continue }
      let looks = output.split(separator: "----\n")
      #expect(looks.count == 3 && looks[1] == looks[2], "\(step.title)")
      #expect(looks.first != looks.last, "\(step.title)")
    }
  }

  private static func forward(from: LiveState, to: LiveState) -> [Command] {
    changes(from, to).flatMap { LinuxDriver().steps(for: $0, in: .build) }.map(\.forward)
  }

  /// The differences in an order in which they can be made; Planning has its own tests.
  private static func changes(_ from: LiveState, _ to: LiveState) -> [Change] {
    let addresses = from.addresses.symmetricDifference(to.addresses).sorted().map { address in
      Change(
        Addresses.self,
        address,
        .init(
          from: from.addresses.contains(address) ? .present : nil, to: to.addresses.contains(address) ? .present : nil))
    }
    return deltas(from.tunnels, to.tunnels).map { .init(Tunnels.self, $0, $1) }
      + deltas(from.settings, to.settings).filter { $1.from != nil && $1.to != nil }.map {
        .init(Settings.self, $0, $1)
      }
      + deltas(from.services, to.services).map { .init(Services.self, $0, $1) }
      + deltas(from.destinations, to.destinations).map { .init(Destinations.self, $0, $1) } + addresses
  }

  private static func deltas<Key: Comparable, Value>(
    _ from: [Key: Value], _ to: [Key: Value]
  ) -> [(Key, Delta<Value>)] {
    Set(from.keys).union(to.keys).sorted().filter { from[$0] != to[$0] }
      .map { ($0, Delta(from: from[$0], to: to[$0])) }
  }

  @discardableResult
  private static func run(_ commands: [Command], on host: PlayedHost) throws -> Ran {
    let script = commands.map { "\($0.shellText) || exit 1\n" }.joined()
    let ran = try host.run(try PlayedHost.agent() + script, by: Shell.all[0])
    #expect(ran.status == 0, "\(script)")
    #expect(ran.errors == "")
    return ran
  }
}
