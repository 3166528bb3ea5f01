import Model
import Testing

@testable import Drivers

/// What the driver makes of a whole probe.
@Suite struct ObservationTests {
  @Test func `a fresh host has addresses and settings and nothing else`() throws {
    let seen = try LinuxDriver().observe(.director)
    #expect(
      seen.live
        == LiveState(
          addresses: [
            .init(interface: "lo", address: .init("127.0.0.1", prefixLength: 8)),
            .init(interface: "eth0", address: .init("198.51.100.10", prefixLength: 24)),
          ],
          settings: [
            "net/ipv4/conf/eth0/arp_ignore": "0", "net/ipv4/conf/eth0/arp_announce": "0", "net/ipv4/ip_forward": "0",
            "net/ipv4/vs/expire_nodest_conn": "0", "net/ipv4/vs/expire_quiescent_template": "0",
          ]))
    #expect(seen.boot == BootState())
  }

  @Test func `a setting of ip_vs is as ip_vs says where that is loaded, and none where there is no ip_vs`() throws {
    let name: SettingName = "net/ipv4/vs/expire_nodest_conn"
    let loaded = ProbeOutput.director.with("modules", "ipip available\nip_vs loaded")
    #expect(try LinuxDriver().observe(loaded).live.settings[name] == nil, "not in every container")
    #expect(try LinuxDriver().observe(loaded.with("settings", "\(name) 1")).live.settings == [name: "1"])
    let missing = ProbeOutput.director.with("modules", "ipip available\nip_vs missing")
    #expect(try LinuxDriver().observe(missing).live.settings[name] == nil)
  }

  @Test func `a tunnel is put together from four outputs`() throws {
    let output = ProbeOutput.director
      .with("tunnels", "lvs-lb1: ip/ip remote 198.51.100.10 local 203.0.113.21 ttl inherit")
      .with("links", "1: lo: <UP> mtu 65536\n4: lvs-lb1@NONE: <POINTOPOINT,NOARP,UP,LOWER_UP> mtu 1480 qdisc noqueue")
      .with(
        "addresses", "1: lo    inet 127.0.0.1/8 scope host lo\n4: lvs-lb1    inet 192.0.2.80/32 scope global lvs-lb1"
      )
      .with("settings", "net/ipv4/conf/lvs-lb1/rp_filter 2\nnet/ipv4/conf/lo/rp_filter 1")
    let live = try LinuxDriver().observe(output).live
    #expect(
      live.tunnels == [
        "lvs-lb1": Tunnel(
          encapsulation: .ipip, local: "203.0.113.21", remote: "198.51.100.10", isUp: true,
          addresses: [.init("192.0.2.80")], reversePathFilter: 2)
      ])
    #expect(live.addresses.map(\.interface) == ["lo"], "a tunnel's address is the tunnel's")
    #expect(
      live.settings == ["net/ipv4/vs/expire_nodest_conn": "0", "net/ipv4/vs/expire_quiescent_template": "0"],
      "a tunnel's rp_filter is the tunnel's, and that of others is not culvert's matter")
  }

  @Test func `thresholds come to their destinations`() throws {
    let service = ServiceKey.tcp("192.0.2.80", 80)
    let output = ProbeOutput.director
      .with("services", "-A -t 192.0.2.80:80 -s wlc\n-a -t 192.0.2.80:80 -r 203.0.113.21:80 -i -w 1 --tun-type ipip")
      .with("thresholds", "TCP  192.0.2.80:80 wlc\n  -> 203.0.113.21:80 1000 700")
    let live = try LinuxDriver().observe(output).live
    #expect(
      live.destinations == [
        .init(service, "203.0.113.21", 80): Destination(
          forwarding: .tunneling(.ipip), weight: 1, upperThreshold: 1000, lowerThreshold: 700)
      ])
  }

  @Test func `boot files are read, whatever bytes they have`() throws {
    let output = ProbeOutput.director
      .with("file:/etc/culvert/boot", "regular 755\n 23 21 00\n ff 0a")
      .with("file:/etc/systemd/system/culvert.service", "link /dev/null")
      .with("file:/etc/init.d/culvert", "other")
      .with("file:/etc/empty", "regular 0")
      .with("rc-links", "/etc/rc2.d/S03culvert ../init.d/culvert")
    #expect(
      try LinuxDriver().observe(output).boot.files == [
        "/etc/culvert/boot": .regular(content: [0x23, 0x21, 0, 0xFF, 0x0A], mode: .script),
        "/etc/systemd/system/culvert.service": .link(target: "/dev/null"),
        "/etc/init.d/culvert": .other("neither a file nor a link"),
        "/etc/empty": .regular(content: [], mode: FileMode(0)),
        "/etc/rc2.d/S03culvert": .link(target: "../init.d/culvert"),
      ])
  }

  @Test(arguments: [
    "", " ", "regular", "regular x", "regular 888", "regular +755", "regular 10000", "regular 177777", "link", "gone",
    "absent\nabsent", "link a\nb", "other thing", "sh: od: not found", "\0",
  ])
  func `a description of no file is an error`(text: String) {
    let name = "file:/etc/culvert/boot"
    #expect(
      unreadable { _ = try LinuxDriver().observe(ProbeOutput.director.with(name, text)) }?.hasPrefix(name) == true)
  }

  @Test(arguments: ["f", "fff", "+f", "0x", "gg", "23 21 2", "23\0", "od: read error"])
  func `bytes of another form are an error`(bytes: String) {
    let output = ProbeOutput.director.with("file:/etc/culvert/boot", "regular 644\n 23 21\n \(bytes)")
    #expect(unreadable { _ = try LinuxDriver().observe(output) } == "file:/etc/culvert/boot:  \(bytes)")
  }

  @Test func `a path that is none is an error`() {
    #expect(unreadable { _ = try LinuxDriver().observe(ProbeOutput.director.with("file:boot", "absent")) } != nil)
  }

  @Test(arguments: [
    "net/ipv4/ip_forward", "net/ipv4/ip_forward 0 1", "net/ipv4/ip_forward x/y", "net/ipv4/conf/eth0/arp_ignore",
    "net/ipv4/ip_forward \u{1B}[0m",
  ])
  func `a setting of another form is an error`(line: String) {
    let output = ProbeOutput.director.with("settings", "net/ipv4/conf/eth0/arp_ignore 0\n\(line)")
    #expect(unreadable { _ = try LinuxDriver().observe(output) } == "settings: \(line)")
  }

  @Test(arguments: ["x", "99999999999999999999", "+2", "-1"])
  func `an rp_filter of a tunnel that is no number is an error`(value: String) {
    let output = ProbeOutput.director.with("tunnels", "t: ip/ip remote any local any ttl inherit")
      .with("links", "9: t@NONE: <NOARP,UP> mtu 1480 qdisc noqueue").with(
        "settings", "net/ipv4/conf/t/rp_filter \(value)")
    #expect(unreadable { _ = try LinuxDriver().observe(output) } == "settings: net/ipv4/conf/t/rp_filter \(value)")
  }

  @Test func `a forwarding of its own for each of a thousand containers is read`() throws {
    let value = "0" + (0..<1000).map { ",vethwepl\($0)=1" }.joined()
    let output = ProbeOutput.director.with("settings", "net/ipv4/ip_forward \(value)")
    #expect(try LinuxDriver().observe(output).live.settings["net/ipv4/ip_forward"]?.text == value)
  }

  @Test func `an interface that came or went between two questions is no tunnel`() throws {
    let output = ProbeOutput.director.with("tunnels", "gone0: ip/ip remote any local 10.0.0.1 ttl inherit")
    #expect(try LinuxDriver().observe(output).live.tunnels.isEmpty)
  }

  @Test func `settings of an interface that cannot be culvert's are left alone`() throws {
    let output = ProbeOutput.director.with("settings", "net/ipv4/conf/a%b/arp_ignore 0\nnet/ipv4/ip_forward 0,eth0=1")
    let settings = try LinuxDriver().observe(output).live.settings
    #expect(settings["net/ipv4/ip_forward"] == "0,eth0=1" && settings.count == 3)
  }

  @Test(arguments: ProbeOutput.director.sections.map(\.name).filter { !$0.hasPrefix("file:") })
  func `a section that is missing or failed is an error`(name: String) {
    #expect(throws: ProbeError.missing(section: name)) { try LinuxDriver().observe(.director.without(name)) }
    #expect(throws: ProbeError.failed(section: name, status: 127, output: "sh: not found")) {
      try LinuxDriver().observe(ProbeOutput.director.with(name, "sh: not found", status: 127))
    }
  }

  @Test func `a file that could not be read to its end is an error`() {
    #expect(throws: ProbeError.self) {
      try LinuxDriver().observe(ProbeOutput.director.with("file:/etc/culvert/boot", "regular 644\n 23", status: 1))
    }
  }

  @Test func `what is asked of the agent is each file and each realserver once`() throws {
    #expect(
      LinuxDriver().probeArguments(for: Sample.directorIntent()) == [
        "file:/etc/culvert/boot", "file:/etc/systemd/system/culvert.service",
        "file:/etc/systemd/system/multi-user.target.wants/culvert.service",
        "file:/etc/systemd/system/nftables.service.wants/culvert.service", "file:/etc/init.d/culvert",
        "file:/etc/runlevels/default/culvert", "file:/etc/sysctl.d/99-zz-culvert.conf",
        "file:/etc/systemd/network/00-culvert.network", "file:/etc/NetworkManager/conf.d/99-culvert.conf",
        "route:203.0.113.130", "route:203.0.113.21",
      ])
    #expect(LinuxDriver().probeArguments(for: Sample.realserverIntent()).allSatisfy { $0.hasPrefix("file:") })
  }
}
