import Model

/// How a host finds the way for packets that it sends itself from one of its addresses: rules, and the tables that they name.
struct Routing: Hashable {
  /// In the order in which the kernel asks them.
  var rules: [RoutingRule]
  var tables: [String: [Route]]

  /// What becomes of packets to some addresses.
  struct Fate: Hashable {
    var targets: AddressRanges
    var way: Way
    var rule: RoutingRule?
    var route: Route?
  }

  enum Way: Hashable {
    case leaves([RouteHop])
    /// The system throws them away: `blackhole`, `unreachable`, `prohibit`, `reject`.
    case hole(String)
    case noRoute
  }

  /// The fates of packets from one address to all of some addresses.
  func fates(from source: IPv4Address, to targets: AddressRanges) -> [Fate] {
    var fates: [Fate] = []
    let rest = walk(rules[...], source, targets, into: &fates)
    if !rest.isEmpty { fates.append(Fate(targets: rest, way: .noRoute)) }
    return fates
  }

  /// - Returns: The addresses for which no rule has a way.
  private func walk(
    _ rules: ArraySlice<RoutingRule>, _ source: IPv4Address, _ targets: AddressRanges, into fates: inout [Fate]
  ) -> AddressRanges {
    var rest = targets
    var unrouted = AddressRanges.none
    for (index, rule) in zip(rules.indices, rules) where !rest.isEmpty {
      let matched = rule.matched(from: source, among: rest)
      guard !matched.isEmpty else { continue }
      switch rule.action {
      case .nothing: continue
      case .hole(let kind):
        fates.append(Fate(targets: matched, way: .hole(kind), rule: rule))
        rest = rest.subtracting(matched)
      case .goTo(let preference):
        let onward = rules[(index + 1)...].drop { $0.preference < preference }
        unrouted = unrouted.union(walk(onward, source, matched, into: &fates))
        rest = rest.subtracting(matched)
      case .lookUp(let table):
        rest = rest.subtracting(look(in: table, rule, matched, into: &fates))
      }
    }
    return rest.union(unrouted)
  }

  /// - Returns: The addresses that the table has decided on.
  private func look(
    in table: String, _ rule: RoutingRule, _ targets: AddressRanges, into fates: inout [Fate]
  ) -> AddressRanges {
    var (open, decided) = (targets, AddressRanges.none)
    for route in tables[table] ?? [] where !open.isEmpty {
      let covered = open.intersection(AddressRanges([route.network]))
      guard !covered.isEmpty else { continue }
      open = open.subtracting(covered)
      if let limit = rule.suppressedLength, route.network.prefixLength <= limit { continue }
      switch route.kind {
      case .throwsBack: continue
      case .hole(let kind): fates.append(Fate(targets: covered, way: .hole(kind), rule: rule, route: route))
      case .unicast(let hops): fates.append(Fate(targets: covered, way: .leaves(hops), rule: rule, route: route))
      }
      decided = decided.union(covered)
    }
    return decided
  }
}

/// A rule of a routing policy, as far as it is about the packets of a service.
struct RoutingRule: Hashable {
  var preference: Int
  /// Where it is only for packets from these.
  var source: IPv4Network?
  var target: IPv4Network?
  var isInverted = false
  /// Whether the rest of what it asks of a packet is so.
  var isMet = true
  var suppressedLength: Int?
  var action: Action
  /// As the tool prints it, without the preference.
  var text: String

  enum Action: Hashable {
    case lookUp(String)
    case hole(String)
    case goTo(Int)
    case nothing
  }

  /// The addresses to which packets from this source match the rule.
  func matched(from address: IPv4Address, among targets: AddressRanges) -> AddressRanges {
    let isAbout = isMet && source?.contains(address) ?? true
    let wanted = isAbout ? target.map { AddressRanges([$0]) } ?? .all : .none
    return targets.intersection(isInverted ? wanted.complement : wanted)
  }
}

/// A route of a table.
struct Route: Hashable {
  var network: IPv4Network
  var kind: Kind
  var metric = 0
  /// Who has set it, such as `kernel` or `bird`.
  var origin: String?
  /// As the tool prints it.
  var text: String

  enum Kind: Hashable {
    case unicast([RouteHop])
    case hole(String)
    /// The next rule is asked.
    case throwsBack
  }
}

extension Route {
  /// In the order in which they count: of two for one address the longer, and then the one with the lower metric.
  static func inOrder(_ routes: [Route]) -> [Route] {
    routes.enumerated().sorted { left, right in
      let (one, two) = (left.element, right.element)
      return (two.network.prefixLength, one.metric, left.offset) < (one.network.prefixLength, two.metric, right.offset)
    }.map(\.element)
  }
}

/// Where a route leads.
struct RouteHop: Hashable {
  var device: String
  var gateway: IPv4Address?
}
