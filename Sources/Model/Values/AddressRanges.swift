/// A set of IPv4 addresses, kept as ranges that neither overlap nor touch.
package struct AddressRanges: Hashable, Sendable {
  private(set) package var ranges: [ClosedRange<UInt32>]

  package init(_ networks: some Sequence<IPv4Network>) {
    self.init(ranges: networks.map(\.range))
  }

  package init(_ address: IPv4Address) { ranges = [address.value...address.value] }

  /// Any ranges, in any order.
  package init(ranges: [ClosedRange<UInt32>]) {
    var merged: [ClosedRange<UInt32>] = []
    for range in ranges.sorted(by: { $0.lowerBound < $1.lowerBound }) {
      if let last = merged.last, last.upperBound == .max || range.lowerBound <= last.upperBound + 1 {
        merged[merged.count - 1] = last.lowerBound...max(last.upperBound, range.upperBound)
      } else {
        merged.append(range)
      }
    }
    self.ranges = merged
  }

  package static let none = AddressRanges(ranges: [])
  package static let all = AddressRanges(ranges: [0...UInt32.max])

  package var isEmpty: Bool { ranges.isEmpty }

  /// How many addresses there are.
  package var count: Int { ranges.reduce(0) { $0 + Int($1.upperBound - $1.lowerBound) + 1 } }

  package func contains(_ address: IPv4Address) -> Bool { ranges.contains { $0.contains(address.value) } }

  package func intersection(_ other: AddressRanges) -> AddressRanges {
    var common: [ClosedRange<UInt32>] = []
    var (mine, theirs) = (ranges[...], other.ranges[...])
    while let one = mine.first, let two = theirs.first {
      if one.overlaps(two) { common.append(one.clamped(to: two)) }
      if one.upperBound < two.upperBound { mine.removeFirst() } else { theirs.removeFirst() }
    }
    return AddressRanges(ranges: common)
  }

  package func union(_ other: AddressRanges) -> AddressRanges { AddressRanges(ranges: ranges + other.ranges) }

  package func subtracting(_ other: AddressRanges) -> AddressRanges { intersection(other.complement) }

  package var complement: AddressRanges {
    var rest: [ClosedRange<UInt32>] = []
    var next: UInt32? = 0
    for range in ranges {
      if let start = next, range.lowerBound > start { rest.append(start...(range.lowerBound - 1)) }
      next = range.upperBound == .max ? nil : range.upperBound + 1
    }
    if let next { rest.append(next...UInt32.max) }
    return AddressRanges(ranges: rest)
  }

  /// The fewest networks that make up the set.
  package var networks: [IPv4Network] { ranges.flatMap(Self.networks) }

  private static func networks(_ range: ClosedRange<UInt32>) -> [IPv4Network] {
    var networks: [IPv4Network] = []
    var (start, end) = (UInt64(range.lowerBound), UInt64(range.upperBound))
    end += 1
    while start < end {
      var bits = start == 0 ? 32 : min(32, start.trailingZeroBitCount)
      while start + (1 << UInt64(bits)) > end { bits -= 1 }
      networks.append(
        IPv4Network(containing: IPv4Address(value: UInt32(truncatingIfNeeded: start)), prefixLength: 32 - bits))
      start += 1 << UInt64(bits)
    }
    return networks
  }
}

extension IPv4Network {
  /// From its first address to its last.
  package var range: ClosedRange<UInt32> {
    base.value...(base.value | UInt32(truncatingIfNeeded: UInt64(UInt32.max) >> UInt64(prefixLength)))
  }

  /// Every IPv4 address.
  package static let everywhere = IPv4Network(containing: IPv4Address(value: 0), prefixLength: 0)
}

extension AddressRanges {
  /// For people: the whole, or the first networks of it.
  package var words: String {
    if self == .all { return "any client" }
    if count > 1 << 31 { return "most clients" }
    let networks = networks.sorted { ($0.prefixLength, $0.base) < ($1.prefixLength, $1.base) }
    let rest = networks.count > 3 ? " and \(networks.count - 3) more" : ""
    return "clients in " + networks.prefix(3).map(\.text).joined(separator: ", ") + rest
  }
}
