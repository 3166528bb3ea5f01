/// What a realserver can tell of packets that came to it, at one instant; counters only go up.
package struct Reception: Hashable, Sendable {
  /// Packets that each interface received.
  package var received: [InterfaceName: Int]
  /// Packets dropped because their source would not be reached by where they came from (rp_filter).
  package var droppedByReversePath: Int
  /// Packets dropped by IPsec: no state, no policy, or not encrypted as a policy demands.
  package var droppedByIPsec: Int
  package var listening: Listening
  /// Whether a connection from the prober is being made: its first packet was taken and answered.
  package var isHalfOpen: Bool
  /// The way that an answer from the VIP to the prober takes, as the system prints it; nil if there is none.
  package var replyRoute: String?

  package init(
    received: [InterfaceName: Int], droppedByReversePath: Int, listening: Listening, isHalfOpen: Bool,
    replyRoute: String?, droppedByIPsec: Int = 0
  ) {
    self.droppedByIPsec = droppedByIPsec
    self.received = received
    self.droppedByReversePath = droppedByReversePath
    self.listening = listening
    self.isHalfOpen = isHalfOpen
    self.replyRoute = replyRoute
  }

  /// Whether a program takes connections on the VIP's port.
  package enum Listening: Hashable, Sendable {
    case onVIP
    /// On the port, but of these addresses only.
    case elsewhere([IPv4Address])
    case nowhere

    /// What it is where these are the addresses that programs listen on with that port; 0.0.0.0 is all.
    package init(on addresses: [IPv4Address], for vip: IPv4Address) {
      if addresses.contains(where: { $0 == vip || $0.value == 0 }) {
        self = .onVIP
      } else {
        self = addresses.isEmpty ? .nowhere : .elsewhere(Set(addresses).sorted())
      }
    }
  }
}
