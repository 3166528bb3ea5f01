import Model

/// What keeps a realserver's answers from clients, by its routes.
struct AnswerCheck {
  let scope: ClientScope
  let fates: [Routing.Fate]
  /// Why no packet leaves by an interface of this name; nil where one may.
  let sink: (String) -> String?
  /// What kind of tunnel to one other end an interface is, if it is one that clients are not behind.
  let tunnel: (String) -> String?

  /// Packets that do not come to clients, and why.
  struct Trouble: Hashable {
    var id: FindingID
    var clients: AddressRanges
    var cause: String
    var fate: Routing.Fate
  }

  var troubles: [Trouble] { lost + tunneled }

  // MARK: - What goes nowhere

  private var lost: [Trouble] {
    let candidates = fates.compactMap { fate in loss(fate).map { (fate, $0.id, $0.cause) } }
    let losses = candidates.map { fate, _, _ in ClientScope.Loss(targets: fate.targets, isDeliberate: isKept(fate)) }
    var troubles: [Trouble] = []
    for (candidate, clients) in zip(candidates, scope.relevant(losses)) where !clients.isEmpty {
      troubles.append(Trouble(id: candidate.1, clients: clients, cause: candidate.2, fate: candidate.0))
    }
    return troubles
  }

  private func loss(_ fate: Routing.Fate) -> (id: FindingID, cause: String)? {
    switch fate.way {
    case .noRoute: return (.clientsUnrouted, "the host has no route to them")
    case .hole: return (.clientsDiscarded, "\(decision(fate)) discards them")
    case .leaves(let hops):
      // What an interface's own address brings with it is for its own network.
      guard fate.route?.origin != "kernel" else { return nil }
      let sinks = hops.compactMap { hop in sink(hop.device).map { "\(hop.device), \($0)" } }
      return sinks.first.map { (.clientsIntoTunnel, "\(decision(fate)) sends them to \($0)") }
    }
  }

  /// Whether a routing daemon has the route, which throws away what is left of a network of its own.
  private func isKept(_ fate: Routing.Fate) -> Bool {
    guard case .hole = fate.way, let origin = fate.route?.origin else { return false }
    // Numbers are calico's 80 and what rt_protos does not name.
    return Self.daemons.contains(origin) || decimal(origin, below: 256) != nil
  }

  private static let daemons: Set<String> = [
    "bird", "zebra", "bgp", "ospf", "isis", "babel", "rip", "eigrp", "gated", "mrt", "xorp", "openr", "keepalived",
  ]

  // MARK: - What goes elsewhere

  /// Answers that leave through a VPN by a route for everybody: not by a rule that was made for the VIP, nor by a route
  /// to the clients' own network.
  private var tunneled: [Trouble] {
    let found = fates.compactMap { fate -> (Routing.Fate, String)? in
      guard case .leaves(let hops) = fate.way, fate.rule?.source == nil, fate.route?.origin != "kernel" else {
        return nil
      }
      return hops.lazy.filter { sink($0.device) == nil }
        .compactMap { hop in tunnel(hop.device).map { (fate, "\(hop.device), \($0)") } }.first
    }
    let wide = found.map(\.0.targets).reduce(AddressRanges.none) { $0.union($1) }.intersection(scope.broad)
    let isMost = wide.count > 0 && wide.count >= scope.broad.count / 2
    return found.compactMap { fate, cause in
      let clients = astray(fate).union(isMost ? fate.targets.intersection(scope.broad) : .none)
      guard !clients.isEmpty else { return nil }
      return Trouble(
        id: .clientsIntoTunnel, clients: clients, cause: "\(decision(fate)) sends them to \(cause)", fate: fate)
    }
  }

  private func astray(_ fate: Routing.Fate) -> AddressRanges {
    guard let route = fate.route else { return .none }
    let networks = scope.networks.filter { $0.prefixLength >= 8 && route.network.prefixLength < $0.prefixLength }
    return AddressRanges(networks).intersection(fate.targets)
  }

  /// What has decided: a route with its table, or a rule.
  private func decision(_ fate: Routing.Fate) -> String {
    let rule =
      fate.rule.map { $0.preference == 32766 || $0.text.isEmpty ? "" : " (rule \($0.preference): \($0.text))" } ?? ""
    if let route = fate.route { return "route '\(route.text)'\(rule)" }
    return fate.rule.map { "rule '\($0.preference): \($0.text)'" } ?? "the routing table"
  }
}
