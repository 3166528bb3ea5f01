/// What a guest is in the cluster; the lab gives realservers a web server.
package enum Role: String, Sendable, Codable {
  case director, realserver
}

/// How a guest boots.
///
/// `systemd`: systemd is PID 1. `sysv`: busybox's init is PID 1 and starts `/etc/rc2.d/S*` in order; systemd is nowhere
/// on that host.
package enum InitStyle: String, Sendable, Codable, CaseIterable {
  case systemd, sysv
}

/// One guest: a kernel of its own, with a disk of its own.
package struct GuestSpec: Sendable, Codable, Equatable {
  /// Host name, also the name in the lab's `/etc/hosts`: a lower-case letter, then up to 9 letters or digits.
  ///
  /// Ten in all, because `tap-NAME` must fit into an interface name.
  package var name: String
  /// Director or realserver.
  package var role: Role
  /// How it boots; a personality boots as its system does, and has no systemd.
  package var initStyle: InitStyle
  /// What it is for whoever logs in.
  package var system: GuestSystem
  /// Memory in MiB; systemd wants 128 or more.
  package var memory: Int

  /// A guest; without `memory` it gets what its init style needs, 160 MiB or 96 MiB.
  package init(
    name: String, role: Role, initStyle: InitStyle = .systemd, system: GuestSystem = .linux, memory: Int? = nil
  ) {
    self.name = name
    self.role = role
    self.initStyle = system == .linux ? initStyle : .sysv
    self.system = system
    self.memory = memory ?? (self.initStyle == .systemd ? 160 : 96)
  }
}
