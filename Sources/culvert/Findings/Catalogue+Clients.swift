import Model

/// What culvert says of what keeps clients from a service although a proof from elsewhere succeeds.
extension Catalogue {
  static let clientsUnrouted = Entry(
    .clientsUnrouted, "the realserver has no route to clients",
    """
    A realserver answers clients directly, not through the director. With routes to the director's and the controller's \
    networks only, `verify` succeeds and no client gets an answer. culvert evaluates the routing rules and tables of the host for \
    packets from the VIP to 'clients' of the inventory (default: everywhere).

    Add a default route, or a route to the clients' networks. If clients are in certain networks only, name these: \
    'clients: [ 10.0.0.0/8 ]', at the top level, in 'defaults' or for a service.
    """
  ) { (repair: AnswerRepair) in
    .init(why: "the host has no route to them", remedy: remedy(repair))
  }

  private static func remedy(_ repair: AnswerRepair) -> Remedy {
    switch repair {
    case .unknown:
      .words(
        "give answers from the VIP a route to these clients by the gateway of the host's network, or correct 'clients' in the "
          + "inventory")
    case .ways(let commands): .run(commands, note: lasting)
    case .gateway(let command, let onLinux):
      .run(
        [command],
        note: onLinux
          ? "if that gateway reaches clients; \(lasting); or name the networks of the clients in 'clients' of the inventory"
          : "if that gateway reaches clients; have the boot set it too, or name the networks of the clients in 'clients' "
            + "of the inventory")
    }
  }

  private static let lasting = "until the next boot; set it in the host's network configuration too"

  static let clientsIntoTunnel = Entry(
    .clientsIntoTunnel, "answers to clients leave through a VPN or a virtual interface",
    """
    The realserver routes answers from the VIP into a VPN, another point-to-point tunnel, or an interface that sends nothing (a \
    dummy interface, one without carrier). That is what a VPN client does with a default route, or with a rule \
    such as `from all lookup 52`.

    Give answers from the VIP a route of their own: the command of the finding adds a rule 'from VIP'. An interface that has the \
    host's own 'address' is not reported, nor is a rule that names the VIP, nor a route to a network that 'clients' lists.
    """
  ) {
    (facts: (decision: RouteDecision, device: String, sink: AnswerSink, repair: AnswerRepair)) in
    .init(
      why: "\(words(facts.decision)) sends them to \(facts.device), \(words(facts.sink))", remedy: remedy(facts.repair))
  }

  private static func words(_ decision: RouteDecision) -> String {
    let rule = decision.rule.map { "\($0.preference): \($0.text)" }
    if let route = decision.route { return "route '\(route)'" + (rule.map { " (rule \($0))" } ?? "") }
    return rule.map { "rule '\($0)'" } ?? "the routing table"
  }

  private static func words(_ sink: AnswerSink) -> String {
    switch sink {
    case .loopback: "the loopback"
    case .discarding: "which discards all"
    case .silent(let kind): "a \(kind) interface, which sends nothing"
    case .noCarrier: "which has no carrier"
    case .down: "which is down"
    case .wireGuard: "a WireGuard VPN"
    case .tun: "a VPN's tun interface"
    case .ipsec: "an IPsec tunnel"
    case .ppp: "a PPP link"
    case .tunnel: "a tunnel"
    case .pointToPoint: "a point-to-point VPN"
    }
  }

  static let clientsDiscarded = Entry(
    .clientsDiscarded, "a route or rule discards answers to clients",
    """
    A route or a rule of type blackhole, unreachable, prohibit or reject covers clients. Networks that 'clients' lists are \
    reported whenever a part of them is covered. Where clients are everywhere, private and reserved networks are reported only \
    if the VIP is in the same one; single addresses, lists of more than 8 networks and the routes of routing daemons are not.

    Find what sets the route. The command of the finding routes answers from the VIP past it and removes nothing. If the ban is \
    intended, correct 'clients' in the inventory.
    """
  ) { (facts: (decision: RouteDecision, repair: AnswerRepair)) in
    .init(why: "\(words(facts.decision)) discards them", remedy: remedy(facts.repair))
  }

  static let clientsFiltered = Entry(
    .clientsFiltered, "a packet filter drops packets from or to clients",
    """
    A rule of iptables, nftables, tc, pf or ipfilter on the director or the realserver drops packets from clients to the VIP, or answers to \
    them. The packets of the prober may pass. culvert reports what a rule drops for certain; rules that depend on \
    marks, rates, or modules that it does not know are taken as passing.

    Allow the clients in the configuration of the firewall, or correct 'clients' in the inventory.
    """
  ) { (facts: Fault.FilteredClients) in
    .init(
      why: "\(facts.place) drops packets: \(facts.rule)",
      remedy: .words(
        "allow \(facts.clients.words) in the configuration of that firewall, or "
          + (facts.onLinux ? "take them out of 'clients' in the inventory" : "correct 'clients' in the inventory")))
  }

  static let clientsReversePath = Entry(
    .clientsReversePath, "the director's rp_filter drops clients' packets",
    """
    With rp_filter strict (1) the director drops packets that come in by another interface than the one by which it would answer \
    their source, and with rp_filter loose (2) those whose source it has no route to. The director never answers clients, so \
    its routes to them are easily forgotten. culvert compares the interface of the VIPs, or of the director's \
    'address', with the route from the VIP to 'clients' of the inventory.

    Set rp_filter of that interface to 2 where the routing is asymmetric on purpose, or correct the route.
    """
  ) { (path: Fault.ReversePath) in
    let (way, remedy): (String, Remedy) =
      switch path.way {
      case .none: ("has no route to them", route(by: path.interface))
      case .hole(let kind): ("has a route of type \(kind) for them", route(by: path.interface))
      case .devices(let devices, let loosen):
        (
          "reaches them by \(devices.joined(separator: ", "))",
          .run([loosen], note: "until the next boot; set it in sysctl.d too")
        )
      }
    return .init(
      why: "rp_filter is \(path.isStrict ? "strict" : "loose") on \(path.interface), and the director \(way)",
      remedy: remedy)
  }

  private static func route(by interface: String) -> Remedy {
    .words("give the director a route to these clients by \(interface), or correct 'clients' in the inventory")
  }
}
