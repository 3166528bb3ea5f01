import Model

/// What hosts and services have unless they say otherwise.
struct Defaults {
  let system: OperatingSystem
  let ssh: SSHAccess
  let become: Become
  /// Nil if the inventory's word for it is refused.
  let scheduler: Located<Scheduler>?
  /// Where inner peers are allotted from; nil if the inventory's word for it is refused.
  let peers: Located<IPv4Network>?
  /// Where the clients of services are.
  let clients: [IPv4Network]

  /// The addresses for benchmarks in laboratories (RFC 2544): no host is there, and there is room for 131,070.
  private static let benchmarks = IPv4Network(containing: IPv4Address(value: 198 << 24 | 18 << 16), prefixLength: 15)

  /// `clients` are those of the inventory as a whole, if it says so.
  init(_ fields: inout Fields, clients: [IPv4Network]?) {
    if clients != nil, let place = fields.place(of: "clients") {
      fields.report.error(
        at: place, "'clients' is in the inventory itself and in its defaults", "keep one of them")
    }
    self.clients = fields.networks("clients") ?? clients ?? [.everywhere]
    system = fields.value("os", .system, default: .linux)
    ssh = fields.fields("ssh") { SSHAccess(&$0, address: SSHAddress(.standIn), defaults: nil) }
    become = fields.value("become", .choice("way to become root"), default: .none)
    scheduler = fields.optional("scheduler", .scheduler, default: .wlc)
    peers = fields.optional("peers", .hostRange, default: Self.benchmarks)
  }
}

extension SSHAccess {
  /// Reads the keys under `ssh`, all but the address.
  init(_ fields: inout Fields, address: SSHAddress, defaults: SSHAccess?) {
    self.init(
      address: address,
      port: fields.optional("port", .listeningPort)?.value ?? defaults?.port,
      user: fields.optional("user", .name)?.value ?? defaults?.user,
      identity: fields.optional("identity", .name)?.value ?? defaults?.identity,
      hostKey: fields.value("host_key", .hostKey, default: defaults?.hostKey ?? .known))
  }
}

extension IPAddress {
  /// Takes the place of a refused address in a cluster that nobody gets to see.
  static let standIn = IPAddress.v4(IPv4Address(value: 0))
}
