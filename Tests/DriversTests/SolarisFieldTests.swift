import Model
import Templates
import TestSupport
import Testing

@testable import Drivers

/// Hands that change addresses of culvert's tunnels in the ways that ifconfig offers, and what mends them, on played hosts.
@Suite struct SolarisFieldTests {
  typealias Kind = PlayedSolaris.Kind

  private static let vip = "192.0.2.80 198.18.0.7 netmask 255.255.255.255"

  private static func intent(_ vips: IPv4Address...) -> HostIntent {
    var intent = Sample.realserverIntent()
    intent.endpoints.removeLast()
    intent.endpoints[0].addresses = Set(vips.map { InnerAddress($0) })
    return intent
  }

  private static func desired(
    _ host: PlayedSolaris, _ intent: HostIntent, had: Ownership = .init(), files: [HostPath: BootFile] = [:]
  ) throws -> HostState {
    try SolarisDriver().desired(for: intent, host.observe(files), ownership: had, templates: Renderer())
  }

  private static func steps(_ from: LiveState, _ to: LiveState) -> [Step] {
    Set(from.tunnels.keys).union(to.tunnels.keys).sorted().filter { from.tunnels[$0] != to.tunnels[$0] }
      .flatMap {
        SolarisDriver().steps(
          for: .init(Tunnels.self, $0, Delta(from: from.tunnels[$0], to: to.tunnels[$0])), in: .build)
      }
  }

  private static func run(
    _ commands: [Command], on host: PlayedSolaris, by shell: Shell = Shell.all[0],
    at location: SourceLocation = #_sourceLocation
  ) throws {
    let ran = try host.run(commands, by: shell)
    #expect(ran.status == 0 && ran.errors == "", "\(ran.output)\(ran.errors)", sourceLocation: location)
  }

  /// A host that culvert has set up, its tunnel, and what a person then types there.
  private static func managed(
    _ kind: Kind, _ intent: HostIntent, _ script: String
  ) throws -> (host: PlayedSolaris, state: HostState) {
    let host = try PlayedSolaris(kind)
    let state = try desired(host, intent)
    try run(steps(host.observe().live, state.live).map(\.forward), on: host)
    let name = try #require(state.ownership.tunnels.keys.first)
    let ran = try host.run("PATH=/usr/sbin:/usr/bin\n\(script.replacing("TUN", with: name.text))\n")
    #expect(ran.status == 0 && ran.errors == "", "\(ran.errors)")
    return (host, state)
  }

  private static let both = intent("192.0.2.80", "192.0.2.81")

  /// An object of ipadm's keeps its name whatever becomes of its address.
  private static let hands = [
    "ifconfig TUN 10.80.99.7 192.0.2.9 netmask 255.255.255.255",
    "ifconfig TUN 10.80.99.7 192.0.2.9 netmask 255.255.255.255 up; ifconfig TUN:1 10.80.99.8 192.0.2.9",
    // One address takes the other's place, and with it the object that has the other's name.
    "ifconfig TUN 192.0.2.81 198.18.0.7 netmask 255.255.255.255; ifconfig TUN:1 10.80.99.8 192.0.2.9",
    "ifconfig TUN addif 10.80.99.7 192.0.2.9 netmask 255.255.255.255 up",
    // Twice.
    "ifconfig TUN addif \(vip) up; ifconfig TUN addif \(vip) up", "ifconfig TUN down",
  ]

  @Test(arguments: Kind.allCases, hands)
  func `what a hand did to the addresses is mended, taken back, and mended again`(kind: Kind, hand: String) throws {
    let (host, state) = try Self.managed(kind, Self.both, hand)
    let astray = try host.observe(state.boot.files)
    let again = try Self.desired(host, Self.both, had: state.ownership, files: state.boot.files)
    let steps = Self.steps(astray.live, again.live)
    #expect(again == state)
    for shell in Shell.all.filter(\.isInstalled).prefix(2) {
      try Self.run(steps.map(\.forward), on: host, by: shell)
      #expect(try host.observe().live == again.live)
      try Self.run(steps.reversed().flatMap(\.backward), on: host, by: shell)
      #expect(try host.observe().live == astray.live)
    }
    try Self.run(steps.map(\.forward), on: host)
    #expect(try host.observe().live == again.live)
    guard case .regular(let script, _)? = again.boot.files["/etc/culvert/boot"] else { return }
    let ran = try host.run(String(decoding: script, as: UTF8.self))
    #expect(ran.status == 0 && ran.output + ran.errors == "", "\(ran.output)\(ran.errors)")
    #expect(try host.observe().live == again.live, "the boot script knows an address by itself, not by its object")
  }

  @Test(arguments: [Kind.illumos, .solaris11])
  func `the boot script gives back what a hand has replaced, though its object has the name`(kind: Kind) throws {
    let (host, state) = try Self.managed(kind, Self.intent("192.0.2.80"), "ifconfig TUN 10.80.99.7 192.0.2.9")
    guard case .regular(let script, _)? = state.boot.files["/etc/culvert/boot"] else {
      Issue.record("there is no script")
      return
    }
    for _ in 1...2 {
      let ran = try host.run(String(decoding: script, as: UTF8.self))
      #expect(ran.status == 0 && ran.output + ran.errors == "", "\(ran.output)\(ran.errors)")
    }
    #expect(
      try host.observe().live.tunnels.values.first?.addresses.map(\.address).sorted() == ["10.80.99.7", "192.0.2.80"])
    #expect(host.text("log").split(separator: "\n").filter { $0.hasPrefix("ipadm create-addr") }.count == 2)
  }

  /// The same VIP and peer on several logical interfaces: one address to all who look, and gone as one.
  @Test(arguments: [Kind.solaris10, .illumos], Shell.all.filter(\.isInstalled))
  func `a VIP that is on the tunnel twice goes as a whole, and comes back once`(kind: Kind, shell: Shell) throws {
    let (host, state) = try Self.managed(
      kind, Self.intent("192.0.2.80"), "ifconfig TUN addif \(Self.vip) up; ifconfig TUN addif \(Self.vip) up")
    #expect(try host.observe().live == state.live)
    let moved = try Self.desired(host, Self.intent("192.0.2.99"), had: state.ownership, files: state.boot.files)
    let steps = Self.steps(try host.observe().live, moved.live)
    let looks = try steps.map { try host.run([$0.look]).output }
    try Self.run(steps.map(\.forward), on: host, by: shell)
    #expect(try host.observe().live == moved.live)
    try Self.run(steps.reversed().flatMap(\.backward), on: host, by: shell)
    #expect(try host.observe().live == state.live)
    #expect(try steps.map { try host.run([$0.look]).output } == looks, "and what is compared says so too")
  }

  // MARK: - Lists in which something goes away

  /// An ifconfig whose list ends in the middle so many times: the interface whose turn it is has gone (Perror0_exit of status()).
  private static func flapping(_ times: Int) -> String {
    """
    ifconfig() {
      echo >>"$HOST/calls"
      if [ "$(grep -c '' "$HOST/calls")" -gt \(times) ]; then '\(Fixture.path("solaris/played/ifconfig"))' "$@"; return; fi
      '\(Fixture.path("solaris/played/ifconfig"))' "$@" | sed -n 1,3p
      echo 'ifconfig: status: SIOCGLIFFLAGS: vp0: no such interface' >&2
      return 1
    }

    """
  }

  @Test(arguments: [Kind.solaris10, .illumos], Shell.all.filter(\.isInstalled))
  func `a list that ends with an error is asked for again`(kind: Kind, shell: Shell) throws {
    let (host, state) = try Self.managed(kind, Self.intent("192.0.2.80"), ":")
    let name = try #require(state.ownership.tunnels.keys.first)
    for look in ["solaris_ask ifconfig -a", "look_tunnel \(name)", "solaris_units \(name)"] {
      let calm = try host.run(PlayedSolaris.agent + look, by: shell)
      let ran = try host.run("\(PlayedSolaris.agent)\(Self.flapping(2)): >\"$HOST/calls\"\n\(look)\n", by: shell)
      #expect(ran.status == 0 && ran.output == calm.output && ran.errors == "", "\(look): \(ran.output)\(ran.errors)")
      #expect(!calm.output.isEmpty)
    }
    let ran = try host.run("\(PlayedSolaris.agent)\(Self.flapping(9)): >\"$HOST/calls\"\nsolaris_ask ifconfig -a\n")
    #expect(ran.status != 0 && ran.errors.contains("no such interface"), "one that is never whole is an error")
  }

  // MARK: - Files that the boot carries out

  @Test(
    arguments: [
      "192.0.2.80 198.18.0.7 netmask 255.255.255.255 up\ntsrc 203.0.113.21 tdst 198.51.100.10\n",
      "up tsrc 203.0.113.21 tdst 198.51.100.10\n192.0.2.80 198.18.0.7 netmask 255.255.255.255\n",
      "tsrc 203.0.113.21 tdst 198.51.100.10\n192.0.2.80 198.18.0.7 netmask 255.255.255.255 up",
      "tsrc 203.0.113.21 tdst 198.51.100.99\n192.0.2.80 198.18.0.7 netmask 255.255.255.255 up\ntdst 198.51.100.10\n",
      "tsrc 203.0.113.21 tdst 198.51.100.10\n192.0.2.80 198.18.0.7 netmask 255.255.255.255 up\ntdst 198.51.100.9\n",
      "# lb1\ntsrc 203.0.113.21 tdst 198.51.100.10 # lb1\n192.0.2.80 198.18.0.7 up\n",
      "tsrc 203.0.113.21 tdst 198.51.100.10\n192.0.2.80 198.18.0.7\n",
    ], [Kind.solaris10, .illumosOldForm])
  func `a file is right if and only if the played boot makes the tunnel of it`(text: String, kind: Kind) throws {
    let host = try PlayedSolaris(kind)
    let state = try Self.desired(host, Self.intent("192.0.2.80"))
    let name = try #require(state.ownership.tunnels.keys.first)
    let path = SolarisBoot.hostnameFile(of: name)
    let file = BootFile.regular(content: Array(text.utf8), mode: .plain)
    try host.reboot([path: file])
    let made = try host.observe([path: file])
    let tunnel = made.live.tunnels[name]
    let isMade =
      tunnel?.addresses.map(\.address) == ["192.0.2.80"] && tunnel?.remote == "198.51.100.10"
      && tunnel?.local == "203.0.113.21" && tunnel?.isUp == true
    let desired = try SolarisDriver().desired(
      for: Self.intent("192.0.2.80"), made, ownership: state.ownership, templates: Renderer())
    #expect((desired.boot.files[path] == file) == isMade, "\(String(describing: tunnel))")
    #expect(isMade == (desired.live == made.live))
    if !isMade { #expect(desired.boot.files[path] == state.boot.files[path], "and is written anew") }
  }

  @Test func `on illumos a file without netmask and up makes a tunnel that serves, and is taken over as it is`() throws
  {
    let host = try PlayedSolaris(.illumosOldForm)
    let text = "tsrc 203.0.113.21 tdst 198.51.100.10\n192.0.2.80 192.0.2.1\n"
    let files: [HostPath: BootFile] = ["/etc/hostname.ip.tun3": .regular(content: Array(text.utf8), mode: .plain)]
    try host.reboot(files)
    let before = try host.observe(files)
    #expect(before.live.tunnels["ip.tun3"]?.addresses.map(\.prefixLength) == [8], "the netmask is a guess")
    let desired = try Self.desired(host, Self.intent("192.0.2.80"), files: files)
    #expect(desired.live == before.live && desired.boot == before.boot)
    #expect(desired.ownership.foundLive == ["ip.tun3"] && desired.ownership.foundAtBoot == ["ip.tun3"])
    #expect(SolarisDriver().findings(for: Self.intent("192.0.2.80"), before, ownership: .init()) == [])
  }

  @Test func `what culvert writes has the netmask of one address, whatever is there`() throws {
    let host = try PlayedSolaris(.solaris10)
    let (managed, state) = try Self.managed(
      .solaris10, Self.intent("192.0.2.80"), "ifconfig TUN 192.0.2.80 198.18.0.7 netmask 255.0.0.0")
    let desired = try Self.desired(managed, Self.intent("192.0.2.80"), had: state.ownership)
    #expect(desired.boot.files == state.boot.files)
    #expect(host.text("complaints") == "")
  }
}
