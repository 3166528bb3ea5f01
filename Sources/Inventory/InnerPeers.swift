import Model

/// Allots inner peers: a host's depends on its name and on nothing else, as long as no two names want the same.
///
/// Every host asks for the address that the hash of its name points at; of those that ask for the same one the first by
/// name gets it. Who got none asks for the next address, after all others were served: so an edit of the inventory moves
/// no host but one that collides.
struct InnerPeers {
  private let candidates: ClosedRange<UInt32>
  /// What of the range has another use.
  private let avoided: Set<UInt32>

  init(range: IPv4Network, avoided: Set<IPv4Address>) {
    let candidates = range.hostAddresses
    self.candidates = candidates
    self.avoided = Set(avoided.lazy.map(\.value).filter(candidates.contains))
  }

  /// How many hosts can have one.
  var room: Int { Int(candidates.upperBound - candidates.lowerBound) + 1 - avoided.count }

  /// A peer for each name.
  /// - Precondition: The names are all different, and no more than there is room for.
  func allot(to names: [HostName]) -> [HostName: IPv4Address] {
    var taken = avoided
    var peers: [HostName: IPv4Address] = [:]
    var waiting = names.sorted().map { (name: $0, wish: Self.hash($0.text)) }
    while !waiting.isEmpty {
      waiting = waiting.compactMap { name, wish in
        let address = candidates.lowerBound + UInt32(wish % UInt64(candidates.count))
        guard !taken.insert(address).inserted else {
          peers[name] = IPv4Address(value: address)
          return nil
        }
        return (name, wish &+ 1)
      }
    }
    return peers
  }

  /// FNV-1a, 64 bits (http://www.isthe.com/chongo/tech/comp/fnv/), the same on every machine and in every version.
  private static func hash(_ text: String) -> UInt64 {
    text.utf8.reduce(0xCBF2_9CE4_8422_2325) { ($0 ^ UInt64($1)) &* 0x100_0000_01B3 }
  }
}
