/// The name of a host in the inventory, such as `web1`.
package struct HostName: TextValue {
  package let text: String
  package init(_ text: String) throws(InvalidValue) { self.text = try inventoryName(text, kind: "host name") }
}

/// The name of a service in the inventory, such as `web`.
package struct ServiceName: TextValue {
  package let text: String
  package init(_ text: String) throws(InvalidValue) { self.text = try inventoryName(text, kind: "service name") }
}

/// The name of a point-to-point tunnel in the inventory, such as `backbone`.
package struct TunnelName: TextValue {
  package let text: String
  package init(_ text: String) throws(InvalidValue) { self.text = try inventoryName(text, kind: "tunnel name") }
}

/// The name of an inventory, its `cluster:`, such as `shop-production`.
package struct ClusterName: TextValue {
  package let text: String
  package init(_ text: String) throws(InvalidValue) {
    self.text = try inventoryName(text, kind: "cluster name")
    guard text != Self.unnamed else {
      throw InvalidValue(kind: "cluster name", text: text, reason: "it stands for inventories without a name")
    }
  }

  /// What `--take-over` takes for resources of an inventory without a name.
  package static let unnamed = "unnamed"
}

private let inventoryCharacters = CharacterRule.alphanumeric.or("-_.")

private func inventoryName(_ text: String, kind: String) throws(InvalidValue) -> String {
  try checked(
    text, kind: kind, length: 1...63, first: .alphanumeric, rest: inventoryCharacters,
    rule: "it has 1 to 63 letters, digits, '-', '_' and '.', and starts with a letter or digit")
}

/// The name of a network interface, such as `eth0`, `gif0`, `ip.tun0`, `eth0.100`.
///
/// Linux allows more (every byte but blank and `/`); a device with such a name cannot be culvert's.
package struct InterfaceName: TextValue {
  package let text: String
  package init(_ text: String) throws(InvalidValue) {
    self.text = try checked(
      text, kind: "interface name", length: 1...31, first: .alphanumeric, rest: Self.characters,
      rule: "it has 1 to 31 letters, digits, '-', '_', '.', ':' and '+', and starts with a letter or digit")
  }

  private init(known text: String) { self.text = text }

  private static let characters = CharacterRule.alphanumeric.or("-_.:+")

  /// Linux's loopback, where a director's VIPs are unless the inventory says otherwise.
  package static let lo = InterfaceName(known: "lo")
}

/// A login name, such as `root`.
package struct UserName: TextValue {
  package let text: String
  package init(_ text: String) throws(InvalidValue) {
    self.text = try checked(
      text, kind: "user name", length: 1...32, first: CharacterRule.letter.or("_"),
      rest: CharacterRule.alphanumeric.or("-_."),
      rule: "it has 1 to 32 letters, digits, '-', '_' and '.', and starts with a letter or '_'")
  }
}

/// An absolute path on a host, such as `/etc/culvert/boot`, without `.` or `..` or doubled slashes.
package struct HostPath: TextValue {
  package let text: String
  package init(_ text: String) throws(InvalidValue) {
    self.text = try checked(
      text, kind: "path on a host", length: 2...255, first: Self.slash, rest: Self.characters,
      rule: "it starts with '/' and has letters, digits and '/-_.:+@'")
    guard isPlain(text.utf8.dropFirst()) else {
      throw InvalidValue(kind: "path on a host", text: text, reason: "no part of it is empty, '.' or '..'")
    }
  }

  private static let slash = CharacterRule("/")
  private static let characters = CharacterRule.alphanumeric.or("/-_.:+@")

  /// The folder that the path is in; `/` for a path at the top.
  package var folder: String {
    let parent = text[..<(text.lastIndex(of: "/") ?? text.startIndex)]
    return parent.isEmpty ? "/" : String(parent)
  }
}

/// The name of a kernel setting: on Linux by its path below /proc/sys, such as `net/ipv4/conf/eth0/arp_ignore`.
///
/// The path and not the dotted name: in `net.ipv4.conf.eth0.100.arp_ignore` nobody can tell the interface.
package struct SettingName: TextValue {
  package let text: String
  package init(_ text: String) throws(InvalidValue) {
    self.text = try checked(
      text, kind: "kernel setting", length: 1...120, first: .letter, rest: Self.characters,
      rule: "it has letters, digits and '/-_.:+'")
    guard isPlain(text.utf8[...]) else {
      throw InvalidValue(kind: "kernel setting", text: text, reason: "no part of it is empty, '.' or '..'")
    }
  }

  init(known text: String) { self.text = text }

  private static let characters = CharacterRule.alphanumeric.or("/-_.:+")

  /// The wider setting first: writing `net/ipv4/ip_forward` also writes `net/ipv4/conf/*/forwarding`.
  package static func < (left: Self, right: Self) -> Bool {
    (left.depth, left.text) < (right.depth, right.text)
  }

  private var depth: Int { text.utf8.count { $0 == UInt8(ascii: "/") } }
}

/// The value of a kernel setting: one word of digits, letters and `-._=,:+`.
package struct SettingValue: TextValue {
  package let text: String
  package init(_ text: String) throws(InvalidValue) {
    let kind = "value of a kernel setting"
    self.text = try checked(
      text, kind: kind, length: 1...65_536, first: Self.characters, rest: Self.characters,
      rule: "it is one word of letters, digits and '-._=,:+'")
    let characters = Array(text.utf8)
    guard characters[0] != UInt8(ascii: "-") || !characters.contains(where: { $0 >= UInt8(ascii: "A") }) else {
      throw InvalidValue(kind: kind, text: text, reason: "after a '-' it is a number")
    }
  }

  private static let characters = CharacterRule.alphanumeric.or("-._=,:+")

  /// A number as a setting's value.
  package init(_ number: Int) { text = String(number) }
}

/// Whether every part of a path leads on from the one before it: none is empty, `.` or `..`.
private func isPlain(_ path: Substring.UTF8View) -> Bool {
  // What a part has had: nothing but dots, and how many.
  var (isDots, length) = (true, 0)
  for byte in path {
    if byte == UInt8(ascii: "/") {
      if isDots, length <= 2 { return false }
      (isDots, length) = (true, 0)
    } else {
      isDots = isDots && byte == UInt8(ascii: ".")
      length += 1
    }
  }
  return !isDots || length > 2
}
