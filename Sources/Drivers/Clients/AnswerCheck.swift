import Model

/// What keeps a realserver's answers from clients, by its routes.
struct AnswerCheck {
  let scope: ClientScope
  let fates: [Routing.Fate]
  /// Why no packet leaves by an interface of this name; nil where one may.
  let sink: (String) -> AnswerSink?
  /// What kind of tunnel to one other end an interface is, if it is one that clients are not behind.
  let tunnel: (String) -> AnswerSink?

  /// Packets that do not come to clients, and why.
  struct Trouble: Hashable {
    var clients: AddressRanges
    var cause: Cause
    var fate: Routing.Fate

    enum Cause: Hashable {
      case unrouted
      case discarded(RouteDecision)
      case sent(RouteDecision, device: String, AnswerSink)
    }

    func finding(_ repair: AnswerRepair, from vip: IPv4Address) -> Finding {
      let fault: Fault =
        switch cause {
        case .unrouted: .clientsUnrouted(repair)
        case .discarded(let decision): .clientsDiscarded(decision, repair)
        case .sent(let decision, let device, let sink): .clientsIntoTunnel(decision, device: device, sink, repair)
        }
      return Finding(fault, about: .answers(from: vip, to: clients))
    }
  }

  var troubles: [Trouble] { lost + tunneled }

  // MARK: - What goes nowhere

  private var lost: [Trouble] {
    let candidates = fates.compactMap { fate in loss(fate).map { (fate, $0) } }
    let losses = candidates.map { fate, _ in ClientScope.Loss(targets: fate.targets, isDeliberate: isKept(fate)) }
    var troubles: [Trouble] = []
    for (candidate, clients) in zip(candidates, scope.relevant(losses)) where !clients.isEmpty {
      troubles.append(Trouble(clients: clients, cause: candidate.1, fate: candidate.0))
    }
    return troubles
  }

  private func loss(_ fate: Routing.Fate) -> Trouble.Cause? {
    switch fate.way {
    case .noRoute: return .unrouted
    case .hole: return .discarded(RouteDecision(fate))
    case .leaves(let hops):
      // What an interface's own address brings with it is for its own network.
      guard fate.route?.origin != "kernel" else { return nil }
      return hops.lazy.compactMap { hop in
        sink(hop.device).map { .sent(RouteDecision(fate), device: hop.device, $0) }
      }.first
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
    let found = fates.compactMap { fate -> (Routing.Fate, Trouble.Cause)? in
      guard case .leaves(let hops) = fate.way, fate.rule?.source == nil, fate.route?.origin != "kernel" else {
        return nil
      }
      return hops.lazy.filter { sink($0.device) == nil }
        .compactMap { hop in
          tunnel(hop.device).map { (fate, .sent(RouteDecision(fate), device: hop.device, $0)) }
        }.first
    }
    let wide = found.map(\.0.targets).reduce(AddressRanges.none) { $0.union($1) }.intersection(scope.broad)
    let isMost = wide.count > 0 && wide.count >= scope.broad.count / 2
    return found.compactMap { fate, cause in
      let clients = astray(fate).union(isMost ? fate.targets.intersection(scope.broad) : .none)
      guard !clients.isEmpty else { return nil }
      return Trouble(clients: clients, cause: cause, fate: fate)
    }
  }

  private func astray(_ fate: Routing.Fate) -> AddressRanges {
    guard let route = fate.route else { return .none }
    let networks = scope.networks.filter { $0.prefixLength >= 8 && route.network.prefixLength < $0.prefixLength }
    return AddressRanges(networks).intersection(fate.targets)
  }
}

extension RouteDecision {
  fileprivate init(_ fate: Routing.Fate) {
    // The rule for the main table says nothing of a route.
    let rule = fate.rule.flatMap { rule -> Rule? in
      guard fate.route == nil || rule.preference != 32766 && !rule.text.isEmpty else { return nil }
      return Rule(preference: rule.preference, text: rule.text)
    }
    self.init(route: fate.route?.text, rule: rule)
  }
}
