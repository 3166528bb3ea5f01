import Model
import Testing

@testable import Drivers

/// What the probe says of the host itself.
@Suite struct FactsParserTests {
  @Test func `a host is described`() throws {
    let facts = try facts(.director)
    #expect(facts.release == "linux debian 12")
    #expect(facts.kernel == "6.1.0-56-amd64")
    #expect(facts.isRoot)
    #expect(facts.initSystem == .systemd)
    #expect(facts.tools == ["ip", "ipvsadm", "modprobe", "od", "sed", "awk", "apt-get"])
    #expect(facts.modules == ["ipip": .available, "ip_vs": .available])
    #expect(facts.interfaces == ["lo", "eth0"])
    #expect(facts.rivals == .init())
  }

  @Test(arguments: [
    ("id debian\nversion 12", "linux debian 12"), ("id arch", "linux arch"), ("", "linux 6.9"),
    ("id alpine\nversion 3.20.1\nid gentoo", "linux gentoo 3.20.1"),
  ])
  func `a release is what os-release says, or else the kernel`(lines: String, release: String) throws {
    #expect(try facts(ProbeOutput.director.with("system", "kernel 6.9\nuid 0\n\(lines)")).release == release)
  }

  @Test(arguments: [("systemd", "systemd"), ("openrc", "openrc"), ("sysv", "sysv"), ("unknown", "unknown")])
  func `each init is known by its name`(word: String, name: String) throws {
    let output = ProbeOutput.director.with("system", "kernel 6.9\nuid 0\ninit \(word)")
    #expect(try facts(output).initSystem.rawValue == name)
  }

  @Test func `an init that culvert does not know starts nothing of culvert's`() throws {
    #expect(try facts(ProbeOutput.director.with("system", "init upstart")).initSystem == .unknown)
  }

  @Test func `whoever is not number 0 is not root`() throws {
    #expect(try !facts(ProbeOutput.director.with("system", "kernel 6.9\nuid 1000\ninit sysv")).isRoot)
  }

  @Test func `the source of a route is read, and no route is no error`() throws {
    let output = ProbeOutput.director
      .with("route:203.0.113.21", try Fixture.text("linux/ip-o-route-get.txt"))
      .with("route:10.80.1.2", #"10.80.1.2 via 10.80.0.1 dev eth0 src 10.80.0.9 uid 0 \    cache "#)
      .with("route:203.0.113.22", "RTNETLINK answers: Network is unreachable", status: 2)
    #expect(try facts(output).routeSources == ["203.0.113.21": "198.51.100.10", "10.80.1.2": "10.80.0.9"])
  }

  @Test(arguments: ["true", "TRUE"]) func `Debian's init script is a rival where it is on`(word: String) throws {
    #expect(try facts(ProbeOutput.director.with("rivals", "debian-ipvsadm \(word)")).rivals.debianScript)
  }

  @Test(arguments: ["debian-ipvsadm false", "debian-ipvsadm ", "rhel-ipvsadm disabled", "rhel-ipvsadm ", ""])
  func `others that are off are no rivals`(line: String) throws {
    #expect(try facts(ProbeOutput.director.with("rivals", line)).rivals == .init())
  }

  @Test func `RHEL's unit is a rival where it is enabled`() throws {
    #expect(try facts(ProbeOutput.director.with("rivals", "rhel-ipvsadm enabled")).rivals.rhelUnit)
  }

  @Test func `links of a SysV init are read`() throws {
    let output = ProbeOutput.director.with("rc-links", "/etc/rc2.d/S03culvert ../init.d/culvert")
    #expect(try facts(output).rcLinks == ["/etc/rc2.d/S03culvert": "../init.d/culvert"])
  }

  @Test(arguments: [
    ("modules", "ipip"), ("modules", "ipip gone"), ("keepalived", "virtual_server 192.0.2.10 80 {"),
    ("keepalived", "state asleep"),
    ("keepalived", "state running\ncat: keepalived.conf"), ("route:203.0.113.21", "203.0.113.21 dev eth0"),
    ("route:203.0.113.21", "203.0.113.21 dev eth0 src"), ("route:203.0.113.21", "203.0.113.21 dev eth0 src x"),
    ("route:203.0.113.21", ""), ("route:nowhere", "192.0.2.1 dev eth0 src 192.0.2.2"),
  ])
  func `a line of another form is an error`(section: String, text: String) throws {
    let found = unreadable { _ = try facts(ProbeOutput.director.with(section, text)) }
    let line = text.split(separator: "\n").last.map(String.init) ?? ""
    #expect(found?.hasPrefix("\(section): \(line)") == true, "\(found ?? "no error")")
  }

  private func facts(_ output: ProbeOutput) throws -> LinuxFacts { try LinuxDriver().observe(output).linux }
}
