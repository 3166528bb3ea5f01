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
  /// The tunnels that were live before culvert had them, and were right: they stay when they are culvert's no more.
  package var foundLive: Set<InterfaceName>
  /// The tunnels that the host's boot made before culvert had them, and rightly: what makes them stays too.
  package var foundAtBoot: Set<InterfaceName>
  /// The inner peers of adopted tunnels, by the address that each belongs to: they are kept unless the inventory names one.
  package var foundPeers: [InterfaceName: [IPv4Address: IPv4Address]]
  /// The same of virtual services, destinations and addresses that were running: they are released, never removed.
  package var foundServices: Set<ServiceKey> = []
  package var foundDestinations: Set<DestinationKey> = []
  package var foundAddresses: Set<InterfaceAddress> = []
  /// Which inventory all this comes from; nil in the records of earlier versions.
  package var origin: Origin?
  /// The hosts that tunnels or destinations here join this one to.
  package var peers: [HostName: PeerHost] = [:]

  package init(
    tunnels: [InterfaceName: TunnelRole] = [:], addresses: Set<InterfaceAddress> = [],
    settings: [SettingName: OwnedSetting] = [:], services: Set<ServiceKey> = [], files: Set<HostPath> = [],
    foundLive: Set<InterfaceName> = [], foundAtBoot: Set<InterfaceName> = [],
    foundPeers: [InterfaceName: [IPv4Address: IPv4Address]] = [:]
  ) {
    self.tunnels = tunnels
    self.addresses = addresses
    self.settings = settings
    self.services = services
    self.files = files
    self.foundLive = foundLive
    self.foundAtBoot = foundAtBoot
    self.foundPeers = foundPeers
  }

  /// Notes what of a tunnel was there before culvert had it, for a record that has just been made from an earlier one.
  ///
  /// `staysLive` and `staysAtBoot` tell that nothing of it has to be changed. What culvert had to change is its own from
  /// then on, but for what is live: that may be mended to what the boot makes anyway.
  package mutating func note(
    _ name: InterfaceName, staysLive: Bool, staysAtBoot: Bool, since earlier: Ownership
  ) {
    let isNew = earlier.tunnels[name] == nil
    if staysAtBoot, isNew || earlier.foundAtBoot.contains(name) { foundAtBoot.insert(name) }
    if isNew ? staysLive : earlier.foundLive.contains(name) && (staysLive || foundAtBoot.contains(name)) {
      foundLive.insert(name)
    }
  }

  /// Whether nothing on the host is culvert's.
  package var isEmpty: Bool { resources == Ownership() }

  /// What of it is on the host itself: without the inventory that it comes from, and without other hosts.
  package var resources: Ownership {
    var resources = self
    resources.origin = nil
    resources.peers = [:]
    return resources
  }
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
