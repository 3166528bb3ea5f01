import Model

/// Where a service's clients are, and of what is lost of their packets what an operator has to be told.
///
/// An inventory that lists networks means all of each. One that says "everywhere" (a prefix shorter than /8) does not mean
/// private and reserved networks, which hosts keep for containers and VPNs or throw away on purpose, unless the VIP is in the
/// same one; nor what has been banned host by host (fail2ban), or by a long list of networks.
struct ClientScope: Hashable {
  let networks: [IPv4Network]
  let vip: IPv4Address

  /// All addresses that may be clients'.
  var all: AddressRanges { listed.union(broad) }

  /// Those that the inventory lists.
  var listed: AddressRanges { AddressRanges(networks.filter { $0.prefixLength >= Self.shortest }) }

  /// Those that it takes in as a part of everywhere.
  var broad: AddressRanges {
    let wide = AddressRanges(networks.filter { $0.prefixLength < Self.shortest })
    let special = Self.special.filter { !$0.contains(vip) }
    return wide.subtracting(AddressRanges(special))
  }

  /// Something that is lost, with what it is lost by.
  struct Loss: Hashable {
    var targets: AddressRanges
    /// Whether a list of its own kind is meant, such as routes by which a routing daemon keeps its networks together.
    var isDeliberate = false
  }

  /// What of each loss has to be told.
  func relevant(_ losses: [Loss]) -> [AddressRanges] {
    let wide = losses.map { $0.isDeliberate ? .none : Self.networksOnly($0.targets.intersection(broad)) }
    let isList = wide.count { !$0.isEmpty } > Self.longestListOfNetworks
    return zip(losses, wide).map { loss, wide in
      let told = isList && wide.count < Self.shareOfAll ? .none : wide
      return loss.targets.intersection(listed).union(told)
    }
  }

  /// Prefixes shorter than this say "everywhere".
  private static let shortest = 8
  /// More networks than this are a list of bans.
  private static let longestListOfNetworks = 8
  /// As many addresses as a /4 has are no ban.
  private static let shareOfAll = 1 << 28

  private static func networksOnly(_ ranges: AddressRanges) -> AddressRanges {
    AddressRanges(ranges.networks.filter { $0.prefixLength <= 24 })
  }

  /// Special-purpose networks (RFC 6890, RFC 1918, RFC 6598).
  private static let special: [IPv4Network] = [
    (0x0000_0000, 8), (0x0A00_0000, 8), (0x6440_0000, 10), (0x7F00_0000, 8), (0xA9FE_0000, 16), (0xAC10_0000, 12),
    (0xC000_0000, 24), (0xC000_0200, 24), (0xC058_6300, 24), (0xC0A8_0000, 16), (0xC612_0000, 15), (0xC633_6400, 24),
    (0xCB00_7100, 24), (0xE000_0000, 3),
  ].map { IPv4Network(containing: IPv4Address(value: $0.0), prefixLength: $0.1) }
}
