import Model

extension SolarisDriver {
  package func findings(for intent: HostIntent, _ observation: Observation, ownership: Ownership) -> [Finding] {
    let checks = SolarisChecks(intent: intent, observation: observation, ownership: ownership)
    guard checks.facts.isRoot else { return [checks.notRoot] }
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

  var notRoot: Finding {
    Finding(
      .notRoot, about: .named("login"), why: "the agent does not run as root",
      remedy: .words(
        "set 'become: pfexec' (or sudo) for the host in the inventory, with a login whose profile makes it root "
          + "('Primary Administrator' does); root itself may be a role, which nobody can log in as"))
  }

  // MARK: - The system

  var missingTools: [Finding] {
    var wanted = [
      "ifconfig": "ifconfig(1M)", "awk": "/usr/xpg4/bin/awk", "od": "od(1)", "sed": "sed(1)", "kstat": "kstat(1M)",
    ]
    let names = Set(ownership.tunnels.keys)
    if facts.dialect == .modern && !intent.endpoints.isEmpty
      || names.contains(where: { SolarisDialect(of: $0) == .modern })
    {
      wanted["dladm"] = "a dladm(1M) that knows create-iptun"
    }
    var findings = wanted.keys.filter { !facts.tools.contains($0) }.sorted().map { tool in
      Finding(
        .missingTool, about: .named(tool), why: "the host has no \(wanted[tool] ?? tool), or it fails",
        remedy: .words("install it; on Solaris 10 what is in /usr/xpg4/bin comes with the package SUNWxcu4"))
    }
    if wanted["dladm"] != nil, facts.tools.isDisjoint(with: ["create-if", "create-ip"]) {
      findings.append(
        Finding(
          .missingTool, about: .named("ipadm"), why: "the host has none that knows create-if or create-ip",
          remedy:
            .words(
              "use a release from 2010 on, or give the host a file /etc/hostname.ip.tunN, and culvert does as that does"
            )))
    }
    return findings
  }

  var balancing: [Finding] {
    guard intent.balancing != nil else { return [] }
    return [
      Finding(
        .noIPVS, about: .named("director"), why: "there is no ip_vs on Solaris and illumos",
        remedy: .words("let a Linux host be the director; this one can be a realserver"))
    ]
  }

  var zone: [Finding] {
    guard !facts.hasOwnStack else { return [] }
    return [
      Finding(
        .sharedStack, about: .named("zone \(visible(facts.zone))"),
        why: "it shares the IP stack of the global zone, and such a zone can have no tunnels",
        remedy:
          .words(
            "give it a stack of its own (zonecfg: 'set ip-type=exclusive'), or let the global zone be the realserver"))
    ]
  }

  var boot: [Finding] {
    var findings: [Finding] = []
    if facts.zone == "global", facts.version.hasPrefix("joyent_") {
      findings.append(
        Finding(
          .noStart, about: .named("/etc"), why: "in SmartOS' global zone it is a ramdisk that every start makes anew",
          remedy: .words("let a zone of the machine be the host")))
    } else if facts.dialect == .modern, !facts.hasRunLevels {
      findings.append(
        Finding(
          .noStart, about: .named("/etc/rc2.d"),
          why: "the folder is missing, so that nothing would start culvert's script",
          remedy: .run([Command("mkdir", "-m", "755", "/etc/rc2.d")])))
    }
    return findings
  }

  // MARK: - Settings of the IP stack

  var hostModel: [Finding] {
    guard facts.hostModel == "strong" else { return [] }
    return [
      Finding(
        .strongHostModel, about: .named("hostmodel"),
        why: "it is 'strong': answers with a VIP as their source would find no route",
        remedy: .run([Command("ipadm", "set-prop", "-p", "hostmodel=weak", "ipv4")]))
    ]
  }

  /// With it, a packet is taken only if it comes in on the very interface that has its address as numbered: the
  /// second tunnel with a VIP is not.
  var strictness: [Finding] {
    let directors = intent.endpoints.filter { if case .director = $0.role { true } else { false } }
    guard facts.isStrict == true, facts.hostModel == nil, directors.count > 1 else { return [] }
    return [
      Finding(
        .strictInterfaces, about: .named("ip_strict_dst_multihoming"),
        why: "it is 1: only one of \(directors.count) directors would get through",
        remedy: .run(
          [Command("ndd", "-set", "/dev/ip", "ip_strict_dst_multihoming", "0")],
          note: "and take it out of what sets it at boot"))
    ]
  }

  /// Without one of the two parameters the MSS of answers stays what it is.
  var segments: [Finding] {
    guard !intent.mss.isEmpty else { return [] }
    let names: [SettingName] = [.greatestSegment, .announcesOwnSegment]
    return names.filter { observation.live.settings[$0] == nil }.map { name in
      Finding(
        .noSegmentParameter, about: .named("\(name)"),
        why: "neither ipadm nor ndd shows this TCP parameter, and 'mss' of a service needs it",
        remedy: .words("take 'mss' out of the inventory for this host's services, or set advmss on its routes"))
    }
  }

  // MARK: - Addresses

  /// The kernel binds a tunnel only to an address that is up.
  var addresses: [Finding] {
    let up = Set(observation.live.addresses.map(\.address.address))
    let absent = Set(intent.endpoints.map(\.local)).subtracting(up).sorted().map { address in
      Finding(
        .addressMissing, about: .address(.v4(address)), why: "no interface of the host has it and is up",
        remedy: .words("set the host's 'address' in the inventory to the one that the others reach it at"))
    }
    let vips = intent.endpoints.flatMap { $0.addresses.map(\.address) }
    let taken = Set(vips).sorted().compactMap { vip -> Finding? in
      guard let holder = observation.live.addresses.first(where: { $0.address.address == vip }) else { return nil }
      return Finding(
        .vipElsewhere, about: .address(.v4(vip)),
        why: "\(holder.interface) has it, which would answer for it in its own network",
        remedy: .words("remove it from \(holder.interface), and from what sets it at boot"))
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
      return Finding(
        .storedOtherwise, about: .tunnel(name),
        why:
          "it joins \(endpoint.local) and \(endpoint.remote) and is in the store of dladm, but not as the inventory wants it",
        remedy: .words(
          "ask the owner of \(name) to remove it from the store (\(facts.removal(of: name, isStored: true))); "
            + "culvert then creates its own tunnel"))
    }
  }
}
