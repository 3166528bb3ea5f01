import Model
import Templates
import TestSupport
import Testing

@testable import Drivers

/// Tunnels of somebody else between the ends of culvert's, on played hosts: found before anything is changed, and left alone.
@Suite struct SolarisRivalTests {
  typealias Kind = PlayedSolaris.Kind

  /// A host that culvert has set up, with the first endpoint's tunnel.
  private struct Managed {
    let host: PlayedSolaris
    let state: HostState
    let name: InterfaceName

    init(_ kind: Kind) throws {
      host = try PlayedSolaris(kind)
      state = try SolarisDriver().desired(
        for: Sample.realserverIntent(), host.observe(), ownership: .init(), templates: Renderer())
      name = try #require(state.ownership.tunnels.first { $0.value == .director("lb1") }?.key)
      let steps = state.ownership.tunnels.keys.sorted().flatMap { name in
        SolarisDriver().steps(
          for: .init(Tunnels.self, name, Delta(from: nil, to: state.live.tunnels[name])), in: .build)
      }
      let ran = try host.run(steps.map(\.forward))
      #expect(ran.status == 0, "\(ran.output)\(ran.errors)")
    }

    /// What is found, with these files beside culvert's.
    func findings(_ files: [HostPath: String] = [:]) throws -> [Finding] {
      var all = state.boot.files
      for (path, text) in files { all[path] = .regular(content: Array(text.utf8), mode: .plain) }
      return SolarisDriver().findings(
        for: Sample.realserverIntent(), try host.observe(all), ownership: state.ownership)
    }

    /// Typed by a person.
    func type(_ script: String) throws {
      let ran = try host.run("PATH=/usr/sbin:/usr/bin\n\(script)\n")
      #expect(ran.status == 0 && ran.errors == "", "\(ran.errors)")
    }
  }

  private static let ends = "tsrc 203.0.113.21 tdst 198.51.100.10"

  private static let pair = TunnelEnds(Sample.realserverIntent().endpoints[0])

  private static func rival(_ path: HostPath, _ name: InterfaceName) -> Finding {
    Finding(.bootLinesRival(.hostnameFile(path, name, pair)), about: .place(FilePlace(path)))
  }

  // MARK: - At boot

  @Test(arguments: [Kind.solaris10, .illumos, .illumosOldForm])
  func `a second boot file for the same ends is found before the boot`(kind: Kind) throws {
    let managed = try Managed(kind)
    #expect(try managed.findings() == [])
    let file = "\(Self.ends)\n192.0.2.80 192.0.2.77 netmask 255.255.255.255 up\n"
    let rival = Self.rival("/etc/hostname.ip.tun4", "ip.tun4")
    #expect(try managed.findings(["/etc/hostname.ip.tun4": file]) == [rival])
    #expect(try managed.findings(["/etc/hostname.ip.tun4": "\(Self.ends) group x up\n"]) == [rival])
  }

  @Test func `a foreign file that is edited to the ends of culvert's tunnel is found`() throws {
    let managed = try Managed(.illumosOldForm)
    #expect(managed.name == "ip.tun1")
    let text = "tsrc 203.0.113.21\ntdst 198.51.100.10 10.9.0.1 10.9.0.2\n"
    #expect(
      try managed.findings(["/etc/hostname.ip.tun0": text]) == [Self.rival("/etc/hostname.ip.tun0", "ip.tun0")])
  }

  @Test(arguments: [Kind.illumos, .solaris11])
  func `a tunnel of dladm's store between the same ends is found before the boot`(kind: Kind) throws {
    let managed = try Managed(kind)
    try managed.host.write("store/foo0/link", "203.0.113.21 198.51.100.10 explicit")
    let removal = TunnelRemoval(
      address: kind == .illumos ? "ipadm delete-if foo0" : "ipadm delete-ip foo0", tunnel: "dladm delete-iptun foo0")
    #expect(
      try managed.findings() == [
        Finding(.bootLinesRival(.store("foo0", Self.pair, removal)), about: .storedTunnel("foo0"))
      ])
  }

  @Test func `the IPv6 half of a tunnel is on illumos the same link`() throws {
    let managed = try Managed(.illumosOldForm)
    let ends = "\(Self.ends) up\n"
    #expect(
      try managed.findings(["/etc/hostname6.ip.tun5": ends]) == [Self.rival("/etc/hostname6.ip.tun5", "ip.tun5")])
    let contrary = Fault.bootLinesContrary(.hostnameFile("/etc/hostname6.ip.tun1", "ip.tun1", Self.pair))
    #expect(
      try managed.findings(["/etc/hostname6.ip.tun1": "tsrc 203.0.113.21 tdst 192.0.2.9 up\n"])
        == [Finding(contrary, about: .place(FilePlace("/etc/hostname6.ip.tun1")))])
    #expect(try managed.findings(["/etc/hostname6.ip.tun1": ends]) == [])
    #expect(try managed.findings(["/etc/hostname6.ip.tun1": "up\n"]) == [])
    #expect(try Managed(.solaris10).findings(["/etc/hostname6.ip.tun5": ends]) == [])
  }

  /// Copies that the boot takes for interfaces, and files that come to nothing or to another tunnel.
  @Test(
    arguments: [
      ("/etc/hostname.ip.tun0.bak1", ends), ("/etc/hostname.ip.tun0.20061130", ends), ("/etc/hostname.ip.tun", ends),
      ("/etc/hostname.ip.tun4", ends.replacing("198.51.100.10", with: "198.51.100.11")),
      ("/etc/hostname.ip.tun4", "10.9.0.1 10.9.0.2 up\n\(ends)"), ("/etc/hostname.ip.tun4", "# \(ends)"),
    ] as [(HostPath, String)])
  func `what makes no second tunnel is left alone`(path: HostPath, text: String) throws {
    let managed = try Managed(.solaris10)
    #expect(try managed.findings([path: "\(text)\n"]) == [])
    #expect(try managed.findings([path: text]) == [], "nor without a newline")
  }

  @Test func `a copy with a name that ends in a digit is no tunnel's file, and its name is not taken`() throws {
    let host = try PlayedSolaris(.solaris10)
    let files: [HostPath: BootFile] = [
      "/etc/hostname.ip.tun0.bak1": .regular(content: Array("\(Self.ends)\n".utf8), mode: .plain),
      "/etc/hostname6.ip.tun0": .regular(content: Array("up\n".utf8), mode: .plain),
    ]
    let desired = try SolarisDriver().desired(
      for: Sample.realserverIntent(), host.observe(files), ownership: .init(), templates: Renderer())
    #expect(desired.ownership.tunnels == ["ip.tun1": .director("lb1"), "ip.tun2": .link("backup")])
    #expect(try !PlayedSolaris(.illumos).observe(files).solaris.usesOldForm)
  }

  // MARK: - Running

  @Test func `on illumos a foreign tunnel in the place of culvert's is found before the first change`() throws {
    let managed = try Managed(.illumos)
    try managed.type(
      """
      ifconfig lvstun0 unplumb; dladm delete-iptun -t lvstun0
      dladm create-iptun -t -T ipv4 -a local=203.0.113.21,remote=198.51.100.10 foo0
      """)
    let removal = TunnelRemoval(address: "ipadm disable-if -t foo0", tunnel: "dladm delete-iptun -t foo0")
    let twin = Fault.Twin.solaris("foo0", Self.pair, .dladm, removal, isPairTaken: false)
    #expect(try managed.findings() == [Finding(.twinTunnel(twin), about: .tunnel("foo0"))])
  }

  @Test func `a foreign tunnel that the store brought up is found once`() throws {
    let managed = try Managed(.illumos)
    try managed.type("ifconfig lvstun0 unplumb; dladm delete-iptun -t lvstun0")
    try managed.type("dladm create-iptun -T ipv4 -a local=203.0.113.21,remote=198.51.100.10 foo0")
    let removal = TunnelRemoval(address: "ipadm delete-if foo0", tunnel: "dladm delete-iptun foo0")
    let twin = Fault.Twin.solaris("foo0", Self.pair, .store, removal, isPairTaken: false)
    #expect(try managed.findings() == [Finding(.twinTunnel(twin), about: .tunnel("foo0"))])
  }

  @Test func `Solaris 10 takes two tunnels of one pair, and the second is found beside culvert's`() throws {
    let managed = try Managed(.solaris10)
    try managed.type("ifconfig ip.tun7 plumb; ifconfig ip.tun7 \(Self.ends)")
    let removal = TunnelRemoval(tunnel: "ifconfig ip.tun7 unplumb")
    let twin = Fault.Twin.solaris("ip.tun7", Self.pair, .ifconfig, removal, isPairTaken: true)
    #expect(try managed.findings() == [Finding(.twinTunnel(twin), about: .tunnel("ip.tun7"))])
    let findings = try managed.findings(["/etc/hostname.ip.tun7": "\(Self.ends)\n"])
    #expect(findings.map(\.id) == [.twinTunnel, .bootLinesRival], "both have to go: \(findings)")
  }

  @Test func `culvert's own tunnels are no rivals: the plan changes them`() throws {
    let managed = try Managed(.solaris10)
    let other = try #require(managed.state.ownership.tunnels.first { $0.key != managed.name }?.key)
    try managed.type("ifconfig \(other) down; ifconfig \(other) \(Self.ends); ifconfig \(other) up")
    #expect(try managed.findings([SolarisBoot.hostnameFile(of: other): "\(Self.ends)\n"]) == [])
  }
}
