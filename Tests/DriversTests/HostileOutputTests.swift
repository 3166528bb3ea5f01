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

  @Test(arguments: ["\0", "\u{1B}]0;x\u{7}", "\u{FFFD}", "'", "$(id)", "-", "\u{85}"])
  func `a line that the agent does not print is an error in its own sections`(line: String) throws {
    for name in ["file:/etc/culvert/boot", "keepalived", "mss"] {
      let text = (try? Self.busy.section(name).text) ?? "192.0.2.80 80 1440"
      let output = ProbeOutput.director.with(name, "\(text)\n\(line) \(line)")
      #expect(throws: ProbeError.self, "\(name)") { try LinuxDriver().observe(output) }
    }
  }

  @Test(arguments: [
    ("links", "4: lvs-a: bad"), ("tunnels", "lvs-a: bad"), ("addresses", "4: lvs-a    bad"),
    ("settings", "net/ipv4/conf/lvs-a/rp_filter bad bad"), ("keepalived", "bad"), ("modules", "ipip bad"),
  ])
  func `lines that end as on Windows are as many lines`(sample: (name: String, line: String)) throws {
    let text = try Self.busy.section(sample.name).text
    let lines = text.split(separator: "\n").map(String.init) + [sample.line]
    let output = ProbeOutput.director.with(sample.name, lines.joined(separator: "\r\n"))
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

  @Test(arguments: busy.sections.map(\.name), ["", "4: lvs-a ", "lvs-a: ", "net/ipv4/conf/lvs-a/rp_filter "])
  func `a line without an end is passed over, or an error, in a moment`(name: String, beginning: String) {
    let start = ContinuousClock.now
    let output = ProbeOutput.director.with(name, beginning + String(repeating: "[%-x ", count: 25_000))
    do throws(ProbeError) { _ = try LinuxDriver().observe(output) } catch {
      #expect(error.description.utf8.count < 400, "the error fits on a screen")
    }
    #expect(ContinuousClock.now - start < .seconds(20))
  }

  @Test func `what an error shows is fit for a terminal`() {
    let error = #expect(throws: ProbeError.self) {
      try LinuxDriver().observe(Self.busy.with("modules", "ipip \u{1B}]0;owned\u{7}\r\u{9B}31m"))
    }
    #expect(error?.description.unicodeScalars.contains { $0.value < 32 || (0x7F...0x9F).contains($0.value) } == false)
    #expect(error?.description.contains(#"\u{1b}]0;owned\u{7}\r"#) == true)
  }
}
