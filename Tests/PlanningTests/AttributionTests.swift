import Model
import Planning
import Testing

/// What a difference is said to come from.
@Suite struct AttributionTests {
  private static let since = 1_000_000
  private static let tunnel = Change(
    Tunnels.self,
    Universe.tunnels[0],
    Delta(from: nil, to: Tunnel(encapsulation: .ipip, local: nil, remote: nil, isUp: true, addresses: [])))
  private static let file = Change(Files.self, Universe.paths[0], Delta(from: nil, to: .link(target: "/dev/null")))
  private static let link = Change(
    Files.self, Universe.paths[1], Delta(from: nil, to: .link(target: "../init.d/culvert")))
  private static let setting = Change(Settings.self, Universe.settings[1], Delta(from: nil, to: nil))

  private func causes(
    _ change: Change, last: String? = "transaction 7f3a09c2 of eve@desk", edits: [Change]? = nil,
    unfinished: String? = nil, _ tell: (inout HostTraces) -> Void = { _ in }
  ) -> [Cause] {
    var traces = HostTraces(now: Self.since + 1000, bootedAt: 0)
    tell(&traces)
    return Attribution(
      traces: traces, since: Self.since, last: last, edits: edits ?? [change], unfinished: unfinished
    ).causes(of: change)
  }

  @Test func `nothing is known where the host tells nothing`() { #expect(causes(Self.tunnel).isEmpty) }

  @Test func `what nobody changed comes from the inventory, whatever else has happened`() {
    let causes = causes(Self.tunnel, edits: [Self.file]) {
      $0.logins = [.init(who: "carol", from: "x", begin: 1_000_100)]
    }
    #expect(causes.map(\.kind) == [.inventory])
    #expect(causes[0].text == "the inventory asks for something else than transaction 7f3a09c2 of eve@desk did")
    #expect(self.causes(Self.tunnel, last: nil).map(\.kind) == [.inventory])
  }

  @Test func `a command that speaks of the thing is told, the latest first, and no guess is made beside it`() {
    let causes = causes(Self.tunnel) {
      $0.commands = [
        .init(when: 1_000_010, who: "alice", by: "sudo", text: "ip link set lvs-lb1 down", isVouched: true),
        .init(
          when: 1_000_020, who: nil, by: "ansible", text: "Invoked with _raw_params=ip link del lvs-lb1",
          isVouched: true),
        .init(when: 1_000_030, who: "bob", by: "sudo", text: "ip link del lvs-lb2"),
        .init(when: 999_000, who: "bob", by: "sudo", text: "ip link del lvs-lb1"),
      ]
      $0.logins = [.init(who: "carol", from: "198.18.0.1", begin: 1_000_100)]
    }
    #expect(
      causes == [
        Cause(
          .told, .command, who: "ansible", when: 1_000_020,
          "ansible ran: Invoked with _raw_params=ip link del lvs-lb1"),
        Cause(.told, .command, who: "alice", when: 1_000_010, "alice ran with sudo: ip link set lvs-lb1 down"),
      ])
  }

  @Test func `a command that anybody may have written into a log is possible, and others are named beside it`() {
    let causes = causes(Self.tunnel) {
      $0.commands = [.init(when: 1_000_010, who: "alice", by: "sudo", text: "ip link set lvs-lb1 down")]
      $0.logins = [.init(who: "carol", from: "198.18.0.1", begin: 1_000_100)]
    }
    #expect(causes.map(\.kind) == [.command, .login])
    #expect(causes.map(\.certainty) == [.possible, .possible])
  }

  @Test(arguments: [
    "/usr/sbin/ip tunnel show lvs-lb1", "cat /etc/lvs-lb1", "/usr/bin/tcpdump -i lvs-lb1", "ifconfig -a lvs-lb1",
  ]) func `a command that only looks is no cause`(_ text: String) {
    #expect(causes(Self.tunnel) { $0.commands = [.init(when: 1_000_010, who: "a", by: "sudo", text: text)] }.isEmpty)
  }

  @Test func `what was done to a destination was not done to its service`() throws {
    let key = Universe.services[0]
    let (vip, realserver) = (Universe.vips[0], Universe.realservers[0])
    let service = Change(Services.self, key, Delta(from: nil, to: VirtualService(scheduler: Universe.schedulers[0])))
    let destination = Change(
      Destinations.self,
      DestinationKey(service: key, address: realserver, port: Port(number: 80)), Delta(from: nil, to: nil))
    let text = "ipvsadm -a -t \(vip):80 -r \(realserver.text) -i -w 0"
    let tell = { (traces: inout HostTraces) in
      traces.commands = [.init(when: 1_000_010, who: "a", by: "sudo", text: text)]
    }
    #expect(causes(service) { tell(&$0) }.isEmpty)
    #expect(causes(destination) { tell(&$0) }.map(\.kind) == [.command])
  }

  @Test func `a setting is known by both of its names`() {
    let causes = causes(Self.setting) {
      $0.commands = [
        .init(when: 1_000_010, who: "alice", by: "doas", text: "sysctl -w net.ipv4.conf.eth0.arp_ignore=0")
      ]
    }
    #expect(causes.map(\.who) == ["alice"])
  }

  @Test func `what the kernel has lost is told to come from a restart`() {
    let causes = causes(Self.tunnel) {
      $0.wasRestarted = true
      $0.bootedAt = 1_000_500
    }
    #expect(causes.map(\.kind) == [.restart])
    #expect(causes[0].certainty == .told && causes[0].when == 1_000_500)
    #expect(self.causes(Self.tunnel.inverted) { $0.wasRestarted = true }.map(\.certainty) == [.possible])
    #expect(self.causes(Self.file) { $0.wasRestarted = true }.isEmpty, "files stay")
  }

  @Test func `a file that was written tells when, and who was there is likely`() {
    let causes = causes(Self.file) {
      $0.stamps["/etc/culvert/boot"] = .init(owner: "root", written: 1_000_200)
      $0.logins = [
        .init(who: "carol", from: "198.18.0.9", begin: 1_000_100),
        .init(who: "dave", from: "198.18.0.8", begin: 999_000, end: 1_000_050),
      ]
    }
    #expect(
      causes == [
        Cause(.told, .edit, who: "root", when: 1_000_200, "it was written, and is root's"),
        Cause(.likely, .login, who: "carol", when: 1_000_100, "carol was logged in from 198.18.0.9"),
      ])
    #expect(
      self.causes(Self.file) { $0.stamps["/etc/culvert/boot"] = .init(owner: "root", written: 900_000) }.isEmpty,
      "it was not written since")
  }

  @Test func `a file that is gone has changed its folder, and packages of that moment are likely`() {
    let causes = causes(Self.link) {
      $0.stamps["/etc/rc2.d/"] = .init(owner: "root", written: 1_000_200)
      $0.packages = [
        .init(when: 1_000_190, text: "upgrade sysvinit-core:amd64"), .init(when: 1_000_900, text: "install bash:amd64"),
      ]
    }
    #expect(causes.map(\.kind) == [.edit, .package])
    #expect(causes.map(\.certainty) == [.likely, .likely])
    #expect(causes[1].text == "packages were changed: upgrade sysvinit-core:amd64")
  }

  @Test func `packages that touch the network are possible causes of what the kernel has`() {
    let packages = [
      HostTraces.LoggedPackage(when: 1_000_100, text: "upgrade ipvsadm:amd64"),
      HostTraces.LoggedPackage(when: 1_000_200, text: "upgrade bash:amd64"),
    ]
    let causes = causes(Self.tunnel) { $0.packages = packages }
    #expect(causes.map(\.text) == ["packages were changed: upgrade ipvsadm:amd64"])
    #expect(causes.map(\.certainty) == [.possible])
  }

  @Test func `another program that speaks of the thing is likely, one that only runs is possible`() {
    let speaking = causes(Self.tunnel) {
      $0.programs = ["keepalived"]
      $0.mentions = [.init(file: "/etc/keepalived/keepalived.conf", term: "lvs-lb1")]
    }
    #expect(speaking.map(\.text) == ["keepalived runs, and /etc/keepalived/keepalived.conf speaks of it"])
    #expect(speaking.map(\.certainty) == [.likely])
    #expect(
      causes(Self.tunnel) { $0.programs = ["NetworkManager"] }.map(\.text) == [
        "NetworkManager runs: it removes addresses that the connection does not have when it activates one"
      ])
    #expect(causes(Self.tunnel) { $0.programs = ["dockerd", "tuned"] }.isEmpty, "they change no tunnels")
    #expect(causes(Self.file) { $0.programs = ["NetworkManager"] }.isEmpty)
  }

  @Test func `what a program reports of the thing in the journal is its cause`() {
    let causes = causes(Self.tunnel) {
      $0.programs = ["systemd-network"]
      $0.reports = [
        .init(when: 1_000_100, who: nil, by: "systemd-networkd", text: "lvs-lb1: Gained carrier"),
        .init(
          when: 1_000_101, who: nil, by: "systemd-networkd",
          text: "lvs-lb1: Configuring with /etc/systemd/network/50-any.network."),
        .init(when: 1_000_102, who: nil, by: "systemd-networkd", text: "eth0: Link UP"),
        .init(when: 900_000, who: nil, by: "systemd-networkd", text: "lvs-lb1: before the transaction"),
      ]
    }
    #expect(
      causes == [
        Cause(
          .likely, .manager, who: "systemd-networkd", when: 1_000_101,
          "systemd-networkd reports: lvs-lb1: Configuring with /etc/systemd/network/50-any.network.")
      ])
  }

  @Test func `a pattern of sysctl.d is the cause where that setting differs, and nowhere else`() throws {
    func tunnel(_ filter: Int) -> Change {
      func tunnel(_ filter: Int) -> Tunnel {
        Tunnel(encapsulation: .ipip, local: nil, remote: nil, isUp: true, addresses: [], reversePathFilter: filter)
      }
      return .init(Tunnels.self, Universe.tunnels[0], Delta(from: tunnel(filter), to: tunnel(2)))
    }
    let mention = HostTraces.Mention(file: "/usr/lib/sysctl.d/50-redhat.conf", term: "net.ipv4.conf.*.rp_filter")
    #expect(
      causes(tunnel(1)) { $0.mentions = [mention] }.map(\.text) == [
        "/usr/lib/sysctl.d/50-redhat.conf sets net.ipv4.conf.*.rp_filter, which udev applies to each new interface"
      ])
    #expect(Attribution.terms([tunnel(1)]).contains("net.ipv4.conf.*.rp_filter"))
    #expect(!Attribution.terms([tunnel(2)]).contains("net.ipv4.conf.*.rp_filter"))
    let ignore = Change(
      Settings.self, try SettingName("net/ipv4/conf/eth0/arp_ignore"), Delta(from: nil, to: SettingValue(1)))
    #expect(Attribution.terms([ignore]).contains("net.ipv4.conf.*.arp_ignore"))
  }

  @Test func `a transaction that could not be taken back is told first`() {
    let causes = causes(Self.tunnel, unfinished: "transaction 11223344 of eve@desk") {
      $0.programs = ["NetworkManager"]
    }
    #expect(causes.map(\.kind) == [.transaction, .manager])
  }

  @Test func `who was there since is possible, and how many were is told`() {
    let causes = causes(Self.tunnel) {
      $0.logins = [
        .init(who: "carol", from: "198.18.0.9", begin: 1_000_100), .init(who: "dave", from: "tty1", begin: 1_000_200),
        .init(who: "old", from: "tty2", begin: 1000, end: 2000),
      ]
    }
    #expect(
      causes == [Cause(.possible, .login, who: "dave", when: 1_000_200, "dave was logged in from tty1, and 1 more")])
  }

  @Test func `words of a host are shown harmlessly`() {
    let causes = causes(Self.tunnel) {
      $0.commands = [.init(when: 1_000_010, who: "a", by: "sudo", text: "lvs-lb1 \u{1B}[2J")]
    }
    #expect(!causes[0].text.unicodeScalars.contains("\u{1B}"))
  }

  @Test func `a host is asked for files and for the words that others use`() {
    let terms = Attribution.terms([Self.tunnel, Self.file, Self.setting, Self.tunnel])
    #expect(
      terms == [
        "lvs-lb1", "/etc/culvert/boot", "net/ipv4/conf/eth0/arp_ignore", "net.ipv4.conf.eth0.arp_ignore",
        "net.ipv4.conf.*.arp_ignore",
      ])
  }
}
