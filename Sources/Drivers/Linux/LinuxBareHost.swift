import Model

extension LinuxDriver {
  /// One network interface, systemd, and nothing loaded.
  package func bareObservation(for intent: HostIntent) -> Observation {
    let addresses = Set(intent.endpoints.map(\.local) + (intent.balancing.map { [$0.address] } ?? []))
    var live = LiveState()
    live.addresses = Set(
      addresses.map { InterfaceAddress(interface: .eth0, address: InnerAddress($0, prefixLength: 24)) })
    for name in [SettingName.arpIgnore(.eth0), .arpAnnounce(.eth0), .forwarding] + SettingName.ofIPVS {
      live.settings[name] = SettingValue(0)
    }
    let facts = LinuxFacts(
      kernel: "", distribution: "", isRoot: true, initSystem: .systemd, tools: [], modules: [:],
      interfaces: [.lo, .eth0], routeSources: [:], rivals: .init(), rcLinks: [:])
    return Observation(live: live, boot: BootState(), facts: .linux(facts))
  }
}

extension InterfaceName {
  /// What the only interface of a host that nobody has seen is called.
  fileprivate static let eth0: InterfaceName = {
    do { return try InterfaceName("eth0") } catch { preconditionFailure("\(error)") }
  }()
}
