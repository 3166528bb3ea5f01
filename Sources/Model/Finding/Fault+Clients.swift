/// What has decided on the way of packets: a route with its rule, or one of them.
package struct RouteDecision: Hashable, Sendable {
  package var route: String?
  /// None beside a route that needs no rule of its own.
  package var rule: Rule?

  package init(route: String?, rule: Rule?) {
    self.route = route
    self.rule = rule
  }

  package struct Rule: Hashable, Sendable {
    package var preference: Int
    package var text: String

    package init(preference: Int, text: String) {
      self.preference = preference
      self.text = text
    }
  }
}

/// An interface by which answers do not come to clients.
package enum AnswerSink: Hashable, Sendable {
  case loopback
  case discarding
  /// A kind of interface that sends nothing, such as `dummy`.
  case silent(String)
  case noCarrier, down
  case wireGuard, tun, ipsec, ppp, tunnel, pointToPoint
}

/// What gives answers a way to clients.
package enum AnswerRepair: Hashable, Sendable {
  case unknown
  /// Until the next boot.
  case ways([Command])
  /// A default route by a gateway that other networks are reached by.
  case gateway(Command, onLinux: Bool)
}

extension Fault {
  package struct FilteredClients: Hashable, Sendable {
    package var clients: AddressRanges
    /// Where, as an administrator knows it, such as `iptables -t filter INPUT`.
    package var place: String
    package var rule: String
    package var onLinux: Bool

    package init(_ clients: AddressRanges, place: String, rule: String, onLinux: Bool) {
      self.clients = clients
      self.place = place
      self.rule = rule
      self.onLinux = onLinux
    }
  }

  /// An interface whose rp_filter drops clients' packets, and the director's way to these.
  package struct ReversePath: Hashable, Sendable {
    package var interface: String
    package var isStrict: Bool
    package var way: Way

    package init(_ interface: String, isStrict: Bool, _ way: Way) {
      self.interface = interface
      self.isStrict = isStrict
      self.way = way
    }

    package enum Way: Hashable, Sendable {
      case none
      /// A route of such a type.
      case hole(String)
      /// By other devices; with what has the filter let them in.
      case devices([String], loosen: Command)
    }
  }
}
