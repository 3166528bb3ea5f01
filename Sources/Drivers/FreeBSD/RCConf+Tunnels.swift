import Model

extension RCConf {
  /// What rc.d/netif makes of an interface at the next boot.
  /// - Returns: nil where it makes no tunnel of it, or culvert cannot tell between which ends.
  func tunnel(_ name: InterfaceName, on host: FreeBSDFacts) -> Tunnel? {
    guard isMade(name, on: host), finalName(of: name, on: host) == name else { return nil }
    let lines = lines(of: name, on: host).map(\.line)
    let addresses = lines.compactMap(\.address)
    guard let ends = lines.compactMap(\.ends).last, let local = host.address(of: ends.local),
      let remote = host.address(of: ends.remote), !addresses.isEmpty, !lines.contains(where: \.isManual)
    else { return nil }
    return Tunnel(
      encapsulation: .ipip, local: .v4(local), remote: .v4(remote), isUp: true, addresses: Set(addresses))
  }

  /// Whether rc.d/netif makes this tunnel at the next boot, in whatever words.
  ///
  /// The masks of its addresses make no difference on a gif.
  func makes(_ name: InterfaceName, _ wanted: Tunnel?, on host: FreeBSDFacts) -> Bool {
    guard let made = tunnel(name, on: host), let wanted else { return false }
    func pairs(_ tunnel: Tunnel) -> Set<InnerAddress> {
      Set(tunnel.addresses.map { InnerAddress($0.address, peer: $0.peer) })
    }
    return (made.local, made.remote) == (wanted.local, wanted.remote) && pairs(made) == pairs(wanted)
  }

  /// The gif interfaces that rc.d/netif makes, by the names that they get in the end.
  func gifs(on host: FreeBSDFacts) -> [InterfaceName] {
    let lists = ["cloned_interfaces", "gif_interfaces"].flatMap { listed(in: $0, on: host) }
    return Set(lists.compactMap { try? InterfaceName($0) }).filter { $0.isGif && isMade($0, on: host) }
      .map { finalName(of: $0, on: host) }.sorted()
  }

  /// The words that an interface has in its line besides those of its tunnel; they stay when the line is rewritten.
  func otherWords(of name: InterfaceName, on host: FreeBSDFacts) -> [String] {
    last("ifconfig_\(name)").flatMap(\.words).map { RCTunnelLine($0, hosts: host.hosts).others } ?? []
  }

  /// Whether the lines of 2006 are in use for an interface, and do their work on this release.
  func usesOldForm(_ name: InterfaceName, on host: FreeBSDFacts) -> Bool {
    host.takesOldForm && isListed(name, in: "gif_interfaces", on: host)
  }

  // MARK: - Lines

  /// What is done to an interface at boot, in order, each with its variable.
  private func lines(of name: InterfaceName, on host: FreeBSDFacts) -> [(variable: String, line: RCTunnelLine)] {
    let origin = originalName(of: name, on: host)
    var variables = ["create_args_\(origin)"]
    if usesOldForm(origin, on: host) { variables.append("gifconfig_\(origin)") }
    let own = "ifconfig_\(name)"
    variables.append(values(own, on: host) == nil ? "ifconfig_DEFAULT" : own)
    variables += ["\(own)_ipv6"] + aliases(of: name, on: host)
    return variables.compactMap { variable in
      guard let words = values(variable, on: host), !words.isEmpty else { return nil }
      return (
        variable,
        variable.hasPrefix("gifconfig_") ? RCTunnelLine(ends: words) : RCTunnelLine(words, hosts: host.hosts)
      )
    } + aliasList(of: name, on: host)
  }

  /// `ifconfig_gif0_aliases="inet V P netmask M inet V2 P2 netmask M"`, of 10 and later.
  private func aliasList(of name: InterfaceName, on host: FreeBSDFacts) -> [(variable: String, line: RCTunnelLine)] {
    let variable = "ifconfig_\(name)_aliases"
    var lines: [[String]] = []
    for word in values(variable, on: host) ?? [] {
      if word == "inet" || word == "inet6" || lines.isEmpty { lines.append([]) }
      lines[lines.count - 1].append(word)
    }
    return lines.map { (variable, RCTunnelLine($0, hosts: host.hosts)) }
  }

  /// The names of the aliases that count: before 10 up to the first number that is missing.
  private func aliases(of name: InterfaceName, on host: FreeBSDFacts) -> [String] {
    let prefix = "ifconfig_\(name)_alias"
    func numbers(_ names: some Sequence<String>) -> [Int] {
      names.filter { $0.hasPrefix(prefix) }.compactMap { decimal($0.dropFirst(prefix.count), below: 1 << 16) }
    }
    let numbers = Set(numbers(assignments.lazy.map(\.name)) + (host.rcValues.map { numbers($0.keys) } ?? []))
    let counted = numbers.filter { values("\(prefix)\($0)", on: host)?.isEmpty == false }.sorted()
    return (host.prefersCloning ? counted : zip(0..., counted).prefix { $0 == $1 }.map(\.1)).map { "\(prefix)\($0)" }
  }

  /// The words of a variable: as culvert reads the files, or else as the host's own sh does, which also reads what they
  /// include.
  private func values(_ variable: String, on host: FreeBSDFacts) -> [String]? {
    guard let assignment = last(variable) else { return host.rcValues?[variable] }
    return assignment.words ?? host.rcValues?[variable]
  }

  private func isListed(_ name: InterfaceName, in list: String, on host: FreeBSDFacts) -> Bool {
    last(list)?.words == nil ? listed(in: list, on: host).contains(name.text) : lists(list, name)
  }

  private func listed(in list: String, on host: FreeBSDFacts) -> [String] {
    (values(list, on: host) ?? []).map { String($0.prefix { $0 != ":" }) }
  }

  // MARK: - Which interfaces there will be

  /// Before 10 an interface in gif_interfaces without gifconfig_gifN is passed over (network.subr, gif_up).
  private func isMade(_ name: InterfaceName, on host: FreeBSDFacts) -> Bool {
    if isListed(name, in: "cloned_interfaces", on: host) { return true }
    return usesOldForm(name, on: host)
      && (host.prefersCloning || values("gifconfig_\(name)", on: host)?.isEmpty == false)
  }

  /// `ifconfig_gif0_name="lvs0"` renames an interface before anything else is done to it.
  private func finalName(of name: InterfaceName, on host: FreeBSDFacts) -> InterfaceName {
    values("ifconfig_\(name)_name", on: host)?.first.flatMap { try? InterfaceName($0) } ?? name
  }

  private func originalName(of name: InterfaceName, on host: FreeBSDFacts) -> InterfaceName {
    if name.isGif { return name }
    let lists = ["cloned_interfaces", "gif_interfaces"].flatMap { listed(in: $0, on: host) }
    return lists.compactMap { try? InterfaceName($0) }.first { finalName(of: $0, on: host) == name } ?? name
  }

  // MARK: - Rivals

  /// An interface that the boot makes between these ends, other than the one named; also one that may be between them, where
  /// only a resolver could tell.
  func rival(
    between local: IPv4Address, _ remote: IPv4Address, besides name: InterfaceName, on host: FreeBSDFacts
  ) -> Rival? {
    for interface in gifs(on: host) where interface != name {
      let lines = lines(of: interface, on: host)
      guard let last = lines.last(where: { $0.line.ends != nil }), let ends = last.line.ends,
        !lines.contains(where: \.line.isManual)
      else { continue }
      let known = (host.address(of: ends.local), host.address(of: ends.remote))
      guard known.0 ?? local == local, known.1 ?? remote == remote else { continue }
      let assignment = self.last(last.variable)
      return Rival(
        interface: interface, place: assignment.map(place) ?? FilePlace(Self.main),
        included: assignment == nil ? last.variable : nil, isCertain: known.0 != nil && known.1 != nil)
    }
    return nil
  }

  /// An interface with its line.
  struct Rival {
    var interface: InterfaceName
    var place: FilePlace
    /// The variable, where it comes from a file that rc.conf includes.
    var included: String?
    var isCertain: Bool
  }
}

extension FreeBSDFacts {
  /// An address, or what /etc/hosts says of a name: when the boot sets up interfaces there is no other resolver.
  func address(of word: String) -> IPv4Address? { (try? IPv4Address(word)) ?? hosts[word] }
}
