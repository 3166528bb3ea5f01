/// What on a host is culvert's, and what it found there before it changed it.
///
/// The host keeps it in a file of its own, so that a thing taken out of the inventory is taken off the host, whichever
/// machine culvert then runs on.
package struct Ownership: Hashable, Codable, Sendable {
  package var tunnels: [InterfaceName: TunnelRole]
  package var addresses: Set<InterfaceAddress>
  package var settings: [SettingName: OwnedSetting]
  package var services: Set<ServiceKey>
  package var files: Set<HostPath>

  package init(
    tunnels: [InterfaceName: TunnelRole] = [:], addresses: Set<InterfaceAddress> = [],
    settings: [SettingName: OwnedSetting] = [:], services: Set<ServiceKey> = [], files: Set<HostPath> = []
  ) {
    self.tunnels = tunnels
    self.addresses = addresses
    self.settings = settings
    self.services = services
    self.files = files
  }

  /// Whether nothing on the host is culvert's.
  package var isEmpty: Bool { self == Ownership() }
}

/// What a tunnel endpoint is for; it keeps its interface name as long as it keeps its role.
package enum TunnelRole: Hashable, Codable, Sendable, Comparable {
  /// Takes packets from this director.
  case director(HostName)
  /// One end of a point-to-point tunnel of the inventory.
  case link(TunnelName)

  package static func < (left: Self, right: Self) -> Bool {
    switch (left, right) {
    case (.director(let left), .director(let right)): left < right
    case (.link(let left), .link(let right)): left < right
    case (.director, .link): true
    case (.link, .director): false
    }
  }
}

/// A kernel setting that culvert changed.
package struct OwnedSetting: Hashable, Codable, Sendable {
  /// The value before culvert's first change: where the setting goes back to.
  package var original: SettingValue
  /// The value that culvert gave it: where the host has another one, somebody else changed it since.
  package var given: SettingValue

  package init(original: SettingValue, given: SettingValue) {
    self.original = original
    self.given = given
  }
}
