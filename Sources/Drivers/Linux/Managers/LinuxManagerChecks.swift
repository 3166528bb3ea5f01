import Model

/// What other programs on a Linux host would do to what culvert sets.
struct LinuxManagerChecks {
  let intent: HostIntent
  let observation: Observation
  let ownership: Ownership

  private var facts: LinuxFacts { observation.linux }
  private var managers: LinuxManagers { facts.managers }
  private var services: [ServiceKey] { intent.balancing?.services.keys.sorted() ?? [] }

  private var vips: [IPv4Address] {
    let own = intent.endpoints.flatMap { $0.addresses.map(\.address) }
    return Set(own + services.compactMap(\.vip)).sorted()
  }

  var findings: [Finding] {
    guard !intent.isEmpty else { return [] }
    return boot + restorers + removers + keepalived + sharedServices + interfaces
  }

  // MARK: - The boot

  private var boot: [Finding] {
    let faults: [Fault.LostBoot?] = [
      managers.generated.map { .generated(by: $0) }, managers.volatileRoot.map { .volatileRoot($0) },
    ]
    return faults.compactMap(\.self).map { Finding(.noStart($0), about: .named("boot files")) }
  }

  // MARK: - Virtual services

  private var restorers: [Finding] {
    guard intent.balancing != nil else { return [] }
    var findings: [Finding] = []
    if facts.rivals.debianScript {
      let disable = Command("sed", "-i", "s/^ *AUTO=.*/AUTO=\"false\"/", "/etc/default/ipvsadm")
      findings.append(Finding(.rivalAtBoot(.initScript(disable)), about: .named("ipvsadm's init script")))
    }
    if facts.rivals.rhelUnit {
      let disable = Command("systemctl", "disable", "ipvsadm.service")
      findings.append(Finding(.rivalAtBoot(.unit(disable)), about: .named("ipvsadm.service")))
    }
    return findings
  }

  /// Programs that remove virtual services which are not their own.
  private var removers: [Finding] {
    guard !services.isEmpty else { return [] }
    var findings: [Finding] = []
    func add(_ remover: Fault.ServiceRemover, _ manager: HostManager) {
      findings.append(Finding(.serviceRemover(remover), about: .named(manager.title)))
    }
    let exposed = vips.filter { vip in !managers.kubeExcludes.contains { $0.contains(vip) } }
    if managers.has(.kubeProxy), !exposed.isEmpty { add(.kubeProxy(exposed), .kubeProxy) }
    if managers.has(.kubeRouter) { add(.kubeRouter(vips), .kubeRouter) }
    if facts.rivals.keepalived?.flushes == true { add(.keepalived, .keepalived) }
    return findings
  }

  private var sharedServices: [Finding] {
    let unclear = (facts.rivals.keepalived?.unclear ?? []).filter { line in services.contains(where: line.mayBe) }
    return unclear.map { Finding(.rivalUnclear($0.text), about: .named("keepalived")) }
      + shared("keepalived", facts.rivals.keepalived?.services ?? [], in: "/etc/keepalived")
      + shared("ldirectord", managers.ldirectord, in: "ldirectord.cf")
  }

  private func shared(_ program: String, _ theirs: Set<LinuxFacts.Keepalived.Endpoint>, in file: String) -> [Finding] {
    services.filter { key in
      guard case .address(let address, _, let port) = key else { return false }
      return theirs.contains { $0.port == port && $0.addresses.contains(address) }
    }.map { Finding(.rivalService(program: program, file: file), about: .service($0)) }
  }

  // MARK: - Addresses and interfaces

  /// VIPs that keepalived's VRRP puts on an interface of the network.
  private var keepalived: [Finding] {
    let theirs = facts.rivals.keepalived?.addresses ?? []
    return vips.filter { theirs.contains(.v4($0)) }.map { Finding(.vipManaged, about: .address(.v4($0))) }
  }

  private var interfaces: [Finding] { tunnels + vipInterface + filters }

  /// Tunnels that systemd-networkd or ifupdown would configure, and that nothing keeps them from.
  private var tunnels: [Finding] {
    intent.endpoints.flatMap { endpoint -> [Finding] in
      let name = ownership.tunnels.first { $0.value == endpoint.role }?.key ?? linuxInterfaceName(for: endpoint.role)
      var findings: [Finding] = []
      let file = managers.has(.networkd) ? managers.networks.first { $0.matches(tunnel: name.text) } : nil
      if let file, !LinuxDropIns.keepsNetworkdOff(file.path, name) {
        let dropIn = LinuxDropIns.networkd
        findings.append(
          Finding(.otherManager(.networkd(file: file.path, dropIn: dropIn)), about: .tunnel(name)))
      }
      if managers.ifupdown.contains(name.text) {
        findings.append(Finding(.otherManager(.ifupdown), about: .tunnel(name)))
      }
      return findings
    }
  }

  /// firewalld takes out every rule of iptables that it has not made.
  private var filters: [Finding] {
    guard !intent.mss.isEmpty, managers.has(.firewalld), !facts.tools.contains("nft") else { return [] }
    return [Finding(.otherManager(.segments(.firewalld)), about: .named("rules of 'mss'"))]
  }

  /// Programs that remove a VIP from a director's interface because their own configuration does not have it.
  private var vipInterface: [Finding] {
    guard let interface = intent.balancing?.vipInterface, !services.isEmpty, interface != .lo else { return [] }
    var findings: [Finding] = []
    func add(_ manager: HostManager, file: String? = nil) {
      findings.append(
        Finding(.otherManager(.vips(manager, on: interface, file: file)), about: .vips(on: interface)))
    }
    if managers.has(.networkd), let file = managers.networks.first(where: { $0.matches(interface: interface.text) }) {
      add(.networkd, file: file.path)
    }
    if managers.has(.networkManager) { add(.networkManager) }
    if managers.ifupdown.contains(interface.text) { add(.ifupdown) }
    return findings
  }
}

extension ServiceKey {
  /// The IPv4 address of the service, if it has one.
  fileprivate var vip: IPv4Address? {
    if case .address(.v4(let address), _, _) = self { address } else { nil }
  }
}
