import Model

extension LinuxDriver {
  package func desired(
    for intent: HostIntent, _ observation: Observation, ownership: Ownership, templates: any TemplateRendering
  ) throws(TemplateError) -> HostState {
    var desired = LinuxDesired(observation, had: ownership)
    desired.placeEndpoints(intent.endpoints)
    desired.state.live.mss = intent.mss
    if let balancing = intent.balancing { desired.placeBalancing(balancing) }
    desired.removeWhatIsNotWanted()
    let boot = LinuxBoot(
      intent: intent, state: desired.state, facts: observation.linux, had: ownership.files)
    desired.placeFiles(try boot.files(templates))
    return desired.state
  }
}

/// An observed state on its way to the desired one.
private struct LinuxDesired {
  private let observation: Observation
  /// What was culvert's before.
  private let had: Ownership
  /// The state, with what will be culvert's in its record.
  fileprivate(set) var state: HostState

  init(_ observation: Observation, had: Ownership) {
    self.observation = observation
    self.had = had
    state = HostState(live: observation.live, boot: observation.boot)
  }

  // MARK: - What is wanted

  /// Loose rp_filter on the tunnel itself: the kernel takes the greater of `all` and the interface, so 2 is loose
  /// whatever `all` is, and nothing else of the host changes.
  mutating func placeEndpoints(_ endpoints: [HostIntent.Endpoint]) {
    let names = interfaceNames(endpoints)
    for endpoint in endpoints {
      guard let name = names[endpoint.role] else { continue }
      state.ownership.tunnels[name] = endpoint.role
      state.live.tunnels[name] = Tunnel(
        encapsulation: endpoint.encapsulation, local: .v4(endpoint.local), remote: .v4(endpoint.remote), isUp: true,
        addresses: endpoint.addresses, reversePathFilter: 2)
      if case .director = endpoint.role { quietARP(onInterfaceWith: endpoint.local) }
    }
  }

  /// The interface of each endpoint: the one that it has, or that of a tunnel between the same ends whose role is wanted
  /// no more (the kernel takes no second one), or a new one.
  private func interfaceNames(_ endpoints: [HostIntent.Endpoint]) -> [TunnelRole: InterfaceName] {
    var names: [TunnelRole: InterfaceName] = [:]
    for endpoint in endpoints {
      names[endpoint.role] =
        had.tunnels.first { $0.value == endpoint.role }?.key ?? predecessor(of: endpoint, endpoints)
    }
    for endpoint in endpoints where names[endpoint.role] == nil {
      let candidates = (1...endpoints.count + 1).lazy.map { linuxInterfaceName(for: endpoint.role, attempt: $0) }
      names[endpoint.role] = candidates.first { !names.values.contains($0) }
    }
    return names
  }

  private func predecessor(of endpoint: HostIntent.Endpoint, _ endpoints: [HostIntent.Endpoint]) -> InterfaceName? {
    let wanted = Set(endpoints.map(\.role))
    return had.tunnels.filter { !wanted.contains($0.value) }.keys.sorted().first { name in
      guard let tunnel = observation.live.tunnels[name] else { return false }
      return tunnel.encapsulation == endpoint.encapsulation && tunnel.local == .v4(endpoint.local)
        && tunnel.remote == .v4(endpoint.remote)
    }
  }

  /// A realserver must not answer ARP for a VIP that it shares with others, nor ask with the VIP as the sender.
  private mutating func quietARP(onInterfaceWith address: IPv4Address) {
    for item in observation.live.addresses where item.address.address == address {
      raise(.arpIgnore(item.interface), toAtLeast: 1)
      raise(.arpAnnounce(item.interface), toAtLeast: 2)
    }
  }

  mutating func placeBalancing(_ balancing: HostIntent.Balancing) {
    for (key, service) in balancing.services {
      state.live.services[key] = service
      state.ownership.services.insert(key)
      for other in state.live.destinations.keys where other.service == key && balancing.destinations[other] == nil {
        state.live.destinations[other] = nil
      }
      if case .address(.v4(let vip), _, _) = key {
        let address = InterfaceAddress(interface: balancing.vipInterface, address: InnerAddress(vip))
        state.live.addresses.insert(address)
        state.ownership.addresses.insert(address)
      }
    }
    state.live.destinations.merge(balancing.destinations) { $1 }
    if balancing.forwardsPackets { forwardPackets() }
    if !balancing.services.isEmpty { raise(.expireNoDestination, toAtLeast: 1) }
  }

  private mutating func raise(_ name: SettingName, toAtLeast wanted: Int) {
    state.give(name, SettingValue(wanted), had: had, observed: observation.live) { now in
      Int(now.text).map { $0 >= wanted } ?? false
    }
  }

  private mutating func forwardPackets() {
    state.give(.forwarding, SettingValue(1), had: had, observed: observation.live) { $0.text.hasPrefix("1") }
  }

  // MARK: - What is wanted no more

  mutating func removeWhatIsNotWanted() {
    for name in had.tunnels.keys where state.ownership.tunnels[name] == nil { state.live.tunnels[name] = nil }
    for key in had.services.subtracting(state.ownership.services) {
      state.live.services[key] = nil
      for destination in state.live.destinations.keys where destination.service == key {
        state.live.destinations[destination] = nil
      }
    }
    state.live.addresses.subtract(had.addresses.subtracting(state.ownership.addresses))
    state.restoreSettings(had: restorable, observed: observation.live)
  }

  /// What goes back to what it was: not forwarding where bridges for guests need it by now.
  private var restorable: Ownership {
    var restorable = had
    if observation.linux.managers.forwardsPackets { restorable.settings[.forwarding] = nil }
    return restorable
  }

  // MARK: - Boot files

  mutating func placeFiles(_ files: [HostPath: BootFile]) {
    for path in had.files { state.boot.files[path] = nil }
    state.boot.files.merge(files) { $1 }
    state.ownership.files = Set(files.keys)
  }
}
