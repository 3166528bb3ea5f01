import Model

/// Reads rules of iptables-save(8) as far as they are about certain packets.
struct IPTablesReader {
  let program: String
  let packet: ClientPacket
  /// What sets of ipset(8) hold; one that is not here is not known.
  var sets: [String: AddressRanges] = [:]

  /// Where the kernel has the packets pass.
  private var hooks: [String] { packet.direction == .toService ? ["PREROUTING", "INPUT"] : ["OUTPUT", "POSTROUTING"] }

  /// What is dropped for certain, table by table.
  func losses(_ lines: [Substring]) -> [FilterLoss] {
    var losses: [FilterLoss] = []
    var (table, chains): (String, [String: FilterChain]) = ("", [:])
    func finish() {
      var walk = FilterWalk(place: "\(program) -t \(table)", chains: chains)
      for hook in hooks { walk.enter(hook, packet.clients) }
      losses += walk.losses
    }
    for line in lines {
      guard let words = plainWords(line), let first = words.first else { continue }
      if first.hasPrefix("*") {
        if !chains.isEmpty { finish() }
        (table, chains) = (String(first.dropFirst()), [:])
      } else if first.hasPrefix(":") {
        chains[String(first.dropFirst())] = FilterChain(dropsAtEnd: words.count > 1 && words[1] == "DROP")
      } else if first == "-A", words.count > 1 {
        chains[words[1], default: FilterChain()].rules.append(rule(words, line))
      }
    }
    if !chains.isEmpty { finish() }
    return losses
  }

  private func rule(_ words: [String], _ line: Substring) -> FilterRule {
    var match = RuleMatch()
    var verdict = FilterRule.Verdict.goOn
    var rest = words.dropFirst(2)
    var isNegated = false
    while let word = rest.popFirst() {
      if word == "!" {
        isNegated = true
        continue
      }
      if word == "-j" || word == "-g" {
        verdict = Self.verdict(rest.popFirst() ?? "", isGoTo: word == "-g")
        break
      }
      read(word, &rest, isNegated, into: &match)
      isNegated = false
    }
    return FilterRule(text: String(line), clients: match.clients, certainty: match.certainty, verdict: verdict)
  }

  private static func verdict(_ target: String, isGoTo: Bool) -> FilterRule.Verdict {
    switch target {
    case "ACCEPT": .accept
    case "DROP", "REJECT": .drop
    case "RETURN": .back
    // Another program decides.
    case "NFQUEUE", "QUEUE", "TARPIT", "SYNPROXY": .accept
    case "LOG", "NFLOG", "ULOG", "MARK", "CONNMARK", "CT", "NOTRACK", "TCPMSS", "SET", "TRACE", "DSCP", "TOS", "TTL",
      "CHECKSUM", "CLASSIFY", "AUDIT", "SECMARK", "CONNSECMARK", "ECN", "HL", "TEE", "":
      .goOn
    default: isGoTo ? .goTo(target) : .jump(target)
    }
  }

  private func read(_ word: String, _ rest: inout ArraySlice<String>, _ isNegated: Bool, into match: inout RuleMatch) {
    let isAnswer = packet.direction == .answer
    switch word {
    case "-s", "-d":
      match.requireAddresses(
        rest.popFirst().flatMap(Self.addresses), ofClient: (word == "-s") != isAnswer, isNegated: isNegated, packet)
    case "-p": match.require(rest.popFirst().map { ["tcp", "6", "all"].contains($0) }, isNegated: isNegated)
    case "-i", "-o":
      let isOwn = (word == "-i") != isAnswer
      let name = rest.popFirst() ?? ""
      match.require(isOwn ? packet.passes(name) : nil, isNegated: isNegated)
    case "--dport", "--dports", "--sport", "--sports":
      let isService = word.hasPrefix("--d") != isAnswer
      let ports = rest.popFirst().flatMap(Self.ports)
      match.require(isService ? ports.flatMap(packet.hasPort) : nil, isNegated: isNegated)
    case "-m":
      // Those whose words are known.
      let known = ["tcp", "multiport", "comment", "conntrack", "state", "mark", "addrtype", "set"]
      if let module = rest.popFirst(), !known.contains(module) { match.require(nil) }
    case "--comment": skipText(&rest)
    case "--ctstate", "--state":
      match.require(rest.popFirst().flatMap(isState), isNegated: isNegated)
    case "--syn": match.require(!isAnswer, isNegated: isNegated)
    case "--tcp-flags":
      let (mask, set) = (rest.popFirst() ?? "", rest.popFirst() ?? "")
      match.require(hasFlags(mask, set), isNegated: isNegated)
    // What a program has not marked has none.
    case "--mark": match.require(rest.popFirst().map(Self.isUnmarked), isNegated: isNegated)
    case "--dst-type":
      match.require(
        rest.popFirst().map { $0.split(separator: ",").contains("LOCAL") != isAnswer }, isNegated: isNegated)
    case "--match-set":
      let (name, side) = (rest.popFirst() ?? "", rest.popFirst() ?? "")
      match.requireAddresses(
        ["src", "dst"].contains(side) ? sets[name] : nil, ofClient: (side == "src") != isAnswer, isNegated: isNegated,
        packet)
    default: match.require(nil)
    }
  }

  /// The first packet opens a connection, and what answers it belongs to one.
  private func isState(_ states: String) -> Bool? {
    let states = states.split(separator: ",")
    if packet.direction == .toService { return states.contains("NEW") }
    return states.contains("ESTABLISHED") ? true : states.contains("NEW") || states.contains("INVALID") ? nil : false
  }

  private func hasFlags(_ mask: String, _ set: String) -> Bool? {
    let own: Set<Substring> = packet.direction == .toService ? ["SYN"] : ["SYN", "ACK"]
    let all: Set<Substring> = ["FIN", "SYN", "RST", "PSH", "ACK", "URG"]
    func flags(_ text: String) -> Set<Substring> {
      text == "ALL" ? all : text == "NONE" ? [] : Set(text.split(separator: ","))
    }
    return own.intersection(flags(mask)) == flags(set)
  }

  /// A text in quotes may have blanks.
  private func skipText(_ rest: inout ArraySlice<String>) {
    guard let first = rest.popFirst(), first.hasPrefix("\""), first.count == 1 || !first.hasSuffix("\"") else { return }
    while let word = rest.popFirst(), !word.hasSuffix("\"") || word.hasSuffix("\\\"") {}
  }

  /// `10.0.0.0/8`; a mask in dots with gaps is not known.
  private static func addresses(_ text: String) -> AddressRanges? {
    IPv4Network(orHost: text).map { AddressRanges([$0]) }
  }

  /// `80,443,8000:8080`.
  static func ports(_ text: String) -> [ClosedRange<Int>]? {
    var ranges: [ClosedRange<Int>] = []
    for part in text.split(separator: ",") {
      let ends = part.split(separator: ":", omittingEmptySubsequences: false)
      let low = ends[0].isEmpty ? 0 : decimal(ends[0], below: 65536)
      let high = ends.count == 1 ? low : ends[1].isEmpty ? 65535 : decimal(ends[1], below: 65536)
      guard let low, let high, low <= high else { return nil }
      ranges.append(low...high)
    }
    return ranges
  }

  private static func isUnmarked(_ text: String) -> Bool {
    let parts = text.split(separator: "/").map { $0.hasPrefix("0x") ? UInt32($0.dropFirst(2), radix: 16) : UInt32($0) }
    guard let mark = parts.first, let mark else { return false }
    return mark == 0
  }

  /// The members of sets of addresses and networks, from the lines of `ipset save`.
  static func sets(_ lines: [Substring]) -> [String: AddressRanges] {
    var types: [String: Bool] = [:]
    var ranges: [String: [ClosedRange<UInt32>]] = [:]
    for line in lines {
      guard let words = plainWords(line), words.count >= 3 else { continue }
      if words[0] == "create" { types[words[1]] = ["hash:ip", "hash:net"].contains(words[2]) }
      guard words[0] == "add", !words.contains("nomatch") else { continue }
      if let network = IPv4Network(orHost: words[2]) {
        ranges[words[1], default: []].append(network.range)
      } else {
        types[words[1]] = false
      }
    }
    return ranges.filter { types[$0.key] == true }.mapValues { AddressRanges(ranges: $0) }
  }
}
