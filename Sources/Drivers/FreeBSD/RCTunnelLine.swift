import Model

/// What one variable of rc.conf(5) has ifconfig(8) do, as far as a tunnel needs it.
///
/// `inet V P netmask M tunnel RIP DIP mtu 1480`, with any other words of ifconfig(8) and of rc(8) among them: only the ends, the
/// address and what keeps them from being set count. The words are carried out in order, but for the address, which ifconfig
/// sets last: a word that it does not take costs the address (seen on 13.2).
struct RCTunnelLine: Hashable {
  /// nil where the line sets none.
  private(set) var address: InnerAddress?
  /// nil where the line sets none.
  private(set) var ends: Ends?
  /// The words that have nothing to do with ends and addresses, such as `description lvs`.
  private(set) var others: [String] = []
  /// Whether rc(8) leaves the interface alone at boot (`NOAUTO`).
  private(set) var isManual = false

  /// The ends as they are written: addresses, or names of hosts.
  struct Ends: Hashable {
    var local: String
    var remote: String
  }

  private var own: IPv4Address?
  private var peer: IPv4Address?
  private var length: Int?
  private var fails = false

  init(_ words: [String], hosts: [String: IPv4Address] = [:]) {
    var rest = words.filter { !Self.rcWords.contains($0.uppercased()) }[...]
    isManual = words.contains { $0.uppercased() == "NOAUTO" }
    let family = rest.first.flatMap { Self.families.contains($0) ? $0 : nil }
    if family != nil { rest = rest.dropFirst() }
    while !fails, let word = rest.popFirst() { read(word, &rest, isIPv4: family ?? "inet" == "inet", hosts) }
    // Without a mask the kernel takes one by itself; it makes no difference on a gif.
    if !fails, let own { address = InnerAddress(own, peer: peer, prefixLength: length ?? 32) }
  }

  /// The ends in a variable that has nothing else: `gifconfig_gif0="RIP DIP"`.
  init(ends words: [String]) {
    let words = words.filter { !Self.families.contains($0) && $0 != "tunnel" }
    if words.count == 2 { ends = Ends(local: words[0], remote: words[1]) }
  }

  private mutating func read(
    _ word: String, _ rest: inout ArraySlice<String>, isIPv4: Bool, _ hosts: [String: IPv4Address]
  ) {
    switch word {
    case "tunnel":
      guard let local = rest.popFirst(), let remote = rest.popFirst() else { return fails = true }
      ends = Ends(local: local, remote: remote)
    case "deletetunnel", "-tunnel": ends = nil
    case "netmask":
      length = rest.popFirst().flatMap(freebsdPrefixLength)
      fails = length == nil
    case "up", "alias", "add": break
    case "broadcast", "prefixlen": fails = rest.popFirst() == nil
    case "name", "delete", "-alias": fails = true
    case _ where Self.families.contains(word): fails = true
    case _ where Self.takingOne.contains(word):
      guard let argument = rest.popFirst() else { return fails = true }
      others += [word, argument]
    default: if isIPv4 { readAddress(word, hosts) } else if word.hasPrefix("-") { others.append(word) }
    }
  }

  /// What is no word of ifconfig's it takes for an address: the first for the own one, then for the peer.
  private mutating func readAddress(_ word: String, _ hosts: [String: IPv4Address]) {
    let parts = word.split(separator: "/", maxSplits: 1).map(String.init)
    guard let address = (try? IPv4Address(parts.first ?? "")) ?? hosts[word] else {
      // A name that culvert cannot resolve, a quote that sh has left, or a word of a later release.
      fails = own == nil && !word.hasPrefix("-") && !Self.flags.contains(word) || word.contains { "'\"`$".contains($0) }
      return others.append(word)
    }
    if own == nil { own = address } else { peer = address }
    guard parts.count == 2 else { return }
    length = decimal(parts[1], below: 33)
    fails = length == nil
  }

  /// Words of rc(8), which ifconfig does not get (network.subr, ifconfig_getargs).
  private static let rcWords: Set<String> = [
    "DHCP", "NOAUTO", "NOSYNCDHCP", "SYNCDHCP", "WPA", "SYNCWPA", "NOSYNCWPA", "HOSTAP",
  ]
  private static let families: Set<String> = ["inet", "inet6", "link", "ether", "lladdr", "atalk", "ipx"]
  private static let takingOne: Set<String> = [
    "mtu", "metric", "description", "descr", "group", "-group", "fib", "tunnelfib", "maclabel", "vnet", "-vnet", "vhid",
    "media", "mediaopt", "mode", "tunneltable", "rdomain", "pcp",
  ]
  private static let flags: Set<String> = [
    "link0", "link1", "link2", "debug", "arp", "promisc", "monitor", "down", "ignore_source", "noclamp", "clamp",
    "accept_rev_ethip_ver", "send_rev_ethip_ver", "ignore_rev_ethip_ver", "linkstate", "ifdisabled", "auto_linklocal",
    "accept_rtadv", "nud", "no_radr", "no_prefer_iface", "no_dad", "defaultif",
  ]
}
