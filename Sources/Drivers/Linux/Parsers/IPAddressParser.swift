import Model

/// Reads `ip -o -4 addr show`.
///
///     5: tt    inet 10.9.0.1 peer 10.9.0.2/32 scope global tt\       valid_lft forever preferred_lft forever
enum IPAddressParser {
  /// - Throws: `ProbeError.unreadable` at a line about an interface of culvert's that it does not know; others are passed over.
  static func parse(_ output: ProbeOutput, section: String) throws(ProbeError) -> [InterfaceAddress] {
    var addresses: [InterfaceAddress] = []
    for line in try output.dumpedLines(section) {
      let words = textWords(line)
      guard words.count > 1, isIndex(words[0]) else { continue }
      guard words.count >= 4, words[2] == "inet", let address = address(words[3...]) else {
        if !isOwnInterfaceName(words[1]) { continue }
        throw .unreadable(section: section, line: String(line), reason: "it is no line of 'ip -o -4 addr show'")
      }
      if let name = try? InterfaceName(String(words[1])) { addresses.append(.init(interface: name, address: address)) }
    }
    return addresses
  }

  /// `A/N …` or `A peer B/N …`; what follows (`brd`, `scope`, flags, label, lifetimes) is not culvert's matter.
  ///
  /// The scope is always there: a line without it is cut short.
  private static func address(_ words: ArraySlice<Substring>) -> InnerAddress? {
    guard let first = words.first, words.contains("scope") else { return nil }
    let rest = words.dropFirst()
    if rest.first == "peer" {
      guard let address = try? IPv4Address(String(first)), let peer = rest.dropFirst().first.flatMap(split) else {
        return nil
      }
      return InnerAddress(address, peer: peer.0, prefixLength: peer.1)
    }
    return split(first).map { InnerAddress($0.0, prefixLength: $0.1) }
  }

  private static func split(_ word: Substring) -> (IPv4Address, Int)? {
    let parts = word.split(separator: "/", omittingEmptySubsequences: false)
    guard let address = try? IPv4Address(String(parts[0])), parts.count <= 2 else { return nil }
    guard parts.count == 2 else { return (address, 32) }
    return decimal(parts[1], below: 33).map { (address, $0) }
  }
}
