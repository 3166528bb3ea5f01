import Model

/// What the driver has to know of a Linux host besides the state that it changes.
package struct LinuxFacts: Hashable, Sendable {
  package var kernel: String
  /// ID and VERSION_ID of os-release(5), such as `debian` and `12`.
  package var distribution: String
  package var isRoot: Bool
  package var initSystem: InitSystem
  package var tools: Set<String>
  package var modules: [String: ModuleState]
  /// Why modules that are not loaded cannot be, in the words of the file or setting that forbids it.
  package var forbiddenModules: [String: String] = [:]
  /// The same for modules that are loaded, and would not be after a reboot.
  package var lostModules: [String: String] = [:]
  package var interfaces: Set<InterfaceName>
  /// How they are.
  package var links: [InterfaceName: LinuxLink] = [:]
  /// Virtual services about which a line could not be read; of these culvert knows too little where they are its own.
  package var unread: [ServiceKey: String] = [:]
  /// For each realserver's address, the source that the kernel would give packets to it.
  package var routeSources: [IPv4Address: IPv4Address]
  /// For each realserver's address, the way that the kernel would send packets there, or why it does not.
  package var routes: [IPv4Address: LinuxRoute] = [:]
  package var rivals: Rivals
  package var managers = LinuxManagers()
  /// The links through which a SysV init starts culvert.
  package var rcLinks: [HostPath: String]
  /// Settings of other files that systemd merges into culvert's unit.
  var dropIns: [LinuxUnitDropIns.Setting] = []

  package var release: String { distribution.isEmpty ? "linux \(kernel)" : "linux \(distribution)" }

  /// Which program reads the boot files.
  package enum InitSystem: String, Sendable {
    case systemd, openrc, sysv, unknown
  }

  /// A kernel module's state.
  package enum ModuleState: String, Sendable {
    case loaded, available, missing
  }

  /// What is known of the kernel modules that culvert wants.
  struct Modules {
    var states: [String: ModuleState] = [:]
    var forbidden: [String: String] = [:]
    var lost: [String: String] = [:]
  }

  /// Others that write virtual services.
  package struct Rivals: Hashable, Sendable {
    /// Debian's init script restores a table at boot (AUTO=true), and clears it at stop.
    package var debianScript = false
    /// RHEL's unit saves and restores the table, and clears it.
    package var rhelUnit = false
    /// keepalived's virtual services, if it runs or is configured.
    package var keepalived: Keepalived?
  }

  /// What keepalived says it does.
  package struct Keepalived: Hashable, Sendable {
    package var isRunning: Bool
    /// `virtual_server` and the members of `virtual_server_group`.
    package var services: Set<Endpoint>
    /// Lines that may name a service and that culvert cannot tell.
    package var unclear: [Unclear] = []
    /// The addresses of `virtual_ipaddress` and `virtual_ipaddress_excluded`.
    package var addresses: Set<IPAddress> = []
    /// Whether it removes all virtual services when it starts or stops (`lvs_flush`).
    package var flushes = false

    /// Addresses and a port of its configuration; the protocol is said elsewhere, and does not matter here.
    package struct Endpoint: Hashable, Sendable {
      package var addresses: AddressRange
      package var port: Port

      package init(addresses: AddressRange, port: Port) {
        self.addresses = addresses
        self.port = port
      }

      package init(address: IPAddress, port: Port) { self.init(addresses: AddressRange(address), port: port) }
    }

    /// A line that cannot be told, with what is known of it; nil is anything.
    package struct Unclear: Hashable, Sendable {
      package var text: String
      package var addresses: AddressRange?
      package var isIPv6: Bool?
      package var port: Port?

      package init(text: String, addresses: AddressRange? = nil, isIPv6: Bool? = nil, port: Port? = nil) {
        self.text = text
        self.addresses = addresses
        self.isIPv6 = isIPv6
        self.port = port
      }

      /// Whether it may be this service.
      package func mayBe(_ key: ServiceKey) -> Bool {
        guard case .address(let address, _, let port) = key else { return false }
        if let own = self.port, own != port { return false }
        if let addresses { return addresses.contains(address) }
        if case .v6 = address { return isIPv6 != false }
        return isIPv6 != true
      }
    }
  }
}
