import Model

extension LinuxDriver {
  package func desired(
    for intent: HostIntent, _ observation: Observation, ownership: Ownership, templates: any TemplateRendering
  ) throws(TemplateError) -> HostState {
    var desired = LinuxDesired(observation, had: ownership)
    desired.placeEndpoints(intent.endpoints)
    desired.placeSegments(intent)
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
    quietARP(endpoints)
    for endpoint in endpoints {
      guard let name = names[endpoint.role] else { continue }
      state.ownership.tunnels[name] = endpoint.role
      state.live.tunnels[name] = Tunnel(
        encapsulation: endpoint.encapsulation, local: .v4(endpoint.local), remote: .v4(endpoint.remote), isUp: true,
        addresses: endpoint.addresses, reversePathFilter: 2, vrf: vrf(ofInterfaceWith: endpoint.local))
    }
  }

  /// The VRF that packets of a tunnel come in by: what comes out of the tunnel has to be looked up there too.
  private func vrf(ofInterfaceWith address: IPv4Address) -> InterfaceName? {
    let links = observation.linux.links
    let carrier = observation.live.addresses.sorted().first { $0.address.address == address }?.interface
    return carrier.flatMap { links[$0]?.master }.flatMap { links[$0]?.isVRF == true ? $0 : nil }
  }

  /// The interface of each endpoint: the one that it has, or that of a tunnel between the same ends whose role is wanted
  /// no more (the kernel takes no second one), or a new one.
  private func interfaceNames(_ endpoints: [HostIntent.Endpoint]) -> [TunnelRole: InterfaceName] {
    var names: [TunnelRole: InterfaceName] = [:]
    for endpoint in endpoints {
      names[endpoint.role] = kept(endpoint) ?? predecessor(of: endpoint, endpoints)
    }
    for endpoint in endpoints where names[endpoint.role] == nil {
      let count = endpoints.count + had.tunnels.count + 1
      let candidates = (1...count).lazy.map { linuxInterfaceName(for: endpoint.role, attempt: $0) }
      names[endpoint.role] = candidates.first { !names.values.contains($0) && !isLeaving($0, endpoint) }
    }
    return names
  }

  /// The interface that the endpoint has, unless its ends have moved and both pairs of ends work side by side: then a new
  /// one is made beside it, and this one goes when no director uses it any more.
  private func kept(_ endpoint: HostIntent.Endpoint) -> InterfaceName? {
    had.tunnels.keys.sorted().first { had.tunnels[$0] == endpoint.role && !isLeaving($0, endpoint) }
  }

  /// Whether it is a tunnel of this role as culvert made it, for addresses that the inventory has replaced since and that
  /// the host still has.
  private func isLeaving(_ name: InterfaceName, _ endpoint: HostIntent.Endpoint) -> Bool {
    guard had.tunnels[name] == endpoint.role, let tunnel = observation.live.tunnels[name], tunnel.isUp,
      tunnel.encapsulation == endpoint.encapsulation, let local = tunnel.local?.v4, let remote = tunnel.remote?.v4,
      (local, remote) != (endpoint.local, endpoint.remote), hasAddress(local)
    else { return false }
    return LinuxBoot.makes(name, local, remote, in: observation.boot)
  }

  private func hasAddress(_ address: IPv4Address) -> Bool {
    observation.live.addresses.contains { $0.address.address == address }
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
  ///
  /// Where the host does not have the address now, nothing is known, and what was raised stays.
  private mutating func quietARP(_ endpoints: [HostIntent.Endpoint]) {
    let settings = LinuxARP(endpoints, observation.live.addresses, observation.linux.links).settings
    for (name, least) in settings {
      let all = name.ofAllInterfaces.flatMap { observation.live.settings[$0] }.flatMap { Int($0.text) } ?? 0
      raise(name, toAtLeast: least, having: all)
    }
    if settings.isEmpty, endpoints.contains(where: { if case .director = $0.role { true } else { false } }) {
      state.ownership.settings.merge(had.settings.filter { $0.key.isAboutARP }) { $1 }
    }
  }

  /// The size that the inventory asks for, or what fits into packets of the interface that has the tunnel's address: an IP header
  /// outside, an IP and a TCP header inside, 20 bytes each.
  mutating func placeSegments(_ intent: HostIntent) {
    let locals = Set(intent.endpoints.map(\.local))
    let mtus = observation.live.addresses.filter { locals.contains($0.address.address) }
      .compactMap { observation.linux.links[$0.interface]?.mtu }
    let fitting = mtus.min().flatMap { try? SegmentSize(String($0 - 60)) }
    state.live.mss = intent.mss.mapValues { min($0, fitting ?? $0) }
  }

  mutating func placeBalancing(_ balancing: HostIntent.Balancing) {
    for (key, service) in balancing.services {
      noteFound(key, service)
      state.live.services[key] = service
      state.ownership.services.insert(key)
      for other in state.live.destinations.keys where other.service == key && balancing.destinations[other] == nil {
        state.live.destinations[other] = nil
      }
      if case .address(.v4(let vip), _, _) = key { placeVIP(vip, on: balancing.vipInterface) }
    }
    for (key, destination) in balancing.destinations { noteFound(key, destination) }
    state.live.destinations.merge(balancing.destinations) { $1 }
    if balancing.forwardsPackets { forwardPackets() }
    if !balancing.services.isEmpty { raise(.expireNoDestination, toAtLeast: 1) }
    if balancing.hasPersistence { raise(.expireQuiescentTemplate, toAtLeast: 1) }
  }

  /// Puts a VIP on the director, unless it is there already: by hand, perhaps on another interface or with the length of
  /// its network.
  private mutating func placeVIP(_ vip: IPv4Address, on interface: InterfaceName) {
    let own = InterfaceAddress(interface: interface, address: InnerAddress(vip))
    let there = observation.live.addresses.filter { $0.address.address == vip }
    let found = there.filter { !had.addresses.contains($0) || had.foundAddresses.contains($0) }
    let address =
      had.addresses.contains(own) || found.contains(own)
      ? own : found.filter { $0.interface == interface }.min() ?? found.min() ?? own
    if found.contains(address) { state.ownership.foundAddresses.insert(address) }
    state.live.addresses.insert(address)
    state.ownership.addresses.insert(address)
  }

  /// What is there already as it is wanted, and is not culvert's yet, was made by somebody else: it is released one day,
  /// and not removed.
  private mutating func noteFound(_ key: ServiceKey, _ service: VirtualService) {
    let isFound =
      had.services.contains(key) ? had.foundServices.contains(key) : observation.live.services[key] == service
    if isFound { state.ownership.foundServices.insert(key) }
  }

  private mutating func noteFound(_ key: DestinationKey, _ destination: Destination) {
    let isFound =
      had.services.contains(key.service)
      ? had.foundDestinations.contains(key) : observation.live.destinations[key] == destination
    if isFound { state.ownership.foundDestinations.insert(key) }
  }

  /// `having` is what counts of the setting whatever its own value is.
  private mutating func raise(_ name: SettingName, toAtLeast wanted: Int, having: Int = 0) {
    state.give(name, SettingValue(wanted), had: had, observed: observation.live) { now in
      Int(now.text).map { max($0, having) >= wanted } ?? false
    }
  }

  private mutating func forwardPackets() {
    state.give(.forwarding, SettingValue(1), had: had, observed: observation.live) { $0.text.hasPrefix("1") }
  }

  // MARK: - What is wanted no more

  mutating func removeWhatIsNotWanted() {
    for name in had.tunnels.keys where state.ownership.tunnels[name] == nil { state.live.tunnels[name] = nil }
    for key in had.services.subtracting(state.ownership.services) {
      if !had.foundServices.contains(key) { state.live.services[key] = nil }
      for destination in state.live.destinations.keys
      where destination.service == key && !had.foundDestinations.contains(destination) {
        state.live.destinations[destination] = nil
      }
    }
    state.live.addresses.subtract(had.addresses.subtracting(state.ownership.addresses).subtracting(had.foundAddresses))
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
