/// What a guest is, for whoever logs in.
///
/// `linux` is a plain Debian. Any other is a personality: the same Linux kernel underneath, but the commands, their
/// output, their errors and the way of booting are those of that system, and what Linux has and it does not have is not
/// there. A command or an option that a personality does not know says so, exits with status 70, and is written to
/// `/var/log/personality` in the guest.
package enum GuestSystem: String, Sendable, Codable, CaseIterable {
  case linux
  /// FreeBSD 8.4, for the style of 5.x to 9: `gif_interfaces`, no `sysrc`.
  case freebsd8
  /// FreeBSD 13.2.
  case freebsd13
  /// FreeBSD 15.1: netlink in `ifconfig` and `netstat`, `sh` as root's shell.
  case freebsd15
  /// Solaris 10 8/07 on x86: `ifconfig ip.tunN`, `/etc/hostname.ip.tunN`, a Bourne shell.
  case solaris10
  /// illumos of 2015: `dladm` and `ipadm`, and the files of old too.
  case illumos
}
