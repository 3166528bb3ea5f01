import Model

extension FreeBSDDriver {
  /// A FreeBSD 13.2 with one network interface and an empty rc.conf, which nobody has logged in on.
  package func bareObservation(for intent: HostIntent) -> Observation {
    let addresses = Set(intent.endpoints.map(\.local) + (intent.balancing.map { [$0.address] } ?? []))
    var live = LiveState()
    live.addresses = Set(
      addresses.map { InterfaceAddress(interface: .em0, address: InnerAddress($0, prefixLength: 24)) })
    live.settings[.packetFilter] = FreeBSDSegments.value("off")
    let facts = FreeBSDFacts(
      release: "13.2-RELEASE", releaseDate: 1_302_001, isRoot: true, gif: .available, isStrict: false,
      interfaces: [.em0], rcValues: [:], rcComplaint: "", startScripts: [])
    return Observation(
      live: live, boot: BootState(files: [RCConf.main: .regular(content: [], mode: .plain)]), facts: .freebsd(facts))
  }
}

extension InterfaceName {
  /// What the only interface of a host that nobody has seen is called.
  fileprivate static let em0: InterfaceName = {
    do { return try InterfaceName("em0") } catch { preconditionFailure("\(error)") }
  }()
}
