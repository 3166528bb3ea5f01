import Model

extension FreeBSDDriver {
  package func findings(for intent: HostIntent, _ observation: Observation, ownership: Ownership) -> [Finding] {
    guard observation.freebsd.isRoot else { return [Finding(.notRoot(.freebsd), about: .named("login"))] }
    guard !intent.isEmpty || !ownership.isEmpty else { return [] }
    let desired = FreeBSDDesired(intent, observation, had: ownership)
    let checks = FreeBSDChecks(intent: intent, observation: observation, ownership: ownership, desired: desired)
    return checks.balancing + checks.gif + checks.strictness + checks.addresses + intent.peerFindings(observation)
      + checks.twins + checks.packetFilter
      + FreeBSDBootChecks(intent: intent, observation: observation, ownership: ownership, desired: desired).findings
      + FreeBSDEtcChecks(observation: observation, desired: desired).findings
  }
}

/// What has to be right on a FreeBSD host before anything is changed there; what has to do with rc.conf is in
/// `FreeBSDBootChecks`.
private struct FreeBSDChecks {
  let intent: HostIntent
  let observation: Observation
  let ownership: Ownership
  let desired: FreeBSDDesired

  private var facts: FreeBSDFacts { observation.freebsd }

  // MARK: - The system

  var balancing: [Finding] {
    guard intent.balancing != nil else { return [] }
    return [Finding(.noIPVS(.freebsd), about: .named("director"))]
  }

  /// Before 8 kldstat could not tell what is compiled into the kernel.
  var gif: [Finding] {
    guard facts.gif == .missing, facts.releaseDate >= 800_000, !intent.endpoints.isEmpty,
      !observation.live.tunnels.keys.contains(where: \.isGif)
    else { return [] }
    return [Finding(.missingModule(.noGif), about: .kernelModule("if_gif"))]
  }

  /// With it, a packet is taken only on the interface whose address comes first of those that are the same.
  var strictness: [Finding] {
    let directors = intent.endpoints.filter { if case .director = $0.role { true } else { false } }
    guard facts.isStrict, directors.count > 1 else { return [] }
    let name = facts.releaseDate >= 1_400_000 ? "net.inet.ip.rfc1122_strong_es" : "net.inet.ip.check_interface"
    let loosen = Command("sysctl", "\(name)=0")
    return [
      Finding(
        .strictInterfaces(directors: directors.count, loosen, setIn: try? HostPath("/etc/sysctl.conf")),
        about: .named(name))
    ]
  }

  /// A rule counts only among the main ones, and these are not culvert's to write where somebody has some there already.
  var packetFilter: [Finding] {
    guard observation.live.settings[.packetFilter] == FreeBSDSegments.theirs else { return [] }
    let lacking = FreeBSDSegments.wanted(intent, besides: facts).sorted { $0.key < $1.key }
    return lacking.compactMap { FreeBSDSegments.rule($0.key, $0.value) }
      .map { Finding(.otherFilter(rule: $0), about: .named("pf")) }
  }

  // MARK: - Addresses

  var addresses: [Finding] {
    let present = Set(observation.live.addresses.map(\.address.address))
    let absent = Set(intent.endpoints.map(\.local)).subtracting(present).sorted().map { address in
      Finding(.addressMissing(isUpWanted: false), about: .address(.v4(address)))
    }
    let inner = Set(intent.endpoints.flatMap { $0.addresses.map(\.address) })
    let taken = inner.sorted().compactMap { address -> Finding? in
      observation.live.addresses.first { $0.address.address == address }
        .map { Finding(.vipElsewhere($0, .freebsd), about: .address(.v4(address))) }
    }
    return absent + taken
  }

  /// A gif with another name between the same ends.
  ///
  /// The kernel takes no second one, and it has no lines in rc.conf that culvert could write. What it serves nobody knows
  /// here: it is not to be destroyed.
  var twins: [Finding] {
    let names = desired.interfaceNames
    return intent.endpoints.compactMap { endpoint in
      let twin = observation.live.tunnels.filter { $0.value.joins(endpoint) }.keys.sorted()
        .first { $0 != names[endpoint.role] && ownership.tunnels[$0] == nil }
      return twin.map { Finding(.twinTunnel(.freebsd($0, TunnelEnds(endpoint))), about: .tunnel($0)) }
    }
  }
}
