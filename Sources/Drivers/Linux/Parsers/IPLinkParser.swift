import Model

/// Reads `ip -o link show`: which interfaces there are, and which of them are up.
///
///     4: lvs-lb1@NONE: <POINTOPOINT,NOARP,UP,LOWER_UP> mtu 1480 qdisc noqueue …
enum IPLinkParser {
  static func parse(_ output: ProbeOutput, section: String) throws(ProbeError) -> [InterfaceName: Bool] {
    var links: [InterfaceName: Bool] = [:]
    for line in try output.lines(section) {
      let words = textWords(line, maxSplits: 3)
      guard words.count == 4, isIndex(words[0]), words[1].hasSuffix(":"), let flags = flags(words[2]) else {
        throw .unreadable(section: section, line: String(line), reason: "it is no line of 'ip -o link show'")
      }
      let name = words[1].dropLast().prefix { $0 != "@" }
      if let name = try? InterfaceName(String(name)) { links[name] = flags.contains("UP") }
    }
    return links
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
