import Model

/// Reads `ip -o tunnel show` of iproute2, and of busybox, which prints `unknown/ip` for the fallback device.
///
///     lvs-lb1: ip/ip remote 10.80.0.2 local 10.80.1.2 ttl inherit
///     gre1: gre/ip remote 10.0.0.2 local 10.0.0.1 ttl 255 key 42 csum seq\  Drop packets out of sequence.
///
/// Older ones go on in a second line all the same, which begins with a blank or a backslash: it is no tunnel's.
enum IPTunnelParser {
  /// What one line says.
  struct Line: Hashable {
    var encapsulation: Encapsulation
    var local: IPAddress?
    var remote: IPAddress?
  }

  /// - Throws: `ProbeError.unreadable` at a line about a tunnel that is culvert's, or could be in its way, and is not understood;
  ///   others are passed over.
  static func parse(_ output: ProbeOutput, section: String) throws(ProbeError) -> [InterfaceName: Line] {
    var tunnels: [InterfaceName: Line] = [:]
    for text in try output.dumpedLines(section) {
      guard let (name, rest) = textParts(text, around: ": "), !name.utf8.contains(where: isNoCharacterOfNames) else {
        continue
      }
      let words = textWords(rest)
      guard let line = line(words) else {
        if !isOwnInterfaceName(name), !encapsulation(words).isOfModuleIPIP { continue }
        throw .unreadable(section: section, line: String(text), reason: "it is no line of 'ip -o tunnel show'")
      }
      // A device whose name culvert could not use cannot be culvert's; nothing is said of it.
      if let name = try? InterfaceName(String(name)) { tunnels[name] = line }
    }
    return tunnels
  }

  /// A line that goes on where another one ended has a blank or a backslash before its first colon.
  private static func isNoCharacterOfNames(_ byte: UInt8) -> Bool {
    byte <= UInt8(ascii: " ") || byte == UInt8(ascii: "\\")
  }

  /// Words that follow the two addresses (`ttl`, `tos`, `dev`, `nopmtudisc`, 6rd and ISATAP lists …) differ between systems and
  /// matter to no tunnel of culvert's.
  ///
  /// The ttl is always there: a line without it is cut short.
  private static func line(_ words: [Substring]) -> Line? {
    guard words.count >= 5, words[1] == "remote", words[3] == "local", words.contains("ttl") else { return nil }
    guard let remote = address(words[2]), let local = address(words[4]) else { return nil }
    return Line(encapsulation: encapsulation(words), local: local, remote: remote)
  }

  /// `ip/ip` with a key is a VTI: the header of ipip has no place for one, and ip_vti(4) always has two (vti_tunnel_ctl in
  /// net/ipv4/ip_vti.c).
  private static func encapsulation(_ words: [Substring]) -> Encapsulation {
    switch words.first {
    case "ip/ip" where words.contains { ["key", "ikey", "okey"].contains($0) }: .vti
    case "ip/ip": .ipip
    case "gre/ip": .gre
    case let mode?: .other(String(mode))
    case nil: .other("")
    }
  }

  /// An address, or the word that stands for any; nil where it is neither.
  private static func address(_ word: Substring) -> IPAddress?? {
    if word == "any" { return .some(nil) }
    return (try? IPAddress(String(word))).map(Optional.some)
  }
}

extension Encapsulation {
  /// The interface of route-based IPsec (ip-tunnel(8), mode vti).
  static let vti = Encapsulation.other("vti")
}
