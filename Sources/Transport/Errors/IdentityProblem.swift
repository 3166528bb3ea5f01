/// Why the file of a private key cannot be used.
package enum IdentityProblem: Error, Hashable, Sendable, CustomStringConvertible {
  case unreadable(reason: String)
  case notAKey
  /// The key is encrypted, and no agent holds it.
  case needsPassphrase

  package var description: String {
    switch self {
    case .unreadable(let reason): "cannot read it: \(reason)"
    case .notAKey: "it is not a private key"
    case .needsPassphrase: "it needs a passphrase"
    }
  }
}
