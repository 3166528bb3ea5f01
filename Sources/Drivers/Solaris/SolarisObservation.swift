import Model

extension SolarisDriver {
  package func observe(_ output: ProbeOutput) throws(ProbeError) -> Observation {
    let seen = try SolarisIfconfigParser.parse(output, section: "interfaces")
    let links = try DladmTunnelParser.parse(output, section: "links")
    let stored = try DladmTunnelParser.parse(output, section: "stored-links")
    let objects = try IpadmAddressParser.parse(output, section: "objects", of: Set(stored.keys))
    var boot = BootState(files: try bootFiles(output), tunnels: [:])
    for (name, line) in stored { boot.tunnels[name] = storedTunnel(name, line, objects) }
    var live = live(seen, links)
    live.settings = try SolarisSegments.parse(output)
    let implicit = Set(links.filter(\.value.isImplicit).keys)
    let facts = try SolarisFactsParser(output: output).parse(
      interfaces: seen.interfaces.union(links.keys), implicitTunnels: implicit,
      usesOldForm: !implicit.isEmpty || boot.files.keys.contains { SolarisBoot.tunnel(of: $0) != nil })
    return Observation(live: live, boot: boot, facts: .solaris(facts))
  }

  // MARK: - Live

  private func live(
    _ seen: SolarisIfconfigParser.Result, _ links: [InterfaceName: DladmTunnelParser.Line]
  ) -> LiveState {
    var live = LiveState()
    for (name, line) in links {
      live.tunnels[name] = Tunnel(
        encapsulation: line.encapsulation, local: line.local, remote: line.remote, isUp: false, addresses: [])
    }
    for unit in seen.units where unit.number == 0 {
      guard let ends = unit.ends else { continue }
      live.tunnels[unit.interface] = Tunnel(
        encapsulation: links[unit.interface]?.encapsulation ?? encapsulation(of: unit.interface), local: ends.local,
        remote: ends.remote, isUp: false, addresses: [])
    }
    for (name, units) in Dictionary(grouping: seen.units, by: \.interface) { place(units, of: name, in: &live) }
    return live
  }

  /// Solaris 10 tells the kinds of tunnels by their names (ip.tunN, ip6.tunN, ip.6to4tunN).
  private func encapsulation(of name: InterfaceName) -> Encapsulation {
    if name.text.hasPrefix("ip.6to4") { return .other("6to4") }
    return name.text.hasPrefix("ip6.") ? .other("ipv6") : .ipip
  }

  /// A logical interface that is down takes no packets: of a tunnel with one that is up, only those count that are up.
  private func place(_ units: [SolarisIfconfigParser.Unit], of name: InterfaceName, in live: inout LiveState) {
    let up = units.filter(\.isUp)
    if live.tunnels[name] != nil {
      live.tunnels[name]?.isUp = !up.isEmpty
      live.tunnels[name]?.addresses = Set((up.isEmpty ? units : up).compactMap(\.address))
    } else {
      live.addresses.formUnion(up.compactMap(\.address).map { InterfaceAddress(interface: name, address: $0) })
    }
  }

  // MARK: - Boot

  /// ipadm does not print the prefix length of an address with a peer; 32 is what culvert gives.
  private func storedTunnel(
    _ name: InterfaceName, _ line: DladmTunnelParser.Line, _ objects: [IpadmAddressParser.Line]
  ) -> Tunnel {
    let addresses = objects.filter { $0.interface == name && $0.isStored }
    return Tunnel(
      encapsulation: line.encapsulation, local: line.local, remote: line.remote, isUp: !addresses.isEmpty,
      addresses: Set(addresses.map { InnerAddress($0.address, peer: $0.peer) }))
  }
}
