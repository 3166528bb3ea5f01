import Model

/// Tunnels that culvert does not manage between the same ends as one of its own: those that are there, and those that the
/// boot will make.
///
/// illumos and Solaris 11 bind one tunnel for a pair of ends (iptun_hash_insert: EADDRINUSE). Solaris 10 takes two, and which
/// of them gets a packet goes by the order in which they were made. What removes a rival is said in words: it is
/// its owner's, and nothing that can be pasted deletes it.
struct SolarisRivals {
  private let intent: HostIntent
  private let observation: Observation
  private let ownership: Ownership
  private let names: [TunnelRole: InterfaceName]

  private var facts: SolarisFacts { observation.solaris }

  init(intent: HostIntent, observation: Observation, ownership: Ownership) {
    self.intent = intent
    self.observation = observation
    self.ownership = ownership
    names = SolarisDesired(intent, observation, had: ownership).interfaceNames
  }

  var findings: [Finding] {
    intent.endpoints.flatMap { endpoint in
      names[endpoint.role].map { live(endpoint, $0) + stored(endpoint, $0) + files(endpoint, $0) } ?? []
    }
  }

  // MARK: - Running

  private func live(_ endpoint: HostIntent.Endpoint, _ name: InterfaceName) -> [Finding] {
    observation.live.tunnels.filter { $0.value.joins(endpoint) && isRival($0.key, to: name) }.keys.sorted().map {
      rival in
      let origin = origin(of: rival)
      let twin = Fault.Twin.solaris(
        rival, TunnelEnds(endpoint), origin, facts.removal(of: rival, isStored: origin == .store),
        isPairTaken: facts.kernel == "5.10")
      return Finding(.twinTunnel(twin), about: .tunnel(rival))
    }
  }

  private func origin(of rival: InterfaceName) -> Fault.Twin.Origin {
    let path = SolarisBoot.hostnameFile(of: rival)
    if observation.boot.files[path] != nil { return .file(path) }
    if observation.boot.tunnels[rival] != nil { return .store }
    return SolarisDialect(of: rival) == .classic ? .ifconfig : .dladm
  }

  // MARK: - At boot

  /// The boot brings up what is in the store before it runs culvert's script.
  private func stored(_ endpoint: HostIntent.Endpoint, _ name: InterfaceName) -> [Finding] {
    observation.boot.tunnels.filter { $0.value.joins(endpoint) && isRival($0.key, to: name) }.keys.sorted()
      // What is there already has its finding.
      .filter { observation.live.tunnels[$0]?.joins(endpoint) != true }
      .map { rival in
        let removal = facts.removal(of: rival, isStored: true)
        return Finding(.bootLinesRival(.store(rival, TunnelEnds(endpoint), removal)), about: .storedTunnel(rival))
      }
  }

  private func files(_ endpoint: HostIntent.Endpoint, _ name: InterfaceName) -> [Finding] {
    // Whether Solaris 11 reads the files is not known.
    guard !facts.isOracle else { return [] }
    return observation.boot.files.keys.sorted().compactMap { path in
      guard case .regular(let content, _)? = observation.boot.files[path] else { return nil }
      let file = HostnameFile(content, readBy: facts.reader)
      if let rival = SolarisBoot.tunnel(of: path) {
        guard isRival(rival, to: name), file.joins(endpoint) else { return nil }
        return atBoot(path, rival, endpoint)
      }
      return ofIPv6(path, file, endpoint, name)
    }
  }

  private func atBoot(_ path: HostPath, _ rival: InterfaceName, _ endpoint: HostIntent.Endpoint) -> Finding {
    Finding(
      .bootLinesRival(.hostnameFile(path, rival, TunnelEnds(endpoint))), about: .place(FilePlace(path)))
  }

  /// On illumos the IPv6 half of a tunnel is the same link, whose ends the file sets after those of IPv4 (net-iptun).
  private func ofIPv6(
    _ path: HostPath, _ file: HostnameFile, _ endpoint: HostIntent.Endpoint, _ name: InterfaceName
  ) -> Finding? {
    guard facts.reader == .netIptun, let tunnel = SolarisBoot.tunnelOfIPv6(path) else { return nil }
    if tunnel == name, file.named != .init(), !file.isMeant(for: endpoint) {
      return Finding(
        .bootLinesContrary(.hostnameFile(path, name, TunnelEnds(endpoint))), about: .place(FilePlace(path)))
    }
    guard isRival(tunnel, to: name), file.isMeant(for: endpoint) else { return nil }
    return atBoot(path, tunnel, endpoint)
  }

  // MARK: - Common to both

  /// Whether a tunnel with the ends of this one is in its way; what is culvert's is changed or removed by the plan.
  private func isRival(_ tunnel: InterfaceName, to name: InterfaceName) -> Bool {
    tunnel != name && ownership.tunnels[tunnel] == nil
  }
}

extension SolarisFacts {
  /// How its owner removes a tunnel, for people to read.
  func removal(of tunnel: InterfaceName, isStored: Bool) -> TunnelRemoval {
    if SolarisDialect(of: tunnel) == .classic { return TunnelRemoval(tunnel: "ifconfig \(tunnel) unplumb") }
    if !isStored {
      return TunnelRemoval(address: "ipadm disable-if -t \(tunnel)", tunnel: "dladm delete-iptun -t \(tunnel)")
    }
    let delete = tools.contains("create-ip") ? "delete-ip" : "delete-if"
    return TunnelRemoval(address: "ipadm \(delete) \(tunnel)", tunnel: "dladm delete-iptun \(tunnel)")
  }
}
