import Model

/// Reads `ipadm show-addr -p -o addrobj,type,state,current,persistent,addr`.
///
///     lvstun0/v4:static:ok:U----:U--:192.168.5.200->192.0.2.1
enum IpadmAddressParser {
  /// What one line says of a static IPv4 address.
  struct Line: Hashable {
    var interface: InterfaceName
    var address: IPv4Address
    var peer: IPv4Address?
    /// Whether ipadm's store has it, and the next start makes it again.
    var isStored: Bool
  }

  /// The static IPv4 addresses of these interfaces; lines of others are passed over, whatever they say.
  static func parse(
    _ output: ProbeOutput, section: String, of interfaces: Set<InterfaceName>
  ) throws(ProbeError) -> [Line] {
    var lines: [Line] = []
    for line in try output.lines(section) {
      guard let slash = line.firstIndex(of: "/"), let interface = try? InterfaceName(String(line[..<slash])),
        interfaces.contains(interface)
      else { continue }
      do { if let parsed = try parse(line, interface) { lines.append(parsed) } } catch {
        throw .unreadable(section: section, line: String(line), reason: error.reason)
      }
    }
    return lines
  }

  /// Nil for an address that is not static, or of IPv6, or a name that was never looked up.
  private static func parse(_ line: Substring, _ interface: InterfaceName) throws(InvalidValue) -> Line? {
    guard let fields = parsableFields(line), fields.count == 6, isMask(fields[4]) else {
      throw InvalidValue(kind: "line", text: String(line), reason: "it is no line of 'ipadm show-addr'")
    }
    guard fields[1] == "static" else { return nil }
    let parts = try addresses(fields[5])
    guard let address = parts.first, let address else { return nil }
    return Line(
      interface: interface, address: address, peer: parts.count == 2 ? parts[1] : nil,
      isStored: fields[4].contains { $0 != "-" })
  }

  /// A letter for each thing that is so, and a dash for each that is not.
  private static func isMask(_ field: String) -> Bool {
    field.utf8.allSatisfy { $0 == UInt8(ascii: "-") || (0x61...0x7a).contains($0 | 0x20) }
  }

  /// `A->B` on illumos, `A-->B` in Oracle's documents, `A/24`, `?`; nil stands for what is no IPv4 address.
  private static func addresses(_ field: String) throws(InvalidValue) -> [IPv4Address?] {
    if field.isEmpty || field == "?" { return [nil] }
    guard let (own, peer) = textParts(field[...], around: "-->") ?? textParts(field[...], around: "->") else {
      let parts = field.split(separator: "/", omittingEmptySubsequences: false)
      guard parts.count < 3, parts.count == 1 || decimal(parts[1], below: 129) != nil else {
        throw InvalidValue(kind: "address", text: field, reason: "it is no address and prefix length")
      }
      return [try address(parts[0])]
    }
    return [try address(own), try address(peer)]
  }

  private static func address(_ text: Substring) throws(InvalidValue) -> IPv4Address? {
    // What is on the link itself carries the name of its interface: fe80::1%net0.
    let bare = text.split(separator: "%", omittingEmptySubsequences: false).first ?? ""
    if let address = try? IPAddress(String(bare)) { return address.v4 }
    _ = try SSHAddress(String(text))
    return nil
  }
}
