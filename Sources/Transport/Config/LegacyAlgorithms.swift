/// What an SSH server of about 2006 has, such as the SunSSH of Solaris 10: read in its sources (OpenSolaris 2006), and what
/// libssh 0.10 then needs, tried with an sshd cut down to it.
///
/// Only these, not these too: where `rsa-sha2-512,ssh-rsa` is offered, a server that announces SHA-2 and forbids it refuses
/// the key. A server with a DSA key only cannot be reached: libssh has no ssh-dss.
enum LegacyAlgorithms {
  static let values: [SSHConfigKeyword: SSHConfigValue] = [
    .kexalgorithms: keyExchanges[0], .hostkeyalgorithms: value("ssh-rsa"), .pubkeyacceptedalgorithms: value("ssh-rsa"),
    .ciphers: value("aes128-ctr,aes128-cbc"), .macs: value("hmac-sha1"),
  ]

  /// libssh takes no group of less than 2048 bits in an exchange of groups (dh-gex.c), and a SunSSH without a file of
  /// moduli answers with one of 1024.
  ///
  /// Then nothing is left but that very group by its name.
  static let keyExchanges = [
    value("diffie-hellman-group14-sha1,diffie-hellman-group-exchange-sha1,diffie-hellman-group1-sha1"),
    value("diffie-hellman-group1-sha1"),
  ]

  private static func value(_ text: String) -> SSHConfigValue {
    SSHConfigValue(text: text, position: FilePosition(path: "ssh: { algorithms: legacy }", line: 1))
  }
}
