import Foundation
import Lab
import TestSupport
import Testing

extension ClusterTests {
  /// What others than root could change on a host, and what cannot be written there, on real kernels and file systems.
  @Suite(.serialized) struct HostSafety {
    /// Owners, modes and a drop-in are seen by drift and doctor, and what is culvert's is corrected.
    @Test(.beyondCore) func `what others can change of the boot is drift, and corrected`() async throws {
      let cluster = try await ClusterLab.up()
      let healthy = try await cluster.snapshots()
      try await cluster.on("web1", "chown 1000 /etc/culvert; chmod 777 /etc/systemd/system")
      try await cluster.on("web2", "chown 1000 /etc/culvert/boot; chmod 666 /etc/culvert/boot")
      try await cluster.on(
        "lb1",
        "mkdir -p /etc/systemd/system/culvert.service.d; printf '[Service]\\nExecStart=\\nExecStart=/bin/true\\n' >/etc/systemd/system/culvert.service.d/x.conf"
      )
      let drift = try await cluster.culvert("drift")
      #expect(drift.status == 2)
      for words in [
        "file /etc/culvert: mode is 0755, owner uid 1000, should be 0755",
        "file /etc/systemd/system: mode is 0777, should be 0755",
        "file /etc/culvert/boot: mode is 0666, owner uid 1000, should be 0755",
      ] {
        #expect(drift.stdout.contains(words), Comment(rawValue: "\(words)\n\(drift.stdout)"))
      }
      let doctor = try await cluster.culvert("doctor")
      #expect(doctor.status == 2)
      #expect(doctor.stdout.contains("CV008"), Comment(rawValue: doctor.stdout))
      try await cluster.on("lb1", "rm -r /etc/systemd/system/culvert.service.d")
      let up = try await cluster.culvert("up", "--yes")
      #expect(up.status == 0, Comment(rawValue: up.stdout + up.stderr))
      #expect(try await cluster.snapshots() == healthy)
    }

    /// Each is found at stage: no host is changed, and nothing is left beside the file.
    @Test func `what cannot be written is found before the first change`() async throws {
      let cluster = try await ClusterLab.up()
      let boot = "/etc/culvert/boot"
      try await cluster.on("web2", "echo '# edited' >>\(boot)")
      let edited = try await cluster.snapshots()
      let states = [
        ("chattr +i \(boot)", "chattr -i \(boot)", "it is immutable"),
        ("chattr +a \(boot)", "chattr -a \(boot)", "it is append-only"),
        ("chattr +i /etc/culvert", "chattr -i /etc/culvert", "/etc/culvert"),
        ("mount --bind \(boot) \(boot)", "umount \(boot)", "something is mounted on it"),
        ("mount --bind -o ro /etc/culvert /etc/culvert", "umount /etc/culvert", "cannot write to /etc/culvert"),
      ]
      for (state, back, words) in TestScope.cases(states, coreTakesOneIn: 3) {
        try await cluster.on("web2", state)
        let up = try await cluster.culvert("up", "--yes")
        try await cluster.on("web2", back)
        #expect(
          up.status != 0 && up.status != 4 && up.status != 8, Comment(rawValue: "\(state)\n\(up.stdout)\(up.stderr)"))
        #expect(up.stderr.contains(words), Comment(rawValue: "\(state)\n\(up.stderr)"))
        #expect(try await cluster.snapshots() == edited, "\(state)")
      }
      // A state directory that is somebody else's.
      try await cluster.on("web2", "chown 1000 /var/lib/culvert")
      let distrusted = try await cluster.culvert("drift")
      #expect(distrusted.status == 1)
      #expect(distrusted.stderr.contains("owner is uid 1000, not root"), Comment(rawValue: distrusted.stderr))
      #expect(try await cluster.culvert("up", "--yes").status == 1)
      try await cluster.on("web2", "chown 0 /var/lib/culvert")
      let up = try await cluster.culvert("up", "--yes")
      #expect(up.status == 0, Comment(rawValue: up.stdout + up.stderr))
    }
  }
}
