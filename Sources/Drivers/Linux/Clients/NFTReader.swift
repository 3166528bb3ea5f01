import Model

/// Reads the text of `nft -n list ruleset` as far as it is about certain packets; a rule with a word that is not known may be
/// about anything.
struct NFTReader {
  let packet: ClientPacket

  /// The hooks of the kernel that the packets pass.
  private var hooks: Set<String> {
    packet.direction == .toService ? ["prerouting", "input"] : ["output", "postrouting"]
  }

  /// One table while it is read.
  private struct Table {
    var name = ""
    var sets: [String: AddressRanges] = [:]
    var chains: [String: FilterChain] = [:]
    var bases: [String] = []
  }

  func losses(_ lines: [Substring]) -> [FilterLoss] {
    var losses: [FilterLoss] = []
    for table in tables(lines) {
      var walk = FilterWalk(place: "nft \(table.name)", chains: table.chains)
      for base in table.bases { walk.enter(base, packet.clients) }
      losses += walk.losses
    }
    return losses
  }

  /// In two passes: a rule may name a set that stands behind it.
  private func tables(_ lines: [Substring]) -> [Table] {
    let joined = Self.joined(lines)
    var tables: [Table] = []
    var (set, chain): (String?, String?) = (nil, nil)
    for isSecond in [false, true] {
      var index = -1
      for line in joined {
        var words = Self.words(line)
        guard let first = words.first else { continue }
        switch first {
        case "table" where words.count >= 3:
          index += 1
          if !isSecond { tables.append(Table(name: "\(words[1]) \(words[2])")) }
        case "set" where words.last == "{": (set, chain) = (words[1], nil)
        case "chain" where words.count >= 2: (set, chain) = (nil, words[1])
        case "}": (set, chain) = (nil, nil)
        case "elements" where set != nil && !isSecond && index >= 0:
          words.removeFirst(min(2, words.count))
          if let set, let ranges = Self.addresses(words) { tables[index].sets[set] = ranges }
        case "type" where chain != nil && isSecond:
          guard let chain, words.count > 3, words[1] == "filter", hooks.contains(words[3]) else { continue }
          tables[index].bases.append(chain)
          tables[index].chains[chain, default: FilterChain()].dropsAtEnd = Self.drops(words)
        default:
          guard isSecond, let chain, set == nil, index >= 0 else { continue }
          let rule = rule(words, line, tables[index].sets)
          tables[index].chains[chain, default: FilterChain()].rules.append(rule)
        }
      }
    }
    return tables
  }

  private static func drops(_ words: [String]) -> Bool {
    guard let policy = words.lastIndex(of: "policy"), policy + 1 < words.count else { return false }
    return words[policy + 1].hasPrefix("drop")
  }

  /// A list of elements may go over several lines.
  private static func joined(_ lines: [Substring]) -> [Substring] {
    var joined: [Substring] = []
    var open = ""
    for line in lines {
      let text = open.isEmpty ? String(line) : open + " " + line
      let isOpen = text.contains("elements = {") && !text.contains("}")
      open = isOpen ? text : ""
      if !isOpen { joined.append(text[...]) }
    }
    return joined
  }

  /// With braces and commas as words of their own.
  private static func words(_ line: Substring) -> [String] {
    let spaced = line.unicodeScalars.map { "{},".unicodeScalars.contains($0) ? " \($0) " : String($0) }.joined()
    return plainWords(spaced[...]) ?? []
  }

  // MARK: - A rule

  private func rule(_ words: [String], _ line: Substring, _ sets: [String: AddressRanges]) -> FilterRule {
    var match = RuleMatch()
    var verdict = FilterRule.Verdict.goOn
    var rest = words[...]
    while let word = rest.popFirst() {
      switch word {
      case "accept": verdict = .accept
      case "drop": verdict = .drop
      case "reject":
        verdict = .drop
        rest = []
      case "return": verdict = .back
      case "jump": verdict = rest.popFirst().map(FilterRule.Verdict.jump) ?? .accept
      case "goto": verdict = rest.popFirst().map(FilterRule.Verdict.goTo) ?? .accept
      case "continue": verdict = .goOn
      case "queue": verdict = .accept
      case "vmap":
        // Any of its verdicts, of which one may let the packet pass.
        verdict = .accept
        match.require(nil)
        rest = []
      case "counter": skip(["packets", "bytes"], &rest)
      case "comment": skipText(&rest)
      case "log": while let next = rest.first, !Self.verdicts.contains(next) { rest.removeFirst() }
      case "meta", "ip", "tcp", "ct", "th": read(word, rest.popFirst() ?? "", &rest, sets, into: &match)
      case "ip6", "icmp", "icmpv6", "udp", "sctp", "dccp", "esp", "ah": match.require(false)
      case "iifname", "oifname", "iif", "oif", "mark", "l4proto", "nfproto":
        read("meta", word, &rest, sets, into: &match)
      default: match.require(nil)
      }
    }
    return FilterRule(
      text: textWords(line, orTabs: true).joined(separator: " "), clients: match.clients, certainty: match.certainty,
      verdict: verdict)
  }

  private static let verdicts: Set<String> = [
    "accept", "drop", "reject", "return", "jump", "goto", "continue", "queue", "counter",
  ]

  private func skip(_ words: [String], _ rest: inout ArraySlice<String>) {
    while let next = rest.first, words.contains(next) { rest = rest.dropFirst(2) }
  }

  private func skipText(_ rest: inout ArraySlice<String>) {
    guard let first = rest.popFirst(), first.count == 1 || !first.hasSuffix("\"") else { return }
    while let word = rest.popFirst(), !word.hasSuffix("\"") {}
  }

  private func read(
    _ family: String, _ key: String, _ rest: inout ArraySlice<String>, _ sets: [String: AddressRanges],
    into match: inout RuleMatch
  ) {
    let isNegated = rest.first == "!="
    if isNegated || rest.first == "==" { rest.removeFirst() }
    let values = Self.values(&rest)
    let isAnswer = packet.direction == .answer
    switch (family, key) {
    case ("ip", "saddr"), ("ip", "daddr"):
      let ranges =
        values.count == 1 && values[0].hasPrefix("@")
        ? sets[String(values[0].dropFirst())] : Self.addresses(values)
      match.requireAddresses(
        ranges, ofClient: (key == "saddr") != isAnswer, isNegated: isNegated, packet)
    case ("tcp", "dport"), ("tcp", "sport"), ("th", "dport"), ("th", "sport"):
      let isService = (key == "dport") != isAnswer
      match.require(isService ? Self.ports(values).flatMap(packet.hasPort) : nil, isNegated: isNegated)
    case ("ip", "protocol"), ("meta", "l4proto"):
      match.require(values.contains { ["tcp", "6"].contains($0) }, isNegated: isNegated)
    case ("meta", "nfproto"): match.require(values.contains { ["ipv4", "2"].contains($0) }, isNegated: isNegated)
    case ("meta", "iifname"), ("meta", "oifname"), ("meta", "iif"), ("meta", "oif"):
      let isOwn = key.hasPrefix("iif") != isAnswer
      let names = values.map { $0.filter { $0 != "\"" } }
      let truths = names.map { isOwn ? packet.passes($0) : nil }
      match.require(
        truths.contains(true) ? true : truths.contains(nil) ? nil : .some(false), isNegated: isNegated)
    case ("ct", "state"): match.require(isState(values), isNegated: isNegated)
    case ("meta", "mark"): match.require(values.count == 1 ? values[0] == "0x00000000" : nil, isNegated: isNegated)
    default: match.require(nil)
    }
  }

  /// By name, or as `-n` prints them: 0x1 invalid, 0x2 established, 0x4 related, 0x8 new, 0x40 untracked.
  private func isState(_ values: [String]) -> Bool? {
    let names = values.flatMap { value -> [String] in
      guard value.hasPrefix("0x"), let bits = Int(value.dropFirst(2), radix: 16) else { return [value] }
      let known = [(1, "invalid"), (2, "established"), (4, "related"), (8, "new"), (64, "untracked")]
      return known.filter { bits & $0.0 != 0 }.map(\.1)
    }
    if packet.direction == .toService { return names.contains("new") }
    return names.contains("established") ? true : names.contains("new") || names.contains("invalid") ? nil : false
  }

  /// One value, or those in braces.
  private static func values(_ rest: inout ArraySlice<String>) -> [String] {
    guard let first = rest.popFirst() else { return [] }
    var values: [String] = first == "{" ? [] : [first]
    if first == "{" {
      while let word = rest.popFirst(), word != "}" { if word != "," { values.append(word) } }
      return values
    }
    // `established,related` has been taken apart.
    while rest.first == ",", rest.count > 1 {
      rest.removeFirst()
      values.append(rest.removeFirst())
    }
    return values
  }

  /// Addresses, networks and ranges; nil where there is something else.
  private static func addresses(_ words: [String]) -> AddressRanges? {
    var ranges: [ClosedRange<UInt32>] = []
    var rest = words[...]
    while let word = rest.popFirst() {
      switch word {
      case "{", "}", ",", "=": continue
      case "timeout", "expires": rest = rest.dropFirst()
      case "counter": while let next = rest.first, ["packets", "bytes"].contains(next) { rest = rest.dropFirst(2) }
      default:
        guard let range = range(word) else { return nil }
        ranges.append(range)
      }
    }
    return AddressRanges(ranges: ranges)
  }

  private static func range(_ word: String) -> ClosedRange<UInt32>? {
    if let network = IPv4Network(orHost: word) { return network.range }
    let ends = word.split(separator: "-").map { try? IPv4Address(String($0)) }
    guard ends.count == 2, let low = ends[0], let high = ends[1], low <= high else { return nil }
    return low.value...high.value
  }

  private static func ports(_ values: [String]) -> [ClosedRange<Int>]? {
    var ranges: [ClosedRange<Int>] = []
    for value in values {
      let ends = value.split(separator: "-").map { decimal($0, below: 65536) }
      guard let low = ends.first, let low, let high = ends.last, let high, low <= high else { return nil }
      ranges.append(low...high)
    }
    return ranges
  }
}
