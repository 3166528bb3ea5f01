/// Where an SSH server is: a DNS name, an alias of ~/.ssh/config, or an address.
package struct SSHAddress: TextValue {
  package let text: String
  package init(_ text: String) throws(InvalidValue) {
    self.text = try checked(
      text, kind: "SSH address", length: 1...253, first: Self.first, rest: Self.characters,
      rule: "it is a host name or an address: letters, digits and '-_.:'")
  }

  private static let first = CharacterRule.alphanumeric.or(":")
  private static let characters = CharacterRule.alphanumeric.or("-_.:")

  /// An address: each is the address of an SSH server that could be there.
  package init(_ address: IPAddress) { text = address.text }
}

/// A file on the controller's machine, such as `~/.ssh/id_ed25519`.
package struct LocalPath: TextValue {
  package let text: String
  package init(_ text: String) throws(InvalidValue) {
    self.text = try checked(
      text, kind: "path", length: 1...1024, first: CharacterRule.alphanumeric.or("/~._"),
      rest: CharacterRule.alphanumeric.or("/~._-+@%=, "), rule: "it has letters, digits, blanks and '/~._-+@%=,'")
  }
}

/// The SHA-256 fingerprint of a host key as ssh-keygen(1) prints it: `SHA256:` and 43 characters of base 64.
package struct Fingerprint: TextValue {
  package let text: String
  package init(_ text: String) throws(InvalidValue) {
    guard text.hasPrefix("SHA256:") else {
      throw InvalidValue(kind: "host key fingerprint", text: text, reason: "it starts with 'SHA256:'")
    }
    self.text = try checked(
      text, kind: "host key fingerprint", length: 50...50, first: CharacterRule("S"),
      rest: CharacterRule.alphanumeric.or(":+/"), rule: "43 characters of base 64 follow 'SHA256:'")
  }
}
