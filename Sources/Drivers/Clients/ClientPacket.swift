import Model

/// The packets of a service at one place: what clients send it, or what it answers.
struct ClientPacket: Hashable {
  enum Direction: Hashable {
    /// To the VIP: a connection's first packet.
    case toService
    /// From the VIP: what a connection's first packet is answered with.
    case answer
  }

  var direction: Direction
  var vip: IPv4Address
  var port: Port
  /// The interfaces by which it may come in or go out; empty where that is not known.
  var interfaces: Set<String>
  /// Where the clients may be.
  var clients: AddressRanges

  /// Whether the port of the service is one of these; nil where the service has all ports.
  func hasPort(_ ports: [ClosedRange<Int>]) -> Bool? {
    port == .all ? nil : ports.contains { $0.contains(Int(port.number)) }
  }

  /// Whether it passes an interface of this name, which may end in a `+` or a `*` for any ending.
  func passes(_ name: String) -> Bool? {
    guard !interfaces.isEmpty else { return name == "lo" ? false : nil }
    let isPattern = name.last == "+" || name.last == "*"
    let fits = interfaces.filter { isPattern ? $0.hasPrefix(name.dropLast()) : $0 == name }
    return fits.isEmpty ? false : fits.count == interfaces.count ? true : nil
  }
}

/// What a rule asks of a packet, gathered word by word.
struct RuleMatch: Hashable {
  /// Whose packets it is about.
  var clients = AddressRanges.all
  var certainty = FilterRule.Certainty.always

  /// Something that is so, is not so, or cannot be known (nil).
  mutating func require(_ truth: Bool?, isNegated: Bool = false) {
    switch truth.map({ $0 != isNegated }) {
    case true?: break
    case false?: certainty = .never
    case nil: if certainty != .never { certainty = .maybe }
    }
  }

  mutating func requireClients(_ ranges: AddressRanges, isNegated: Bool) {
    clients = clients.intersection(isNegated ? ranges.complement : ranges)
  }

  /// Addresses that the packet has to come from (or to go to): the client's or the VIP.
  mutating func requireAddresses(_ ranges: AddressRanges?, ofClient: Bool, isNegated: Bool, _ packet: ClientPacket) {
    guard let ranges else { return require(nil) }
    if ofClient {
      requireClients(ranges, isNegated: isNegated)
    } else {
      require(ranges.contains(packet.vip), isNegated: isNegated)
    }
  }
}
