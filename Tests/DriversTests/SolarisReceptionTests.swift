import Foundation
import Model
import Templates
import TestSupport
import Testing

@testable import Drivers

private let shells = Shell.all.filter(\.isInstalled)

/// What Solaris 10, illumos and Solaris 11 tell of packets: the agent's functions and what reads them, together.
///
/// The samples are made after the formats in the sources that the agent names; for Solaris 11's netstat, after tables of it in
/// public tests of other programs. No real host has printed them.
@Suite struct SolarisReceptionTests {
  /// A host whose commands print samples, and nothing else.
  private struct Host {
    var interfaces = "ifconfig-s10-up"
    var counters = "kstat-s10"
    var sockets = "netstat-s10"
    var route = "route-get-s10"
    /// What they end with.
    var statuses: [String: Int] = [:]
    /// Instead of a sample.
    var texts: [String: String] = [:]

    static let solaris10 = Host()
    static let illumos = Host(
      interfaces: "ifconfig-illumos", counters: "kstat-illumos", sockets: "netstat-illumos", route: "route-get-illumos")
    static let solaris11 = Host(interfaces: "ifconfig-s11", counters: "kstat-s11", sockets: "netstat-s11")

    func with(_ command: String, prints text: String, status: Int = 0) -> Host {
      var copy = self
      copy.texts[command] = text
      copy.statuses[command] = status
      return copy
    }

    /// The commands, and what they have to be asked.
    var commands: [(name: String, words: String, sample: String)] {
      [
        ("ifconfig", "-a", interfaces), ("kstat", "-p ip:::ipackets64 link:::ipackets64", counters),
        ("netstat", "-an -f inet -P tcp", sockets), ("route", "-n get 198.18.0.1", route),
      ]
    }

    func text(_ command: (name: String, words: String, sample: String)) throws -> String {
      try texts[command.name] ?? Fixture.text("solaris/\(command.sample).txt")
    }
  }

  /// What the agent's sections say of a host, by a shell.
  private static func evidence(
    of host: Host, at vip: String = "192.168.5.200", port: Int = 80, by shell: Shell = Shell.all[0]
  ) throws -> ProbeOutput {
    let folder = FileManager.default.temporaryDirectory.appending(path: "culvert-told-\(UUID().uuidString)")
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    defer { try? FileManager.default.removeItem(at: folder) }
    // Functions: another test's child may hold a program open that was written just now.
    var script = PlayedSolaris.agent.replacing(#/\nPATH=/usr/[^\n]*/#) { _ in "\nPATH=/usr/bin:/bin" }
    for command in host.commands {
      try Data(try host.text(command).utf8).write(to: folder.appending(path: command.name))
      script += """

        \(command.name)() {
          [ "$*" = '\(command.words)' ] || echo "\(command.name) $* is not what it should be asked"
          cat '\(folder.path)/\(command.name)'
          return \(host.statuses[command.name] ?? 0)
        }
        """
    }
    // As in protocol.sh, with marks of another form; and below something that ignores SIGPIPE, where a command of a pipe
    // says so when nobody reads on.
    script += """

      trap '' PIPE
      cv_section() {
        printf '@begin %s\\n' "$1"
        shift
        "$@" 2>&1 </dev/null
        printf '@end %s\\n' "$?"
      }
      cv_os_evidence \(vip) \(port) 198.18.0.1

      """
    try Data(script.utf8).write(to: folder.appending(path: "script"))
    let ran = try run(shell.words + [folder.appending(path: "script").path])
    #expect(ran.status == 0 && ran.errors == "", "\(ran.errors)")
    return ProbeOutput(
      sections: try ran.output.components(separatedBy: "@begin ").dropFirst().map { text in
        let parts = text.components(separatedBy: "@end ")
        try #require(parts.count == 2)
        let lines = parts[0].split(separator: "\n", maxSplits: 1, omittingEmptySubsequences: false)
        return .init(
          name: String(lines[0]), status: Int(parts[1].dropLast()) ?? -1,
          text: lines[1].hasSuffix("\n") ? String(lines[1].dropLast()) : String(lines[1]))
      })
  }

  private static func reception(
    of host: Host, at vip: String = "192.168.5.200", port: Int = 80, by shell: Shell = Shell.all[0]
  ) throws -> Reception {
    let output = try evidence(of: host, at: vip, port: port, by: shell)
    return try read(output, at: vip, port: port)
  }

  private static func read(
    _ output: ProbeOutput, at vip: String = "192.168.5.200", port: Int = 80
  ) throws -> Reception {
    let end = Endpoint(try IPv4Address(vip), try Port(String(port)))
    return try #require(try SolarisDriver().reception(output, at: end, from: "198.18.0.1"))
  }

  // MARK: - Each system, by each shell

  @Test(arguments: shells) func `Solaris 10 tells by the counters of its streams`(shell: Shell) throws {
    #expect(
      try Self.reception(of: .solaris10, by: shell)
        == Reception(
          received: ["ip.tun0": 12, "ip.tun1": 0], droppedByReversePath: 0, listening: .onVIP, isHalfOpen: true,
          replyRoute: "via 192.168.5.254 dev bge0"))
  }

  @Test(arguments: shells) func `illumos tells by the counters of its links`(shell: Shell) throws {
    #expect(
      try Self.reception(of: .illumos, by: shell)
        == Reception(
          received: ["lvstun0": 18_446_744_073], droppedByReversePath: 0,
          listening: .elsewhere(["127.0.0.1", "192.168.5.11"]), isHalfOpen: false, replyRoute: "dev bge0"))
  }

  @Test(arguments: shells) func `Solaris 11 tells in wider columns`(shell: Shell) throws {
    #expect(
      try Self.reception(of: .solaris11, at: "10.6.0.14", by: shell)
        == Reception(
          received: ["vpn0": 7], droppedByReversePath: 0, listening: .onVIP, isHalfOpen: false,
          replyRoute: "via 192.168.5.254 dev bge0"))
  }

  @Test(arguments: shells) func `what listens is told by the port, to its last digit`(shell: Shell) throws {
    #expect(try Self.reception(of: .solaris10, port: 8080, by: shell).listening == .elsewhere(["192.168.5.11"]))
    #expect(try Self.reception(of: .solaris10, port: 25, by: shell).listening == .elsewhere(["127.0.0.1"]))
    #expect(try Self.reception(of: .solaris10, port: 2, by: shell).listening == .nowhere)
    #expect(try Self.reception(of: .illumos, port: 8080, by: shell).listening == .nowhere, "bound, no more")
  }

  // MARK: - What has to be told apart

  @Test(arguments: shells) func `a tunnel that is down hands nothing on, whatever it counts`(shell: Shell) throws {
    let down = try Fixture.text("solaris/ifconfig-s10-up.txt")
      .replacing("ip.tun0: flags=10008d1<UP,", with: "ip.tun0: flags=10008d0<")
    #expect(try Self.reception(of: Host.solaris10.with("ifconfig", prints: down), by: shell).received == ["ip.tun1": 0])
    let states = Host(interfaces: "ifconfig-illumos-states", counters: "kstat-illumos")
    #expect(try Self.reception(of: states, by: shell).received == ["lvstun0": 18_446_744_073], "six0 is of IPv6")
  }

  @Test(arguments: shells) func `an address on another unit keeps a tunnel up`(shell: Shell) throws {
    let text = try Fixture.text("solaris/ifconfig-old.txt")
      .replacing("ip.tun0: flags=8d1<UP,", with: "ip.tun0: flags=8d0<")
    let host = Host.solaris10.with("ifconfig", prints: text)
    #expect(try Self.reception(of: host, by: shell).received == ["ip.tun0": 12])
  }

  @Test func `a host that knows IPv4 only, whose netstat heads its table otherwise, is read`() throws {
    var host = Host.solaris10
    host.sockets = "netstat-ipv4-only"
    #expect(try Self.reception(of: host, port: 111).listening == .onVIP)
  }

  @Test(
    arguments: [
      ("route-get-setsrc", 0, "via 192.168.5.254 dev bge0"), ("route-get-blackhole", 0, nil),
      ("route-get-none", 3, nil),
      ("route-get-none", 128, nil), ("route-get-none", 148, nil),
    ] as [(String, Int, String?)])
  func `the way back is read, or that there is none`(sample: String, status: Int, way: String?) throws {
    let host = Host.solaris10.with("route", prints: try Fixture.text("solaris/\(sample).txt"), status: status)
    #expect(try Self.reception(of: host).replyRoute == way)
  }

  @Test(arguments: shells) func `a busy host does not tell of each of its connections`(shell: Shell) throws {
    var table = try Fixture.text("solaris/netstat-s10.txt")
    for number in 1...20_000 {
      table +=
        "192.168.5.200.80     203.0.113.7.\(number)      5840      0 49232      0 "
        + (number.isMultiple(of: 2) ? "ESTABLISHED\n" : "SYN_RCVD\n")
    }
    let output = try Self.evidence(of: Host.solaris10.with("netstat", prints: table), by: shell)
    let text = try output.section("sockets").text
    #expect(text == "table\nLISTEN *.80 *.*\nSYN_RCVD 192.168.5.200.80 198.18.0.1.40001")
  }

  @Test func `a table that is none is cut off`() throws {
    let noise = String(repeating: "noise.80\n", count: 100_000)
    let output = try Self.evidence(of: Host.solaris10.with("netstat", prints: noise))
    #expect(try output.section("sockets").lines.count == 2000)
    #expect(throws: ProbeError.self) { try Self.read(output) }
  }

  @Test func `lines that name neither the port nor the way are passed over`() throws {
    let table = try Fixture.text("solaris/netstat-s10.txt") + "\nSCTP:\n   Local Address  one more column  LISTEN\n"
    let route = try Fixture.text("solaris/route-get-s10.txt") + "     zone: web\n surprise\n"
    let interfaces = "ifconfig: something on standard output\n" + (try Fixture.text("solaris/ifconfig-s10-up.txt"))
    let host = Host.solaris10.with("netstat", prints: table).with("route", prints: route)
      .with("ifconfig", prints: interfaces)
    #expect(try Self.reception(of: host) == Self.reception(of: .solaris10))
  }

  // MARK: - What is not understood is no evidence

  /// A command that prints something else, or that ends otherwise.
  private static let odd: [(command: String, text: String, status: Int)] = [
    ("ifconfig", "", 0), ("ifconfig", "ifconfig: not found", 127), ("kstat", "", 1), ("kstat", "kstat: fault", 2),
    ("kstat", "ip:0:ip.tun0:ipackets64\t-1\nip:1:ip.tun1:ipackets64\t0", 0),
    ("kstat", "ip:0:ip.tun0:ipackets64\t12", 0), ("kstat", "ip:0:ip.tun0:ipackets64\nip:1:ip.tun1:ipackets64\t0", 0),
    ("netstat", "", 0), ("netstat", "tcp: unknown protocol.", 1),
    ("netstat", "netstat: seven words that are no socket", 1),
    (
      "netstat",
      "\nTCP: IPv4\nLocal/Remote Address Swind  Snext     Suna   Rwind  Rnext     Rack    Rto   Mss     State\n", 0
    ),
    ("netstat", "   Local Address        Remote Address    Swind\n      *.80                 *.*  0 0 LISTEN\n", 0),
    ("netstat", "   Local Address        Remote Address    Swind\n      *.80  *.*  0 0 x 0 LISTEN\n", 0),
    ("netstat", "   Local Address        Remote Address    Swind\n      x.80  *.*  0 0 0 0 LISTEN\n", 0),
    ("netstat", "   Local Address        Remote Address    Swind\n      *.80  *  0 0 0 0 LISTEN\n", 0),
    ("route", "", 0), ("route", "route: not found", 127), ("route", " 198.18.0.1: insufficient privileges", 1),
    ("route", "   route to: 198.18.0.1\nRTM_GET: No such process (errno 3)", 0),
    ("route", "  interface: bge0\n", 0), ("route", "      flags: <UP,DONE>\n", 0),
    ("route", "    gateway: example.org\n      flags: <UP,DONE>\n", 0),
    ("route", "  interface: \u{1b}[2J\n      flags: <UP,DONE>\n", 0),
    ("route", "  interface: bge0\n  interface: bge1\n      flags: <UP,DONE>\n", 0),
    ("route", "  interface: bge0\n      flags: <UP,DONE>\n      flags: <UP,REJECT>\n", 0),
    ("route", "  interface: bge0 index 2 address 00 \n      flags: <UP,DONE>\n", 0),
  ]

  @Test(arguments: odd.indices) func `an answer of another form is refused`(_ index: Int) throws {
    let (command, text, status) = Self.odd[index]
    let host = Host.solaris10.with(command, prints: text, status: status)
    #expect(throws: ProbeError.self) { try Self.reception(of: host) }
  }

  @Test(arguments: ["received", "sockets", "reply"]) func `each section is asked for`(name: String) throws {
    let output = try Self.evidence(of: .solaris10).without(name)
    #expect(throws: ProbeError.missing(section: name)) { try Self.read(output) }
  }

  @Test(arguments: [
    "SYN_RCVD 192.168.5.200.80 198.18.0.2.40001", "SYN_RCVD 192.168.5.201.80 198.18.0.1.40001",
    "SYN_RCVD 192.168.5.200.81 198.18.0.1.40001", "LISTEN 192.168.5.200.80 *.*",
  ]) func `another connection than the prober's is none, though the agent should say so`(_ line: String) throws {
    let output = try Self.evidence(of: .illumos).with("sockets", "table\n\(line)")
    #expect(try !Self.read(output).isHalfOpen)
  }
}
