import Model
import Testing

@testable import Drivers

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
  }
}
