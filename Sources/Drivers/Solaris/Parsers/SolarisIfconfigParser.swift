import Model

/// Reads `ifconfig -a` of Solaris and illumos: of each interface its first line, and of those with IPv4 the lines that begin
/// with `inet`.
///
/// All other lines are passed over: link addresses, zones, IPMP groups, VRRP, IPv6, IPsec, and what later releases add.
///
///     ip.tun0: flags=10008d1<UP,POINTOPOINT,RUNNING,NOARP,MULTICAST,IPv4> mtu 1480 index 4
///             inet tunnel src 192.168.5.11 tunnel dst 192.168.5.1
///             tunnel hop limit 60
///             inet 192.168.5.200 --> 192.0.2.1 netmask ffffffff
enum SolarisIfconfigParser {
  /// One logical interface with IPv4; `ip.tun0:1` is unit 1 of ip.tun0.
  struct Unit: Hashable {
    var interface: InterfaceName
    var number: Int
    var isUp: Bool
    /// Nil where it has 0.0.0.0.
    var address: InnerAddress?
    /// The ends of the tunnel that it is, if it is one; they are printed with unit 0 only.
    var ends: Ends?
  }

  struct Ends: Hashable {
    var local: IPAddress?
    var remote: IPAddress?
  }

  struct Result: Hashable {
    var units: [Unit] = []
    /// Also those that only have IPv6.
    var interfaces: Set<InterfaceName> = []
  }

  static func parse(_ output: ProbeOutput, section: String) throws(ProbeError) -> Result {
    var reader = Reader()
    for line in try output.lines(section) {
      do { try reader.read(line) } catch {
        throw .unreadable(section: section, line: String(line), reason: error.reason)
      }
    }
    return reader.result
  }

  private struct Reader {
    var result = Result()
    private var isSkipping = true
    private var hasBegun = false

    mutating func read(_ line: Substring) throws(InvalidValue) {
      guard line.first == "\t" || line.first == " " else { return try begin(line) }
      guard hasBegun else { throw unknown(line, "it belongs to no interface") }
      let words = textWords(line, orTabs: true)
      if words.first == "inet" && !isSkipping { try inet(words, line) }
    }

    /// `NAME: flags=HEX<WORDS>`, and what else there is.
    ///
    /// The hexadecimal word is not looked at: the releases differ in it.
    private mutating func begin(_ line: Substring) throws(InvalidValue) {
      guard let (title, rest) = textParts(line, around: ": flags="),
        let flags = textWords(rest).first.flatMap(SolarisIfconfigParser.flags)
      else { throw unknown(line, "it is no interface's first line") }
      let (name, number) = try names(title, line)
      hasBegun = true
      isSkipping = flags.contains("IPv6")
      result.interfaces.insert(name)
      if !isSkipping { result.units.append(Unit(interface: name, number: number, isUp: flags.contains("UP"))) }
    }

    private func names(_ text: Substring, _ line: Substring) throws(InvalidValue) -> (InterfaceName, Int) {
      let parts = text.split(separator: ":", omittingEmptySubsequences: false)
      guard parts.count < 3, let number = parts.count == 2 ? decimal(parts[1], below: 1 << 16) : 0 else {
        throw unknown(line, "it is no interface's first line")
      }
      return (try InterfaceName(String(parts[0])), number)
    }

    private mutating func inet(_ words: [Substring], _ line: Substring) throws(InvalidValue) {
      guard result.units.indices.last != nil else { throw unknown(line, "it belongs to no interface") }
      if words.count > 1, words[1] == "tunnel" {
        result.units[result.units.count - 1].ends = try ends(words, line)
      } else {
        result.units[result.units.count - 1].address = try address(words, line)
      }
    }

    /// `inet tunnel src A [tunnel dst B]`.
    private func ends(_ words: [Substring], _ line: Substring) throws(InvalidValue) -> Ends {
      guard words.count == 4 || words.count == 7, words[2] == "src",
        words.count == 4 || (words[4] == "tunnel" && words[5] == "dst")
      else { throw unknown(line, "it does not name the ends of a tunnel") }
      return Ends(local: try end(words[3]), remote: words.count == 7 ? try end(words[6]) : nil)
    }

    private func end(_ word: Substring) throws(InvalidValue) -> IPAddress? {
      let address = try IPv4Address(String(word))
      return address.value == 0 ? nil : .v4(address)
    }

    /// `inet A [--> P] netmask HEX`, and what else there is.
    private func address(_ words: [Substring], _ line: Substring) throws(InvalidValue) -> InnerAddress? {
      var rest = words.dropFirst()
      guard let first = rest.popFirst() else { throw unknown(line, "it has no address") }
      let address = try IPv4Address(String(first))
      var peer: IPv4Address?
      if rest.first == "-->" {
        rest = rest.dropFirst()
        guard let word = rest.popFirst() else { throw unknown(line, "it has no peer") }
        peer = try IPv4Address(String(word))
      }
      guard rest.popFirst() == "netmask", let mask = rest.popFirst(), let length = prefixLength(mask) else {
        throw unknown(line, "it has no netmask")
      }
      return address.value == 0 ? nil : InnerAddress(address, peer: peer, prefixLength: length)
    }
  }

  /// The words of `10008d1<UP,RUNNING>`.
  private static func flags(_ text: Substring) -> Set<Substring>? {
    guard let open = text.firstIndex(of: "<"), text.last == ">", open != text.startIndex,
      text[..<open].utf8.allSatisfy({ hexadecimal.contains($0) })
    else { return nil }
    let words = text[text.index(after: open)...].dropLast().split(separator: ",", omittingEmptySubsequences: false)
    guard words.allSatisfy({ $0.utf8.allSatisfy { $0 > 0x20 && $0 < 0x7F } }) else { return nil }
    return Set(words)
  }

  private static let hexadecimal = Set("0123456789abcdef".utf8)

  /// Bare hexadecimal digits, without leading zeros: `0` to `ffffffff`.
  ///
  /// Of a mask with gaps, which some other interface may have, the leading bits count.
  private static func prefixLength(_ digits: Substring) -> Int? {
    guard (1...8).contains(digits.utf8.count), digits.utf8.allSatisfy({ hexadecimal.contains($0) }),
      let mask = UInt32(digits, radix: 16)
    else { return nil }
    return (~mask).leadingZeroBitCount
  }

  private static func unknown(_ line: Substring, _ reason: String) -> InvalidValue {
    InvalidValue(kind: "line", text: String(line), reason: reason)
  }
}
