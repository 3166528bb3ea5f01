import Model

/// What the driver has to know of a FreeBSD host besides the state that it changes.
package struct FreeBSDFacts: Hashable, Sendable {
  /// kern.osrelease, such as `13.2-RELEASE`.
  package var release: String
  /// kern.osreldate (__FreeBSD_version), such as 1302001 for 13.2: what tells the releases apart.
  package var releaseDate: Int
  package var isRoot: Bool
  package var gif: GifSupport
  /// Whether a packet is taken only on the interface that has its destination: net.inet.ip.check_interface, and from 14 on
  /// rfc1122_strong_es.
  package var isStrict: Bool
  package var interfaces: Set<InterfaceName>
  /// What the host's own shell makes of the shared words of rc.conf(5) and of the lines of its interfaces; nil where it could
  /// not read the files to their end.
  package var rcValues: [String: [String]]?
  /// The names of hosts that lines of rc.conf(5) may have in the place of addresses, as /etc/hosts has them.
  package var hosts: [String: IPv4Address] = [:]
  /// What the shell said then.
  package var rcComplaint: String
  /// Interfaces with a script /etc/start_if.IF of their own.
  package var startScripts: Set<InterfaceName>

  /// What makes /etc anew at each boot.
  package var etc: VolatileEtc?
  /// The file flags of the files of rc.conf(5) and of /etc.
  package var flags: [HostPath: FileFlags] = [:]

  /// What rules of somebody else's pf have answers of these ask for.
  package var theirSegments: [ServiceKey: SegmentSize] = [:]

  /// Why what is written in /etc is gone after a reboot.
  package enum VolatileEtc: Hashable, Sendable {
    /// A product writes rc.conf from a configuration of its own, at each boot and when something is set there.
    case generated(product: String, from: HostPath)
    /// /etc is in memory.
    case memory(device: String)
    case readOnly
  }

  /// File flags by which nobody can replace a file (chflags(1)), as the words that set them.
  package struct FileFlags: Hashable, Sendable {
    package var words: [String]

    /// From st_flags (sys/stat.h).
    package init(_ value: UInt32) {
      let known: [(bit: UInt32, word: String)] = [
        (0x2, "uchg"), (0x4, "uappnd"), (0x10, "uunlnk"), (0x20000, "schg"), (0x40000, "sappnd"), (0x100000, "sunlnk"),
      ]
      words = known.filter { value & $0.bit != 0 }.map(\.word)
    }

    package var isEmpty: Bool { words.isEmpty }
  }

  /// Whether the kernel has gif(4).
  package enum GifSupport: String, Sendable {
    case loaded, available, missing, unknown
  }

  package var systemAndRelease: String { "freebsd \(release.prefix { $0 != "-" })" }

  /// `cloned_interfaces` with the tunnel's ends in `ifconfig_gifN` works from 10 on; before, it is `gif_interfaces`.
  var prefersCloning: Bool { releaseDate >= 1_000_000 }

  /// The three lines of 2006 work up to 9 and from 12 on; between, rc.d/netif loses the address (network.subr, clone_up).
  var takesOldForm: Bool { !(1_000_000..<1_200_000).contains(releaseDate) }
}
