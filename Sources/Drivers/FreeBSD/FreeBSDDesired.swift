import Model

extension FreeBSDDriver {
  package func desired(
    for intent: HostIntent, _ observation: Observation, ownership: Ownership, templates: any TemplateRendering
  ) throws(TemplateError) -> HostState {
    var desired = FreeBSDDesired(intent, observation, had: ownership)
    try desired.placeScript(templates)
    return desired.state
  }
}

/// An observed state on its way to the desired one.
struct FreeBSDDesired {
  private let intent: HostIntent
  private let observation: Observation
  /// What was culvert's before.
  private let had: Ownership
  /// The state, with what will be culvert's in its record.
  private(set) var state: HostState
  /// Why the boot's files cannot be made to follow; they are then as they were.
  private(set) var problem: RCConfProblem?
  /// The boot's files as they are, if they can be followed.
  private(set) var conf: RCConf?

  init(_ intent: HostIntent, _ observation: Observation, had: Ownership) {
    self.intent = intent
    self.observation = observation
    self.had = had
    state = HostState(live: observation.live, boot: observation.boot)
    do { conf = try RCConf(observation.boot.files) } catch { problem = error }
    placeEndpoints()
    removeWhatIsNotWanted()
    placeSegments()
    placeFiles()
  }

  private var facts: FreeBSDFacts { observation.freebsd }

  // MARK: - What is wanted

  private mutating func placeEndpoints() {
    let names = interfaceNames
    for endpoint in intent.endpoints {
      guard let name = names[endpoint.role] else { continue }
      let present = observation.live.tunnels[name] ?? conf?.tunnel(name, on: facts)
      state.ownership.tunnels[name] = endpoint.role
      let peers = InnerPeers(intent: intent, name: name, present: present, had: had, isHarmless: isHarmless)
      state.live.tunnels[name] = Tunnel(
        encapsulation: endpoint.encapsulation, local: .v4(endpoint.local), remote: .v4(endpoint.remote), isUp: true,
        addresses: state.place(endpoint.addresses, with: peers))
      state.ownership.note(
        name, staysLive: state.live.tunnels[name] == observation.live.tunnels[name],
        staysAtBoot: conf?.makes(name, state.live.tunnels[name], on: facts) ?? false, since: had)
    }
  }

  /// A peer gets a host route into the tunnel: with the director's address as the peer, packets to it go round and round
  /// ("gif0: loop detected"), and nobody but other hosts can log in any more.
  private func isHarmless(_ peer: IPv4Address) -> Bool {
    let taken = Set(intent.endpoints.flatMap { [$0.local, $0.remote] + $0.addresses.map(\.address) })
    return !taken.contains(peer) && !observation.live.addresses.contains { $0.address.network.contains(peer) }
  }

  // MARK: - Names

  /// The interface of each endpoint: the one that it has; or one between the same ends, whoever made it (the kernel takes no
  /// second); or one that rc.conf already makes exactly so; or the next free one.
  var interfaceNames: [TunnelRole: InterfaceName] {
    var names: [TunnelRole: InterfaceName] = [:]
    for endpoint in intent.endpoints {
      names[endpoint.role] = had.tunnels.filter { $0.value == endpoint.role }.keys.min()
    }
    for endpoint in intent.endpoints where names[endpoint.role] == nil {
      names[endpoint.role] = [twin(endpoint), storedTwin(endpoint)].compactMap { $0 }
        .first { !names.values.contains($0) }
    }
    for endpoint in intent.endpoints where names[endpoint.role] == nil {
      names[endpoint.role] = freeName(besides: Set(names.values))
    }
    return names
  }

  /// The gif that joins the same ends and is not that of another endpoint that is wanted.
  private func twin(_ endpoint: HostIntent.Endpoint) -> InterfaceName? {
    let wanted = Set(intent.endpoints.map(\.role))
    return observation.live.tunnels.filter { $0.key.isGif && $0.value.joins(endpoint) }.keys.sorted()
      .first { had.tunnels[$0].map { !wanted.contains($0) } ?? true }
  }

  private func storedTwin(_ endpoint: HostIntent.Endpoint) -> InterfaceName? {
    guard let conf else { return nil }
    return conf.gifs(on: facts).filter(\.isGif).first { name in
      guard observation.live.tunnels[name] == nil, had.tunnels[name] == nil,
        let tunnel = conf.tunnel(name, on: facts)
      else { return false }
      return tunnel.joins(endpoint)
        && Set(tunnel.addresses.map(\.address)) == Set(endpoint.addresses.map(\.address))
        && tunnel.addresses.allSatisfy { $0.peer.map(isHarmless) ?? false || endpoint.addresses.contains($0) }
    }
  }

  /// A gif that there is none of, and that no line of the boot's files names: devd would have it set up from these.
  private func freeName(besides others: Set<InterfaceName>) -> InterfaceName? {
    let taken = facts.interfaces.union(observation.live.tunnels.keys).union(others).union(had.tunnels.keys)
      .union(facts.startScripts)
    let mentions = conf?.mentions ?? []
    return (0..<1 << 15).lazy.compactMap { try? InterfaceName("gif\($0)") }
      .first { !taken.contains($0) && !mentions.contains($0.text) }
  }

  // MARK: - What is wanted no more

  private mutating func removeWhatIsNotWanted() {
    for name in had.tunnels.keys where state.ownership.tunnels[name] == nil && !had.foundLive.contains(name) {
      state.live.tunnels[name] = nil
    }
  }

  // MARK: - Short packets

  /// pf is turned on where it is not in use; where others have rules in it, they have to do it, and a finding says so.
  private mutating func placeSegments() {
    state.live.mss = FreeBSDSegments.wanted(intent, besides: facts)
    if !state.live.mss.isEmpty {
      state.give(.packetFilter, FreeBSDSegments.value("on"), had: had, observed: observation.live) {
        $0 != FreeBSDSegments.value("off")
      }
    }
    state.restoreSettings(had: had, observed: observation.live)
  }

  /// - Throws: `TemplateError`.
  mutating func placeScript(_ templates: any TemplateRendering) throws(TemplateError) {
    let files = try FreeBSDSegments.files(state.live.mss, templates)
    if had.files.contains(FreeBSDSegments.script) { state.boot.files[FreeBSDSegments.script] = nil }
    state.boot.files.merge(files) { $1 }
    state.ownership.files.remove(FreeBSDSegments.script)
    state.ownership.files.formUnion(files.keys)
  }

  // MARK: - Boot files

  private mutating func placeFiles() {
    let created = had.files.contains(RCConf.main) || observation.boot.files[RCConf.main] == nil
    guard let conf else {
      state.ownership.files = had.files
      return
    }
    do {
      let edited = try edited(conf)
      for (path, file) in edited.bootFiles { state.boot.files[path] = file }
      if created, edited.files[0].bytes.isEmpty { state.boot.files[RCConf.main] = nil }
      state.ownership.files = created && !edited.files[0].bytes.isEmpty ? [RCConf.main] : []
    } catch {
      problem = error
      state.ownership.files = had.files
    }
  }

  private func edited(_ conf: RCConf) throws(RCConfProblem) -> RCConf {
    var editor = RCConfEditor(conf)
    for name in had.tunnels.keys.sorted()
    where state.ownership.tunnels[name] == nil && !had.foundAtBoot.contains(name) { try editor.remove(name) }
    for name in state.ownership.tunnels.keys.sorted() {
      if let tunnel = state.live.tunnels[name] { try editor.place(name, as: tunnel, on: facts) }
    }
    return editor.conf
  }
}
