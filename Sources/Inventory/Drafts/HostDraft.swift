import Model

/// A host as it stands in the inventory.
struct HostDraft {
  let name: Located<HostName>
  let address: Located<IPv4Address>?
  /// Where to log in, if it is an address of its own.
  let login: Located<IPv4Address>?
  let peer: Located<IPv4Address>?
  /// Whether a peer has to be allotted.
  let wantsPeer: Bool
  /// Whether it is there for `verify --from`, and so needs no part in the cluster.
  let isClient: Bool
  /// With stand-ins for what was refused, and without the inner peer.
  let host: Host

  /// Reads a host; nil if its name is refused.
  init?(_ entry: YAMLEntry, _ defaults: Defaults, _ report: Report) {
    var fields = Fields(entry.value, of: "host \(quoted(entry.key.text))", at: entry.key.place, report)
    defer { fields.finish() }
    let address = fields.required("address", .hostAddress, example: "203.0.113.21")
    let outer = address.map { IPAddress.v4($0.value) } ?? .standIn
    let (ssh, login) = fields.fields("ssh") { Self.ssh(&$0, outer, defaults.ssh) }
    let system = fields.value("os", .system, default: defaults.system)
    let become = fields.value("become", .choice("way to become root"), default: defaults.become)
    peer = fields.optional("peer", .hostAddress)
    wantsPeer = !fields.has("peer")
    isClient = fields.value("role", .choice("role", ["client": true]), default: false)
    guard let name = report.value(of: entry.key, ValueReader<HostName>.name) else { return nil }
    (self.name, self.address, self.login) = (name, address, login)
    host = Host(
      name: name.value, address: outer, system: system, ssh: ssh, become: become,
      innerPeer: peer?.value ?? IPv4Address(value: 0), isPeerGiven: peer != nil)
  }

  private static func ssh(
    _ fields: inout Fields, _ outer: IPAddress, _ defaults: SSHAccess
  ) -> (SSHAccess, login: Located<IPv4Address>?) {
    let address = fields.optional("address", ValueReader<SSHAddress>.name)
    var access = SSHAccess(&fields, address: address?.value ?? SSHAddress(outer), defaults: defaults)
    // Host by host, and never in the defaults: each is a weakness of its own.
    access.algorithms = fields.value("algorithms", .choice("set of SSH algorithms"), default: .usual)
    if access.algorithms == .legacy, let place = fields.place(of: "algorithms") {
      fields.report.warning(
        at: place,
        "the SSH algorithms of 2006 are weak: whoever is between can, with effort, read and change everything",
        "update the host's SSH server and take 'algorithms: legacy' out")
    }
    guard let address, let literal = try? IPv4Address(address.value.text) else { return (access, nil) }
    return (access, Located(value: literal, place: address.place))
  }
}
