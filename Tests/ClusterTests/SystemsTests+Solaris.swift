import Lab
import Testing

extension ClusterTests.Systems {
  /// What hands do on Solaris and illumos alone (field cases I.1 to I.5); both are emulated.
  func expectSolarisHands(_ systems: SystemsLab, _ healthy: [String: Snapshot]) async throws {
    try await expectUselessFiles(systems, healthy)
    try await expectRivals(systems, healthy)
  }

  /// Boot files that look right and make no tunnel, and an address that ifconfig has put into the place of culvert's.
  private func expectUselessFiles(_ systems: SystemsLab, _ healthy: [String: Snapshot]) async throws {
    let cluster = systems.cluster
    // Solaris 10 takes no ends once the tunnel is up.
    try await systems.type(
      "sed -n 2p /etc/hostname.TUN >/tmp/file; sed -n 1p /etc/hostname.TUN >>/tmp/file; cat /tmp/file >/etc/hostname.TUN",
      on: .solaris10)
    // No method carries out a last line without a newline.
    try await systems.type(
      "text=$(cat /etc/hostname.TUN); printf %s \"$text\" >/etc/hostname.TUN", on: .classic)
    try await systems.type("ifconfig TUN 10.80.99.7 192.0.2.9 netmask 255.255.255.255", on: .illumos)
    let drift = try await cluster.culvert("drift")
    #expect(drift.status == 2)
    for line in ["file /etc/hostname.ip.tun1: ", "10.80.99.7 peer 192.0.2.9/32 should not be there"] {
      #expect(drift.stdout.contains(line), Comment(rawValue: drift.stdout))
    }
    try await withThrowingTaskGroup(of: Void.self) { group in
      for host in [SystemHand.solaris10, .classic].map(\.host) { group.addTask { try await cluster.lab.reboot(host) } }
      try await group.waitForAll()
    }
    #expect(try await systems.type("ifconfig TUN", on: .solaris10).contains("inet tunnel src 0.0.0.0"))
    #expect(try await !systems.type("ifconfig TUN", on: .classic).contains(cluster.lab.vip))
    try await expectMended(cluster, healthy)
  }

  /// Tunnels of somebody else between the ends of culvert's, now and at the next boot: nothing is changed before they are gone.
  private func expectRivals(_ systems: SystemsLab, _ healthy: [String: Snapshot]) async throws {
    let cluster = systems.cluster
    let ends = "tsrc RIP tdst DIP"
    try await systems.type("echo '\(ends)' >/etc/hostname.ip.tun4", on: .solaris10)
    try await systems.type(
      "cp /etc/hostname.ip.tun0 /tmp/file; sed 's/tdst .*/tdst DIP/' /tmp/file >/etc/hostname.ip.tun0", on: .classic)
    try await systems.type(
      "\(SystemHand.illumos.delete); dladm create-iptun -t -T ipv4 -a local=RIP,remote=DIP foo0", on: .illumos)
    let before = try await cluster.snapshots()
    let doctor = try await cluster.culvert("doctor")
    let up = try await cluster.culvert("up", "--yes")
    #expect(doctor.status == 2 && up.status == 7, Comment(rawValue: up.stdout + up.stderr))
    for told in [
      "solaris10: /etc/hostname.ip.tun4: at boot ", "classic: /etc/hostname.ip.tun0: at boot ",
      "illumos: tunnel foo0: unmanaged tunnel",
    ] {
      #expect(up.stderr.split(separator: "\n").contains { $0.contains(told) }, Comment(rawValue: up.stderr))
    }
    for id in ["[CV023]", "[CV034]"] { #expect(doctor.stdout.contains(id), Comment(rawValue: doctor.stdout)) }
    try await expectSame(before, cluster.snapshots())
    try await systems.type("rm /etc/hostname.ip.tun4", on: .solaris10)
    try await systems.type("cat /tmp/file >/etc/hostname.ip.tun0", on: .classic)
    try await systems.type("dladm delete-iptun -t foo0", on: .illumos)
    try await expectMended(cluster, healthy)
    try await systems.forgetBootNames()
  }
}
