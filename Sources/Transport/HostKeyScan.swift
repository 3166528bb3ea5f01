import Model

/// The keys that a host has shown.
package struct HostKeyScan: Hashable, Sendable {
  /// The name to record them under.
  package let name: KnownHostName
  /// One of each kind that the host has.
  package let keys: [HostKey]
  /// The file to record them in.
  package let file: String
  /// Those of them that are recorded already.
  package let recorded: [HostKey]
  /// What the inventory says about the host's key.
  package let policy: HostKeyPolicy
}
