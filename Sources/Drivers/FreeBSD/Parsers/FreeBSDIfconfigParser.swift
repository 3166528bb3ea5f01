import Model

/// Reads `ifconfig -a` of FreeBSD, 5.4 to 15.
///
///     gif0: flags=8051<UP,POINTOPOINT,RUNNING,MULTICAST> metric 0 mtu 1280
///     	options=80000<LINKSTATE>
///     	tunnel inet 10.77.0.10 --> 10.77.0.1
///     	inet 192.0.2.100 --> 192.0.2.254 netmask 0xffffffff
///     	groups: gif
///
/// Strict about what decisions rest on: the first line of an interface, its groups, all IPv4 addresses, and the masks and ends of
/// gif tunnels. Everything else is passed over, whatever it says: cards, bridges, carp, wlan and later releases have lines
/// that nobody can list.
enum FreeBSDIfconfigParser {
  struct Interface: Hashable {
    var name: InterfaceName
    var isUp: Bool
    var addresses: [InnerAddress] = []
    var ends: Ends?
    var groups: Set<Substring> = []

    /// A gif that was renamed is still in its group, but 5 and 6 know no groups.
    var isGif: Bool { name.isGif || groups.contains("gif") }
  }

  struct Ends: Hashable {
    var local: IPAddress
    var remote: IPAddress
  }

  static func parse(_ output: ProbeOutput, section: String) throws(ProbeError) -> [Interface] {
    var interfaces: [Interface] = []
    for block in try blocks(output, section) {
      do {
        if let interface = try interface(block) { interfaces.append(interface) }
      } catch {
        throw .unreadable(section: section, line: error.text, reason: error.reason)
      }
    }
    return interfaces
  }

  // MARK: - Blocks

  /// The first line of an interface and those that belong to it.
  private struct Block {
    var head: Substring
    var lines: [Substring] = []
  }

  private static func blocks(_ output: ProbeOutput, _ section: String) throws(ProbeError) -> [Block] {
    var blocks: [Block] = []
    var isDescribing = false
    for line in try output.lines(section) {
      if line.first != "\t", line.first != " " {
        // A description may have several lines.
        if isDescribing, textParts(line, around: ": flags=") == nil { continue }
        blocks.append(Block(head: line))
      } else if blocks.isEmpty {
        throw .unreadable(section: section, line: String(line), reason: "it belongs to no interface")
      } else if !isContinued(line) {
        blocks[blocks.count - 1].lines.append(line)
      }
      isDescribing = line.hasPrefix("\tdescription: ")
    }
    return blocks
  }

  /// Whether a line has an indent of its own: it then goes on with the one before it.
  private static func isContinued(_ line: Substring) -> Bool { line.hasPrefix("\t\t") || line.hasPrefix("\t ") }

  /// - Returns: nil for an interface whose name culvert could not use; it cannot be managed.
  private static func interface(_ block: Block) throws(InvalidValue) -> Interface? {
    guard var interface = try begin(block.head) else { return nil }
    let lines = block.lines.map { (line: $0, words: textWords($0, orTabs: true)) }
    interface.groups = Set(lines.filter { $0.words.first == "groups:" }.flatMap { $0.words.dropFirst() })
    for (line, words) in lines {
      switch words.first {
      case "inet": interface.addresses.append(try address(words, line, isStrict: interface.isGif))
      case "tunnel": interface.ends = try ends(words, line, isStrict: interface.isGif)
      default: break
      }
    }
    return interface
  }

  // MARK: - Lines

  /// `NAME: flags=HEX<WORDS>`; what follows (`metric 0 mtu 1280`) is not needed.
  ///
  /// The hexadecimal number is not looked at: the releases differ in it (15 has LOWER_UP).
  private static func begin(_ line: Substring) throws(InvalidValue) -> Interface? {
    guard let (title, rest) = textParts(line, around: ": flags="), let flags = textWords(rest).first.flatMap(flags)
    else { throw unknown(line, "it is no interface's first line") }
    let name = try? InterfaceName(String(title))
    return name.map { Interface(name: $0, isUp: flags.contains("UP")) }
  }

  /// The words of `8051<UP,RUNNING>`.
  private static func flags(_ text: Substring) -> Set<Substring>? {
    guard let open = text.firstIndex(of: "<"), text.last == ">", open != text.startIndex,
      text[..<open].utf8.allSatisfy({ "0123456789abcdef".utf8.contains($0) })
    else { return nil }
    return Set(text[text.index(after: open)...].dropLast().split(separator: ","))
  }

  /// `inet A [--> P] netmask M [broadcast B] [vhid N]`, or with IFCONFIG_FORMAT `A/N` and no netmask.
  ///
  /// 10 and older end it with a blank.
  private static func address(
    _ words: [Substring], _ line: Substring, isStrict: Bool
  ) throws(InvalidValue) -> InnerAddress {
    var rest = words.dropFirst()
    guard let first = rest.popFirst() else { throw unknown(line, "it has no address") }
    var (address, length) = try split(first, of: line)
    var peer: IPv4Address?
    if rest.first == "-->" {
      rest = rest.dropFirst()
      let other = try split(rest.popFirst() ?? "", of: line)
      (peer, length) = (other.0, other.1 ?? length)
    }
    if let mask = rest.firstIndex(of: "netmask"), mask + 1 < rest.endIndex {
      length = freebsdPrefixLength(rest[mask + 1])
    }
    guard let length = length ?? (isStrict ? nil : 32) else {
      throw unknown(line, "it has no netmask, or one with gaps")
    }
    return InnerAddress(address, peer: peer, prefixLength: length)
  }

  private static func split(_ word: Substring, of line: Substring) throws(InvalidValue) -> (IPv4Address, Int?) {
    let parts = word.split(separator: "/", maxSplits: 1)
    guard let address = try? IPv4Address(String(parts.first ?? "")) else { throw unknown(line, "it has no address") }
    guard parts.count == 2 else { return (address, nil) }
    guard let length = decimal(parts[1], below: 33) else { throw unknown(line, "its prefix length is no number") }
    return (address, length)
  }

  /// `tunnel inet A --> B`, `tunnel inet6 A --> B`; nil for other words on an interface that is no gif.
  private static func ends(
    _ words: [Substring], _ line: Substring, isStrict: Bool
  ) throws(InvalidValue) -> Ends? {
    guard words.count >= 5, ["inet", "inet6"].contains(words[1]), words[3] == "-->", let local = end(words[2]),
      let remote = end(words[4])
    else {
      if !isStrict { return nil }
      throw unknown(line, "it does not name the ends of a tunnel")
    }
    return Ends(local: local, remote: remote)
  }

  /// An address of IPv6 may have a zone behind it.
  private static func end(_ word: Substring) -> IPAddress? { try? IPAddress(String(word.prefix { $0 != "%" })) }

  private static func unknown(_ line: Substring, _ reason: String) -> InvalidValue {
    InvalidValue(kind: "line", text: String(line), reason: reason)
  }
}
