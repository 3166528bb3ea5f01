import Model

/// Why the file of a private key cannot be used.
package enum IdentityProblem: Error, Hashable, Sendable, CustomStringConvertible {
  case unreadable(reason: String)
  case notAKey
  /// The key is encrypted, and no agent holds it.
  case needsPassphrase
  /// Others can read or write the file, as its octal mode says.
  case openToOthers(mode: String)
  /// The file is the public half of a key that no agent holds.
  case notInAgent(hasAgent: Bool)
  /// The agent holds the key and did not sign with it.
  case notSigned
  /// The certificate does not belong to the key of this file.
  case notACertificateOf(String)

  package var description: String {
    switch self {
    case .unreadable(let reason): "cannot read it: \(reason)"
    case .notAKey: "it is not a private key"
    case .needsPassphrase: "it needs a passphrase"
    case .openToOthers(let mode): "bad permissions: others can read it (mode \(mode))"
    case .notInAgent(true): "it is a public key, and the agent does not hold the private one"
    case .notInAgent(false): "it is a public key, and there is no agent that could hold the private one"
    case .notSigned: "the agent did not sign with it"
    case .notACertificateOf(let path): "it is not a certificate for \(path)"
    }
  }

  /// What to do about it, with the file; nil if that is not one command.
  func remedy(_ path: String) -> String? {
    switch self {
    case .needsPassphrase: "give it to the agent with: ssh-add \(shellWord(path))"
    case .openToOthers: "chmod 600 \(shellWord(path))"
    default: nil
    }
  }
}
