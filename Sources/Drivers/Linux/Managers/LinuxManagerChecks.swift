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
    var findings: [Finding] = []
    if let name = managers.generated {
      findings.append(
        Finding(
          .noStart, about: .named("boot files"),
          why: "\(visible(name)) generates its files in /etc from a configuration of its own",
          remedy: .words("a reboot or an upgrade may remove culvert's files: run 'culvert up' after it")))
    }
    if let type = managers.volatileRoot {
      findings.append(
        Finding(
          .noStart, about: .named("boot files"),
          why: "the root file system (\(visible(type))) is made anew at each boot",
          remedy: .words("save the host's files ('lbu commit' on Alpine), or run 'culvert up' after each reboot")))
    }
    return findings
  }

  // MARK: - Virtual services

  private var restorers: [Finding] {
    guard intent.balancing != nil else { return [] }
    var findings: [Finding] = []
    if facts.rivals.debianScript {
      findings.append(
        Finding(
          .rivalAtBoot, about: .named("ipvsadm's init script"),
          why: "with AUTO=true it clears and restores the virtual services itself",
          remedy: .run([Command("sed", "-i", "s/^ *AUTO=.*/AUTO=\"false\"/", "/etc/default/ipvsadm")])))
    }
    if facts.rivals.rhelUnit {
      findings.append(
        Finding(
          .rivalAtBoot, about: .named("ipvsadm.service"),
          why: "it is enabled, and clears and restores the virtual services itself",
          remedy: .run([Command("systemctl", "disable", "ipvsadm.service")])))
    }
    return findings
  }

  /// Programs that remove virtual services which are not their own.
  private var removers: [Finding] {
    guard !services.isEmpty else { return [] }
    var findings: [Finding] = []
    let exposed = vips.filter { vip in !managers.kubeExcludes.contains { $0.contains(vip) } }
    if managers.has(.kubeProxy), !exposed.isEmpty {
      let networks = exposed.map { "\($0)/32" }.joined(separator: ",")
      findings.append(
        remover(
          .kubeProxy, "in ipvs mode (kube-ipvs0 is there) it removes virtual services that are not of its cluster",
          "start kube-proxy with --ipvs-exclude-cidrs=\(networks) (ipvs.excludeCIDRs in its configuration file)"))
    }
    if managers.has(.kubeRouter) {
      let networks = vips.map { "\($0)/32" }.joined(separator: ",")
      findings.append(
        remover(
          .kubeRouter, "its service proxy removes virtual services that are not of its cluster",
          "start kube-router with --excluded-cidrs=\(networks); if that is done, --force CV027"))
    }
    if facts.rivals.keepalived?.flushes == true {
      findings.append(
        remover(
          .keepalived, "with lvs_flush it removes all virtual services when it starts or stops",
          "remove lvs_flush from global_defs in /etc/keepalived, or write 'lvs_flush_on_stop VS'"))
    }
    return findings
  }

  private func remover(_ manager: HostManager, _ why: String, _ way: String) -> Finding {
    Finding(.serviceRemover, about: .named(manager.title), why: why, remedy: .words(way))
  }

  private var sharedServices: [Finding] {
    let unclear = (facts.rivals.keepalived?.unclear ?? []).filter { line in services.contains(where: line.mayBe) }
    return unclear.map { line in
      Finding(
        .rivalUnclear, about: .named("keepalived"),
        why: "culvert cannot tell which virtual service \(quoted(line.text)) in /etc/keepalived is",
        remedy: .words("write it there without variables, or take it out"))
    }
      + shared("keepalived", facts.rivals.keepalived?.services ?? [], in: "/etc/keepalived")
      + shared("ldirectord", managers.ldirectord, in: "ldirectord.cf")
  }

  private func shared(_ program: String, _ theirs: Set<LinuxFacts.Keepalived.Endpoint>, in file: String) -> [Finding] {
    services.filter { key in
      guard case .address(let address, _, let port) = key else { return false }
      return theirs.contains { $0.port == port && $0.addresses.contains(address) }
    }.map { key in
      Finding(
        .rivalService, about: .service(key),
        why: "\(program) has it in \(file); two writers would undo each other's work",
        remedy: .words("take it out of \(program)'s configuration, or out of the inventory"))
    }
  }

  // MARK: - Addresses and interfaces

  /// VIPs that keepalived's VRRP puts on an interface of the network.
  private var keepalived: [Finding] {
    let theirs = facts.rivals.keepalived?.addresses ?? []
    return vips.filter { theirs.contains(.v4($0)) }.map { vip in
      Finding(
        .vipManaged, about: .address(.v4(vip)),
        why: "keepalived has it as a virtual_ipaddress, and two hosts would answer ARP for it",
        remedy: .words("remove it from virtual_ipaddress in /etc/keepalived, or the service from the inventory"))
    }
  }

  private var interfaces: [Finding] { tunnels + vipInterface + filters }

  /// Tunnels that systemd-networkd or ifupdown would configure, and that nothing keeps them from.
  private var tunnels: [Finding] {
    intent.endpoints.flatMap { endpoint -> [Finding] in
      let name = ownership.tunnels.first { $0.value == endpoint.role }?.key ?? linuxInterfaceName(for: endpoint.role)
      var findings: [Finding] = []
      let file = managers.has(.networkd) ? managers.networks.first { $0.matches(tunnel: name.text) } : nil
      if let file, !LinuxDropIns.keepsNetworkdOff(file.path, name) {
        findings.append(
          Finding(
            .otherManager, about: .tunnel(name),
            why: "\(visible(file.path)) has systemd-networkd configure it and remove its addresses",
            remedy: .culvert(["up"], note: "writes \(LinuxDropIns.networkd), which keeps systemd-networkd off it")))
      }
      if managers.ifupdown.contains(name.text) {
        findings.append(
          Finding(
            .otherManager, about: .tunnel(name), why: "ifupdown configures it too (/etc/network/interfaces)",
            remedy: .words("remove its stanza from /etc/network/interfaces")))
      }
      return findings
    }
  }

  /// firewalld takes out every rule of iptables that it has not made.
  private var filters: [Finding] {
    guard !intent.mss.isEmpty, managers.has(.firewalld), !facts.tools.contains("nft") else { return [] }
    return [
      Finding(
        .otherManager, about: .named("rules of 'mss'"),
        why: "\(HostManager.firewalld.title) \(HostManager.firewalld.does)",
        remedy: .words("install nftables: culvert then has a table of its own, which firewalld leaves alone"))
    ]
  }

  /// Programs that remove a VIP from a director's interface because their own configuration does not have it.
  private var vipInterface: [Finding] {
    guard let interface = intent.balancing?.vipInterface, !services.isEmpty, interface != .lo else { return [] }
    var findings: [Finding] = []
    func add(_ manager: HostManager, _ way: String) {
      findings.append(
        Finding(
          .otherManager, about: .named("VIPs on \(interface)"), why: "\(manager.title) \(manager.does)",
          remedy: .words("leave out 'vip_interface' (the VIPs are then on lo), or \(way)")))
    }
    if managers.has(.networkd), let file = managers.networks.first(where: { $0.matches(interface: interface.text) }) {
      add(.networkd, "set KeepConfiguration=static in [Network] of \(visible(file.path))")
    }
    if managers.has(.networkManager) { add(.networkManager, "add the VIPs to the connection of \(interface)") }
    if managers.ifupdown.contains(interface.text) {
      add(.ifupdown, "add the VIPs to its stanza in /etc/network/interfaces")
    }
    return findings
  }
}

extension ServiceKey {
  /// The IPv4 address of the service, if it has one.
  fileprivate var vip: IPv4Address? {
    if case .address(.v4(let address), _, _) = self { address } else { nil }
  }
}
