import Model

extension SolarisDriver {
  package func desired(
    for intent: HostIntent, _ observation: Observation, ownership: Ownership, templates: any TemplateRendering
  ) throws(TemplateError) -> HostState {
    var desired = SolarisDesired(intent, observation, had: ownership)
    desired.placeEndpoints()
    desired.removeWhatIsNotWanted()
    desired.placeSettings()
    let boot = SolarisBoot(intent: intent, state: desired.state, observation: observation)
    desired.placeFiles(try boot.files(templates))
    return desired.state
  }
}

/// An observed state on its way to the desired one.
struct SolarisDesired {
  private let intent: HostIntent
  private let observation: Observation
  /// What was culvert's before.
  private let had: Ownership
  /// The state, with what will be culvert's in its record.
  private(set) var state: HostState

  init(_ intent: HostIntent, _ observation: Observation, had: Ownership) {
    self.intent = intent
    self.observation = observation
    self.had = had
    state = HostState(live: observation.live, boot: observation.boot)
  }

  // MARK: - What is wanted

  mutating func placeEndpoints() {
    let names = interfaceNames
    for endpoint in intent.endpoints {
      guard let name = names[endpoint.role] else { continue }
      let present = observation.live.tunnels[name]
      state.ownership.tunnels[name] = endpoint.role
      let peers = InnerPeers(intent: intent, name: name, present: present, had: had, isHarmless: isHarmless)
      state.live.tunnels[name] = Tunnel(
        encapsulation: endpoint.encapsulation, local: .v4(endpoint.local), remote: .v4(endpoint.remote), isUp: true,
        addresses: state.place(endpoint.addresses, with: peers))
      state.ownership.note(
        name, staysLive: state.live.tunnels[name] == present, staysAtBoot: isMadeAtBoot(name), since: had)
    }
  }

  /// Whether the store, of which only what is right is taken, or a file of the classic way makes the tunnel already.
  private func isMadeAtBoot(_ name: InterfaceName) -> Bool {
    if observation.boot.tunnels[name] != nil { return true }
    guard SolarisDialect(of: name) == .classic, let tunnel = state.live.tunnels[name],
      case .regular(let content, _)? = observation.boot.files[SolarisBoot.hostnameFile(of: name)]
    else { return false }
    return HostnameFile(content, readBy: observation.solaris.reader).makes(tunnel)
  }

  /// A peer gets a route into the tunnel: it must not be an address that the host talks to, least of all the other end, to
  /// which no packet would get out any more (tun_wdata_v4 of OpenSolaris 2006).
  private func isHarmless(_ peer: IPv4Address) -> Bool {
    let taken = Set(intent.endpoints.flatMap { [$0.local, $0.remote] + $0.addresses.map(\.address) })
    return !taken.contains(peer) && !observation.live.addresses.contains { $0.address.network.contains(peer) }
  }

  // MARK: - Names

  /// The interface of each endpoint: the one that it has; or one between the same ends, of culvert's or not (illumos takes no
  /// second, and on Solaris 10 only one would get the packets); or that of a boot file for these ends; or the next
  /// free one.
  var interfaceNames: [TunnelRole: InterfaceName] {
    var names: [TunnelRole: InterfaceName] = [:]
    for endpoint in intent.endpoints {
      names[endpoint.role] = had.tunnels.filter { $0.value == endpoint.role }.keys.min()
    }
    for endpoint in intent.endpoints where names[endpoint.role] == nil {
      names[endpoint.role] = [twin(endpoint), fileTwin(endpoint)].compactMap { $0 }
        .first { !names.values.contains($0) }
    }
    for endpoint in intent.endpoints where names[endpoint.role] == nil {
      names[endpoint.role] = freeName(for: endpoint.role, besides: Set(names.values))
    }
    return names
  }

  /// The tunnel that joins the same ends and is not one of another endpoint that is wanted.
  private func twin(_ endpoint: HostIntent.Endpoint) -> InterfaceName? {
    let wanted = Set(intent.endpoints.map(\.role))
    let tunnels = observation.live.tunnels.merging(observation.boot.tunnels) { live, _ in live }
    return tunnels.filter { $0.value.joins(endpoint) }.keys.sorted()
      .first { had.tunnels[$0].map { !wanted.contains($0) } ?? true }
  }

  private func fileTwin(_ endpoint: HostIntent.Endpoint) -> InterfaceName? {
    // Whether Solaris 11 reads the files is not known.
    if observation.solaris.isOracle { return nil }
    return observation.boot.files.keys.sorted().first { path in
      guard SolarisBoot.tunnel(of: path) != nil, case .regular(let content, _)? = observation.boot.files[path] else {
        return false
      }
      return HostnameFile(content, readBy: observation.solaris.reader).isMeant(for: endpoint)
    }.flatMap(SolarisBoot.tunnel(of:))
  }

  /// A name that no interface, no store and no boot file has.
  private func freeName(for role: TunnelRole, besides others: Set<InterfaceName>) -> InterfaceName {
    let prefix =
      switch (observation.solaris.dialect, role) {
      case (.classic, _): "ip.tun"
      case (.modern, .director): "lvstun"
      case (.modern, .link): "linktun"
      }
    let paths = observation.boot.files.keys
    let files = Set(paths.compactMap(SolarisBoot.tunnel(of:)) + paths.compactMap(SolarisBoot.tunnelOfIPv6))
    let taken = observation.solaris.interfaces.union(observation.live.tunnels.keys).union(observation.boot.tunnels.keys)
      .union(files).union(others).union(had.tunnels.keys)
    return (0...taken.count).lazy.map { known("\(prefix)\($0)") }.first { !taken.contains($0) } ?? known(prefix + "0")
  }

  private func known(_ text: String) -> InterfaceName {
    do { return try InterfaceName(text) } catch { preconditionFailure("\(error)") }
  }

  // MARK: - What is wanted no more

  mutating func removeWhatIsNotWanted() {
    for name in had.tunnels.keys where state.ownership.tunnels[name] == nil {
      if !had.foundLive.contains(name) { state.live.tunnels[name] = nil }
      if !had.foundAtBoot.contains(name) { state.boot.tunnels[name] = nil }
    }
  }

  mutating func placeSettings() {
    state.shortenSegments(intent, observation.live, had: had)
    state.restoreSettings(had: had, observed: observation.live)
  }

  // MARK: - Boot files

  mutating func placeFiles(_ files: [HostPath: BootFile]) {
    let kept = had.foundAtBoot.map(SolarisBoot.hostnameFile)
    for path in had.files where !kept.contains(path) { state.boot.files[path] = nil }
    state.boot.files.merge(files) { $1 }
    state.ownership.files = Set(files.keys)
  }
}

extension InnerAddress {
  /// The network that the address is in; with a peer, the peer alone.
  var network: IPv4Network {
    peer.map { IPv4Network(containing: $0, prefixLength: 32) }
      ?? IPv4Network(containing: address, prefixLength: prefixLength)
  }
}
