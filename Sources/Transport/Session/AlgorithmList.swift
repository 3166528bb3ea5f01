/// A list of algorithms, the best one first.
///
/// libssh 0.10 neither tells its usual lists nor knows the `+`, `-` and `^` of ssh_config(5), and drops the first
/// algorithm of such a list unseen (kex.c, ssh_keep_known_algos). So the usual lists are here, as in its kex.c; of what
/// a libssh does not have it takes no notice.
struct AlgorithmList: Hashable, Sendable {
  private(set) var names: [String]

  /// As libssh and ssh_config(5) write it.
  var text: String { names.joined(separator: ",") }

  /// The algorithms put before those of the usual list.
  init(preferring first: [String], to keyword: SSHConfigKeyword) {
    names = first + Self.usual(keyword).filter { !first.contains($0) }
  }

  /// What the value of a keyword makes of the usual list.
  init(_ value: String, for keyword: SSHConfigKeyword) {
    let usual = Self.usual(keyword)
    let named = value.dropFirst().split(separator: ",").map(String.init)
    switch value.first {
    case "+": names = usual + named.filter { !usual.contains($0) }
    case "-": names = usual.filter { !PatternList(named).matches($0) }
    case "^": names = named + usual.filter { !named.contains($0) }
    default: names = value.split(separator: ",").map(String.init)
    }
  }

  private static func usual(_ keyword: SSHConfigKeyword) -> [String] {
    switch keyword {
    case .kexalgorithms: keyExchanges
    case .hostkeyalgorithms: signatures
    case .pubkeyacceptedalgorithms: certificates + signatures
    case .ciphers: ciphers
    case .macs: codes
    default: []
    }
  }

  private static let keyExchanges = [
    "curve25519-sha256", "curve25519-sha256@libssh.org", "ecdh-sha2-nistp256", "ecdh-sha2-nistp384",
    "ecdh-sha2-nistp521", "diffie-hellman-group18-sha512", "diffie-hellman-group16-sha512",
    "diffie-hellman-group-exchange-sha256", "diffie-hellman-group14-sha256",
  ]
  private static let signatures = [
    "ssh-ed25519", "ecdsa-sha2-nistp521", "ecdsa-sha2-nistp384", "ecdsa-sha2-nistp256", "sk-ssh-ed25519@openssh.com",
    "sk-ecdsa-sha2-nistp256@openssh.com", "rsa-sha2-512", "rsa-sha2-256",
  ]
  /// libssh checks no certificate of a host, but logs in with one of a user.
  private static let certificates = [
    "ssh-ed25519-cert-v01@openssh.com", "sk-ssh-ed25519-cert-v01@openssh.com",
    "ecdsa-sha2-nistp521-cert-v01@openssh.com",
    "ecdsa-sha2-nistp384-cert-v01@openssh.com", "ecdsa-sha2-nistp256-cert-v01@openssh.com",
    "sk-ecdsa-sha2-nistp256-cert-v01@openssh.com", "rsa-sha2-512-cert-v01@openssh.com",
    "rsa-sha2-256-cert-v01@openssh.com",
  ]
  private static let ciphers = [
    "chacha20-poly1305@openssh.com", "aes256-gcm@openssh.com", "aes128-gcm@openssh.com", "aes256-ctr", "aes192-ctr",
    "aes128-ctr",
  ]
  private static let codes = [
    "hmac-sha2-256-etm@openssh.com", "hmac-sha2-512-etm@openssh.com", "hmac-sha2-256", "hmac-sha2-512",
  ]
}
