import Foundation
import Lab
import TestSupport
import Testing

extension Trait where Self == ConditionTrait {
  /// Skips where the package udev is not installed; the README names it, so CI has it.
  static var needsUdev: Self {
    let isThere = FileManager.default.isExecutableFile(atPath: "/usr/lib/systemd/systemd-udevd")
    let required = ProcessInfo.processInfo.environment["CULVERT_REQUIRE_LAB"] != nil
    return .enabled(if: isThere || required, "udev is not installed: the README names the packages that the tests want")
  }
}

extension ClusterTests {
  /// Hosts on which other programs configure each new interface.
  @Suite(.serialized, .needsUdev) struct OtherManagers {
    /// RHEL 9's pattern, udev that applies it, and systemd-networkd with a file for every interface but the host's own.
    private static let begin = """
      set -e
      echo 'messagebus:x:104:104::/nonexistent:/usr/sbin/nologin' >>/etc/passwd
      echo 'messagebus:x:104:' >>/etc/group
      printf '%s\\n' 'net.ipv4.conf.*.rp_filter = 1' '-net.ipv4.conf.all.rp_filter' >/etc/sysctl.d/50-redhat.conf
      mkdir -p /etc/systemd/network
      printf '%s\\n' '[Match]' 'Name=eth0' '[Link]' 'Unmanaged=yes' >/etc/systemd/network/10-eth0.network
      printf '%s\\n' '[Match]' 'Name=lvs-* tun-*' >/etc/systemd/network/50-any.network
      systemctl add-wants -q sysinit.target systemd-udevd.service systemd-udev-trigger.service
      systemctl add-wants -q multi-user.target dbus.socket systemd-networkd.service
      systemctl start systemd-udevd systemd-udev-trigger dbus.socket systemd-networkd
      """

    private static let end = """
      set -e
      systemctl stop systemd-networkd.socket systemd-networkd dbus.socket dbus
      systemctl stop systemd-udevd-control.socket systemd-udevd-kernel.socket systemd-udevd
      rm /etc/systemd/system/sysinit.target.wants/systemd-udev* /etc/systemd/system/multi-user.target.wants/dbus.socket \\
        /etc/systemd/system/multi-user.target.wants/systemd-networkd.service /etc/sysctl.d/50-redhat.conf
      rm -r /etc/systemd/network
      rmdir /etc/systemd/system/sysinit.target.wants
      sed -i /^messagebus:/d /etc/passwd /etc/group
      systemctl daemon-reload
      """

    @Test func `udev with RHEL's sysctl lines and systemd-networkd change nothing of culvert's, and a reboot serves`()
      async throws
    {
      let cluster = try await ClusterLab.bare()
      let before = try await cluster.snapshot("web1").files
      try await cluster.on("web1", Self.begin)
      let up = try await cluster.culvert("up", "--yes")
      #expect(up.status == 0, Comment(rawValue: up.stdout + up.stderr))
      #expect((up.stdout + up.stderr).contains("[CV026]"), Comment(rawValue: up.stdout + up.stderr))
      try await expectServing(cluster)
      let doctor = try await cluster.culvert("doctor")
      #expect(doctor.status == 0, Comment(rawValue: doctor.stdout + doctor.stderr))

      try await cluster.on("web1", "systemctl restart systemd-networkd && networkctl list --no-pager")
      try await expectServing(cluster)
      try await cluster.lab.reboot("web1")
      try await expectServing(cluster)
      if TestScope.isWhole { try await expectCauses(cluster) }

      let down = try await cluster.culvert("down", "--yes", "--purge")
      #expect(down.status == 0, Comment(rawValue: down.stdout + down.stderr))
      let left = try await cluster.on(
        "web1", "find /run/sysctl.d /run/systemd/network -name '*culvert*' 2>/dev/null || true")
      #expect(left.stdout == "")
      try await cluster.on("web1", Self.end)
      #expect(try await cluster.snapshot("web1").files == before)
    }

    /// Everybody answers, the tunnel is as it should be after udev has done its work, and nothing has drifted.
    private func expectServing(_ cluster: ClusterLab) async throws {
      let filter = try await cluster.on(
        "web1", "udevadm settle --timeout=30; cat /proc/sys/net/ipv4/conf/lvs-lb1/rp_filter")
      #expect(filter.stdout == "2\n")
      #expect(Set(try await cluster.ask(6).keys) == ["web1", "web2"])
      let drift = try await cluster.culvert("drift")
      #expect(drift.status == 0, Comment(rawValue: drift.stdout + drift.stderr))
    }

    /// Without the drop-ins the others do their work, and `drift` says which it was.
    private func expectCauses(_ cluster: ClusterLab) async throws {
      try await cluster.on(
        "web1",
        """
        rm /etc/systemd/network/00-culvert.network /etc/sysctl.d/99-zz-culvert.conf
        udevadm trigger --action=add /sys/class/net/lvs-lb1 && udevadm settle --timeout=30
        systemctl restart systemd-networkd
        """)
      try await cluster.on(
        "web1",
        "timeout 30 sh -c 'while ip -o -4 addr show dev lvs-lb1 | grep -q inet; do networkctl list >/dev/null; done'")
      let drift = try await cluster.culvert("drift")
      #expect(drift.status == 2)
      #expect(drift.stdout.contains("systemd-networkd reports: lvs-lb1: "), Comment(rawValue: drift.stdout))
      let up = try await cluster.culvert("up", "--yes")
      #expect(up.status == 0, Comment(rawValue: up.stdout + up.stderr))
      try await expectServing(cluster)
    }
  }
}
