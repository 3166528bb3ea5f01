/// The keys that a host has shown.
package struct HostKeyScan: Hashable, Sendable {
  /// The name to record them under.
  package let name: KnownHostName
  /// One of each kind that the host has.
  package let keys: [HostKey]

  package init(name: KnownHostName, keys: [HostKey]) {
    self.name = name
    self.keys = keys
  }
}
