import Model
import Templates
import TestSupport
import Testing

@testable import Drivers

/// The steps and boot files, on played hosts of each kind, by the agent's functions, and what the driver then sees.
@Suite struct SolarisRoundTripTests {
  typealias Kind = PlayedSolaris.Kind

  private static func desired(
    _ observation: Observation, _ intent: HostIntent = Sample.realserverIntent(), had: Ownership = .init()
  ) throws -> HostState {
    try SolarisDriver().desired(for: intent, observation, ownership: had, templates: Renderer())
  }

  private static func changes(_ from: LiveState, _ to: LiveState) -> [Change] {
    Set(from.tunnels.keys).union(to.tunnels.keys).sorted().filter { from.tunnels[$0] != to.tunnels[$0] }
      .map { .init(Tunnels.self, $0, Delta(from: from.tunnels[$0], to: to.tunnels[$0])) }
  }

  private static func steps(_ from: LiveState, _ to: LiveState) -> [Step] {
    changes(from, to).flatMap { SolarisDriver().steps(for: $0, in: .build) }
  }

  private static func run(
    _ commands: [Command], on host: PlayedSolaris, by shell: Shell = Shell.all[0],
    at location: SourceLocation = #_sourceLocation
  ) throws {
    let ran = try host.run(commands, by: shell)
    #expect(ran.status == 0 && ran.errors == "", "\(ran.output)\(ran.errors)", sourceLocation: location)
    #expect(host.text("complaints") == "", sourceLocation: location)
  }

  @Test(arguments: Kind.allCases, Shell.all.filter(\.isInstalled))
  func `the steps make what is wanted, and their way back unmakes it`(kind: Kind, shell: Shell) throws {
    let host = try PlayedSolaris(kind)
    let before = try host.observe()
    let desired = try Self.desired(before)
    #expect(desired.live.tunnels.count == before.live.tunnels.count + 2)
    #expect(desired.ownership.tunnels.keys.allSatisfy { SolarisDialect(of: $0) == kind.dialect })
    let steps = Self.steps(before.live, desired.live)
    try Self.run(steps.map(\.forward), on: host, by: shell)
    #expect(try host.observe().live == desired.live)
    try Self.run(steps.reversed().flatMap(\.backward), on: host, by: shell)
    #expect(try host.observe().live == before.live)
  }

  @Test(arguments: Kind.allCases)
  func `the changes turned round unmake it too, and their way back is the whole thing again`(kind: Kind) throws {
    let host = try PlayedSolaris(kind)
    let before = try host.observe().live
    let desired = try Self.desired(host.observe()).live
    try Self.run(Self.steps(before, desired).map(\.forward), on: host)
    let removal = Self.changes(desired, before).reversed().flatMap { SolarisDriver().steps(for: $0, in: .teardown) }
    try Self.run(removal.map(\.forward), on: host)
    #expect(try host.observe().live == before)
    try Self.run(removal.reversed().flatMap(\.backward), on: host)
    #expect(try host.observe().live == desired)
  }

  @Test(arguments: Kind.allCases)
  func `what has been made wants nothing more, and the next start makes it again`(kind: Kind) throws {
    let host = try PlayedSolaris(kind)
    let desired = try Self.desired(host.observe())
    try Self.run(Self.steps(host.observe().live, desired.live).map(\.forward), on: host)
    let again = try Self.desired(host.observe(desired.boot.files), had: desired.ownership)
    #expect(again == desired)
    let owned = desired.live.tunnels.filter { desired.ownership.tunnels[$0.key] != nil }
    try host.reboot(desired.boot.files)
    let after = try host.observe(desired.boot.files)
    #expect(after.live.tunnels == owned, "the played start makes no foreign tunnel again")
    let ran = try host.run(Self.bootScript(desired))
    #expect(ran.status == 0 && ran.output + ran.errors == "", "run twice it does no harm: \(ran.errors)")
    #expect(try host.observe(desired.boot.files) == after)
  }

  private static func bootScript(_ state: HostState) -> String {
    guard case .regular(let content, _)? = state.boot.files["/etc/culvert/boot"] else { return "PATH=/usr/bin\n:" }
    return String(decoding: content, as: UTF8.self)
  }

  /// Ends that moved, a VIP that went and one that is not wanted, a tunnel that is down: what a hand can do to a tunnel.
  @Test(arguments: Kind.allCases, Shell.all.filter(\.isInstalled))
  func `what has gone astray is put right, step by step, and taken back`(kind: Kind, shell: Shell) throws {
    let host = try PlayedSolaris(kind)
    let desired = try Self.desired(host.observe())
    try Self.run(Self.steps(host.observe().live, desired.live).map(\.forward), on: host)
    let name = try #require(desired.ownership.tunnels.first { $0.value == .director("lb1") }?.key)
    var astray = try #require(desired.live.tunnels[name])
    astray.remote = "198.51.100.11"
    astray.addresses.remove(try #require(astray.addresses.min()))
    astray.addresses.insert(.init("192.0.2.99", peer: "198.18.0.7"))
    var state = desired.live
    state.tunnels[name] = astray
    try Self.run(Self.steps(desired.live, state).map(\.forward), on: host, by: shell)
    #expect(try host.observe().live == state)
    for step in Self.steps(state, desired.live) {
      let look = try host.run([step.look]).output
      try Self.run([step.forward], on: host, by: shell)
      #expect(try host.run([step.look]).output != look, "\(step.title)")
    }
    #expect(try host.observe().live == desired.live)
    try Self.run([Command("set_down", name.text)], on: host, by: shell)
    #expect(try host.observe().live.tunnels[name]?.isUp == false)
    try Self.run(Self.steps(host.observe().live, desired.live).map(\.forward), on: host, by: shell)
    #expect(try host.observe().live == desired.live)
  }

  @Test(arguments: Kind.allCases) func `each step backwards leads to the look before it`(kind: Kind) throws {
    let host = try PlayedSolaris(kind)
    let steps = Self.steps(try host.observe().live, try Self.desired(host.observe()).live)
    var looks: [String] = []
    for step in steps {
      looks.append(try host.run([step.look]).output)
      try Self.run([step.forward], on: host)
    }
    for (step, look) in zip(steps, looks).reversed() {
      try Self.run(step.backward, on: host)
      // Ends that were not set are unset with the tunnel as a whole.
      if step.backward.isEmpty { continue }
      #expect(try host.run([step.look]).output == look, "\(step.title)")
    }
  }

  @Test(arguments: Kind.allCases) func `a tunnel that came in between is not taken for culvert's`(kind: Kind) throws {
    let host = try PlayedSolaris(kind)
    let desired = try Self.desired(host.observe())
    let steps = Self.steps(try host.observe().live, desired.live)
    try Self.run([steps[0].forward], on: host)
    let ran = try host.run([steps[0].forward])
    #expect(ran.status != 0, "ifconfig itself ends with 0")
    #expect(ran.output.contains("already"))
  }

  // MARK: - The store of dladm and ipadm

  private static func byHand(_ host: PlayedSolaris) throws {
    let create = host.kind == .solaris11 ? "create-ip" : "create-if"
    let ran = try host.run(
      """
      PATH=/usr/sbin:/usr/bin
      dladm create-iptun -T ipv4 -a local=203.0.113.21,remote=198.51.100.10 vpn7
      ipadm \(create) vpn7
      ipadm create-addr -T static -a local=192.0.2.80/32,remote=198.18.9.9 vpn7/v4
      ipadm create-addr -T static -a local=192.0.2.81/32,remote=198.18.9.9 vpn7/v4b

      """)
    #expect(ran.status == 0 && ran.errors == "", "\(ran.errors)")
  }

  private static func realserver() -> HostIntent {
    var intent = Sample.realserverIntent()
    intent.endpoints.removeLast()
    return intent
  }

  @Test(arguments: [Kind.illumos, .solaris11])
  func `a tunnel in the store that is right is taken over as it is`(kind: Kind) throws {
    let host = try PlayedSolaris(kind)
    try Self.byHand(host)
    let before = try host.observe()
    let desired = try Self.desired(before, Self.realserver())
    #expect(desired.live == before.live)
    #expect(desired.boot == before.boot)
    #expect(
      desired.ownership
        == Ownership(
          tunnels: ["vpn7": .director("lb1")], foundLive: ["vpn7"], foundAtBoot: ["vpn7"],
          foundPeers: ["vpn7": ["192.0.2.80": "198.18.9.9", "192.0.2.81": "198.18.9.9"]]))
    let down = try Self.desired(before, Sample.emptyIntent, had: desired.ownership)
    #expect(down == HostState(live: before.live, boot: before.boot), "and is let go as it was")
    #expect(SolarisDriver().findings(for: Self.realserver(), before, ownership: .init()) == [])
  }

  @Test(arguments: [Kind.illumos, .solaris11])
  func `what is culvert's in the store goes live first, and leaves the store at confirm`(kind: Kind) throws {
    let host = try PlayedSolaris(kind)
    let empty = try host.observe()
    try Self.byHand(host)
    let before = try host.observe()
    let gone = try Self.desired(before, Sample.emptyIntent, had: .init(tunnels: ["vpn7": .director("lb1")]))
    let live = Self.steps(before.live, gone.live)
    try Self.run(live.map(\.forward), on: host)
    #expect(try host.observe().boot.tunnels == before.boot.tunnels, "a start before the confirm brings it back")
    #expect(try host.observe().live == empty.live)
    try Self.run(live.reversed().flatMap(\.backward), on: host)
    #expect(try host.observe() == before)

    try Self.run(live.map(\.forward), on: host)
    let change = Change(StoredTunnels.self, "vpn7", .init(from: before.boot.tunnels["vpn7"], to: nil))
    #expect(SolarisDriver().steps(for: change, in: .build).isEmpty)
    let stored = SolarisDriver().steps(for: change, in: nil)
    try Self.run(stored.map(\.forward) + stored.map(\.forward), on: host)
    #expect(try host.observe() == empty)
    try Self.run(stored.flatMap(\.backward), on: host)
    #expect(try host.observe() == before, "a rollback makes it anew, in the store too")
  }

  @Test func `a tunnel in the store that is not right is refused`() throws {
    let host = try PlayedSolaris(.illumos)
    try Self.byHand(host)
    var intent = Self.realserver()
    intent.endpoints[0].addresses = [.init("192.0.2.80")]
    let refusals = SolarisDriver().findings(for: intent, try host.observe(), ownership: .init())
    #expect(refusals.map(\.about.description) == ["tunnel vpn7"])
    guard case .storedOtherwise("vpn7", _, let removal)? = refusals.first?.fault else {
      Issue.record("\(refusals)")
      return
    }
    #expect(removal.tunnel == "dladm delete-iptun vpn7")
  }
}
