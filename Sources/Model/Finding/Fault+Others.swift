extension Fault {
  /// What clears and restores virtual services at boot; with what keeps it from that.
  package enum BootRival: Hashable, Sendable {
    case initScript(Command)
    case unit(Command)
  }

  /// A tunnel between the same ends that culvert does not manage.
  package enum Twin: Hashable, Sendable {
    case linux(InterfaceName, TunnelEnds)
    case freebsd(InterfaceName, TunnelEnds)
    /// On Solaris 10 two are taken, and one gets the packets.
    case solaris(InterfaceName, TunnelEnds, Origin, TunnelRemoval, isPairTaken: Bool)

    package enum Origin: Hashable, Sendable {
      case file(HostPath)
      case store
      case ifconfig
      case dladm
    }
  }

  /// A program that undoes what culvert sets.
  package enum OtherManager: Hashable, Sendable {
    /// Its file that matches a tunnel, and the one by which culvert keeps it off.
    case networkd(file: String, dropIn: HostPath)
    case ifupdown
    case segments(HostManager)
    case vips(HostManager, on: InterfaceName, file: String?)
  }

  /// A program that removes virtual services which are not its own, and the VIPs that it has to leave alone.
  package enum ServiceRemover: Hashable, Sendable {
    case kubeProxy([IPv4Address])
    case kubeRouter([IPv4Address])
    case keepalived
  }

  package enum LostHost: Hashable, Sendable {
    /// Of a record that names no other hosts.
    case unnamed
    /// Until when it was managed, in seconds since 1970.
    case named(HostName, until: Int?)
  }
}
