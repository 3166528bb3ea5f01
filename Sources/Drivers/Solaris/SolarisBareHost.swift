import Model

extension SolarisDriver {
  /// A Solaris 10 with one network interface, which nobody has logged in on.
  package func bareObservation(for intent: HostIntent) -> Observation {
    let addresses = Set(intent.endpoints.map(\.local) + (intent.balancing.map { [$0.address] } ?? []))
    var live = LiveState()
    live.addresses = Set(
      addresses.map { InterfaceAddress(interface: .net0, address: InnerAddress($0, prefixLength: 24)) })
    live.settings = [.greatestSegment: SettingValue(65_495), .announcesOwnSegment: SettingValue(0)]
    let facts = SolarisFacts(
      kernel: "5.10", version: "", name: "", isRoot: true, zone: "global", hasOwnStack: true, tools: [],
      hasRunLevels: true, hostModel: nil, isStrict: false, interfaces: [.net0], implicitTunnels: [], usesOldForm: false)
    return Observation(live: live, boot: BootState(), facts: .solaris(facts))
  }
}

extension InterfaceName {
  /// What the only interface of a host that nobody has seen is called.
  fileprivate static let net0: InterfaceName = {
    do { return try InterfaceName("net0") } catch { preconditionFailure("\(error)") }
  }()
}
