import Model
import Templates
import Testing

@testable import Drivers

/// What a FreeBSD host should look like, what is refused there, and how a rollback gets the boot's files back.
@Suite struct FreeBSDDesiredTests {
  private let driver = FreeBSDDriver()
  private static let gif = Tunnel(
    encapsulation: .ipip, local: "203.0.113.21", remote: "198.51.100.10", isUp: true,
    addresses: [.init("192.0.2.80", peer: "198.18.0.7"), .init("192.0.2.81", peer: "198.18.0.7")])

  private static func host(
    _ tunnels: [InterfaceName: Tunnel] = [:], rc: String = "hostname=\"web1\"\n",
    _ change: (inout FreeBSDFacts) -> Void = { _ in }
  ) throws -> Observation {
    var observation = try FreeBSDDriver().observe(.freebsd)
    observation.live.tunnels = tunnels
    observation.boot.files["/etc/rc.conf"] = .regular(content: Array(rc.utf8), mode: .plain)
    var facts = observation.freebsd
    facts.interfaces.formUnion(tunnels.keys)
    // As if the host's sh had read the same.
    if let conf = try? RCConf(observation.boot.files) {
      for name in ["cloned_interfaces", "gif_interfaces"] { facts.rcValues?[name] = conf.words(name) }
    }
    change(&facts)
    observation.facts = .freebsd(facts)
    return observation
  }

  private func desired(
    _ observation: Observation, _ intent: HostIntent = RCConfCase.intent, had: Ownership = .init()
  ) throws -> HostState {
    try driver.desired(for: intent, observation, ownership: had, templates: Renderer())
  }

  private func refused(
    _ observation: Observation, _ intent: HostIntent = RCConfCase.intent, had: Ownership = .init()
  ) -> [String] {
    driver.findings(for: intent, observation, ownership: had).map(\.about.description)
  }

  // MARK: - What is wanted

  @Test func `the peer is the host's own, never the director's address`() throws {
    let state = try desired(Self.host())
    #expect(state.live.tunnels == ["gif0": Self.gif])
    #expect(state.ownership == Ownership(tunnels: ["gif0": .director("lb1")]))
  }

  @Test func `a plain tunnel has its end's address and the other's as peer`() throws {
    let state = try desired(Self.host(), Sample.realserverIntent())
    #expect(state.live.tunnels["gif1"]?.addresses == [.init("198.18.255.1", peer: "198.18.255.2")])
    #expect(state.ownership.tunnels == ["gif0": .director("lb1"), "gif1": .link("backup")])
  }

  @Test func `a role keeps its interface, and gets that of one that is wanted no more between the same ends`() throws {
    let had = Ownership(tunnels: ["gif4": .director("lb1")])
    #expect(try desired(Self.host(), had: had).ownership == had)
    let old = Ownership(tunnels: ["gif4": .director("lb0")])
    #expect(try desired(Self.host(["gif4": Self.gif]), had: old).ownership == had)
  }

  @Test func `what is wanted no more goes, from rc.conf too`() throws {
    let up = try desired(Self.host(), Sample.realserverIntent())
    var host = try Self.host(up.live.tunnels)
    host.boot = up.boot
    let down = try desired(host, Sample.emptyIntent, had: up.ownership)
    #expect(down.live.tunnels.isEmpty && down.ownership.isEmpty)
    #expect(down.boot.files == (try Self.host().boot.files))
  }

  /// At adoption only: what is managed has the peer of the inventory, the allotted one, or the recorded one.
  @Test(arguments: ["203.0.113.99", "198.51.100.10", "203.0.113.21", "192.0.2.80"] as [IPv4Address])
  func `an adopted tunnel keeps harmless peers and no harmful one, and they are recorded`(peer: IPv4Address) throws {
    var tunnel = Self.gif
    tunnel.addresses = [.init("192.0.2.80", peer: peer), .init("192.0.2.81", peer: "10.99.0.1", prefixLength: 24)]
    let state = try desired(Self.host(["gif0": tunnel]))
    #expect(
      state.live.tunnels["gif0"]?.addresses == [
        .init("192.0.2.80", peer: "198.18.0.7"), .init("192.0.2.81", peer: "10.99.0.1", prefixLength: 24),
      ])
    #expect(state.ownership.foundPeers == ["gif0": ["192.0.2.81": "10.99.0.1"]])
  }

  /// A hand gave the tunnel the address of a client as its peer (field case F.4).
  @Test(
    arguments: [
      (Ownership(tunnels: ["gif0": .director("lb1")]), "198.18.0.7"),
      (
        Ownership(
          tunnels: ["gif0": .director("lb1")], foundLive: ["gif0"], foundPeers: ["gif0": ["192.0.2.80": "10.99.0.1"]]),
        "10.99.0.1"
      ),
    ] as [(Ownership, IPv4Address)])
  func `a peer that is changed by hand is drift`(had: Ownership, peer: IPv4Address) throws {
    let wanted = try desired(Self.host(), Self.oneVIP, had: had).live.tunnels["gif0"]
    #expect(wanted?.addresses == [.init("192.0.2.80", peer: peer)])
    var tunnel = try #require(wanted)
    tunnel.addresses = [.init("192.0.2.80", peer: "192.0.2.111")]
    let state = try desired(Self.host(["gif0": tunnel]), Self.oneVIP, had: had)
    #expect(state.live.tunnels["gif0"] == wanted && state.ownership.foundPeers == had.foundPeers)
  }

  @Test func `a peer of the inventory takes the place of the allotted and of the recorded one`() throws {
    let had = Ownership(
      tunnels: ["gif0": .director("lb1")], foundLive: ["gif0"], foundPeers: ["gif0": ["192.0.2.80": "10.99.0.1"]])
    var intent = Self.oneVIP
    (intent.innerPeer, intent.isPeerGiven) = ("10.99.0.9", true)
    var tunnel = Self.gif
    tunnel.addresses = [.init("192.0.2.80", peer: "10.99.0.1")]
    for had in [had, Ownership(tunnels: ["gif0": .director("lb1")]), Ownership()] {
      let state = try desired(Self.host(["gif0": tunnel]), intent, had: had)
      #expect(state.live.tunnels["gif0"]?.addresses == [.init("192.0.2.80", peer: "10.99.0.9")])
      #expect(state.ownership.foundPeers == [:])
    }
  }

  private static let oneVIP: HostIntent = {
    var intent = RCConfCase.intent
    intent.endpoints[0].addresses = [.init("192.0.2.80")]
    return intent
  }()

  @Test func `an alias that is edited is set right where it stands`() throws {
    let up = try desired(Self.host())
    var host = try Self.host(up.live.tunnels)
    host.boot = up.boot
    guard case .regular(let bytes, let mode)? = host.boot.files["/etc/rc.conf"] else { return }
    let edited = String(decoding: bytes, as: UTF8.self).replacing("192.0.2.81", with: "192.0.2.99")
    host.boot.files["/etc/rc.conf"] = .regular(content: Array("\(edited)x=1\n".utf8), mode: mode)
    let state = try desired(host, had: up.ownership)
    #expect(state.boot.files["/etc/rc.conf"] == .regular(content: bytes + Array("x=1\n".utf8), mode: mode))
  }

  @Test func `a VIP less is a line less, and one more is one more`() throws {
    let up = try desired(Self.host())
    var host = try Self.host(up.live.tunnels)
    host.boot = up.boot
    var intent = RCConfCase.intent
    intent.endpoints[0].addresses = [.init("192.0.2.81")]
    let less = try desired(host, intent, had: up.ownership)
    host.boot = less.boot
    host.live = less.live
    #expect(
      RCLines(less) == [
        "hostname=\"web1\"", "cloned_interfaces=\"gif0\" # culvert",
        "ifconfig_gif0=\"inet 192.0.2.81 198.18.0.7 netmask 255.255.255.255 tunnel 203.0.113.21 198.51.100.10\"",
      ])
    #expect(RCLines(try desired(host, had: up.ownership)).count == 4)
  }

  private func RCLines(_ state: HostState) -> [String] {
    guard case .regular(let bytes, _)? = state.boot.files["/etc/rc.conf"] else { return [] }
    return String(decoding: bytes, as: UTF8.self).split(separator: "\n").map { line in
      line.hasPrefix("ifconfig") ? String(line.replacing(" # culvert", with: "")) : String(line)
    }
  }

  // MARK: - What is refused

  @Test func `a host that has all is not refused, and one that is to have nothing wants nothing`() throws {
    #expect(refused(try Self.host()) == [])
    #expect(refused(try Self.host { $0.gif = .missing }, Sample.emptyIntent) == [])
  }

  @Test(arguments: [1_302_001, 1_400_000, 600_034])
  func `each reason is found before anything is changed`(releaseDate: Int) throws {
    func host(_ change: (inout FreeBSDFacts) -> Void) throws -> Observation {
      try Self.host {
        $0.releaseDate = releaseDate
        change(&$0)
      }
    }
    #expect(refused(try host { $0.isRoot = false }) == ["login"])
    #expect(refused(try host { $0.gif = .missing }) == (releaseDate > 800_000 ? ["kernel module if_gif"] : []))
    #expect(refused(try host { $0.gif = .unknown }) == [])
    #expect(refused(try host { _ in }, Sample.directorIntent()) == ["director"])
    #expect(refused(try host { $0.rcValues = nil }) == ["rc.conf"])
    #expect(refused(try host { $0.rcValues?["netif_enable"] = ["no"] }) == ["netif_enable"])
    #expect(refused(try host { $0.rcValues?["rc_conf_files"] = ["/etc/other"] }) == ["rc_conf_files"])
    #expect(refused(try host { $0.rcValues?["cloned_interfaces"] = ["lo1"] }) == ["cloned_interfaces"])
    #expect(refused(try host { $0.rcValues?["gif_interfaces"] = ["NO"] }) == [])
  }

  @Test func `one director may be strict about interfaces, two may not`() throws {
    #expect(refused(try Self.host { $0.isStrict = true }) == [])
    var intent = RCConfCase.intent
    intent.endpoints.append(intent.endpoints[0])
    intent.endpoints[1].role = .director("lb2")
    intent.endpoints[1].remote = "198.51.100.11"
    #expect(refused(try Self.host { $0.isStrict = true }, intent) == ["net.inet.ip.check_interface"])
    let late = try Self.host { ($0.isStrict, $0.releaseDate) = (true, 1_400_500) }
    #expect(refused(late, intent) == ["net.inet.ip.rfc1122_strong_es"])
  }

  @Test func `addresses that are absent, taken or a trap are named`() throws {
    var host = try Self.host()
    host.live.addresses = [.init(interface: "em0", address: .init("192.0.2.81", prefixLength: 24))]
    #expect(refused(host) == ["address 203.0.113.21", "address 192.0.2.81"])
    var intent = RCConfCase.intent
    for peer in ["198.51.100.10", "192.0.2.80", "203.0.113.7"] as [IPv4Address] {
      intent.innerPeer = peer
      #expect(refused(try Self.host(), intent) == ["inner peer \(peer)"])
    }
  }

  @Test func `a renamed gif between the same ends is in the way, and nobody is told to destroy it`() throws {
    #expect(refused(try Self.host(["lvs1": Self.gif])) == ["tunnel lvs1"])
    let findings = driver.findings(for: RCConfCase.intent, try Self.host(["lvs1": Self.gif]), ownership: .init())
    #expect(findings.map(\.fault) == [.twinTunnel(.freebsd("lvs1", TunnelEnds(RCConfCase.intent.endpoints[0])))])
    #expect(refused(try Self.host(["gif1": Self.gif])) == [], "one with its own name is taken over")
  }

  // MARK: - Renamed, and other words

  /// Field case F.11: it serves, and gets its name back; with `down`, whose intent has no ends, rc.conf has them.
  @Test(arguments: [RCConfCase.intent, Sample.emptyIntent])
  func `the managed interface is recognized by its ends and VIP under another name`(intent: HostIntent) throws {
    let had = Ownership(tunnels: ["gif0": .director("lb1")])
    let boot = try desired(Self.host()).boot
    let host = try Self.host(["lvs0": Self.gif], rc: Self.text(boot.files["/etc/rc.conf"]))
    let seen = driver.recognize(host, for: intent, ownership: had)
    var renamed = Self.gif
    renamed.presentName = "lvs0"
    #expect(seen.live.tunnels == ["gif0": renamed])
    #expect(refused(seen, had: had) == [])
    let state = try desired(seen, had: had)
    #expect(state.live.tunnels == ["gif0": Self.gif] && state.boot == boot && state.ownership == had)
  }

  @Test func `what only resembles it is another's`() throws {
    let had = Ownership(tunnels: ["gif0": .director("lb1")])
    var (ends, addresses) = (Self.gif, Self.gif)
    ends.remote = "198.51.100.99"
    addresses.addresses = [.init("10.0.0.1", peer: "10.0.0.2")]
    for tunnels: [InterfaceName: Tunnel] in [["lvs0": ends], ["lvs0": addresses], ["gif0": ends, "lvs0": Self.gif]] {
      let host = try Self.host(tunnels)
      #expect(driver.recognize(host, for: RCConfCase.intent, ownership: had) == host)
    }
    let other = try Self.host(["gif4": Self.gif])
    let both = Ownership(tunnels: ["gif0": .director("lb1"), "gif4": .director("lb2")])
    #expect(driver.recognize(other, for: RCConfCase.intent, ownership: both) == other)
  }

  @Test func `other words of an adopted line stay when it is rewritten`() throws {
    let line =
      "inet 192.0.2.99 198.18.0.7 netmask 0xffffffff description lvs tunnel 203.0.113.21 198.51.100.10 mtu 1480"
    let host = try Self.host(["gif0": Self.gif], rc: "cloned_interfaces=\"gif0\"\nifconfig_gif0=\"\(line)\"\n")
    let state = try desired(host, Self.oneVIP, had: .init(tunnels: ["gif0": .director("lb1")]))
    #expect(
      RCLines(state) == [
        "cloned_interfaces=\"gif0\"",
        "ifconfig_gif0=\"inet 192.0.2.80 198.18.0.7 netmask 255.255.255.255 tunnel 203.0.113.21 198.51.100.10 "
          + "description lvs mtu 1480\"",
      ])
  }

  // MARK: - Rollback

  private func host(_ state: HostState) throws -> HostState {
    HostState(live: state.live, boot: state.boot, ownership: state.ownership)
  }

  @Test func `a rollback gives the old bytes, if nobody has been there since`() throws {
    let before = HostState(live: .init(), boot: try Self.host().boot)
    let after = try desired(Self.host())
    #expect(driver.restoredFiles(now: after, then: before) == before.boot.files)
    #expect(driver.restoredFiles(now: before, then: after) == after.boot.files)
  }

  @Test func `a rollback leaves what others have changed since`() throws {
    let before = HostState(live: .init(), boot: try Self.host().boot)
    var after = try desired(Self.host())
    guard case .regular(let bytes, let mode)? = after.boot.files["/etc/rc.conf"] else { return }
    after.boot.files["/etc/rc.conf"] = .regular(content: Array("# new\n".utf8) + bytes, mode: mode)
    #expect(
      driver.restoredFiles(now: after, then: before) == [
        "/etc/rc.conf": .regular(content: Array("# new\nhostname=\"web1\"\n".utf8), mode: mode)
      ])
    var edited = before
    edited.boot.files["/etc/rc.conf"] = .regular(content: Array("# new\nhostname=\"web1\"\n".utf8), mode: mode)
    #expect(driver.restoredFiles(now: edited, then: try desired(Self.host())) == after.boot.files)
  }

  @Test func `an adoption is taken back without a trace`() throws {
    let rc =
      "hostname=\"web1\"\ncloned_interfaces='gif0'\nifconfig_gif0=\"inet 192.0.2.80 198.18.0.7 netmask 0xffffffff "
      + "tunnel 203.0.113.21 198.51.100.10\"\nifconfig_gif0_alias0=\"inet 192.0.2.81/32 198.18.0.7\"\n"
    let host = try Self.host(["gif0": Self.gif], rc: rc)
    #expect(refused(host) == [])
    let adopted = try desired(host)
    #expect(adopted.live == host.live && adopted.boot == host.boot, "only the record is new")
    #expect(
      adopted.ownership
        == Ownership(
          tunnels: ["gif0": .director("lb1")], foundLive: ["gif0"], foundAtBoot: ["gif0"],
          foundPeers: ["gif0": ["192.0.2.80": "198.18.0.7", "192.0.2.81": "198.18.0.7"]]))
    let before = HostState(live: host.live, boot: host.boot)
    #expect(driver.restoredFiles(now: adopted, then: before) == host.boot.files)
    #expect(try desired(host, Sample.emptyIntent, had: adopted.ownership) == before, "nor does 'down' take it away")
  }

  /// The kernel's side and the boot's are found, and left, each for itself.
  @Test func `of a tunnel that was found on one side only, that side stays`() throws {
    let live = try Self.host(["gif0": Self.gif])
    var up = try desired(live)
    #expect(up.ownership.foundLive == ["gif0"] && up.ownership.foundAtBoot == [])
    var host = try Self.host(up.live.tunnels)
    host.boot = up.boot
    var down = try desired(host, Sample.emptyIntent, had: up.ownership)
    #expect(down == HostState(live: live.live, boot: live.boot))

    let boot = try Self.host(rc: Self.text(up.boot.files["/etc/rc.conf"]))
    up = try desired(boot)
    #expect(up.ownership.foundLive == [] && up.ownership.foundAtBoot == ["gif0"])
    host = try Self.host(up.live.tunnels)
    host.boot = up.boot
    down = try desired(host, Sample.emptyIntent, had: up.ownership)
    #expect(down == HostState(live: boot.live, boot: boot.boot))
  }

  private static func text(_ file: BootFile?) -> String {
    guard case .regular(let bytes, _)? = file else { return "" }
    return String(decoding: bytes, as: UTF8.self)
  }

  @Test func `what was found and then mended live is still as it was found; what was changed is culvert's`() throws {
    let found = try Self.host(["gif0": Self.gif])
    let up = try desired(found)
    var host = try Self.host(up.live.tunnels, rc: Self.text(up.boot.files["/etc/rc.conf"]))
    let adopted = try desired(host).ownership
    #expect(adopted.foundLive == ["gif0"] && adopted.foundAtBoot == ["gif0"])
    host.live.tunnels["gif0"]?.isUp = false
    #expect(try desired(host, had: adopted).ownership == adopted)
    host.boot.files = [:]
    #expect(
      try desired(host, had: adopted).ownership
        == Ownership(
          tunnels: ["gif0": .director("lb1")], files: ["/etc/rc.conf"], foundPeers: adopted.foundPeers))
  }

  @Test func `rc.conf is shared, and its parts are the driver's to name`() {
    for path in ["/etc/rc.conf", "/etc/rc.conf.local", "/etc/rc.conf.d/network"] as [HostPath] {
      #expect(driver.isShared(path))
    }
    #expect(!driver.isShared("/etc/rc.conf.culvert"))
  }
}
