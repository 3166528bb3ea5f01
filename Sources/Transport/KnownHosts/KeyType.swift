/// The type of a host key as known_hosts files name it, such as `ssh-ed25519`.
package struct KeyType: Hashable, Comparable, Sendable, CustomStringConvertible {
  package let name: String

  package init(_ name: String) { self.name = name }

  package static let ed25519 = KeyType("ssh-ed25519")
  package static let rsa = KeyType("ssh-rsa")
  package static let ecdsa = ["256", "384", "521"].map { KeyType("ecdsa-sha2-nistp\($0)") }

  /// The types that libssh 0.10 can check, one list for each kind of key, in its own order of preference (kex.c).
  static let kinds = [[ed25519], ecdsa, [rsa]]

  package var description: String { name }

  package static func < (left: Self, right: Self) -> Bool { left.name < right.name }

  /// The signature algorithms to ask for to be shown a key of this type, the best one first.
  ///
  /// An RSA key signs with SHA-2 (RFC 8332); with SHA-1 only if the ssh_config(5) file says so for the host.
  var algorithms: [String] { self == .rsa ? ["rsa-sha2-512", "rsa-sha2-256"] : [name] }
}
