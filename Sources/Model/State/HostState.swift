/// All that culvert could change on a host: what the kernel has, what the next start will make of it, and what is
/// culvert's.
///
/// An observed state also holds what is not culvert's. A desired state is an observed one with culvert's part put right,
/// so that the difference of the two never touches anything else.
package struct HostState: Hashable, Codable, Sendable {
  package var live: LiveState
  package var boot: BootState
  package var ownership: Ownership

  package init(live: LiveState = .init(), boot: BootState = .init(), ownership: Ownership = .init()) {
    self.live = live
    self.boot = boot
    self.ownership = ownership
  }
}

/// What the kernel has now.
package struct LiveState: Hashable, Codable, Sendable {
  package var tunnels: [InterfaceName: Tunnel]
  /// Addresses on interfaces that are not tunnels.
  package var addresses: Set<InterfaceAddress>
  package var settings: [SettingName: SettingValue]
  /// The rules of culvert's by which answers ask for short packets; they have its mark, so that none is somebody else's.
  package var mss: [ServiceKey: SegmentSize]
  package var services: [ServiceKey: VirtualService]
  package var destinations: [DestinationKey: Destination]

  package init(
    tunnels: [InterfaceName: Tunnel] = [:], addresses: Set<InterfaceAddress> = [],
    settings: [SettingName: SettingValue] = [:], mss: [ServiceKey: SegmentSize] = [:],
    services: [ServiceKey: VirtualService] = [:], destinations: [DestinationKey: Destination] = [:]
  ) {
    self.tunnels = tunnels
    self.addresses = addresses
    self.settings = settings
    self.mss = mss
    self.services = services
    self.destinations = destinations
  }
}

/// What the host will make of itself at the next start, as far as culvert has a say in it.
package struct BootState: Hashable, Codable, Sendable {
  /// The files that the boot reads.
  package var files: [HostPath: BootFile]
  /// The tunnels of a store that the system keeps itself and that its commands change.
  ///
  /// It is that of dladm(8) and ipadm(8); systems whose boot reads files have none.
  package var tunnels: [InterfaceName: Tunnel]

  package init(files: [HostPath: BootFile] = [:], tunnels: [InterfaceName: Tunnel] = [:]) {
    self.files = files
    self.tunnels = tunnels
  }
}

/// One entry of a file system that the boot reads.
package enum BootFile: Hashable, Codable, Sendable {
  /// A file with its bytes, its permission bits and its owner.
  case regular(content: [UInt8], mode: FileMode)
  /// A symbolic link with the text it holds.
  case link(target: String)
  /// A folder on the way to a boot file; the observed state has only those that others than root can change.
  case folder(mode: FileMode)
  /// Something else, such as a device; never culvert's own.
  case other(String)

  /// The same, but that only root can change it: what the boot runs or reads, it runs and reads as root.
  package var secured: BootFile {
    switch self {
    case .regular(let content, let mode): .regular(content: content, mode: mode.secured)
    case .folder(let mode): .folder(mode: mode.secured)
    case .link, .other: self
    }
  }

  /// Whether it is a folder that nobody but root can change, as they all should be: a probe does not tell of such.
  package var isSafeFolder: Bool {
    if case .folder(let mode) = self { mode == mode.secured } else { false }
  }
}

/// Permission bits of a file, 0 to 0o7777, and the user id of its owner.
package struct FileMode: Hashable, Codable, Sendable, CustomStringConvertible {
  package let bits: UInt16
  /// 0 is root.
  package let owner: UInt32

  package init(_ bits: UInt16, owner: UInt32 = 0) {
    self.bits = bits & 0o7777
    self.owner = owner
  }

  /// The same, but root's, and writable for the owner only.
  package var secured: FileMode { FileMode(bits & ~0o022) }

  package init(from decoder: any Decoder) throws {
    let container = try decoder.container(keyedBy: CodingKeys.self)
    bits = try container.decode(UInt16.self, forKey: .bits)
    owner = try container.decodeIfPresent(UInt32.self, forKey: .owner) ?? 0
    guard bits <= 0o7777 else {
      throw DecodingError.dataCorruptedError(forKey: .bits, in: container, debugDescription: "\(bits) is no file mode")
    }
  }

  package var description: String {
    let digits = String(bits, radix: 8)
    return String(repeating: "0", count: 4 - digits.count) + digits + (owner == 0 ? "" : ", owner uid \(owner)")
  }

  package static let script = FileMode(0o755)
  package static let plain = FileMode(0o644)
}
