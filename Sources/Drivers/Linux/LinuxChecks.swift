import Model

extension LinuxDriver {
  package func findings(for intent: HostIntent, _ observation: Observation, ownership: Ownership) -> [Finding] {
    let checks = LinuxChecks(intent: intent, observation: observation, ownership: ownership)
    guard checks.facts.isRoot else { return [checks.notRoot] }
    return checks.unread + checks.missingTools + checks.missingModules + checks.boot + checks.addresses
      + LinuxManagerChecks(intent: intent, observation: observation, ownership: ownership).findings + checks.routes
      + checks.twins + checks.otherHandlers + checks.dropIns
  }
}

/// What has to be right on a Linux host before anything is changed there.
private struct LinuxChecks {
  let intent: HostIntent
  let observation: Observation
  let ownership: Ownership

  var facts: LinuxFacts { observation.linux }
  private var balances: Bool { intent.balancing != nil }

  var notRoot: Finding {
    Finding(
      .notRoot, about: .named("login"), why: "the agent does not run as root",
      remedy: .words("log in as root, or set 'become: sudo' (or doas) for the host in the inventory"))
  }

  /// Whether another file changes what the boot makes of culvert's unit.
  var dropIns: [Finding] {
    intent.isEmpty || facts.initSystem != .systemd ? [] : LinuxUnitDropIns.findings(facts.dropIns)
  }

  /// Of what others have there nothing has to be read; of what is or is to be culvert's, all.
  var unread: [Finding] {
    let own = ownership.services.union(intent.balancing?.services.keys.map { $0 } ?? [])
    return facts.unread.filter { own.contains($0.key) }.sorted { $0.key < $1.key }.map { key, line in
      Finding(
        .unreadResource, about: .service(key), why: "culvert cannot read what ipvsadm prints of it: \(line)",
        remedy: .words("remove by hand what culvert does not know, and report the line to culvert's developers"))
    }
  }

  // MARK: - Programs and modules

  var missingTools: [Finding] {
    var wanted = ["ip": "iproute2", "od": "coreutils", "sed": "sed", "awk": "mawk"]
    if balances || !ownership.services.isEmpty { wanted["ipvsadm"] = "ipvsadm" }
    if !intent.isEmpty { wanted["modprobe"] = "kmod" }
    if !intent.mss.isEmpty, !facts.tools.contains("nft") { wanted["iptables"] = "iptables" }
    return wanted.keys.filter { !facts.tools.contains($0) }.sorted().map { tool in
      Finding(
        .missingTool, about: .named(tool), why: "the program is not on the host", remedy: install(wanted[tool] ?? tool))
    }
  }

  /// The names of packages are Debian's but for the two that are called otherwise elsewhere.
  private func install(_ package: String) -> Remedy {
    let managers: [(name: String, words: [String])] = [
      ("apt-get", ["install", "-y"]), ("dnf", ["install", "-y"]), ("yum", ["install", "-y"]), ("apk", ["add"]),
      ("zypper", ["--non-interactive", "install"]), ("pacman", ["-S", "--noconfirm"]),
    ]
    guard let manager = managers.first(where: { facts.tools.contains($0.name) }) else {
      return .words("install the package that has it (\(package) on Debian)")
    }
    var name = package
    if ["dnf", "yum"].contains(manager.name), package == "iproute2" { name = "iproute" }
    if manager.name != "apt-get", package == "mawk" { name = "gawk" }
    return .run([Command([manager.name] + manager.words + [name])])
  }

  private var wantedModules: [String] { (intent.endpoints.isEmpty ? [] : ["ipip"]) + (balances ? ["ip_vs"] : []) }

  var missingModules: [Finding] {
    let missing = wantedModules.filter { facts.modules[$0] == .missing }.map { module in
      Finding(
        .missingModule, about: .kernelModule(module), why: "the kernel \(visible(facts.kernel)) has none",
        remedy: .words(
          "install the full kernel package, or load it where culvert cannot (a container has its host's kernel)"))
    }
    return missing + forbiddenModules + lostModules
  }

  /// Modules that something keeps from being loaded.
  private var forbiddenModules: [Finding] {
    wantedModules.compactMap { module in
      guard let why = facts.forbiddenModules[module], facts.modules[module] != .loaded else { return nil }
      let isDisabled = why.hasPrefix("kernel.modules_disabled")
      return Finding(
        .missingModule, about: .kernelModule(module), why: "it cannot be loaded: \(visible(why))",
        remedy: .words(
          isDisabled
            ? "add \(module) to a file in /etc/modules-load.d and reboot: the kernel loads no module until then"
            : "remove what forbids it; a module that is loaded already is used"))
    }
  }

  private var lostModules: [Finding] {
    wantedModules.compactMap { module in
      guard let why = facts.lostModules[module] else { return nil }
      return Finding(
        .noStart, about: .kernelModule(module),
        why: "it is loaded, and could not be after a reboot: \(visible(why))",
        remedy: .words("remove that line"))
    }
  }

  var boot: [Finding] {
    guard !intent.isEmpty, facts.initSystem == .unknown else { return [] }
    return [
      Finding(
        .noStart, about: .named("init"),
        why: "neither systemd nor OpenRC nor a SysV init with /etc/rc2.d starts this host",
        remedy: .words("culvert cannot make it survive a reboot; use a host with one of them"))
    ]
  }

  // MARK: - Addresses and routes

  private var wantedAddresses: Set<IPv4Address> {
    Set(intent.endpoints.map(\.local)).union(intent.balancing.map { [$0.address] } ?? [])
  }

  var addresses: [Finding] {
    let present = Set(observation.live.addresses.map(\.address.address))
    let absent = wantedAddresses.subtracting(present).sorted().map { address in
      Finding(
        .addressMissing, about: .address(.v4(address)), why: "no interface of the host has it",
        remedy: .words("set the host's 'address' in the inventory to the one that the others reach it at"))
    }
    guard let balancing = intent.balancing, !facts.interfaces.contains(balancing.vipInterface) else {
      return absent + exposed
    }
    return absent + exposed + [
      Finding(
        .vipInterfaceMissing, about: .interface(balancing.vipInterface), why: "the host has none of this name",
        remedy: .words("correct 'vip_interface' of the director in the inventory"))
    ]
  }

  /// VIPs that are on an interface of a network, and so are answered for there whatever `arp_ignore` is.
  private var exposed: [Finding] {
    let own = Set(intent.endpoints.map(\.local))
    let networks = Set(observation.live.addresses.filter { own.contains($0.address.address) }.map(\.interface))
    let vips = Set(intent.endpoints.flatMap { $0.addresses.map(\.address) })
    return observation.live.addresses.sorted().filter {
      vips.contains($0.address.address) && networks.contains($0.interface) && !ownership.addresses.contains($0)
    }.map { taken in
      Finding(
        .vipElsewhere, about: .address(.v4(taken.address.address)),
        why: "\(taken.interface) has it, which would answer for it in its own network",
        remedy: .words(
          "whoever set it there takes it away: ip address del \(taken.address) dev \(taken.interface), and out of what sets it "
            + "at boot"))
    }
  }

  /// The realservers take packets only from the director's address in the inventory.
  var routes: [Finding] {
    guard let balancing = intent.balancing else { return [] }
    let targets = Set(balancing.destinations.keys.compactMap(\.address.v4)).sorted()
    return targets.compactMap { target in
      guard let source = facts.routeSources[target] else {
        return Finding(
          .noRoute, about: .realserver(.v4(target)), why: "the director has no route to it",
          remedy: facts.routes[target]?.opening(to: target)
            ?? .words("add a route to \(target) there, or correct the address in the inventory"))
      }
      guard source != balancing.address else { return nil }
      let advice = "set the director's 'address' in the inventory to \(source)"
      return Finding(
        .wrongOuterSource, about: .realserver(.v4(target)),
        why: "the director would wrap packets to it with the source \(source), not \(balancing.address), "
          + "and the realserver would drop them",
        remedy: facts.routes[target]?.from(balancing.address, to: target).map { command in
          .run([command], note: "and have the boot set the route so; or \(advice)")
        } ?? .words("\(advice), or give the route 'src \(balancing.address)'"))
    }
  }

  // MARK: - Tunnels that are there and not culvert's

  var twins: [Finding] {
    intent.endpoints.compactMap { endpoint in
      let name = ownership.tunnels.first { $0.value == endpoint.role }?.key ?? linuxInterfaceName(for: endpoint.role)
      let twin = observation.live.tunnels.first { other, tunnel in
        other != name && tunnel.local == .v4(endpoint.local) && tunnel.remote == .v4(endpoint.remote)
          && tunnel.encapsulation.isOfModuleIPIP && ownership.tunnels[other] == nil
      }
      guard let twin else { return nil }
      return Finding(
        .twinTunnel, about: .tunnel(twin.key),
        why: "it already joins \(endpoint.local) and \(endpoint.remote), and the kernel takes no second one",
        remedy: .words(
          "it is not culvert's: if nobody needs it, whoever made it takes it away (ip link del \(twin.key)), and out of what makes "
            + "it at boot"))
    }
  }

  /// The handler of a VTI is asked for packets of protocol 4 before that of ipip (tunnel4_rcv in net/ipv4/tunnel4.c;
  /// read, not tried), and keeps those between its ends.
  var otherHandlers: [Finding] {
    intent.endpoints.flatMap { endpoint in
      observation.live.tunnels.filter { _, tunnel in
        tunnel.encapsulation == .vti && tunnel.local == .v4(endpoint.local) && tunnel.remote == .v4(endpoint.remote)
          && tunnel.isUp
      }.keys.sorted().map { name in
        Finding(
          .otherHandler, about: .named("VTI \(name)"),
          why:
            "it joins \(endpoint.local) and \(endpoint.remote) too, and takes packets of protocol 4 between them before the "
            + "tunnel does: see RX errors in 'ip -s link show \(name)' and XfrmInNoStates in /proc/net/xfrm_stat",
          remedy: .words(
            "it is part of somebody's VPN and stays: give this host or the other one a second address for the tunnel, in "
              + "'address' of the inventory"))
      }
    }
  }
}

extension Encapsulation {
  /// Whether it is a tunnel of the kernel's module ipip, which keeps its tunnels apart from those of gre and sit: `any/ip`
  /// is one that `ip link add type ipip` made, which busybox calls `unknown/ip`.
  var isOfModuleIPIP: Bool { [.ipip, .other("any/ip"), .other("unknown/ip")].contains(self) }
}
