import Model

/// What a file /etc/hostname.ip.tunN makes when the system starts: each line that is not empty is one call of
/// `ifconfig ip.tunN inet …`, after a `plumb`.
///
///     tsrc 192.168.5.11 tdst 192.168.5.1
///     192.168.5.200 192.0.2.1 netmask 255.255.255.255 up
///
/// Solaris 10 never adds `up` by itself (net-init), illumos does for the tunnel itself (net-iptun); so it is written. There
/// are no comments: a `#` would be an address to ifconfig.
struct HostnameFile: Hashable {
  private(set) var local: IPv4Address?
  private(set) var remote: IPv4Address?
  /// In order; the first is the tunnel's own.
  private(set) var addresses: [Entry] = []

  struct Entry: Hashable {
    var address: IPv4Address
    var peer: IPv4Address?
    var isUp = false
  }

  /// Understands a file; nil if it says anything that culvert does not.
  init?(_ bytes: [UInt8]) {
    for line in bytes.split(separator: UInt8(ascii: "\n")) {
      let words = line.split { $0 == UInt8(ascii: " ") || $0 == UInt8(ascii: "\t") }
      guard read(words.map { String(decoding: $0, as: UTF8.self) }) else { return nil }
    }
  }

  /// Whether the next start makes this tunnel of it; a netmask makes no difference to an address with a peer.
  func makes(_ tunnel: Tunnel) -> Bool {
    guard let local, let remote, addresses.allSatisfy(\.isUp) else { return false }
    let wanted = Set(tunnel.addresses.map { Entry(address: $0.address, peer: $0.peer, isUp: true) })
    return tunnel.isUp && tunnel.local == .v4(local) && tunnel.remote == .v4(remote) && Set(addresses) == wanted
  }

  // MARK: - Reading

  /// What one call of ifconfig does with its words, from left to right.
  private mutating func read(_ words: [String]) -> Bool {
    var rest = words[...]
    // Which address the words are about: the tunnel's own, or the one that this line has added.
    var current: Int? = addresses.isEmpty ? nil : 0
    var wasUp = false
    while let word = rest.popFirst() {
      switch word {
      case "inet": break
      case "up":
        if let current { addresses[current].isUp = true } else { wasUp = true }
      case "netmask": guard rest.popFirst().flatMap(netmask) != nil else { return false }
      case "tsrc":
        guard let address = rest.popFirst().flatMap(ipv4) else { return false }
        local = address
      case "tdst":
        guard let address = rest.popFirst().flatMap(ipv4) else { return false }
        remote = address
      case "addif":
        guard let address = rest.popFirst().flatMap(ipv4) else { return false }
        addresses.append(Entry(address: address, peer: popAddress(&rest)))
        current = addresses.count - 1
      default:
        guard let address = ipv4(word) else { return false }
        let entry = Entry(address: address, peer: popAddress(&rest), isUp: wasUp)
        if addresses.isEmpty { addresses = [entry] } else { addresses[0] = entry }
        current = 0
      }
    }
    // `up` on a line without an address is the tunnel's.
    if wasUp, current == nil { return false }
    return true
  }

  private func popAddress(_ rest: inout ArraySlice<String>) -> IPv4Address? {
    guard let address = rest.first.flatMap(ipv4) else { return nil }
    rest = rest.dropFirst()
    return address
  }

  private func ipv4(_ word: String) -> IPv4Address? { try? IPv4Address(word) }

  private func netmask(_ word: String) -> Bool? {
    word == "+" || (try? IPv4Address(word)) != nil || UInt32(word.dropFirst(2), radix: 16) != nil ? true : nil
  }

  // MARK: - Writing

  /// The file that makes a tunnel; `up` comes last.
  static func bytes(for tunnel: Tunnel) -> [UInt8] {
    guard let local = tunnel.local, let remote = tunnel.remote else { return [] }
    var lines = ["tsrc \(local) tdst \(remote)"]
    for (place, address) in tunnel.addresses.sorted().enumerated() {
      let peer = address.peer.map { " \($0)" } ?? ""
      lines.append("\(place == 0 ? "" : "addif ")\(address.address)\(peer) netmask \(address.solarisNetmask) up")
    }
    return Array((lines.joined(separator: "\n") + "\n").utf8)
  }
}

extension InnerAddress {
  /// As ifconfig takes it; it is always given, for ifconfig's own guess goes by the old classes of addresses.
  var solarisNetmask: IPv4Address {
    IPv4Address(value: prefixLength == 0 ? 0 : ~0 << UInt32(32 - prefixLength))
  }
}
