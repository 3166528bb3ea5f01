import Model

/// An interface as the agent's section `client-links` tells of it.
struct LinuxInterface: Hashable {
  var flags: Set<Substring>
  /// What stands behind `link/`, such as `ether` or `none`.
  var type: String
  /// A word of `ip -d link`, such as `wireguard` or `dummy`; `-` where there is none that counts.
  var kind: String
  /// Of a VRF the number of its table.
  var vrfTable: String?
  var master: String?

  /// `NAME FLAGS TYPE KIND TABLE MASTER`.
  static func read(_ lines: [Substring]) -> [String: LinuxInterface] {
    var interfaces: [String: LinuxInterface] = [:]
    for line in lines {
      guard let words = plainWords(line), words.count == 6 else { continue }
      interfaces[words[0]] = LinuxInterface(
        flags: Set(words[1].split { "<,>".contains($0) }), type: words[2], kind: words[3],
        vrfTable: words[4] == "-" ? nil : words[4], master: words[5] == "-" ? nil : words[5])
    }
    return interfaces
  }

  /// Why no packet leaves the host by it; nil where one may.
  func sink(_ name: String) -> AnswerSink? {
    if name == "lo" { return .loopback }
    if kind == "dummy" || kind == "ifb" || kind == "nlmon" { return .silent(kind) }
    if flags.contains("NO-CARRIER") { return .noCarrier }
    return flags.contains("UP") ? nil : .down
  }

  /// What kind of tunnel to one other end it is; nil where it is none.
  var tunnel: AnswerSink? {
    if kind == "wireguard" { return .wireGuard }
    if kind == "tun" && type == "none" { return .tun }
    if ["vti", "xfrm"].contains(kind) { return .ipsec }
    if type == "ppp" { return .ppp }
    if ["ipip", "gre", "sit", "ip6tnl"].contains(kind) || ["ipip", "gre", "sit", "tunnel6"].contains(type) {
      return .tunnel
    }
    return type == "none" && flags.contains("POINTOPOINT") ? .pointToPoint : nil
  }
}
