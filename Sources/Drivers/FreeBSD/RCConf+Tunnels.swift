import Model

extension RCConf {
  /// What rc.d/netif makes of an interface at the next start.
  /// - Returns: nil where it makes none, or something that culvert does not understand.
  func tunnel(_ name: InterfaceName, on host: FreeBSDFacts) -> Tunnel? {
    guard isMade(name, on: host), let main = line("ifconfig_\(name)") else { return nil }
    var addresses = Set([main.address].compactMap { $0 })
    for alias in aliases(of: name, on: host) {
      guard let address = line(alias)?.address else { return nil }
      addresses.insert(address)
    }
    let ends = usesOldForm(name, on: host) ? words("gifconfig_\(name)").ends ?? main.ends : main.ends
    guard let ends, !addresses.isEmpty else { return nil }
    return Tunnel(
      encapsulation: .ipip, local: .v4(ends.0), remote: .v4(ends.1), isUp: true, addresses: addresses)
  }

  /// Whether the lines of 2006 are in use for an interface, and do their work on this release.
  func usesOldForm(_ name: InterfaceName, on host: FreeBSDFacts) -> Bool {
    host.takesOldForm && lists("gif_interfaces", name)
  }

  /// Before 10 an interface in gif_interfaces without gifconfig_gifN is passed over (network.subr, gif_up).
  private func isMade(_ name: InterfaceName, on host: FreeBSDFacts) -> Bool {
    if lists("cloned_interfaces", name) { return true }
    return usesOldForm(name, on: host) && (host.prefersCloning || !words("gifconfig_\(name)").isEmpty)
  }

  /// The names of the aliases that count: before 10 up to the first number that is missing.
  private func aliases(of name: InterfaceName, on host: FreeBSDFacts) -> [String] {
    let prefix = "ifconfig_\(name)_alias"
    let names = assignments.map(\.name).filter { $0.hasPrefix(prefix) }
    let numbers = Set(names.compactMap { decimal($0.dropFirst(prefix.count), below: 1 << 16) })
      .filter { last("\(prefix)\($0)")?.value != "" }.sorted()
    let counted = host.prefersCloning ? numbers : zip(0..., numbers).prefix { $0 == $1 }.map(\.1)
    return counted.map { "\(prefix)\($0)" }
  }

  private func line(_ name: String) -> RCTunnelLine? { last(name)?.words.flatMap(RCTunnelLine.init) }

  /// Whether any of the files makes an interface between these ends, other than the one named.
  func rival(
    between local: IPv4Address, _ remote: IPv4Address, besides name: InterfaceName, on host: FreeBSDFacts
  ) -> (interface: InterfaceName, place: RCConfProblem)? {
    for assignment in effective {
      guard let words = assignment.words, let interface = Self.interface(of: assignment.name), interface != name,
        isMade(interface, on: host)
      else { continue }
      let ends = assignment.name.hasPrefix("gifconfig_") ? words.ends : RCTunnelLine(words)?.ends
      guard let ends, ends == (local, remote) else { continue }
      return (interface, problem(assignment, "it sets up \(interface) between \(local) and \(remote)"))
    }
    return nil
  }

  private static func interface(of variable: String) -> InterfaceName? {
    for prefix in ["ifconfig_", "gifconfig_"] where variable.hasPrefix(prefix) {
      return try? InterfaceName(String(variable.dropFirst(prefix.count)))
    }
    return nil
  }
}

/// The words that rc.conf has for ifconfig, as far as a tunnel needs them:
/// `inet V P netmask M tunnel RIP DIP mtu 1480`, in any order that ifconfig takes.
struct RCTunnelLine: Hashable {
  var address: InnerAddress?
  var local: IPv4Address?
  var remote: IPv4Address?

  var ends: (IPv4Address, IPv4Address)? {
    guard let local, let remote else { return nil }
    return (local, remote)
  }

  /// nil for words that culvert does not know: what they do nobody can tell here.
  init?(_ words: [String]) {
    var rest = words[...]
    var (own, peer): (IPv4Address?, IPv4Address?) = (nil, nil)
    var length: Int?
    while let word = rest.popFirst() {
      switch word {
      case "inet", "up", "alias": break
      case "netmask":
        guard let number = rest.popFirst().flatMap(freebsdPrefixLength) else { return nil }
        length = number
      case "mtu": guard rest.popFirst().flatMap({ decimal($0, below: 1 << 16) }) != nil else { return nil }
      case "tunnel":
        guard let ends = Array(rest.prefix(2)).ends else { return nil }
        (local, remote) = ends
        rest = rest.dropFirst(2)
      default:
        let parts = word.split(separator: "/", maxSplits: 1)
        guard peer == nil, let address = try? IPv4Address(String(parts[0])) else { return nil }
        if own == nil { own = address } else { peer = address }
        if parts.count == 2 {
          guard let number = decimal(parts[1], below: 33) else { return nil }
          length = number
        }
      }
    }
    guard (own == nil) == (length == nil) else { return nil }
    if let own, let length { address = InnerAddress(own, peer: peer, prefixLength: length) }
  }
}

extension [String] {
  /// The two ends of a tunnel, where the words are these and nothing else.
  fileprivate var ends: (IPv4Address, IPv4Address)? {
    guard count == 2, let local = try? IPv4Address(self[0]), let remote = try? IPv4Address(self[1]) else { return nil }
    return (local, remote)
  }
}
