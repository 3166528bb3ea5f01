import Model
import Templates
import TestSupport
import Testing

@testable import Drivers

/// The steps, on played hosts, by the agent's functions, and what the driver then sees.
@Suite struct FreeBSDRoundTripTests {
  private static let shells = Shell.all.filter(\.isInstalled)

  private static func desired(_ host: PlayedFreeBSD) throws -> LiveState {
    try FreeBSDDriver().desired(
      for: Sample.realserverIntent(), host.observe(), ownership: .init(), templates: Renderer()
    ).live
  }

  private static func steps(_ from: LiveState, _ to: LiveState) -> [Step] {
    Set(from.tunnels.keys).union(to.tunnels.keys).sorted().filter { from.tunnels[$0] != to.tunnels[$0] }
      .flatMap { name in
        FreeBSDDriver().steps(
          for: .init(Tunnels.self, name, Delta(from: from.tunnels[name], to: to.tunnels[name])), in: .build)
      }
  }

  private static func run(
    _ commands: [Command], on host: PlayedFreeBSD, by shell: Shell = Shell.all[0],
    at location: SourceLocation = #_sourceLocation
  ) throws {
    let ran = try host.run(commands, by: shell)
    #expect(ran.status == 0 && ran.errors == "", "\(ran.output)\(ran.errors)", sourceLocation: location)
  }

  @Test(arguments: shells) func `the steps make what is wanted, and their way back unmakes it`(shell: Shell) throws {
    let host = try PlayedFreeBSD()
    let before = try host.observe().live
    let desired = try Self.desired(host)
    #expect(Set(desired.tunnels.keys) == ["gif0", "gif1"])
    let steps = Self.steps(before, desired)
    try Self.run(steps.map(\.forward), on: host, by: shell)
    #expect(try host.observe().live == desired)
    try Self.run(steps.reversed().flatMap(\.backward), on: host, by: shell)
    #expect(try host.observe().live == before)
    let removal = Self.steps(desired, before)
    try Self.run(steps.map(\.forward) + removal.map(\.forward), on: host, by: shell)
    #expect(try host.observe().live == before)
    try Self.run(removal.flatMap(\.backward), on: host, by: shell)
    #expect(try host.observe().live == desired, "the way back of a removal is the whole thing again")
  }

  /// Ends that moved, a VIP that went and one that is not wanted, another peer, a tunnel that is down: what a hand can do.
  private static let astray: [(String, @Sendable (inout Tunnel) -> Void)] = [
    ("other ends", { $0.remote = "198.51.100.11" }), ("no ends", { ($0.local, $0.remote) = (nil, nil) }),
    ("a VIP less", { $0.addresses.remove(.init("192.0.2.80", peer: "198.18.0.7")) }),
    ("a VIP more", { $0.addresses.insert(.init("192.0.2.99", peer: "198.18.0.7")) }),
    ("no VIP", { $0.addresses = [] }), ("down", { $0.isUp = false }),
    (
      "the director as peer",
      { tunnel in tunnel.addresses = Set(tunnel.addresses.map { .init($0.address, peer: "198.51.100.10") }) }
    ),
    (
      "another mask",
      { tunnel in tunnel.addresses = Set(tunnel.addresses.map { .init($0.address, peer: $0.peer, prefixLength: 24) }) }
    ),
    (
      "down and bare",
      {
        $0.isUp = false
        $0.addresses = []
      }
    ),
  ]

  @Test(arguments: astray.indices, shells)
  func `what has gone astray is put right, step by step, and taken back`(index: Int, shell: Shell) throws {
    let host = try PlayedFreeBSD()
    let desired = try Self.desired(host)
    try Self.run(Self.steps(host.observe().live, desired).map(\.forward), on: host)
    var state = desired
    var tunnel = try #require(desired.tunnels["gif0"])
    Self.astray[index].1(&tunnel)
    state.tunnels["gif0"] = tunnel
    try Self.run(Self.steps(desired, state).map(\.forward), on: host, by: shell)
    #expect(try host.observe().live == state)
    var looks: [String] = []
    let steps = Self.steps(state, desired)
    for step in steps {
      looks.append(try host.run([step.look]).output)
      try Self.run([step.forward], on: host, by: shell)
      #expect(try host.run([step.look]).output != looks.last, "\(step.title)")
    }
    #expect(try host.observe().live == desired)
    for (step, look) in zip(steps, looks).reversed() {
      try Self.run(step.backward, on: host, by: shell)
      #expect(try host.run([step.look]).output == look, "\(step.title)")
    }
    #expect(try host.observe().live == state)
  }

  // MARK: - Exit statuses that lie

  @Test(arguments: [504_000, 1_004_000, 1_302_001, 1_501_000])
  func `a tunnel that came in between is not taken for culvert's`(releaseDate: Int) throws {
    let host = try PlayedFreeBSD(releaseDate)
    let step = try #require(Self.steps(host.observe().live, try Self.desired(host)).first)
    try Self.run([Command("ifconfig", "gif0", "create")], on: host)
    let before = try host.observe().live
    let ran = try host.run([step.forward])
    #expect(ran.status != 0)
    #expect(ran.errors == "interface gif0 already exists\n")
    #expect(try host.observe().live == before)
  }

  @Test func `ends that the kernel does not take are noticed, though ifconfig ends with 0`() throws {
    let host = try PlayedFreeBSD()
    try Self.run([Command("create_tunnel", "gif7", "203.0.113.21", "198.51.100.10")], on: host)
    let create = Command(
      "create_tunnel", "gif0", "203.0.113.21", "198.51.100.10", "192.0.2.80", "198.18.0.7", "255.255.255.255")
    #expect(try host.run("ifconfig gif8 create tunnel 203.0.113.21 198.51.100.10 2>/dev/null").status == 0)
    let ran = try host.run([create])
    #expect(ran.status != 0)
    #expect(ran.errors.contains("Can't assign requested address"))
    #expect(ran.errors.contains("the kernel takes no two tunnels between the same"))
    try Self.run([Command("create_tunnel", "gif1", "203.0.113.21", "198.51.100.11")], on: host)
    let changed = try host.run([Command("set_ends", "gif1", "203.0.113.21", "198.51.100.10")])
    #expect(changed.status != 0)
    #expect(try host.observe().live.tunnels["gif1"]?.remote == "198.51.100.11")
  }

  // MARK: - The race with devd

  @Test(arguments: shells) func `a new interface is up in the call that makes it`(shell: Shell) throws {
    let host = try PlayedFreeBSD()
    try Self.run(Self.steps(host.observe().live, try Self.desired(host)).map(\.forward), on: host, by: shell)
    let calls = try host.takeLog()
    #expect(
      calls == [
        "ifconfig gif0 create inet 192.0.2.80 198.18.0.7 netmask 255.255.255.255 tunnel 203.0.113.21 198.51.100.10",
        "ifconfig gif0 inet 192.0.2.81 198.18.0.7 netmask 255.255.255.255 alias",
        "ifconfig gif1 create inet 198.18.255.1 198.18.255.2 netmask 255.255.255.255 tunnel 203.0.113.21 198.51.100.44",
      ])
    #expect(host.text("naps") == "")
  }

  /// devd looks before the address is there, and applies what rc.conf says while culvert is done already (field case F.2).
  @Test(arguments: [0, 1, 7, 29], shells)
  func `what devd's script does early or late is set right when it is through`(delay: Int, shell: Shell) throws {
    let host = try PlayedFreeBSD()
    try host.write("etc/rc.conf", "ifconfig_DEFAULT=\"inet 198.51.100.67 198.51.100.254\"\n")
    try host.playDevd(after: delay, "203.0.113.21 198.51.100.66", "198.51.100.67 198.51.100.254 255.255.255.255")
    let before = try host.observe().live
    let desired = try Self.desired(host)
    let steps = Self.steps(before, desired)
    try Self.run([steps[0].forward], on: host, by: shell)
    #expect(try host.observe().live.tunnels["gif0"] == desired.tunnels["gif0"])
    #expect(host.text("devd") == "done\n", "it came")
    try Self.run(steps.dropFirst().map(\.forward), on: host, by: shell)
    #expect(try host.observe().live == desired)
  }

  @Test func `where devd does not run, or no line concerns the interface, nothing is waited for`() throws {
    let host = try PlayedFreeBSD()
    try host.playDevd(after: 3, "203.0.113.21 198.51.100.66", "198.51.100.67 198.51.100.254 255.255.255.255")
    let steps = Self.steps(try host.observe().live, try Self.desired(host))
    try Self.run(steps.map(\.forward), on: host)
    #expect(host.text("devd") == "" && host.text("naps") == "")
    let other = try PlayedFreeBSD()
    try other.write("etc/rc.conf", "ifconfig_gif0=\"inet 198.51.100.67 198.51.100.254\"\n")
    try Self.run(steps.map(\.forward), on: other)
    #expect(other.text("naps") == "")
  }

  // MARK: - Somebody renames it

  @Test(arguments: shells) func `a renamed interface gets its name back, and the other one by a revert`(
    shell: Shell
  ) throws {
    let host = try PlayedFreeBSD()
    let bare = try host.observe()
    let desired = try FreeBSDDriver().desired(
      for: Sample.realserverIntent(), bare, ownership: .init(), templates: Renderer())
    try Self.run(Self.steps(bare.live, desired.live).map(\.forward), on: host, by: shell)
    let serving = try host.observe().live
    try Self.run([Command("ifconfig", "gif0", "name", "lvs0")], on: host, by: shell)
    func seen() throws -> LiveState {
      try FreeBSDDriver().recognize(host.observe(), for: Sample.realserverIntent(), ownership: desired.ownership).live
    }
    let renamed = try seen()
    #expect(renamed.tunnels["gif0"]?.presentName == "lvs0" && renamed.tunnels["lvs0"] == nil)
    let steps = Self.steps(renamed, desired.live)
    #expect(steps.map(\.title) == ["rename lvs0 to gif0"])
    let look = try host.run([steps[0].look]).output
    try Self.run(steps.map(\.forward) + steps.map(\.forward), on: host, by: shell)
    #expect(try seen() == serving)
    #expect(try host.run([steps[0].look]).output != look)
    try Self.run(steps.flatMap(\.backward), on: host, by: shell)
    #expect(try host.run([steps[0].look]).output == look)
    #expect(try seen() == renamed)
    try Self.run(Self.steps(renamed, bare.live).map(\.forward), on: host, by: shell)
    #expect(try host.observe().live == bare.live, "'down' takes it off as well")
  }

  // MARK: - Another one's

  @Test func `the next free unit is taken, and what others have stays as it is`() throws {
    let host = try PlayedFreeBSD()
    try Self.run(
      [Command("create_tunnel", "gif0", "203.0.113.21", "192.0.2.1", "10.0.0.1", "10.0.0.2", "255.255.255.252")],
      on: host)
    let before = try host.observe().live
    let desired = try Self.desired(host)
    #expect(Set(desired.tunnels.keys) == ["gif0", "gif1", "gif2"])
    let steps = Self.steps(before, desired)
    try Self.run(steps.map(\.forward), on: host)
    #expect(try host.observe().live.tunnels["gif0"] == before.tunnels["gif0"])
    try Self.run(steps.reversed().flatMap(\.backward), on: host)
    #expect(try host.observe().live == before)
  }
}
