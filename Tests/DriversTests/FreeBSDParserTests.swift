import Foundation
import Model
import Testing

@testable import Drivers

/// What ifconfig and sysctl print on FreeBSD, in the very words of the transcripts of real kernels.
@Suite struct FreeBSDParserTests {
  private static func parse(_ text: String) throws -> [FreeBSDIfconfigParser.Interface] {
    try FreeBSDIfconfigParser.parse(.section("x", text), section: "x")
  }

  // MARK: - Transcripts

  /// One command of a transcript: `# COMMAND`, what it printed, `[exit N]`.
  private struct Entry {
    var command: String
    var output: String
    var status: Int
  }

  private static func entries(_ file: String) throws -> [Entry] {
    var entries: [Entry] = []
    var command: String?
    var lines: [String] = []
    for line in try Fixture.text("freebsd/\(file)").components(separatedBy: "\n") {
      if line.hasPrefix("# ") {
        (command, lines) = (String(line.dropFirst(2)), [])
      } else if let begun = command, let status = line.wholeMatch(of: #/\[exit (\d+)\]/#) {
        entries.append(
          Entry(command: begun, output: lines.joined(separator: "\n"), status: Int(status.output.1) ?? -1))
        command = nil
      } else {
        lines.append(line)
      }
    }
    return entries
  }

  private static let files: [String] = {
    let folders = ["transcripts-13.2", "transcripts-15.1"]
    return folders.flatMap { folder in
      let names = try? FileManager.default.contentsOfDirectory(atPath: Fixture.path("freebsd/\(folder)"))
      return (names ?? []).sorted().map { "\(folder)/\($0)" }
    }
  }()

  /// A command that shows interfaces, with whatever options, and does nothing else before or behind it.
  private static func shows(_ command: String) -> Bool {
    command.wholeMatch(of: #/ifconfig( -f inet:[a-z]+| -n)?( -a|( [a-z]+[0-9]+)( inet6?)?)/#) != nil
  }

  @Test func `every ifconfig of the transcripts is read to its last line`() throws {
    var (count, tunnels) = (0, 0)
    for file in Self.files {
      for entry in try Self.entries(file) where Self.shows(entry.command) && entry.status == 0 {
        let seen = try Self.parse(entry.output)
        #expect(!seen.isEmpty, "\(file): \(entry.command)")
        count += 1
        tunnels += seen.filter { $0.ends != nil }.count
        try Self.compare(seen, entry.output)
      }
    }
    #expect(count > 80, "\(count)")
    #expect(tunnels > 60, "\(tunnels)")
  }

  /// Against a reading by patterns: every address and every end is there, and no others.
  private static func compare(_ seen: [FreeBSDIfconfigParser.Interface], _ output: String) throws {
    let addresses = output.matches(of: #/\n\tinet ([0-9.]+)/#).map { String($0.output.1) }
    #expect(seen.flatMap(\.addresses).map(\.address.text) == addresses)
    let ends = output.matches(of: #/\ttunnel inet6? ([^ ]+) --> ([^ \n]+)/#)
    #expect(
      seen.compactMap(\.ends).map { "\($0.local) \($0.remote)" }
        == ends.map { "\($0.output.1) \($0.output.2)" })
    let up = output.matches(of: #/flags=[0-9a-f]+<([^>]*)>/#).map { $0.output.1.split(separator: ",").contains("UP") }
    #expect(seen.map(\.isUp) == up)
  }

  @Test(arguments: ["10.4": ["gif"], "5.4": []] as [String: Set<Substring>])
  func `old releases end lines with a blank, and know less of an interface`(release: String, groups: Set<Substring>)
    throws
  {
    #expect(
      try Self.parse(Fixture.text("freebsd/ifconfig-\(release).txt")) == [
        .init(
          name: "gif0", isUp: true, addresses: [.init("192.0.2.100", peer: "192.0.2.254")],
          ends: .init(local: "10.77.0.10", remote: "10.77.0.1"), groups: groups)
      ])
  }

  @Test(arguments: [
    "\tinet 192.0.2.1 --> 192.0.2.2 netmask 0xffffffff", "em0 flags=8843<UP> mtu 1500", "em0: flags=8843 mtu 1500",
    "em0: flags=8843<UP> metric mtu", "em0: flags=8843<UP> metric 0 mtu 1500\n\tsurprise: 1",
    "em0: flags=8843<UP> mtu 1500\n\tinet 192.0.2.1",
    "em0: flags=8843<UP> mtu 1500\n\tinet 192.0.2.1 netmask 0xff00ff00",
    "em0: flags=8843<UP> mtu 1500\n\tinet 192.0.2.1 netmask 0xffffff00 surprise 1",
    "em0: flags=8843<UP> mtu 1500\n\tinet 192.0.2.300 netmask 0xffffff00",
    "gif0: flags=8843<UP> mtu 1500\n\ttunnel inet 192.0.2.1 -> 192.0.2.2",
    "gif0: flags=8843<UP> mtu 1500\n\ttunnel inet 192.0.2.1 -->",
  ])
  func `a line that is not known is an error that shows it`(text: String) throws {
    let line = text.split(separator: "\n").last.map(String.init) ?? ""
    #expect(unreadable { _ = try Self.parse(text) } == "x: \(line)")
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
      \tgroups: bridge
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
      pflog0: flags=0<> metric 0 mtu 33152
      """
    let seen = try Self.parse(text)
    #expect(seen.map(\.name) == ["bridge0", "vlan7", "lagg0", "tun0", "pflog0"])
    #expect(seen[1].addresses == [.init("198.51.100.2", prefixLength: 29)])
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
