import Model

/// How a Linux host sends packets to one address, as ip-route(8) prints it, and how that is changed.
///
/// It is for what mends a finding only: of what is not understood there is nothing.
package struct LinuxRoute: Hashable, Sendable {
  /// The words of `ip route get`; empty where there is no way.
  private var way: [String] = []
  /// The routes of the main table that the address is within, the one that counts first.
  private var matching: [Entry] = []

  /// A way, from the line of `ip -o route get`.
  init(got line: String) { way = plainWords(line[...]) ?? [] }

  /// No way, or the routes behind one, from the lines of `ip -o route show match`; each may begin with `match`.
  init(matching lines: [Substring]) {
    matching = lines.compactMap(Entry.init).sorted { ($1.length, $0.metric) < ($0.length, $1.metric) }
  }

  /// What gives the packets to the address, and no others, this source.
  func from(_ source: IPv4Address, to target: IPv4Address) -> Command? {
    guard way.first == target.text, let device = way.firstIndex(of: "dev"), device + 1 < way.count else { return nil }
    let table = way.firstIndex(of: "table").map { Array(way[$0..<min($0 + 2, way.count)]) } ?? []
    return Command(
      ["ip", "route", "replace", target.text] + way[1..<device] + way[device...(device + 1)] + table
        + ["src", source.text])
  }

  /// Routes that lead nowhere and stand before another one, as what takes each away; for whoever has set them.
  var holes: [String] {
    let holes = matching.prefix { $0.isHole }
    guard holes.count < matching.count else { return [] }
    return holes.map { hole in
      Command(
        ["ip", "route", "del", hole.kind, hole.prefix] + (hole.metric == 0 ? [] : ["metric", String(hole.metric)])
      ).shellText
    }
  }

  /// What has those who connect over the route that counts send packets with at most so much data.
  func announcing(_ segment: SegmentSize) -> Command? {
    guard let route = matching.first, !route.isHole, !route.words.contains("nexthop") else { return nil }
    var words: [String] = []
    var rest = route.words[...]
    while let word = rest.popFirst() {
      switch word {
      case "advmss": _ = rest.popFirst()
      // What is only said of a route, and not set.
      case "linkdown", "dead", "offload", "rt_offload", "trap", "\\": break
      default: words.append(word)
      }
    }
    return Command(["ip", "route", "change"] + words + ["advmss", segment.text])
  }

  /// A line of `ip -o route show`.
  private struct Entry: Hashable {
    let words: [String]
    let kind: String
    let prefix: String
    let length: Int
    let metric: Int

    var isHole: Bool { kind != "unicast" }

    init?(_ line: Substring) {
      guard var words = plainWords(line) else { return nil }
      if words.first == "match" { words.removeFirst() }
      guard let first = words.first else { return nil }
      let isHole = ["unreachable", "blackhole", "prohibit", "throw"].contains(first)
      guard let prefix = isHole ? words.dropFirst().first : first, let length = Self.length(prefix) else { return nil }
      self.words = words
      kind = isHole ? first : "unicast"
      self.prefix = prefix
      self.length = length
      let metric = words.firstIndex(of: "metric").flatMap { $0 + 1 < words.count ? words[$0 + 1] : nil }
      self.metric = metric.flatMap { decimal($0, below: 1 << 32) } ?? 0
    }

    private static func length(_ prefix: String) -> Int? {
      if prefix == "default" { return 0 }
      if (try? IPv4Address(prefix)) != nil { return 32 }
      return (try? IPv4Network(prefix))?.prefixLength
    }
  }
}
