import Model
import Planning
import Testing

@testable import culvert

/// A kind of resource that culvert does not have: the length of an interface's queue.
///
/// This is all that a new kind needs, but for its look on the host.
private enum Queues: ResourceKind {
  static let name = "queue"
  static let face = Change.Face.live
  static var state: WritableKeyPath<HostState, [InterfaceName: Int]> { \.queues }
  static let phases: (making: Phase, removing: Phase)? = (.build, .teardown)
  static var fields: [Field<Int>] { [Field("length") { "\($0) packets" }] }

  static func subject(_ key: InterfaceName) -> Subject { .named("queue of \(key)") }
  static func isOwned(_ key: InterfaceName, _ record: Ownership) -> Bool { record.tunnels[key] != nil }
  static func rank(_ change: ChangeOf<Self>) -> Int { 3 }

  static func steps(_ change: ChangeOf<Self>, by maker: any StepMaker, in phase: Phase?) -> [Step] {
    func set(_ length: Int?) -> Command { Command("set_queue", change.key.text, length.map(String.init) ?? "none") }
    return [
      Step(
        title: "set the queue of \(change.key)", phase: phase, look: Command("look_queue", change.key.text),
        forward: set(change.to), backward: [set(change.from)])
    ]
  }
}

/// A real kind would have a property of its own; a test has to borrow one.
extension HostState {
  fileprivate var queues: [InterfaceName: Int] {
    get {
      Dictionary(
        uniqueKeysWithValues: Universe.tunnels.compactMap { name in
          live.settings[Self.queue(name)].flatMap { Int($0.text) }.map { (name, $0) }
        })
    }
    set {
      for name in Universe.tunnels { live.settings[Self.queue(name)] = newValue[name].map { SettingValue($0) } }
    }
  }

  private static func queue(_ name: InterfaceName) -> SettingName {
    Universe.made { try SettingName("net/queue/\(name)/length") }
  }
}

/// What a row of the table brings a kind of resource, without another line anywhere.
@Suite struct MadeUpKindTests {
  private static let kinds = resourceKinds + [Queues.self]
  private static let (own, foreign) = (Universe.tunnels[0], Universe.tunnels[3])

  private let before = state([own: 100, foreign: 7])
  private let after = state([own: 500, foreign: 7])

  private static func state(_ queues: [InterfaceName: Int]) -> HostState {
    var state = HostState(ownership: Ownership(tunnels: [own: .director(Universe.hosts[0])]))
    state.queues = queues
    return state
  }

  private var plan: HostPlan { HostPlan(host: Universe.hosts[0], from: before, to: after, of: [Queues.self]) }
  private var change: Change { Change(Queues.self, Self.own, Delta(from: 100, to: 500)) }

  @Test func `it is planned, in its place in the order, and what stays is known`() {
    #expect(plan.changes == [change])
    #expect(plan.kept.isEmpty, "the other one is somebody else's")
    #expect(plan.schedule == [ScheduledChange(change: change, phase: .build)])
    #expect(plan.phases == [.build])
    let tunnel = Change(Tunnels.self, Self.own, Delta(from: nil, to: Self.tunnel))
    #expect(schedule([change, tunnel], ownershipAfter: Ownership()).map(\.change) == [tunnel, change])
    #expect(
      HostPlan(host: Universe.hosts[0], from: after, to: after, of: [Queues.self]).kept.map(\.thing) == [change.thing])
    #expect(changes(from: before, to: after, of: Self.kinds).contains(change))
  }

  @Test func `it is applied to a state, and inverted`() {
    var state = before
    #expect(state.isBefore(change) && !state.isAfter(change))
    state.apply(change)
    #expect(state == after && state.isAfter(change))
    state.apply(change.inverted)
    #expect(state == before)
    #expect(change.inverted.inverted == change && change.inverted != change)
    #expect((change.kind, change.face) == (.change, .live))
  }

  @Test func `it is rolled back where it was managed, and only there`() {
    var now = after
    now.queues[Self.foreign] = 8
    let target = rollbackTarget(now: now, then: before, of: [Queues.self])
    #expect(target.queues == [Self.own: 100, Self.foreign: 8])
    #expect(changes(from: now, to: target, of: [Queues.self]) == [change.inverted])
  }

  @Test func `it is owned by what the record says`() {
    let other = Change(Queues.self, Self.foreign, Delta(from: 7, to: 8))
    #expect(before.ownership.owns(change) && !before.ownership.owns(other))
    #expect(collisions([change, other], ownership: before.ownership).map(\.about) == [.named("queue of tunl0")])
  }

  @Test func `it is described`() {
    #expect(Wording.plan(change) == ["~ queue of lvs-lb1: length 100 packets → 500 packets"])
    #expect(Wording.drift(change) == ["queue of lvs-lb1: length is 100 packets, should be 500 packets"])
    let new = Change(Queues.self, Self.own, Delta(from: nil, to: 9))
    #expect(Wording.plan(new) == ["+ queue of lvs-lb1 length 9 packets"])
    #expect(JSONChange(change).differences == [Difference(field: "length", from: "100 packets", to: "500 packets")])
  }

  private static let tunnel = Tunnel(encapsulation: .ipip, local: nil, remote: nil, isUp: true, addresses: [])
}
