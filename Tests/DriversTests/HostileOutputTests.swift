import Model
import Testing

@testable import Drivers

/// A host may print anything: it is understood or it is an error, and it never takes the program down or makes it wait.
@Suite struct HostileOutputTests {
  /// A director in full work.
  static let busy: ProbeOutput = {
    do {
      return try ProbeOutput.director
        .with("links", Fixture.text("linux/ip-o-link-show.txt"))
        .with("tunnels", Fixture.text("linux/ip-tunnel-show.txt"))
        .with("addresses", Fixture.text("linux/ip-o-4-addr-show.txt"))
        .with("services", Fixture.text("linux/ipvsadm-1.31-Sn-full.txt"))
        .with("thresholds", IPVSParserTests.cut(Fixture.text("linux/ipvsadm-1.31-Ln-thresholds.txt")))
        .with("rivals", "debian-ipvsadm true\nrhel-ipvsadm enabled")
        .with("keepalived", "state running\nconf virtual_server 192.0.2.10 80 {\nconf }")
        .with("rc-links", "/etc/rc2.d/S03culvert ../init.d/culvert")
        .with("file:/etc/culvert/boot", "regular 755\n 23 21 2f 62")
        .with("route:203.0.113.21", Fixture.text("linux/ip-o-route-get.txt"))
    } catch { preconditionFailure("\(error)") }
  }()

  @Test(arguments: busy.sections.map(\.name))
  func `an output that is cut anywhere does not crash`(name: String) throws {
    let text = try Self.busy.section(name).text
    for end in stride(from: 0, to: text.utf8.count, by: max(1, text.utf8.count / 100)) {
      let cut = String(decoding: text.utf8.prefix(end), as: UTF8.self)
      _ = try? LinuxDriver().observe(ProbeOutput.director.with(name, cut))
    }
  }

  @Test(arguments: busy.sections.map(\.name))
  func `an output with a wrong byte anywhere does not crash`(name: String) throws {
    let bytes = try Array(Self.busy.section(name).text.utf8)
    let wrong = Array("\0\n\r\t :/@-9\"'".utf8) + [0x7F, 0x80, 0xC3, 0xFF]
    for place in stride(from: 0, to: bytes.count, by: max(1, bytes.count / 70)) {
      var changed = bytes
      changed[place] = wrong[place % wrong.count]
      _ = try? LinuxDriver().observe(ProbeOutput.director.with(name, String(decoding: changed, as: UTF8.self)))
    }
  }

  @Test(arguments: busy.sections.map(\.name), ["\0", "\u{1B}]0;x\u{7}", "\u{FFFD}", " ", "'", "$(id)", "-", "\u{85}"])
  func `a line that no tool prints is an error in every section`(name: String, line: String) throws {
    // BSD's od ends with a line of blanks.
    if name.hasPrefix("file:"), line == " " { return }
    let text = try Self.busy.section(name).text
    let output = ProbeOutput.director.with(name, "\(text)\n\(line) \(line)")
    #expect(throws: ProbeError.self, "\(name)") { try LinuxDriver().observe(output) }
  }

  @Test(arguments: busy.sections.map(\.name).filter { !$0.hasPrefix("file:") && !$0.hasPrefix("route:") })
  func `lines that end as on Windows are as many lines`(name: String) throws {
    let text = try Self.busy.section(name).text
    let lines = text.split(separator: "\n").map(String.init) + ["bad line"]
    let output = ProbeOutput.director.with(name, lines.joined(separator: "\r\n"))
    #expect(throws: ProbeError.self, "the last line is not lost in the first") { try LinuxDriver().observe(output) }
  }

  // Together these are megabytes; whatever takes quadratic time would show here.

  @Test(arguments: [
    ("links", "9: x: <UP> mtu 1500"), ("addresses", "9: x    inet 10.0.0.1/32 scope global x"),
    ("tunnels", "t: ip/ip remote any local 10.0.0.1 ttl inherit"), ("services", "-A -t 192.0.2.10:80 -s wlc"),
    ("thresholds", "TCP  192.0.2.10:80 wlc"), ("settings", "net/ipv4/conf/x/arp_ignore 0"), ("keepalived", "conf x"),
    ("tools", "ip"), ("system", "kernel 6"), ("rivals", "rhel-ipvsadm x"),
  ])
  func `thousands of lines are read in a moment`(name: String, line: String) throws {
    let head = name == "keepalived" ? "state running\n" : ""
    let text = head + String(repeating: line + "\n", count: (1 << 17) / line.utf8.count)
    let start = ContinuousClock.now
    _ = try LinuxDriver().observe(ProbeOutput.director.with(name, text))
    #expect(ContinuousClock.now - start < .seconds(20))
  }

  @Test(arguments: busy.sections.map(\.name)) func `a line without an end is an error in a moment`(name: String) {
    let start = ContinuousClock.now
    let output = ProbeOutput.director.with(name, String(repeating: "[%-x ", count: 25_000))
    let error = #expect(throws: ProbeError.self) { try LinuxDriver().observe(output) }
    #expect(ContinuousClock.now - start < .seconds(20))
    #expect((error?.description.utf8.count ?? 0) < 400, "the error fits on a screen")
  }

  @Test func `what an error shows is fit for a terminal`() {
    let error = #expect(throws: ProbeError.self) {
      try LinuxDriver().observe(Self.busy.with("links", "\u{1B}]0;owned\u{7}\r\u{9B}31m"))
    }
    #expect(error?.description.unicodeScalars.contains { $0.value < 32 || (0x7F...0x9F).contains($0.value) } == false)
    #expect(error?.description.contains(#"\u{1b}]0;owned\u{7}\r"#) == true)
  }
}
