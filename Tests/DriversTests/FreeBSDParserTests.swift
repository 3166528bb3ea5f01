import Model
import Testing

@testable import Drivers

/// What ifconfig and sysctl print on FreeBSD; what they printed in transcripts of real kernels is in
/// FreeBSDTranscriptTests.
@Suite struct FreeBSDParserTests {
  private static func parse(_ text: String) throws -> [FreeBSDIfconfigParser.Interface] {
    try FreeBSDIfconfigParser.parse(.section("x", text), section: "x")
  }

  // MARK: - Samples

  private static func gif0(
    _ vips: [IPv4Address] = ["192.0.2.100"], groups: Set<Substring> = ["gif"]
  ) -> FreeBSDIfconfigParser.Interface {
    .init(
      name: "gif0", isUp: true, addresses: vips.map { .init($0, peer: "192.0.2.254") },
      ends: .init(local: "10.77.0.10", remote: "10.77.0.1"), groups: groups)
  }

  private static let gif1 = FreeBSDIfconfigParser.Interface(
    name: "gif1", isUp: true,
    addresses: [.init("192.0.2.102", peer: "192.0.2.254"), .init("192.0.2.105", peer: "192.0.2.254")],
    ends: .init(local: "10.77.0.10", remote: "10.77.0.3"), groups: ["gif"])

  /// Old releases end lines with a blank, and know less of an interface.
  @Test(arguments: [
    ("5.4", gif0(groups: [])), ("10.4", gif0()), ("13.2", gif0()), ("13.2-full", gif1),
    ("15.1", gif0(["192.0.2.100", "192.0.2.101"])),
  ])
  func `a release prints a tunnel in its own way`(release: String, interface: FreeBSDIfconfigParser.Interface) throws {
    #expect(try Self.parse(Fixture.text("freebsd/ifconfig-\(release).txt")) == [interface])
  }

  @Test(arguments: [
    ("inet 192.0.2.100 --> 192.0.2.254/32", 32), ("inet 192.0.2.100 --> 192.0.2.254 netmask 255.255.255.255", 32),
    ("inet 192.0.2.100 --> 192.0.2.254 netmask 0xffffff00", 24), ("inet 192.0.2.100 --> 192.0.2.254 netmask 0x0", 0),
    ("inet 192.0.2.100 --> 192.0.2.254 netmask 0xff000000 ", 8),
  ])
  func `a mask is read in each of its forms`(line: String, length: Int) throws {
    let seen = try Self.parse("gif0: flags=8051<UP> metric 0 mtu 1280\n\t\(line)")
    #expect(seen.first?.addresses == [.init("192.0.2.100", peer: "192.0.2.254", prefixLength: length)])
  }

  @Test func `ends may be of IPv6, with or without a zone`() throws {
    let head = "gif0: flags=8051<UP> metric 0 mtu 1280\n\ttunnel inet6 "
    #expect(try Self.parse(head + "fd00::1 --> fd00::2").first?.ends == .init(local: "fd00::1", remote: "fd00::2"))
    #expect(
      try Self.parse(head + "fe80::1%em0 --> fe80::2%em0").first?.ends == .init(local: "fe80::1", remote: "fe80::2"))
  }

  // MARK: - Lines of other things

  /// What a decision rests on: first lines, all addresses, and the masks and ends of gif.
  @Test(arguments: [
    "\tinet 192.0.2.1 --> 192.0.2.2 netmask 0xffffffff", "em0 flags=8843<UP> mtu 1500", "em0: flags=8843 mtu 1500",
    "ifconfig: ioctl(SIOCGIFINFO_IN6): Device not configured", "em0: flags=8843<UP> mtu 1500\n\tinet",
    "em0: flags=8843<UP> mtu 1500\n\tinet 192.0.2.300 netmask 0xffffff00",
    "gif0: flags=8843<UP> mtu 1500\n\tinet 192.0.2.1",
    "gif0: flags=8843<UP> mtu 1500\n\tinet 192.0.2.1 --> netmask 0xff",
    "gif0: flags=8843<UP> mtu 1500\n\tinet 192.0.2.1 --> 192.0.2.2 netmask 0xff00ff00",
    "gif0: flags=8843<UP> mtu 1500\n\ttunnel inet 192.0.2.1 -> 192.0.2.2",
    "gif0: flags=8843<UP> mtu 1500\n\ttunnel inet 192.0.2.1 -->",
    "lvs0: flags=8843<UP> mtu 1500\n\tgroups: gif\n\ttunnel inet 192.0.2.1 -->",
  ])
  func `a line that is not known is an error that shows it`(text: String) throws {
    let line = text.split(separator: "\n").last.map(String.init) ?? ""
    #expect(unreadable { _ = try Self.parse(text) } == "x: \(line)")
  }

  /// CARP has a second line from 14 on, a bridge another from 15 on (field case K1.4); word for word of a real 15.1.
  @Test func `interfaces of others are read for their addresses, whatever else they say`() throws {
    let seen = try Self.parse(Fixture.text("freebsd/ifconfig-15.1-foreign.txt"))
    #expect(seen.map(\.name.text).contains("bridge1") && seen.count == 10)
    let carp = try #require(seen.first { $0.name == "vtnet0" })
    #expect(
      carp.addresses == [
        .init("10.77.0.10", prefixLength: 24), .init("10.77.0.33"),
      ])
    #expect(seen.first { $0.name == "gif8" }?.ends == .init(local: "10.77.0.10", remote: "10.9.9.9"))
  }

  /// Lines of releases and drivers that nobody has listed here.
  @Test(arguments: [
    "\tvxlan vni 42 local 10.0.0.1:4789 group 239.1.1.1:4789", "\tlisten-port: 51820",
    "\tplugged: SFP/SFP+/SFP28 10G Base-SR (LC)\n\tvendor: CISCO PN: SFP SN: 1 DATE: 2016-01-01",
    "\tsurprise: 1\n\t\tand more of it\n\t      peer 224.0.0.18 peer6 ff02::12", "\tbridge flags=0<>", "\t ",
    "\ttunnel vni 4711", "\ttunnel inet 10.1.1.1 --> 10.2.2.2 port 4711",
    "\tdescription: two\nlines: of text\nin all", "\tdescription: uplink: port 3, rack (7)",
  ])
  func `a line that no decision rests on is passed over`(line: String) throws {
    let text = "em0: flags=8843<UP> mtu 1500 later 7 words\n\(line)\n\tinet 192.0.2.1 netmask 0xffffff00 later 1\n"
    let seen = try Self.parse(text + "gif0: flags=8051<UP>\n\(line.contains("tunnel") ? "" : line)\n\tgroups: gif")
    #expect(seen.map(\.name) == ["em0", "gif0"])
    #expect(seen[0].addresses == [.init("192.0.2.1", prefixLength: 24)] && seen[1].isGif)
  }

  @Test func `a card's mask that no prefix describes keeps nobody from reading the host`() throws {
    let seen = try Self.parse("em0: flags=8843<UP> mtu 1500\n\tinet 192.0.2.1 netmask 0xff00ff00")
    #expect(seen[0].addresses == [.init("192.0.2.1")])
  }

  @Test func `bridges, vlans, lagg, carp, wlan and tun say nothing of tunnels`() throws {
    let text = """
      bridge0: flags=8843<UP,BROADCAST,RUNNING,SIMPLEX,MULTICAST> metric 0 mtu 1500
      \tether 58:9c:fc:10:ff:b6
      \tid 00:00:00:00:00:00 priority 32768 hellotime 2 fwddelay 15
      \tmaxage 20 holdcnt 6 proto rstp maxaddr 2000 timeout 1200
      \troot id 00:00:00:00:00:00 priority 32768 ifcost 0 port 0
      \tmember: em1 flags=143<LEARNING,DISCOVER,AUTOEDGE,AUTOPTP>
      \t        ifmaxaddr 0 port 2 priority 128 path cost 20000
      \tmember: em2 flags=147<LEARNING,DISCOVER,STP,AUTOEDGE,AUTOPTP>
      \t        ifmaxaddr 0 port 3 priority 128 path cost 20000 proto rstp
      \t        role designated state forwarding
      \tgroups: bridge
      bridge6: flags=8043<UP,BROADCAST,RUNNING,MULTICAST> mtu 1500
      \tpriority 32768 hellotime 2 fwddelay 15 maxage 20
      \tmember: em3 flags=7<LEARNING,DISCOVER,STP>
      \t        port 1 priority 128 path cost 55 forwarding
      vlan7: flags=8843<UP> metric 0 mtu 1500
      \tvlan: 7 vlanproto: 802.1q vlanpcp: 0 parent interface: em0
      \tinet 198.51.100.2 netmask 0xfffffff8 broadcast 198.51.100.7 vhid 1
      \tcarp: MASTER vhid 1 advbase 1 advskew 0
      lagg0: flags=8843<UP> metric 0 mtu 1500
      \tlaggproto lacp lagghash l2,l3,l4
      \tlaggport: em0 flags=1c<ACTIVE,COLLECTING,DISTRIBUTING>
      tun0: flags=8051<UP,POINTOPOINT,RUNNING,MULTICAST> metric 0 mtu 1500
      \toptions=80000<LINKSTATE>
      \tinet 10.8.0.1 --> 10.8.0.2 netmask 0xffffffff
      \tOpened by PID 841
      wlan0: flags=8843<UP,BROADCAST,RUNNING,SIMPLEX,MULTICAST> metric 0 mtu 1500
      \tmedia: IEEE 802.11 Wireless Ethernet OFDM/54Mbps mode 11g
      \tstatus: associated
      \tssid dlinkap channel 11 (2462 Mhz 11g) bssid 00:13:46:49:41:76
      \tcountry US ecm authmode OPEN privacy OFF txpower 21.5 bmiss 7
      \tscanvalid 60 bgscan bgscanintvl 300 bgscanidle 250 roam:rssi 7
      \troam:rate 5 protmode CTS wme burst
      pflog0: flags=0<> metric 0 mtu 33152
      """
    let seen = try Self.parse(text)
    #expect(seen.map(\.name) == ["bridge0", "bridge6", "vlan7", "lagg0", "tun0", "wlan0", "pflog0"])
    #expect(seen[2].addresses == [.init("198.51.100.2", prefixLength: 29)])
  }

  // MARK: - The host

  @Test func `a host is read: its release, its settings, its tunnels, and what is none`() throws {
    let interfaces =
      ProbeOutput.freebsdInterfaces + """

        gif0: flags=8051<UP,POINTOPOINT,RUNNING,MULTICAST> metric 0 mtu 1280
        \ttunnel inet 203.0.113.21 --> 198.51.100.10
        \tinet 192.0.2.80 --> 198.18.0.7 netmask 0xffffffff
        \tgroups: gif
        lvs1: flags=8010<POINTOPOINT,MULTICAST> metric 0 mtu 1280
        \tgroups: gif
        gre0: flags=8010<POINTOPOINT,MULTICAST> metric 0 mtu 1476
        \ttunnel inet 203.0.113.21 --> 198.51.100.9
        """
    let observation = try FreeBSDDriver().observe(ProbeOutput.freebsd.with("interfaces", interfaces))
    #expect(
      observation.live.tunnels == [
        "gif0": .init(
          encapsulation: .ipip, local: "203.0.113.21", remote: "198.51.100.10", isUp: true,
          addresses: [.init("192.0.2.80", peer: "198.18.0.7")]),
        "lvs1": .init(encapsulation: .ipip, local: nil, remote: nil, isUp: false, addresses: []),
        "gre0": .init(
          encapsulation: .gre, local: "203.0.113.21", remote: "198.51.100.9", isUp: false, addresses: []),
      ])
    #expect(
      observation.live.addresses == [
        .init(interface: "em0", address: .init("203.0.113.21", prefixLength: 24)),
        .init(interface: "lo0", address: .init("127.0.0.1", prefixLength: 8)),
      ])
    #expect(observation.boot.files == ["/etc/rc.conf": .regular(content: Array("hostname=web1\n".utf8), mode: .plain)])
    #expect(observation.facts.release == "freebsd 13.2")
  }

  @Test(arguments: [
    ("net.inet.ip.check_interface: 1", true), ("net.inet.ip.rfc1122_strong_es: 1", true),
    ("net.inet.ip.check_interface: 0", false), ("net.inet.ip.rfc1122_strong_es: 0", false),
  ])
  func `strictness has another name on each side of 14`(line: String, isStrict: Bool) throws {
    let system = "kern.osrelease: 14.1-RELEASE\nkern.osreldate: 1401000\n\(line)\nuid 0\ngif loaded"
    #expect(try FreeBSDDriver().observe(ProbeOutput.freebsd.with("system", system)).freebsd.isStrict == isStrict)
  }

  @Test(arguments: ["kern.osrelease: x\nuid 0\ngif loaded", "surprise 1", "kern.osreldate: 13", "uid 0\ngif odd", ""])
  func `a host that does not say what it is is an error`(system: String) throws {
    #expect(throws: ProbeError.self) { try FreeBSDDriver().observe(ProbeOutput.freebsd.with("system", system)) }
  }

  @Test(arguments: ProbeOutput.freebsd.sections.map(\.name))
  func `an output that is cut or changed anywhere does not crash, and one that is missing is an error`(
    name: String
  ) throws {
    let bytes = try Array(ProbeOutput.freebsd.section(name).text.utf8)
    for place in bytes.indices {
      var changed = bytes
      changed[place] = Array("\0\n\t<:/-9\"".utf8)[place % 9]
      for text in [bytes[..<place], changed[...]] {
        _ = try? FreeBSDDriver().observe(
          ProbeOutput.freebsd.with(name, String(decoding: text, as: UTF8.self)))
      }
    }
    if name.hasPrefix("file:") { return }
    #expect(throws: ProbeError.self) { try FreeBSDDriver().observe(ProbeOutput.freebsd.without(name)) }
  }
}
