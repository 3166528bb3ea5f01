import Model

/// One rule of a packet filter, as far as it is about the packets of one service and its clients.
struct FilterRule: Hashable {
  /// As the tool prints it.
  var text: String
  /// Whose packets it is about.
  var clients: AddressRanges
  var certainty: Certainty
  var verdict: Verdict

  /// Whether all else that it asks of a packet is so.
  enum Certainty: Hashable {
    case never
    /// That depends on what cannot be known here: a rate, a mark, a set.
    case maybe
    case always
  }

  enum Verdict: Hashable {
    case accept, drop, goOn, back
    case jump(String)
    case goTo(String)
  }
}

/// A chain of a packet filter.
struct FilterChain: Hashable {
  var rules: [FilterRule] = []
  /// What it does to packets that come to its end, if it is one of the kernel's hooks.
  var dropsAtEnd = false
}

/// Packets of clients that a filter drops for certain.
struct FilterLoss: Hashable {
  /// Where, as an administrator knows it, such as `iptables -t filter INPUT`.
  var place: String
  /// The rule, or the policy.
  var rule: String
  var clients: AddressRanges

  /// What is told of it, where these are of the clients that it is about.
  func finding(of clients: AddressRanges, _ key: ServiceKey, onLinux: Bool) -> Finding {
    Finding(
      .clientsFiltered(Fault.FilteredClients(clients, place: place, rule: rule, onLinux: onLinux)),
      about: .clients(clients, of: key))
  }
}

/// The way of packets through the chains of a table.
///
/// What may let packets pass does; only what is certain to drop them is said. So a rule that cannot be understood makes no false
/// alarm.
struct FilterWalk {
  let place: String
  let chains: [String: FilterChain]
  private(set) var losses: [FilterLoss] = []

  init(place: String, chains: [String: FilterChain]) {
    self.place = place
    self.chains = chains
  }

  /// Sends the packets of these clients through a chain of the kernel's.
  mutating func enter(_ name: String, _ clients: AddressRanges) {
    guard let chain = chains[name] else { return }
    let end = run(name, clients, isCertain: true, depth: 0)
    if chain.dropsAtEnd, !end.isEmpty {
      losses.append(FilterLoss(place: "\(place) \(name)", rule: "policy drop", clients: end))
    }
    losses = losses.map { loss in
      FilterLoss(place: loss.place.isEmpty ? "\(place) \(name)" : loss.place, rule: loss.rule, clients: loss.clients)
    }
  }

  private static let deepest = 16

  /// - Returns: Those that come out at the end of the chain, and are neither accepted nor dropped.
  private mutating func run(
    _ name: String, _ clients: AddressRanges, isCertain: Bool, depth: Int
  ) -> AddressRanges {
    // A chain that is not known, or a loop, may accept them.
    guard let chain = chains[name], depth < Self.deepest else { return .none }
    var (rest, returned) = (clients, AddressRanges.none)
    for rule in chain.rules where rule.certainty != .never && !rest.isEmpty {
      let matched = rest.intersection(rule.clients)
      guard !matched.isEmpty else { continue }
      let isSure = isCertain && rule.certainty == .always
      switch rule.verdict {
      case .goOn: continue
      case .accept: rest = rest.subtracting(matched)
      case .drop:
        guard isSure else { continue }
        losses.append(FilterLoss(place: "", rule: rule.text, clients: matched))
        rest = rest.subtracting(matched)
      case .back:
        returned = returned.union(matched)
        rest = rest.subtracting(matched)
      case .jump(let other):
        rest = rest.subtracting(matched).union(run(other, matched, isCertain: isSure, depth: depth + 1))
      case .goTo(let other):
        let back = run(other, matched, isCertain: isSure, depth: depth + 1)
        rest = rest.subtracting(matched)
        if rule.certainty == .always { returned = returned.union(back) } else { rest = rest.union(back) }
      }
    }
    return rest.union(returned)
  }
}
