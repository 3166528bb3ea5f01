import Model

/// What keeps a realserver's answers from clients on a system that prints its routes by `netstat -rn`, and its filter's rules as pf
/// and ipfilter do.
struct NetstatClientChecks {
  let intent: HostIntent
  let observation: Observation
  let output: ProbeOutput
  /// The name of the packet filter.
  let filter: String

  private func lines(_ name: String) -> [Substring] { output.sections.first { $0.name == name }?.lines ?? [] }

  var findings: [Finding] {
    let table = lines("client-routes")
    // More than can be looked at come from a routing daemon; none at all is no table.
    let routing = NetstatRoutes.routing(table)
    guard !(routing.tables["main"] ?? []).isEmpty, !table.contains(where: { $0.hasPrefix("more ") }) else { return [] }
    var findings: [Finding] = []
    for (key, networks) in intent.clients.sorted(by: { $0.key < $1.key }) {
      guard case .address(.v4(let vip), let transport, let port) = key else { continue }
      let scope = ClientScope(networks: networks, vip: vip)
      findings += answers(vip, scope, routing)
      if transport == .tcp { findings += filtered(key, vip, port, scope) }
    }
    var seen: Set<Finding> = []
    return findings.filter { seen.insert($0).inserted }
  }

  private func answers(_ vip: IPv4Address, _ scope: ClientScope, _ routing: Routing) -> [Finding] {
    AnswerCheck(
      scope: scope, fates: routing.fates(from: vip, to: scope.all),
      sink: { $0.hasPrefix("lo") ? "the loopback" : $0.hasPrefix("disc") ? "which discards all" : nil }, tunnel: tunnel
    ).troubles.map { trouble in
      Finding(
        trouble.id, about: .named("answers from \(vip) to \(trouble.clients.words)"), why: trouble.cause,
        remedy: remedy(trouble, routing))
    }
  }

  /// By its name: these systems number interfaces by kind.
  private func tunnel(_ name: String) -> String? {
    let own = Set(intent.endpoints.map(\.local))
    guard !observation.live.addresses.contains(where: { $0.interface.text == name && own.contains($0.address.address) })
    else { return nil }
    let kinds = [
      "wg": "a WireGuard VPN", "tun": "a VPN's tun interface", "ipsec": "an IPsec tunnel", "ppp": "a PPP link",
    ]
    let tunnels = ["gif", "gre", "ip.tun", "ng"]
    return kinds.first { isNumbered(name, $0.key) }?.value
      ?? (tunnels.contains { isNumbered(name, $0) } ? "a tunnel" : nil)
  }

  private func isNumbered(_ name: String, _ kind: String) -> Bool {
    name.hasPrefix(kind) && decimal(name.dropFirst(kind.count), below: 1 << 15) != nil
  }

  private func remedy(_ trouble: AnswerCheck.Trouble, _ routing: Routing) -> Remedy {
    let gateways = (routing.tables["main"] ?? []).compactMap { route -> IPv4Address? in
      guard case .unicast(let hops) = route.kind, route.origin != "kernel" else { return nil }
      return hops.first { tunnel($0.device) == nil && !$0.device.hasPrefix("lo") }?.gateway
    }
    guard trouble.id == .clientsUnrouted, let gateway = gateways.first else {
      return .words(
        "give answers from the VIP a route to these clients by the gateway of the host's network, or correct 'clients' in the "
          + "inventory")
    }
    return .run(
      [Command(["route", "add", "default", gateway.text])],
      note:
        "if that gateway reaches clients; have the boot set it too, or name the networks of the clients in 'clients' "
        + "of the inventory")
  }

  private func filtered(_ key: ServiceKey, _ vip: IPv4Address, _ port: Port, _ scope: ClientScope) -> [Finding] {
    let ends = intent.endpoints
    let tunnels = observation.live.tunnels.filter { tunnel in
      ends.contains { tunnel.value.local == .v4($0.local) && tunnel.value.remote == .v4($0.remote) }
    }
    func packet(_ direction: ClientPacket.Direction, _ interfaces: Set<String>) -> ClientPacket {
      ClientPacket(direction: direction, vip: vip, port: port, interfaces: interfaces, clients: scope.all)
    }
    let losses = LastMatchFilter(name: filter).losses(
      lines("client-filters"), coming: packet(.toService, Set(tunnels.keys.map(\.text))), answers: packet(.answer, []))
    let relevant = scope.relevant(losses.map { ClientScope.Loss(targets: $0.clients) })
    return zip(losses, relevant).filter { !$0.1.isEmpty }.map { loss, clients in
      Finding(
        .clientsFiltered, about: .named("\(key) for \(clients.words)"),
        why: "\(loss.place) drops packets: \(loss.rule)",
        remedy: .words(
          "allow \(clients.words) in the configuration of that firewall, or correct 'clients' in the inventory"))
    }
  }
}
