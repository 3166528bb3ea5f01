/// Where packets of a path have been dropped, or may have been.
package struct PacketLoss: Hashable, Sendable {
  package var places: [String]
  /// The most that one of them has counted; nil where one does not count.
  package var dropped: Int?
  /// What lets them through.
  package var openings: [Command]
  /// How the owners of rules take them away, where nothing else lets packets through; culvert only says so.
  package var removals: [String]
  /// The host, where that is not the finding's.
  package var host: HostName?

  package init(
    places: [String], dropped: Int?, openings: [Command], removals: [String] = [], on host: HostName? = nil
  ) {
    self.places = places
    self.dropped = dropped
    self.openings = openings
    self.removals = removals
    self.host = host
  }
}

extension Fault {
  /// What a director's tables lack so that clients would be sent.
  package enum TableGap: Hashable, Sendable { case absent, noWeight, otherForwarding }

  package enum WrongTunnel: Hashable, Sendable {
    case absent
    case different
    /// The host answers that it takes no such packets.
    case refusing(director: HostName, to: IPv4Address, PacketLoss?)
  }

  package enum ReversePathDrop: Hashable, Sendable {
    case dropped(packets: Int, client: IPv4Address, isSettingWrong: Bool)
    /// Of an interface whose value is not the wanted one.
    case setting(of: Subject, Int?)
  }

  package enum Unanswered: Hashable, Sendable {
    case refused(PacketLoss)
    case silent(packets: Int, PacketLoss?, own: FilterRules?)
  }

  package enum TooLong: Hashable, Sendable {
    /// Although answers ask for no more than this.
    case limited(SegmentSize, to: IPv4Address)
    /// With what has clients send shorter packets, where that can be told.
    case unlimited(vip: IPv4Address, director: HostName, shorter: Command?)
  }

  package enum Unproven: Hashable, Sendable {
    case noDirector
    /// The director gives packets other marks than those of the proof.
    case marksChanged
    case unseen(director: HostName, vip: IPv4Address)
  }

  package enum LongSegments: Hashable, Sendable {
    /// What the answer asks for, and what the inventory wants.
    case asked(SegmentSize?, limit: SegmentSize?, isRuleThere: Bool)
    case setting
  }

  package enum OtherHandler: Hashable, Sendable {
    case vti(InterfaceName, TunnelEnds)
    case ipsec(dropped: Int)
  }
}
