import Model

/// Reads `ifconfig -a` of FreeBSD, 5.4 to 15.
///
///     gif0: flags=8051<UP,POINTOPOINT,RUNNING,MULTICAST> metric 0 mtu 1280
///     	options=80000<LINKSTATE>
///     	tunnel inet 10.77.0.10 --> 10.77.0.1
///     	inet 192.0.2.100 --> 192.0.2.254 netmask 0xffffffff
///     	groups: gif
enum FreeBSDIfconfigParser {
  struct Interface: Hashable {
    var name: InterfaceName
    var isUp: Bool
    var addresses: [InnerAddress] = []
    var ends: Ends?
    var groups: Set<Substring> = []
  }

  struct Ends: Hashable {
    var local: IPAddress
    var remote: IPAddress
  }

  static func parse(_ output: ProbeOutput, section: String) throws(ProbeError) -> [Interface] {
    var interfaces: [Interface?] = []
    for line in try output.lines(section) {
      do { try read(line, into: &interfaces) } catch {
        throw .unreadable(section: section, line: String(line), reason: error.reason)
      }
    }
    return interfaces.compactMap { $0 }
  }

  private static func read(_ line: Substring, into interfaces: inout [Interface?]) throws(InvalidValue) {
    guard line.first == "\t" || line.first == " " else { return interfaces.append(try begin(line)) }
    guard let last = interfaces.indices.last else { throw unknown(line, "it belongs to no interface") }
    let words = textWords(line, orTabs: true)
    if isContinued(line) { return try skip(words, line) }
    switch words.first {
    case "inet":
      let address = try address(words, line)
      interfaces[last]?.addresses.append(address)
    case "tunnel":
      let ends = try ends(words, line)
      interfaces[last]?.ends = ends
    case "groups:": interfaces[last]?.groups = Set(words.dropFirst())
    default: try skip(words, line)
    }
  }

  private static func skip(_ words: [Substring], _ line: Substring) throws(InvalidValue) {
    guard isSkipped(words, line) else { throw unknown(line, "culvert knows no such line of 'ifconfig -a'") }
  }

  /// `NAME: flags=HEX<WORDS>` and pairs of a word and a number.
  ///
  /// The hexadecimal number is not looked at: the releases differ in it (15 has LOWER_UP).
  /// - Returns: nil for an interface whose name culvert could not use; it cannot be culvert's.
  private static func begin(_ line: Substring) throws(InvalidValue) -> Interface? {
    guard let (title, rest) = textParts(line, around: ": flags=") else {
      throw unknown(line, "it is no interface's first line")
    }
    let words = textWords(rest)
    guard let flags = words.first.flatMap(flags), words.count % 2 == 1,
      stride(from: 1, to: words.count, by: 2).allSatisfy({ isPair(words[$0], words[$0 + 1]) })
    else { throw unknown(line, "it is no interface's first line") }
    let name = try? InterfaceName(String(title))
    return name.map { Interface(name: $0, isUp: flags.contains("UP")) }
  }

  private static func isPair(_ word: Substring, _ number: Substring) -> Bool {
    (word == "metric" || word == "mtu") && decimal(number, below: 1 << 32) != nil
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
  private static func address(_ words: [Substring], _ line: Substring) throws(InvalidValue) -> InnerAddress {
    var rest = words.dropFirst()
    guard let first = rest.popFirst() else { throw unknown(line, "it has no address") }
    var (address, length) = try split(first)
    var peer: IPv4Address?
    if rest.first == "-->" {
      rest = rest.dropFirst()
      let other = try split(rest.popFirst() ?? "")
      (peer, length) = (other.0, other.1 ?? length)
    }
    while let word = rest.popFirst() {
      let value = rest.popFirst() ?? ""
      switch word {
      case "netmask": length = freebsdPrefixLength(value)
      case "broadcast": _ = try IPv4Address(String(value))
      case "vhid": guard decimal(value, below: 256) != nil else { throw unknown(line, "its vhid is no number") }
      default: throw unknown(line, "it goes on with \(quoted(word))")
      }
    }
    guard let length else { throw unknown(line, "it has no netmask, or one with gaps") }
    return InnerAddress(address, peer: peer, prefixLength: length)
  }

  private static func split(_ word: Substring) throws(InvalidValue) -> (IPv4Address, Int?) {
    let parts = word.split(separator: "/", maxSplits: 1)
    let address = try IPv4Address(String(parts.first ?? ""))
    guard parts.count == 2 else { return (address, nil) }
    guard let length = decimal(parts[1], below: 33) else { throw unknown(word, "its prefix length is no number") }
    return (address, length)
  }

  /// `tunnel inet A --> B`, `tunnel inet6 A --> B`.
  private static func ends(_ words: [Substring], _ line: Substring) throws(InvalidValue) -> Ends {
    guard words.count == 5, ["inet", "inet6"].contains(words[1]), words[3] == "-->" else {
      throw unknown(line, "it does not name the ends of a tunnel")
    }
    return Ends(local: try end(words[2]), remote: try end(words[4]))
  }

  /// An address of IPv6 may have a zone behind it.
  private static func end(_ word: Substring) throws(InvalidValue) -> IPAddress {
    try IPAddress(String(word.prefix { $0 != "%" }))
  }

  private static func unknown(_ line: Substring, _ reason: String) -> InvalidValue {
    InvalidValue(kind: "line", text: String(line), reason: reason)
  }
}
