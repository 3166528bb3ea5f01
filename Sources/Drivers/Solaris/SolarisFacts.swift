import Model

/// What the driver has to know of a Solaris or illumos host besides the state that it changes.
package struct SolarisFacts: Hashable, Sendable {
  /// `uname -r`: 5.10 is Solaris 10; 5.11 is Solaris 11 and every illumos.
  package var kernel: String
  /// `uname -v`, such as `Generic_147440-01`, `11.4.0.15.0`, `omnios-r151046`, `joyent_20230309`.
  package var version: String
  /// The first line of /etc/release.
  package var name: String
  package var isRoot: Bool
  package var zone: String
  /// Whether the zone has an IP stack of its own; the global zone has.
  package var hasOwnStack: Bool
  /// Programs, `dladm` only if it knows tunnels, and `create-if` or `create-ip` where ipadm has that word.
  package var tools: Set<String>
  /// Whether init's folder /etc/rc2.d is there.
  package var hasRunLevels: Bool
  /// illumos' and Solaris 11's `hostmodel` of IPv4: `weak`, `src-priority`, `strong`; nil where there is none.
  package var hostModel: String?
  /// Whether ip_strict_dst_multihoming is on; nil where nobody says.
  package var isStrict: Bool?
  /// Every interface, tunnels among them, and those that only have IPv6.
  package var interfaces: Set<InterfaceName>
  /// The tunnels that ifconfig has made by itself: the old form on illumos.
  package var implicitTunnels: Set<InterfaceName>
  /// Whether the old form is in use: a file /etc/hostname.ip.tunN, or such a tunnel.
  package var usesOldForm: Bool

  /// How new tunnels are made on the host.
  package var dialect: SolarisDialect {
    if kernel == "5.10" { return .classic }
    return usesOldForm && !isOracle ? .classic : .modern
  }

  /// The boot method that reads /etc/hostname.ip.tunN.
  var reader: HostnameFile.Reader { kernel == "5.10" ? .netInit : .netIptun }

  /// Solaris 11, and not illumos: nobody has verified that it still reads /etc/hostname.*, so nothing is left to that.
  package var isOracle: Bool { version.hasPrefix("11.") || name.contains("Oracle Solaris 11") }

  package var release: String {
    if kernel == "5.10" { return "solaris 10" }
    if isOracle {
      let numbers = version.split(separator: ".").prefix(2).joined(separator: ".")
      return "solaris \(version.hasPrefix("11.") ? numbers : "11")"
    }
    return "illumos \(version)"
  }
}

/// The two ways in which these systems take a tunnel.
package enum SolarisDialect: String, Sendable, CaseIterable {
  /// ifconfig(1M) and /etc/hostname.ip.tunN: Solaris 10, and illumos where the host already has such a file.
  case classic
  /// dladm(1M) and ipadm(1M): illumos and Solaris 11.
  case modern

  /// The dialect of a tunnel that is there: ifconfig takes no other name.
  init(of tunnel: InterfaceName) {
    self = tunnel.text.hasPrefix("ip.tun") ? .classic : .modern
  }
}
