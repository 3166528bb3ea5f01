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
      sink: { $0.hasPrefix("lo") ? .loopback : $0.hasPrefix("disc") ? .discarding : nil }, tunnel: tunnel
    ).troubles.map { $0.finding(repair($0, routing), from: vip) }
  }

  /// By its name: these systems number interfaces by kind.
  private func tunnel(_ name: String) -> AnswerSink? {
    let own = Set(intent.endpoints.map(\.local))
    guard !observation.live.addresses.contains(where: { $0.interface.text == name && own.contains($0.address.address) })
    else { return nil }
    let kinds: [String: AnswerSink] = ["wg": .wireGuard, "tun": .tun, "ipsec": .ipsec, "ppp": .ppp]
    let tunnels = ["gif", "gre", "ip.tun", "ng"]
    return kinds.first { isNumbered(name, $0.key) }?.value
      ?? (tunnels.contains { isNumbered(name, $0) } ? .tunnel : nil)
  }

  private func isNumbered(_ name: String, _ kind: String) -> Bool {
    name.hasPrefix(kind) && decimal(name.dropFirst(kind.count), below: 1 << 15) != nil
  }

  private func repair(_ trouble: AnswerCheck.Trouble, _ routing: Routing) -> AnswerRepair {
    let gateways = (routing.tables["main"] ?? []).compactMap { route -> IPv4Address? in
      guard case .unicast(let hops) = route.kind, route.origin != "kernel" else { return nil }
      return hops.first { tunnel($0.device) == nil && !$0.device.hasPrefix("lo") }?.gateway
    }
    guard case .unrouted = trouble.cause, let gateway = gateways.first else { return .unknown }
    return .gateway(Command(["route", "add", "default", gateway.text]), onLinux: false)
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
      loss.finding(of: clients, key, onLinux: false)
    }
  }
}
