import Model

/// The keys that a host has shown.
package struct HostKeyScan: Hashable, Sendable {
  /// The name to record them under.
  package let name: KnownHostName
  /// One of each kind that the host has.
  package let keys: [HostKey]
  /// The file to record them in.
  package let file: String
  /// What speaks against each key that is not recorded.
  package let objections: [HostKey: HostKeyProblem.Finding]

  /// The keys that are recorded already.
  package var recorded: [HostKey] { keys.filter { objections[$0] == nil } }
  /// What the inventory says about the host's key.
  package let policy: HostKeyPolicy
}

extension HostKeyScan {
  /// What is to be done about the keys that a host has shown.
  package enum Decision: Hashable, Sendable {
    /// One of them is recorded; no other is needed, as that one is asked for from then on.
    case known(HostKey)
    /// None of them may be recorded.
    case refused(HostKey, HostKeyProblem.Finding)
    /// This one is to be compared and recorded; `known` are keys of other types that are recorded and that the host did not
    /// show.
    ///
    /// One, because an operator compares one: whoever is between can pass it on unchanged, and show another one of
    /// their own.
    case ask(HostKey, known: [RecordedKey])
  }

  /// Nil where the host has shown no key.
  package var decision: Decision? {
    let bad = keys.first { key in
      switch objections[key] {
      case .changed, .revoked: true
      default: false
      }
    }
    if let bad, let finding = objections[bad] { return .refused(bad, finding) }
    if let known = recorded.first { return .known(known) }
    return keys.first.map { key in
      if case .unknownType(let known)? = objections[key] { .ask(key, known: known) } else { .ask(key, known: []) }
    }
  }
}
