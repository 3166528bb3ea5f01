import Model

extension FreeBSDDriver {
  package func findings(for intent: HostIntent, _ observation: Observation, ownership: Ownership) -> [Finding] {
    guard observation.freebsd.isRoot else { return [notRoot] }
    guard !intent.isEmpty || !ownership.isEmpty else { return [] }
    let desired = FreeBSDDesired(intent, observation, had: ownership)
    let checks = FreeBSDChecks(intent: intent, observation: observation, ownership: ownership, desired: desired)
    return checks.balancing + checks.gif + checks.strictness + checks.addresses + intent.peerFindings(observation)
      + checks.twins + checks.packetFilter
      + FreeBSDBootChecks(intent: intent, observation: observation, ownership: ownership, desired: desired).findings
      + FreeBSDEtcChecks(observation: observation, desired: desired).findings
  }

  private var notRoot: Finding {
    Finding(
      .notRoot, about: .named("login"), why: "the agent does not run as root",
      remedy: .words(
        "log in as root, or set 'become: doas' (or sudo, both from packages) for the host in the inventory"))
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
    return [
      Finding(
        .noIPVS, about: .named("director"), why: "there is no ip_vs on FreeBSD",
        remedy: .words("let a Linux host be the director; this one can be a realserver"))
    ]
  }

  /// Before 8 kldstat could not tell what is compiled into the kernel.
  var gif: [Finding] {
    guard facts.gif == .missing, facts.releaseDate >= 800_000, !intent.endpoints.isEmpty,
      !observation.live.tunnels.keys.contains(where: \.isGif)
    else { return [] }
    return [
      Finding(
        .missingModule, about: .kernelModule("if_gif"),
        why: "the kernel has no gif, and /boot/kernel has no module for it",
        remedy: .words("build it (make -C /usr/src/sys/modules/if_gif all install), or boot a GENERIC kernel"))
    ]
  }

  /// With it, a packet is taken only on the interface whose address comes first of those that are the same.
  var strictness: [Finding] {
    let directors = intent.endpoints.filter { if case .director = $0.role { true } else { false } }
    guard facts.isStrict, directors.count > 1 else { return [] }
    let name = facts.releaseDate >= 1_400_000 ? "net.inet.ip.rfc1122_strong_es" : "net.inet.ip.check_interface"
    return [
      Finding(
        .strictInterfaces, about: .named(name),
        why: "it is 1: only one of \(directors.count) directors would get through",
        remedy: .run([Command("sysctl", "\(name)=0")], note: "and take it out of /etc/sysctl.conf"))
    ]
  }

  /// A rule counts only among the main ones, and these are not culvert's to write where somebody has some there already.
  var packetFilter: [Finding] {
    guard observation.live.settings[.packetFilter] == FreeBSDSegments.theirs else { return [] }
    let lacking = FreeBSDSegments.wanted(intent, besides: facts).sorted { $0.key < $1.key }
    return lacking.compactMap { FreeBSDSegments.rule($0.key, $0.value) }.map { rule in
      Finding(
        .otherFilter, about: .named("pf"),
        why: "it has rules that are not culvert's, and among them none that does what 'mss' of the inventory asks for",
        remedy: .words(
          "put the line '\(rule)' into /etc/pf.conf, before those for translation and filtering, and then: "
            + "pfctl -f /etc/pf.conf && pfctl -e"))
    }
  }

  // MARK: - Addresses

  var addresses: [Finding] {
    let present = Set(observation.live.addresses.map(\.address.address))
    let absent = Set(intent.endpoints.map(\.local)).subtracting(present).sorted().map { address in
      Finding(
        .addressMissing, about: .address(.v4(address)), why: "no interface of the host has it",
        remedy: .words("set the host's 'address' in the inventory to the one that the others reach it at"))
    }
    let inner = Set(intent.endpoints.flatMap { $0.addresses.map(\.address) })
    let taken = inner.sorted().compactMap { address -> Finding? in
      guard let holder = observation.live.addresses.first(where: { $0.address.address == address }) else { return nil }
      return Finding(
        .vipElsewhere, about: .address(.v4(address)),
        why: "\(holder.interface) has it, which would answer for it in its own network",
        remedy: .words(
          "if nobody needs it there, its owner removes it (ifconfig \(holder.interface) inet \(address) -alias) and its line in rc.conf"
        ))
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
      guard let twin else { return nil }
      return Finding(
        .twinTunnel, about: .tunnel(twin),
        why: "it already joins \(endpoint.local) and \(endpoint.remote), and the kernel takes no second one",
        remedy: .words(
          "give it a gif's own name, so that culvert can adopt it (ifconfig \(twin) name gifN, and the same in rc.conf), "
            + "or other ends"))
    }
  }
}
