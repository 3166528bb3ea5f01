import Model

extension SolarisDriver {
  package func findings(for intent: HostIntent, _ observation: Observation, ownership: Ownership) -> [Finding] {
    let checks = SolarisChecks(intent: intent, observation: observation, ownership: ownership)
    guard checks.facts.isRoot else { return [Finding(.notRoot(.solaris), about: .named("login"))] }
    var findings = checks.missingTools
    guard !intent.isEmpty else { return findings }
    findings += checks.balancing
    guard !intent.endpoints.isEmpty else { return findings }
    return findings + checks.zone + checks.boot + checks.hostModel + checks.strictness + checks.segments
      + checks.addresses + intent.peerFindings(observation) + checks.stored
      + SolarisRivals(intent: intent, observation: observation, ownership: ownership).findings
  }
}

/// What has to be right on a Solaris or illumos host before anything is changed there.
private struct SolarisChecks {
  let intent: HostIntent
  let observation: Observation
  let ownership: Ownership

  var facts: SolarisFacts { observation.solaris }

  // MARK: - The system

  var missingTools: [Finding] {
    var wanted = ["ifconfig", "awk", "od", "sed", "kstat"]
    let names = Set(ownership.tunnels.keys)
    let usesDladm =
      facts.dialect == .modern && !intent.endpoints.isEmpty
      || names.contains { SolarisDialect(of: $0) == .modern }
    if usesDladm { wanted.append("dladm") }
    var findings = wanted.filter { !facts.tools.contains($0) }.sorted()
      .map { Finding(.missingTool(.solaris($0)), about: .named($0)) }
    if usesDladm, facts.tools.isDisjoint(with: ["create-if", "create-ip"]) {
      findings.append(Finding(.missingTool(.ipadm), about: .named("ipadm")))
    }
    return findings
  }

  var balancing: [Finding] {
    guard intent.balancing != nil else { return [] }
    return [Finding(.noIPVS(.solaris), about: .named("director"))]
  }

  var zone: [Finding] {
    facts.hasOwnStack ? [] : [Finding(.sharedStack, about: .zone(facts.zone))]
  }

  var boot: [Finding] {
    if facts.zone == "global", facts.version.hasPrefix("joyent_") {
      return [Finding(.noStart(.smartOS), about: .named("/etc"))]
    }
    guard facts.dialect == .modern, !facts.hasRunLevels else { return [] }
    let make = Command("mkdir", "-m", "755", "/etc/rc2.d")
    return [Finding(.noStart(.noRunLevels(make)), about: .named("/etc/rc2.d"))]
  }

  // MARK: - Settings of the IP stack

  var hostModel: [Finding] {
    guard facts.hostModel == "strong" else { return [] }
    let weaken = Command("ipadm", "set-prop", "-p", "hostmodel=weak", "ipv4")
    return [Finding(.strongHostModel(weaken), about: .named("hostmodel"))]
  }

  /// With it, a packet is taken only if it comes in on the very interface that has its address as numbered: the
  /// second tunnel with a VIP is not.
  var strictness: [Finding] {
    let directors = intent.endpoints.filter { if case .director = $0.role { true } else { false } }
    guard facts.isStrict == true, facts.hostModel == nil, directors.count > 1 else { return [] }
    let name = "ip_strict_dst_multihoming"
    let loosen = Command("ndd", "-set", "/dev/ip", name, "0")
    return [Finding(.strictInterfaces(directors: directors.count, loosen, setIn: nil), about: .named(name))]
  }

  /// Without one of the two parameters the MSS of answers stays what it is.
  var segments: [Finding] {
    guard !intent.mss.isEmpty else { return [] }
    let names: [SettingName] = [.greatestSegment, .announcesOwnSegment]
    return names.filter { observation.live.settings[$0] == nil }
      .map { Finding(.noSegmentParameter, about: .named($0.text)) }
  }

  // MARK: - Addresses

  /// The kernel binds a tunnel only to an address that is up.
  var addresses: [Finding] {
    let up = Set(observation.live.addresses.map(\.address.address))
    let absent = Set(intent.endpoints.map(\.local)).subtracting(up).sorted().map { address in
      Finding(.addressMissing(isUpWanted: true), about: .address(.v4(address)))
    }
    let vips = intent.endpoints.flatMap { $0.addresses.map(\.address) }
    let taken = Set(vips).sorted().compactMap { vip -> Finding? in
      observation.live.addresses.first { $0.address.address == vip }
        .map { Finding(.vipElsewhere($0, .solaris), about: .address(.v4(vip))) }
    }
    return absent + taken
  }

  // MARK: - Tunnels that are in the store

  /// A tunnel of the store that already is as it should be is taken over, and one that is wanted no more is removed.
  ///
  /// To
  /// change it would be to change the store, and that cannot be taken back exactly.
  var stored: [Finding] {
    let names = SolarisDesired(intent, observation, had: ownership).interfaceNames
    return intent.endpoints.compactMap { endpoint in
      guard let name = names[endpoint.role], let stored = observation.boot.tunnels[name] else { return nil }
      let addresses = Set(stored.addresses.map(\.address))
      let isRight = stored.joins(endpoint) && addresses == Set(endpoint.addresses.map(\.address))
      if isRight && SolarisDialect(of: name) == .modern { return nil }
      let removal = facts.removal(of: name, isStored: true)
      return Finding(.storedOtherwise(name, TunnelEnds(endpoint), removal), about: .tunnel(name))
    }
  }
}
