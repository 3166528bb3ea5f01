@testable import Inventory
import Model
import Testing

/// What inner peers are allotted.
@Suite struct InnerPeersTests {
  static let names: [HostName] = (1...500).compactMap { try? HostName("web\($0)") }
  static let usual = IPv4Network(containing: IPv4Address(value: 0xC612_0000), prefixLength: 15)

  @Test(arguments: [15, 20, 23]) func `all are different, in the range and in no other use`(prefixLength: Int) {
    let range = IPv4Network(containing: Self.usual.base, prefixLength: prefixLength)
    let used = Set(Self.allot(Self.names.prefix(5), range).values)
    let peers = Self.allot(Self.names, range, avoided: used)
    #expect(peers.count == 500)
    #expect(Set(peers.values).count == 500)
    #expect(used.isDisjoint(with: peers.values))
    #expect(peers.values.allSatisfy { range.contains($0) && range.hostAddresses.contains($0.value) })
  }

  @Test func `the order of hosts does not matter`() {
    let range = IPv4Network(containing: Self.usual.base, prefixLength: 23)
    #expect(Self.allot(Self.names, range) == Self.allot(Self.names.reversed(), range))
  }

  @Test(arguments: [(15, 0), (24, 25)]) func `a new host moves hardly any other`(prefixLength: Int, most: Int) {
    let range = IPv4Network(containing: Self.usual.base, prefixLength: prefixLength)
    let before = Self.allot(Self.names.prefix(40), range)
    let moves = Self.names.suffix(25).map { new in
      let after = Self.allot(Self.names.prefix(40) + [new], range)
      return before.filter { after[$0.key] != $0.value }.count
    }
    #expect(moves.allSatisfy { $0 <= 1 }, "a host may move only for the one that collides with it")
    #expect(moves.reduce(0, +) <= most)
    #expect(Double(moves.reduce(0, +)) / Double(25 * 40) < 0.05)
  }

  @Test func `a host that goes moves hardly any other`() {
    let range = IPv4Network(containing: Self.usual.base, prefixLength: 24)
    let before = Self.allot(Self.names.prefix(40), range)
    for gone in Self.names.prefix(40) {
      let after = Self.allot(Self.names.prefix(40).filter { $0 != gone }, range)
      #expect(after.filter { before[$0.key] != $0.value }.count <= 1)
    }
  }

  @Test func `a full range is used to the last address`() throws {
    let range = try IPv4Network("198.18.0.0/29")
    let used: Set = [try IPv4Address("198.18.0.3"), try IPv4Address("203.0.113.1")]
    let peers = InnerPeers(range: range, avoided: used)
    #expect(peers.room == 5)
    let texts = peers.allot(to: Array(Self.names.prefix(5))).values.map(\.text).sorted()
    #expect(texts == ["198.18.0.1", "198.18.0.2", "198.18.0.4", "198.18.0.5", "198.18.0.6"])
  }

  /// Computed apart from this program, from the published FNV-1a: a change here moves the peers of every cluster.
  @Test(arguments: [("web1", "198.19.213.157"), ("lb1", "198.19.61.39")])
  func `a name gets the same peer in every version`(name: String, peer: String) throws {
    let name = try HostName(name)
    #expect(Self.allot([name], Self.usual) == [name: try IPv4Address(peer)])
  }

  private static func allot(
    _ names: some Sequence<HostName>, _ range: IPv4Network, avoided: Set<IPv4Address> = []
  ) -> [HostName: IPv4Address] {
    InnerPeers(range: range, avoided: avoided).allot(to: Array(names))
  }
}
