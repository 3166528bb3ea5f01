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

  var notRoot: Finding { Finding(.notRoot(.linux), about: .named("login")) }

  /// Whether another file changes what the boot makes of culvert's unit.
  var dropIns: [Finding] {
    intent.isEmpty || facts.initSystem != .systemd ? [] : LinuxUnitDropIns.findings(facts.dropIns)
  }

  /// Of what others have there nothing has to be read; of what is or is to be culvert's, all.
  var unread: [Finding] {
    let own = ownership.services.union(intent.balancing?.services.keys.map { $0 } ?? [])
    return facts.unread.filter { own.contains($0.key) }.sorted { $0.key < $1.key }.map { key, line in
      Finding(.unreadResource(line), about: .service(key))
    }
  }

  // MARK: - Programs and modules

  var missingTools: [Finding] {
    var wanted = ["ip": "iproute2", "od": "coreutils", "sed": "sed", "awk": "mawk"]
    if balances || !ownership.services.isEmpty { wanted["ipvsadm"] = "ipvsadm" }
    if !intent.isEmpty { wanted["modprobe"] = "kmod" }
    if !intent.mss.isEmpty, !facts.tools.contains("nft") { wanted["iptables"] = "iptables" }
    return wanted.keys.filter { !facts.tools.contains($0) }.sorted().map { tool in
      let package = wanted[tool] ?? tool
      return Finding(.missingTool(.linux(package: package, install: install(package))), about: .named(tool))
    }
  }

  /// The names of packages are Debian's but for the two that are called otherwise elsewhere.
  private func install(_ package: String) -> Command? {
    let managers: [(name: String, words: [String])] = [
      ("apt-get", ["install", "-y"]), ("dnf", ["install", "-y"]), ("yum", ["install", "-y"]), ("apk", ["add"]),
      ("zypper", ["--non-interactive", "install"]), ("pacman", ["-S", "--noconfirm"]),
    ]
    guard let manager = managers.first(where: { facts.tools.contains($0.name) }) else { return nil }
    var name = package
    if ["dnf", "yum"].contains(manager.name), package == "iproute2" { name = "iproute" }
    if manager.name != "apt-get", package == "mawk" { name = "gawk" }
    return Command([manager.name] + manager.words + [name])
  }

  private var wantedModules: [String] { (intent.endpoints.isEmpty ? [] : ["ipip"]) + (balances ? ["ip_vs"] : []) }

  var missingModules: [Finding] {
    let missing = wantedModules.filter { facts.modules[$0] == .missing }.map { module in
      Finding(.missingModule(.absent(kernel: facts.kernel)), about: .kernelModule(module))
    }
    return missing + forbiddenModules + lostModules
  }

  /// Modules that something keeps from being loaded.
  private var forbiddenModules: [Finding] {
    wantedModules.compactMap { module in
      guard let line = facts.forbiddenModules[module], facts.modules[module] != .loaded else { return nil }
      let isDisabled = line.hasPrefix("kernel.modules_disabled")
      return Finding(
        .missingModule(isDisabled ? .loadingDisabled(module: module, by: line) : .forbidden(by: line)),
        about: .kernelModule(module))
    }
  }

  private var lostModules: [Finding] {
    wantedModules.compactMap { module in
      facts.lostModules[module].map { Finding(.noStart(.module(forbiddenBy: $0)), about: .kernelModule(module)) }
    }
  }

  var boot: [Finding] {
    guard !intent.isEmpty, facts.initSystem == .unknown else { return [] }
    return [Finding(.noStart(.unknownInit), about: .named("init"))]
  }

  // MARK: - Addresses and routes

  private var wantedAddresses: Set<IPv4Address> {
    Set(intent.endpoints.map(\.local)).union(intent.balancing.map { [$0.address] } ?? [])
  }

  var addresses: [Finding] {
    let present = Set(observation.live.addresses.map(\.address.address))
    let absent = wantedAddresses.subtracting(present).sorted().map { address in
      Finding(.addressMissing(isUpWanted: false), about: .address(.v4(address)))
    }
    guard let balancing = intent.balancing, !facts.interfaces.contains(balancing.vipInterface) else {
      return absent + exposed
    }
    return absent + exposed + [Finding(.vipInterfaceMissing, about: .interface(balancing.vipInterface))]
  }

  /// VIPs that are on an interface of a network, and so are answered for there whatever `arp_ignore` is.
  private var exposed: [Finding] {
    let own = Set(intent.endpoints.map(\.local))
    let networks = Set(observation.live.addresses.filter { own.contains($0.address.address) }.map(\.interface))
    let vips = Set(intent.endpoints.flatMap { $0.addresses.map(\.address) })
    return observation.live.addresses.sorted().filter {
      vips.contains($0.address.address) && networks.contains($0.interface) && !ownership.addresses.contains($0)
    }.map { Finding(.vipElsewhere($0, .linux), about: .address(.v4($0.address.address))) }
  }

  /// The realservers take packets only from the director's address in the inventory.
  var routes: [Finding] {
    guard let balancing = intent.balancing else { return [] }
    let targets = Set(balancing.destinations.keys.compactMap(\.address.v4)).sorted()
    return targets.compactMap { target in
      guard let source = facts.routeSources[target] else {
        return Finding(
          .noRoute(to: target, holes: facts.routes[target]?.holes ?? []), about: .realserver(.v4(target)))
      }
      guard source != balancing.address else { return nil }
      let route = facts.routes[target]?.from(balancing.address, to: target)
      return Finding(
        .wrongOuterSource(source: source, wanted: balancing.address, route: route), about: .realserver(.v4(target)))
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
      return twin.map { Finding(.twinTunnel(.linux($0.key, TunnelEnds(endpoint))), about: .tunnel($0.key)) }
    }
  }

  /// The handler of a VTI is asked for packets of protocol 4 before that of ipip (tunnel4_rcv in net/ipv4/tunnel4.c;
  /// read, not tried), and keeps those between its ends.
  var otherHandlers: [Finding] {
    intent.endpoints.flatMap { endpoint in
      observation.live.tunnels.filter { _, tunnel in
        tunnel.encapsulation == .vti && tunnel.local == .v4(endpoint.local) && tunnel.remote == .v4(endpoint.remote)
          && tunnel.isUp
      }.keys.sorted().map { Finding(.otherHandler(.vti($0, TunnelEnds(endpoint))), about: .vti($0)) }
    }
  }
}

extension Encapsulation {
  /// Whether it is a tunnel of the kernel's module ipip, which keeps its tunnels apart from those of gre and sit: `any/ip`
  /// is one that `ip link add type ipip` made, which busybox calls `unknown/ip`.
  var isOfModuleIPIP: Bool { [.ipip, .other("any/ip"), .other("unknown/ip")].contains(self) }
}
