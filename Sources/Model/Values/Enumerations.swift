/// An operating system that culvert has a driver for.
package enum OperatingSystem: String, Codable, CaseIterable, Sendable {
  case linux
  case freebsd
  /// Solaris 10 and 11, and every illumos.
  case solaris
}

/// How the agent becomes root after the login.
package enum Become: String, Codable, CaseIterable, Sendable {
  /// The login is root's.
  case none
  case sudo, doas, pfexec
}

/// Which algorithms a connection may use.
package enum SSHAlgorithms: String, Codable, CaseIterable, Sendable {
  /// What ~/.ssh/config says, or the SSH library's usual ones.
  case usual
  /// Those of an SSH server of about 2006, such as SunSSH, and no others: SHA-1 throughout, and a key exchange of 1024 bits
  /// where the server has nothing better.
  case legacy
}

/// How a tunnel wraps packets.
package enum Encapsulation: Codable, Hashable, Sendable {
  /// IPv4 in IPv4, protocol 4 (RFC 2003).
  case ipip
  /// Generic routing encapsulation, protocol 47 (RFC 2784).
  case gre
  /// Generic UDP encapsulation.
  case gue
  /// Any other, as the host's tool prints it; never culvert's own.
  case other(String)

  /// The word of the inventory and of the views.
  package var text: String {
    switch self {
    case .ipip: "ipip"
    case .gre: "gre"
    case .gue: "gue"
    case .other(let word): word
    }
  }
}
