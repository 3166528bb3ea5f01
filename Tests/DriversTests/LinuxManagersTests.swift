import Foundation
import Model
import Templates
import TestSupport
import Testing

@testable import Drivers

private let shells = Shell.all.filter(\.isInstalled)

/// Other programs that write what culvert writes: how they are recognized, and what is said of them.
@Suite struct LinuxManagersTests {
  // MARK: - Recognition

  /// Runs the agent's look at managers in a folder that stands for a host's root.
  private func managers(_ files: [String: String], links: [String: String] = [:], by shell: Shell) throws
    -> LinuxManagers
  {
    let root = FileManager.default.temporaryDirectory.appending(path: "culvert-managers-\(UUID().uuidString)")
    defer { try? FileManager.default.removeItem(at: root) }
    func place(_ path: String) throws -> URL {
      let file = root.appending(path: String(path.dropFirst()))
      try FileManager.default.createDirectory(at: file.deletingLastPathComponent(), withIntermediateDirectories: true)
      return file
    }
    for (path, text) in files { try Data(text.utf8).write(to: place(path)) }
    for (path, target) in links {
      try FileManager.default.createSymbolicLink(atPath: place(path).path, withDestinationPath: target)
    }
    let agent = try Renderer().agent(for: .linux).system.whole
    let folders = ##/(?<before>[ "=])(?<folder>/(?:etc|run|data|opt|usr/lib|usr/local/lib|usr/share|sys|proc)/)/##
    let here = agent.replacing(folders) { "\($0.before)\(root.path)\($0.folder)" }
    let script = root.appending(path: "script")
    try FileManager.default.createDirectory(at: root, withIntermediateDirectories: true)
    try Data((here + "\nstat() { echo ext2/ext3; }\nlinux_managers\n").utf8).write(to: script)
    let ran = try run(shell.words + [script.path])
    #expect(ran.status == 0 && ran.errors == "", "\(ran.errors)")
    return try LinuxManagersParser.parse(.section("managers", ran.output.replacing(root.path, with: "")))
  }

  @Test(arguments: shells) func `a host without others has none`(shell: Shell) throws {
    #expect(try managers(["/etc/network/interfaces": "# none\n"], by: shell) == LinuxManagers())
  }

  @Test(arguments: shells) func `what systemd-networkd matches is read in the order of its files`(shell: Shell) throws {
    let found = try managers(
      [
        "/run/systemd/netif/links/2": "",
        "/etc/systemd/network/50-any.network": "[Match]\n Name = * \n[Network]\nDHCP=no",
        "/usr/lib/systemd/network/10-x.network": "# x\n[Network]\nName=no\n",
        "/run/systemd/network/20-y.network": "[Match]\r\nType=ether\r\nName=!eth0 lvs-*\r\n",
        "/usr/lib/systemd/network/50-any.network": "[Match]\nName=hidden\n",
        "/usr/lib/systemd/network/30-z.network": "[Match]\nName=*\n",
      ], links: ["/etc/systemd/network/30-z.network": "/dev/null"], by: shell)
    #expect(found.present == [.networkd])
    #expect(
      found.networks == [
        NetworkFile(path: "/usr/lib/systemd/network/10-x.network", match: []),
        NetworkFile(
          path: "/run/systemd/network/20-y.network", match: [.init("Type", "ether"), .init("Name", "!eth0 lvs-*")]),
        NetworkFile(path: "/etc/systemd/network/30-z.network", match: nil),
        NetworkFile(path: "/etc/systemd/network/50-any.network", match: [.init("Name", "*")]),
      ])
  }

  @Test(arguments: shells) func `each of the others is known by its own sign`(shell: Shell) throws {
    let wants = "/etc/systemd/system/multi-user.target.wants"
    let found = try managers(
      [
        "/run/NetworkManager/x": "", "/sys/class/net/kube-ipvs0/x": "", "/sys/class/net/kube-dummy-if/x": "",
        "/etc/network/interfaces":
          "auto eth0\niface eth0 inet static\n  address 192.0.2.1/24\niface lvs-lb1 inet manual",
        "/etc/ha.d/ldirectord.cf":
          "checktimeout=3\nvirtual = 192.0.2.80:80 # web\n\treal=203.0.113.21:80 ipip\nvirtual=7\n",
        "/etc/unraid-version": "", "/sys/class/net/docker0/x": "",
      ],
      links: ["\(wants)/firewalld.service": "/x", "/etc/systemd/system/sysinit.target.wants/nftables.service": "/x"],
      by: shell)
    #expect(
      found.present == [
        .networkManager, .kubeProxy, .kubeRouter, .ifupdown, .ldirectord, .firewalld, .nftables, .containers,
      ])
    #expect(found.ifupdown == ["eth0", "lvs-lb1"])
    #expect(found.ldirectord == [.init(address: "192.0.2.80", port: 80)])
    #expect(found.generated == "Unraid")
  }

  @Test(arguments: [
    ("*", true), ("lvs-*", true), ("lvs-lb1", true), ("eth* lvs-*", true), ("!eth0 lo", true), ("lvs-lb?", true),
    ("lvs-lb[0-9]", true), ("eth*", false), ("!lvs-*", false), ("lvs-lb", false), ("lvs-lb[!1]", false), ("", false),
    ("*1*1*1*1*1*1", false),
  ]) func `names are patterns`(value: String, isMatched: Bool) {
    #expect(NetworkFile(path: "x", match: [.init("Name", value)]).matches(tunnel: "lvs-lb1") == isMatched)
  }

  @Test(arguments: [
    ("Type", "tunnel", true), ("Type", "ether", false), ("Type", "!loopback", true), ("Kind", "ipip gre", true),
    ("Kind", "!*", false), ("MACAddress", "02:00:00:00:00:01", false), ("Host", "web1", true), ("Driver", "*", true),
  ]) func `other conditions that a tunnel cannot meet are known`(key: String, value: String, isMatched: Bool) {
    #expect(NetworkFile(path: "x", match: [.init(key, value)]).matches(tunnel: "lvs-lb1") == isMatched)
  }

  // MARK: - keepalived's files

  @Test(arguments: shells)
  func `files that keepalived includes are read, those that they include too, and no loop is endless`(
    shell: Shell
  ) throws {
    let root = FileManager.default.temporaryDirectory.appending(path: "culvert-keepalived-\(UUID().uuidString)")
    defer { try? FileManager.default.removeItem(at: root) }
    let files = [
      "keepalived.conf": "a\ninclude conf.d/*.conf # all\ninclude gone.conf\n  includea \(root.path)/deep/x.conf",
      "conf.d/1.conf": "b\ninclude more/2.inc\ninclude 1.conf", "conf.d/more/2.inc": "c", "deep/x.conf": "d",
    ]
    for (name, text) in files {
      let file = root.appending(path: name)
      try FileManager.default.createDirectory(at: file.deletingLastPathComponent(), withIntermediateDirectories: true)
      try Data(text.utf8).write(to: file)
    }
    let agent = try Renderer().agent(for: .linux).system.whole
    let script = root.appending(path: "script")
    try Data((agent + "\nlinux_keepalived_file '\(root.path)/keepalived.conf' 1\n").utf8).write(to: script)
    let ran = try run(shell.words + [script.path])
    #expect(ran.errors == "")
    let words = ran.output.split(separator: "\n").map(String.init).filter { $0.count == 1 }
    #expect(Set(words) == ["a", "b", "c", "d"])
    #expect(words.count < 20)
  }

  // MARK: - Findings

  private func findings(
    _ intent: HostIntent, _ observation: Observation, _ change: (inout LinuxFacts) -> Void
  ) -> [Finding] {
    LinuxDriver().findings(for: intent, observation.with(change), ownership: Ownership())
  }

  @Test func `kube-proxy's exclusions are believed`() throws {
    func found(_ networks: [String]) throws -> [Finding] {
      let excluded = try networks.map(IPv4Network.init)
      return findings(Sample.directorIntent(), try Sample.director()) { facts in
        facts.managers.present = [.kubeProxy]
        facts.managers.kubeExcludes = excluded
      }
    }
    let finding = try #require(try found(["192.0.2.80/32"]).first)
    #expect(finding.fault == .serviceRemover(.kubeProxy(["192.0.2.53", "192.0.2.81"])))
    #expect(try found(["192.0.2.0/24"]) == [])
  }

  @Test func `a realserver has no services that kube-proxy could remove`() throws {
    #expect(findings(Sample.realserverIntent(), try Sample.realserver()) { $0.managers.present = [.kubeProxy] } == [])
  }

  @Test(arguments: [true, false]) func `a VIP that VRRP has is a conflict on directors and realservers`(
    isDirector: Bool
  ) throws {
    let intent = isDirector ? Sample.directorIntent() : Sample.realserverIntent()
    let found = findings(intent, try isDirector ? Sample.director() : Sample.realserver()) { facts in
      facts.rivals.keepalived = .init(isRunning: true, services: [], addresses: ["192.0.2.80", "192.0.2.99"])
    }
    #expect(found.map(\.id) == [.vipManaged])
    #expect(found.first?.about.description == "address 192.0.2.80")
  }

  @Test func `what keepalived flushes at its start is said`() throws {
    let found = findings(Sample.directorIntent(), try Sample.director()) { facts in
      facts.rivals.keepalived = .init(isRunning: false, services: [], flushes: true)
    }
    #expect(found.map(\.id) == [.serviceRemover])
  }

  @Test func `ldirectord is one more that may have a service`() throws {
    let found = findings(Sample.directorIntent(), try Sample.director()) { facts in
      facts.managers.ldirectord = [.init(address: "192.0.2.80", port: 80), .init(address: "192.0.2.80", port: 81)]
    }
    #expect(found.map(\.fault) == [.rivalService(program: "ldirectord", file: "ldirectord.cf")])
  }

  @Test func `systemd-networkd is warned of until the drop-in is there`() throws {
    let any = NetworkFile(path: "/etc/systemd/network/50-any.network", match: [.init("Name", "lvs-*")])
    func found(_ networks: [NetworkFile]) throws -> [Finding] {
      findings(Sample.realserverIntent(), try Sample.realserver()) { facts in
        facts.managers.present = [.networkd]
        facts.managers.networks = networks
      }
    }
    let finding = try #require(try found([any]).first)
    #expect(try found([any]).count == 1, "the plain tunnel is not matched")
    #expect(finding.id == .otherManager && finding.id.isWarning && finding.about.description == "tunnel lvs-lb1")
    let own = NetworkFile(path: "/etc/systemd/network/00-culvert.network", match: [.init("Name", "lvs-lb1 tun-backup")])
    #expect(try found([own, any]) == [])
    let untilBoot = NetworkFile(
      path: "/run/systemd/network/00-culvert-lvs-lb1.network", match: [.init("Name", "lvs-lb1")])
    #expect(try found([untilBoot, own, any]) == [], "what keeps it off until the confirm stays until the next boot")
    let like = NetworkFile(path: "/run/systemd/network/00-culvert-x.network", match: [.init("Name", "lvs-lb1")])
    #expect(try found([like, any]).count == 1)
  }

  @Test func `a VIP on an interface that others manage is warned of, and one on lo is not`() throws {
    func found(_ interface: InterfaceName) throws -> [Finding] {
      findings(Sample.directorIntent(vipInterface: interface), try Sample.director()) { facts in
        facts.managers.present = [.networkd, .networkManager, .ifupdown]
        facts.managers.networks = [
          NetworkFile(path: "/run/systemd/network/10-netplan-eth0.network", match: [.init("Name", "eth0")])
        ]
        facts.managers.ifupdown = ["eth0"]
      }
    }
    #expect(try found("eth0").map(\.id) == [.otherManager, .otherManager, .otherManager])
    #expect(try found("lo") == [])
  }

  @Test func `forwarding stays on where bridges for guests need it by now`() throws {
    var observation = try Sample.director()
    observation.live.settings["net/ipv4/ip_forward"] = "1"
    let had = Ownership(settings: ["net/ipv4/ip_forward": .init(original: "0", given: "1")])
    func after(_ change: (inout LinuxFacts) -> Void) throws -> HostState {
      try Sample.desired(Sample.emptyIntent, on: observation.with(change), ownership: had)
    }
    #expect(try after { _ in }.live.settings["net/ipv4/ip_forward"] == "0")
    let kept = try after { $0.managers.present = [.containers] }
    #expect(kept.live.settings["net/ipv4/ip_forward"] == "1" && kept.ownership.settings.isEmpty)
  }

  @Test func `firewalld takes out rules of iptables, and no table of nft`() throws {
    var intent = Sample.realserverIntent()
    intent.mss = [Sample.web: .throughTunnel]
    func found(_ tools: Set<String>) throws -> [Finding] {
      findings(intent, try Sample.realserver()) { facts in
        facts.managers.present = [.firewalld]
        facts.tools.formUnion(tools)
      }
    }
    #expect(try found(["iptables"]).map(\.id) == [.otherManager])
    #expect(try found(["nft"]) == [])
  }

  @Test func `boot files that do not last are said`() throws {
    #expect(
      findings(Sample.realserverIntent(), try Sample.realserver()) { $0.managers.generated = "VyOS" }.map(\.id)
        == [.noStart])
    #expect(
      findings(Sample.realserverIntent(), try Sample.realserver()) { $0.managers.volatileRoot = "tmpfs" }.map(\.id)
        == [.noStart])
    #expect(findings(Sample.emptyIntent, try Sample.realserver()) { $0.managers.generated = "VyOS" } == [])
  }

  // MARK: - Kernel modules

  @Test func `a module that cannot be loaded is found before the first change, with what forbids it`() throws {
    let output = ProbeOutput.director.with(
      "modules",
      "ipip available\nipip forbidden /etc/modprobe.d/cis.conf:3:install ipip /bin/true\nip_vs available\n"
        + "ip_vs forbidden kernel.modules_disabled is 1")
    let observation = try LinuxDriver().observe(output)
    #expect(observation.linux.modules == ["ipip": .available, "ip_vs": .available])
    let realserver = findings(Sample.realserverIntent(), try Sample.realserver()) {
      $0.forbiddenModules = observation.linux.forbiddenModules
    }
    let line = "/etc/modprobe.d/cis.conf:3:install ipip /bin/true"
    #expect(realserver == [Finding(.missingModule(.forbidden(by: line)), about: .kernelModule("ipip"))])
    let director = findings(Sample.directorIntent(), try Sample.director()) {
      $0.forbiddenModules = observation.linux.forbiddenModules
    }
    let disabled = Fault.MissingModule.loadingDisabled(module: "ip_vs", by: "kernel.modules_disabled is 1")
    #expect(director == [Finding(.missingModule(disabled), about: .kernelModule("ip_vs"))])
  }

  @Test func `a module that is loaded is used, and what a reboot would lose is said`() throws {
    let output = ProbeOutput.director.with(
      "modules", "ipip loaded\nipip lost /etc/modprobe.d/x.conf:1:install ipip /bin/false\nip_vs loaded")
    let facts = try LinuxDriver().observe(output).linux
    let found = findings(Sample.realserverIntent(), try Sample.realserver()) {
      $0.modules = facts.modules
      $0.lostModules = facts.lostModules
    }
    #expect(found.map(\.id) == [.noStart])
  }

  /// Lines as grep(1) prints them with their file and number.
  @Test(arguments: shells) func `install lines that do not load the module are told from those that do`(shell: Shell)
    throws
  {
    let agent = try Renderer().agent(for: .linux).system.whole
    let cases = [
      (
        "/etc/modprobe.d/cis.conf:3:install ipip /bin/true", "ipip", "/etc/modprobe.d/cis.conf:3:install ipip /bin/true"
      ),
      ("/x.conf:1:  install\tipip /bin/false", "ipip", "/x.conf:1:install ipip /bin/false"),
      ("/x.conf:1:install ip-vs /bin/true", "ip_vs", "/x.conf:1:install ip-vs /bin/true"),
      ("/x.conf:1:install ip-vs /bin/true", "ipip", ""),
      ("/x.conf:1:install ipip /sbin/modprobe --ignore-install ipip", "ipip", ""),
      ("/x.conf:1:install ip_vs /bin/true", "ipip", ""),
    ]
    for (lines, module, told) in cases {
      let script = agent + "\ncv_installs='\(lines)'\nlinux_install_line \(module)\n"
      let ran = try run(shell.words + ["-c", script])
      #expect(ran.output == (told.isEmpty ? "" : told + "\n"), "\(lines)")
      #expect(ran.errors == "")
    }
  }
}
