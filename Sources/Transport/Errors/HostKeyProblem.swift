import Model

/// A host key that is not one to be trusted.
package struct HostKeyProblem: Hashable, Sendable {
  /// The name that was looked up.
  package let name: KnownHostName
  /// The key that the host has shown.
  package let key: HostKey
  package let finding: Finding

  package init(name: KnownHostName, key: HostKey, finding: Finding) {
    self.name = name
    self.key = key
    self.finding = finding
  }

  /// What speaks against the key.
  package enum Finding: Hashable, Sendable {
    /// No key is recorded for the name.
    case unknown
    /// Only keys of other types are recorded for the name, and the host did not show one of those.
    case unknownType(known: [RecordedKey])
    /// Another key of the same type is recorded for the name.
    case changed(recorded: [RecordedKey])
    /// The key is marked as revoked.
    case revoked(FilePosition)
    /// The inventory wants another key.
    case notPinned(expected: Fingerprint)
    /// A certificate authority is all that is recorded; libssh 0.10 cannot check host certificates (SSH.md §4).
    case certificateAuthority(FilePosition)
  }
}

/// A key of a known_hosts file and where it stands.
package struct RecordedKey: Hashable, Sendable, CustomStringConvertible {
  package let type: KeyType
  package let position: FilePosition

  package init(type: KeyType, position: FilePosition) {
    self.type = type
    self.position = position
  }

  package var description: String { "\(type) at \(position)" }
}
