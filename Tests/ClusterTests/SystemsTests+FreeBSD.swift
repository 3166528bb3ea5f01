import Lab
import Testing

extension ClusterTests.Systems {
  /// What every new gif without lines of its own gets from devd, as images of virtual machines have it (field case F.2).
  static let defaultLine = "ifconfig_DEFAULT=\"inet 10.99.99.1 10.99.99.2 netmask 255.255.255.255\""

  /// What hands do on FreeBSD alone (field cases F.1, F.3, F.4, F.11).
  func expectFreeBSDHands(_ systems: SystemsLab, _ healthy: [String: Snapshot]) async throws {
    let cluster = systems.cluster
    // It serves on, but for a client with the address of the peer.
    try await systems.type(
      "ifconfig TUN inet VIP 198.51.100.99 netmask 255.255.255.255\nifconfig TUN name lvs0", on: .freebsd8)
    try await systems.type("ifconfig TUN name lvs0", on: .freebsd13)
    let drift = try await cluster.culvert("drift")
    #expect(drift.status == 2)
    #expect(
      drift.stdout.matches(of: /tunnel gif1: name is lvs0, should be gif1/).count == 2, Comment(rawValue: drift.stdout))
    #expect(drift.stdout.contains("peer 198.51.100.99/32 should not be there"), Comment(rawValue: drift.stdout))
    #expect(!drift.stdout.contains("boot was logged in"), Comment(rawValue: drift.stdout))
    let mend = try await cluster.culvert("up", "--yes")
    #expect(mend.status == 0, Comment(rawValue: mend.stdout + mend.stderr))
    #expect(mend.stdout.contains("~ tunnel gif1: name lvs0 → gif1"), Comment(rawValue: mend.stdout))
    try await expectSame(healthy, cluster.snapshots())

    // The next boot would not bring it back; a boot file that has to be changed is immutable.
    try await systems.type("echo '[ -d /etc ] && cloned_interfaces=lo3' >>/etc/rc.conf", on: .freebsd13)
    try await systems.type(
      "chflags schg /etc/rc.conf\necho 'ifconfig_TUN_alias0=\"inet 192.0.2.77 192.0.2.78\"' >>/etc/rc.conf",
      on: .freebsd8)
    let endangered = try await cluster.culvert("drift")
    #expect(endangered.status == 2 && endangered.stdout.contains("[CV031]"), Comment(rawValue: endangered.stdout))
    let up = try await cluster.culvert("up", "--yes")
    #expect(up.status == 7 && up.stderr.contains("[CV031]") && up.stderr.contains("chflags noschg /etc/rc.conf"))
    #expect(!(endangered.stdout + up.stdout).contains("as they should be"), Comment(rawValue: up.stdout))
    try await systems.type("sed -i '' '/cloned_interfaces=lo3/d' /etc/rc.conf", on: .freebsd13)
    try await systems.type("chflags noschg /etc/rc.conf\nsed -i '' '/192.0.2.77/d' /etc/rc.conf", on: .freebsd8)
    try await expectSame(healthy, cluster.snapshots())
  }
}
