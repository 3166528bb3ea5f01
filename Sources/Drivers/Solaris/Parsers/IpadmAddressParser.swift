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
    var isActive: Bool
  }

  static func parse(_ output: ProbeOutput, section: String) throws(ProbeError) -> [Line] {
    var lines: [Line] = []
    for line in try output.lines(section) {
      do { if let parsed = try parse(line) { lines.append(parsed) } } catch {
        throw .unreadable(section: section, line: String(line), reason: error.reason)
      }
    }
    return lines
  }

  private static let states = ["disabled", "duplicate", "down", "tentative", "ok", "inaccessible"]

  /// Nil for an address that is not static, or of IPv6, or a name that was never looked up.
  private static func parse(_ line: Substring) throws(InvalidValue) -> Line? {
    guard let fields = parsableFields(line), fields.count == 6, let slash = fields[0].firstIndex(of: "/"),
      states.contains(fields[2]), isMask(fields[3], "Uuptd"), isMask(fields[4], "Upd"),
      ["static", "dhcp", "addrconf", "vrrp", "from-gz", "inherited", ""].contains(fields[1])
    else {
      throw InvalidValue(kind: "line", text: String(line), reason: "it is no line of 'ipadm show-addr'")
    }
    let interface = try InterfaceName(String(fields[0][..<slash]))
    let parts = try addresses(fields[5])
    guard let address = parts.first, let address, fields[1] == "static" else { return nil }
    return Line(
      interface: interface, address: address, peer: parts.count == 2 ? parts[1] : nil,
      isStored: fields[4].contains { $0 != "-" }, isActive: fields[2] != "disabled")
  }

  /// Letters of the mask in their order, a dash for each that is not set.
  ///
  /// An earlier illumos prints some of them, a later one may print more letters; the order is kept.
  private static func isMask(_ field: String, _ letters: String) -> Bool {
    field.utf8.count == letters.utf8.count
      && zip(field.utf8, letters.utf8).allSatisfy { $0 == $1 || $0 == UInt8(ascii: "-") }
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
