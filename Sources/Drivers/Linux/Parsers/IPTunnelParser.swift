import Model

/// Reads `ip tunnel show` of iproute2, and of busybox, which prints `unknown/ip` for the fallback device.
///
///     lvs-lb1: ip/ip remote 10.80.0.2 local 10.80.1.2 ttl inherit
enum IPTunnelParser {
  /// What one line says.
  struct Line: Hashable {
    var encapsulation: Encapsulation
    var local: IPAddress?
    var remote: IPAddress?
  }

  static func parse(_ output: ProbeOutput, section: String) throws(ProbeError) -> [InterfaceName: Line] {
    var tunnels: [InterfaceName: Line] = [:]
    for text in try output.lines(section) {
      guard let (name, line) = parse(text) else {
        throw .unreadable(section: section, line: String(text), reason: "it is no line of 'ip tunnel show'")
      }
      // A device whose name culvert could not use cannot be culvert's; nothing is said of it.
      if let name = try? InterfaceName(name) { tunnels[name] = line }
    }
    return tunnels
  }

  /// Words that follow the two addresses (`ttl`, `tos`, `dev`, `key`, `nopmtudisc`, 6rd and ISATAP lists …) differ
  /// between systems and matter to no tunnel of culvert's.
  ///
  /// The ttl is always there: a line without it is cut short.
  private static func parse(_ text: Substring) -> (String, Line)? {
    guard let (name, rest) = textParts(text, around: ": ") else { return nil }
    let words = textWords(rest)
    guard words.count >= 5, words[1] == "remote", words[3] == "local", words.contains("ttl") else { return nil }
    guard let remote = address(words[2]), let local = address(words[4]) else { return nil }
    return (String(name), Line(encapsulation: encapsulation(words[0]), local: local, remote: remote))
  }

  private static func encapsulation(_ word: Substring) -> Encapsulation {
    switch word {
    case "ip/ip": .ipip
    case "gre/ip": .gre
    default: .other(String(word))
    }
  }

  /// An address, or the word that stands for any; nil where it is neither.
  private static func address(_ word: Substring) -> IPAddress?? {
    if word == "any" { return .some(nil) }
    return (try? IPAddress(String(word))).map(Optional.some)
  }
}
