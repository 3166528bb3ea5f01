/// The two ends of a data path in addresses, for whoever says how its packets are let through.
package struct PathEnds: Hashable, Sendable {
  package var vip: Endpoint
  package var client: IPv4Address
  /// The outer source of packets that a director wraps, and their outer destination.
  package var director: IPv4Address
  package var realserver: IPv4Address

  package init(vip: Endpoint, client: IPv4Address, director: IPv4Address, realserver: IPv4Address) {
    self.vip = vip
    self.client = client
    self.director = director
    self.realserver = realserver
  }
}

/// What a host has in the way of a data path's packets, and how they are let through.
package struct Obstacles: Hashable, Sendable {
  package var filters: [PacketFilter]
  /// Routes that lead nowhere and keep answers from their way to the client, as what takes each away.
  package var holes: [String]
  /// What has clients send shorter packets until the next boot; nil where that cannot be told.
  package var shorter: Command?
  /// What the host's own packet filter would have to be told, where it does not say whether it is one that drops.
  package var rules: [PacketFilter.Leg: FilterRules]

  package init(
    filters: [PacketFilter] = [], holes: [String] = [], shorter: Command? = nil,
    rules: [PacketFilter.Leg: FilterRules] = [:]
  ) {
    self.rules = rules
    self.filters = filters
    self.holes = holes
    self.shorter = shorter
  }

  /// The same, with what filters have dropped since an earlier look; those that count and have dropped nothing are none.
  package func since(_ earlier: Obstacles) -> Obstacles {
    let counts = Dictionary(earlier.filters.map { ($0.place, $0.dropped ?? 0) }, uniquingKeysWith: max)
    var since = self
    since.filters = filters.compactMap { filter in
      guard let dropped = filter.dropped else { return filter }
      var filter = filter
      filter.dropped = dropped - (counts[filter.place] ?? 0)
      return filter.dropped ?? 0 > 0 ? filter : nil
    }
    return since
  }

  /// The filters in which packets of a path that are `packets` in number may have been dropped on that leg.
  ///
  /// Those that count and have dropped so many are certain enough; without such, those that may drop and do not count.
  package func filters(for leg: PacketFilter.Leg, packets: Int) -> [PacketFilter] {
    let fitting = filters.filter { $0.openings[leg] != nil || $0.removals[leg] != nil }
    let counted = fitting.filter { $0.dropped ?? 0 >= max(1, packets) }
    return counted.isEmpty ? fitting.filter { $0.dropped == nil } : counted
  }
}

/// A place at which a host drops packets, or may do so.
package struct PacketFilter: Hashable, Sendable {
  /// As an administrator knows it, such as `iptables INPUT`.
  package var place: String
  /// How many packets it has dropped; nil where that is not counted.
  package var dropped: Int?
  /// What lets packets of the path pass, by where they are on their way; of those that cannot be meant there is none.
  package var openings: [Leg: Command]
  /// How the owner of a rule takes it away, where nothing else lets them pass; culvert only says so.
  package var removals: [Leg: String]

  package init(place: String, dropped: Int?, openings: [Leg: Command], removals: [Leg: String] = [:]) {
    self.removals = removals
    self.place = place
    self.dropped = dropped
    self.openings = openings
  }

  /// Where a packet is on its way through a host.
  package enum Leg: Hashable, Sendable, CaseIterable {
    /// From the client to the VIP, coming in: at the director, or out of the realserver's tunnel.
    case service
    /// Wrapped, leaving the director.
    case wrappedOut
    /// Wrapped, coming in at the realserver.
    case wrappedIn
    /// From the VIP to the client, leaving the realserver.
    case answer
  }
}

/// What a packet filter would have to be told, whichever of the two it is.
package struct FilterRules: Hashable, Sendable {
  package var pf: String
  package var ipfw: String
  /// Whether pf needs the same for the other direction.
  package var isBothWays: Bool

  package init(pf: String, ipfw: String, isBothWays: Bool = false) {
    self.pf = pf
    self.ipfw = ipfw
    self.isBothWays = isBothWays
  }
}
