import Model

extension FreeBSDDriver {
  package func observe(_ output: ProbeOutput) throws(ProbeError) -> Observation {
    let interfaces = try FreeBSDIfconfigParser.parse(output, section: "interfaces")
    var live = LiveState()
    for interface in interfaces {
      if let encapsulation = encapsulation(of: interface) {
        live.tunnels[interface.name] = Tunnel(
          encapsulation: encapsulation, local: interface.ends?.local, remote: interface.ends?.remote,
          isUp: interface.isUp, addresses: Set(interface.addresses))
      } else {
        live.addresses.formUnion(interface.addresses.map { .init(interface: interface.name, address: $0) })
      }
    }
    let theirs = try FreeBSDSegments.read(output, into: &live)
    var facts = try FreeBSDFactsParser(output: output).parse(interfaces: Set(interfaces.map(\.name)))
    facts.theirSegments = theirs
    return Observation(live: live, boot: BootState(files: try bootFiles(output)), facts: .freebsd(facts))
  }

  /// What kind of tunnel an interface is; nil for one that is none.
  private func encapsulation(of interface: FreeBSDIfconfigParser.Interface) -> Encapsulation? {
    if interface.isGif { return .ipip }
    if interface.groups.contains("gre") || interface.name.text.hasPrefix("gre") { return .gre }
    return interface.ends == nil ? nil : .other("unknown")
  }
}
