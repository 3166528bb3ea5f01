import Model

/// An interface as `ip -o link show` describes it.
package struct LinuxLink: Hashable, Sendable {
  package var isUp: Bool
  /// Bytes of a packet; nil where the line does not tell.
  package var mtu: Int?
  /// The bridge, bond or VRF that it belongs to.
  package var master: InterfaceName?
  /// Whether it asks and answers ARP.
  package var doesARP: Bool
  /// Whether it is a VRF: only these are masters without ARP and without broadcasts (vrf_setup in drivers/net/vrf.c).
  package var isVRF: Bool

  package init(
    isUp: Bool, mtu: Int? = nil, master: InterfaceName? = nil, doesARP: Bool = false, isVRF: Bool = false
  ) {
    self.isUp = isUp
    self.mtu = mtu
    self.master = master
    self.doesARP = doesARP
    self.isVRF = isVRF
  }
}

/// Reads `ip -o link show`: which interfaces there are, and how they are.
///
///     4: lvs-lb1@NONE: <POINTOPOINT,NOARP,UP,LOWER_UP> mtu 1480 qdisc noqueue master blue state UNKNOWN …
enum IPLinkParser {
  /// - Throws: `ProbeError.unreadable` at a line about an interface of culvert's that it does not know; others are passed over.
  static func parse(_ output: ProbeOutput, section: String) throws(ProbeError) -> [InterfaceName: LinuxLink] {
    var links: [InterfaceName: LinuxLink] = [:]
    for line in try output.dumpedLines(section) {
      let words = textWords(line)
      guard words.count > 1, isIndex(words[0]) else { continue }
      let name = words[1].prefix { $0 != "@" && $0 != ":" }
      guard words.count > 3, words[1].hasSuffix(":"), let flags = flags(words[2]) else {
        if !isOwnInterfaceName(name) { continue }
        throw .unreadable(section: section, line: String(line), reason: "it is no line of 'ip -o link show'")
      }
      if let name = try? InterfaceName(String(name)) { links[name] = link(flags, words[3...]) }
    }
    return links
  }

  private static func link(_ flags: [Substring], _ words: ArraySlice<Substring>) -> LinuxLink {
    let isLeader = flags.contains("MASTER")
    return LinuxLink(
      isUp: flags.contains("UP"), mtu: value(of: "mtu", words).flatMap { decimal($0, below: 1 << 31) },
      master: value(of: "master", words).flatMap { try? InterfaceName(String($0)) },
      doesARP: flags.contains("BROADCAST") && !flags.contains("NOARP") && !flags.contains("LOOPBACK"),
      isVRF: isLeader && flags.contains("NOARP") && !flags.contains("BROADCAST"))
  }

  private static func value(of key: Substring, _ words: ArraySlice<Substring>) -> Substring? {
    guard let place = words.firstIndex(of: key), place + 1 < words.endIndex else { return nil }
    return words[place + 1]
  }

  private static func flags(_ word: Substring) -> [Substring]? {
    guard word.hasPrefix("<"), word.hasSuffix(">") else { return nil }
    return word.dropFirst().dropLast().split(separator: ",")
  }
}

/// Whether a word is what a line of ip's `-o` begins with: the number of an interface and a colon.
func isIndex(_ word: Substring) -> Bool {
  word.hasSuffix(":") && decimal(word.dropLast(), below: 1 << 31) != nil
}
