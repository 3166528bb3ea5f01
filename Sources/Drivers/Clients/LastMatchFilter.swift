import Model

/// Reads the rules of pf(4), as `pfctl -sr` prints them, and of ipfilter, as `ipfstat -io` does: the last rule that matches counts,
/// unless one before it says `quick`; what no rule is about passes.
struct LastMatchFilter {
  let name: String

  private struct Rule {
    var text: String
    var blocks: Bool
    var isQuick = false
    var keepsState = false
    var match = RuleMatch()
  }

  /// What is lost of clients' packets, and of answers to them where no state lets these pass.
  func losses(_ lines: [Substring], coming: ClientPacket, answers: ClientPacket) -> [FilterLoss] {
    let inward = decide(lines, coming)
    let outward = decide(lines, answers)
    let stateful = inward.kept
    return inward.lost
      + outward.lost.compactMap { loss in
        let clients = loss.clients.subtracting(stateful)
        return clients.isEmpty ? nil : FilterLoss(place: loss.place, rule: loss.rule, clients: clients)
      }
  }

  private func decide(_ lines: [Substring], _ packet: ClientPacket) -> (lost: [FilterLoss], kept: AddressRanges) {
    var (open, kept) = (packet.clients, AddressRanges.none)
    var pending: [(rule: Rule, clients: AddressRanges)] = []
    var lost: [FilterLoss] = []
    for rule in lines.compactMap({ rule($0, packet) }) where rule.match.certainty != .never {
      let matched = open.intersection(rule.match.clients)
      // What only may block does not; what may pass does.
      guard !matched.isEmpty, rule.match.certainty == .always || !rule.blocks else { continue }
      pending = pending.map { ($0.rule, $0.clients.subtracting(matched)) }
      kept = rule.blocks ? kept.subtracting(matched) : rule.keepsState ? kept.union(matched) : kept
      if rule.isQuick {
        if rule.blocks { lost.append(loss(rule, matched)) }
        open = open.subtracting(matched)
      } else if rule.blocks {
        pending.append((rule, matched))
      }
    }
    return (lost + pending.filter { !$0.clients.isEmpty }.map { loss($0.rule, $0.clients) }, kept)
  }

  private func loss(_ rule: Rule, _ clients: AddressRanges) -> FilterLoss {
    FilterLoss(place: name, rule: rule.text, clients: clients)
  }

  private func rule(_ line: Substring, _ packet: ClientPacket) -> Rule? {
    guard let words = plainWords(line) else { return nil }
    var rest = words.drop { $0.hasPrefix("@") }
    guard let first = rest.popFirst(), first == "block" || first == "pass" else { return nil }
    var rule = Rule(text: String(line), blocks: first == "block")
    while let word = rest.popFirst() { read(word, &rest, packet, into: &rule) }
    return rule
  }

  private func read(_ word: String, _ rest: inout ArraySlice<String>, _ packet: ClientPacket, into rule: inout Rule) {
    let isAnswer = packet.direction == .answer
    switch word {
    case "in": rule.match.require(!isAnswer)
    case "out": rule.match.require(isAnswer)
    case "quick": rule.isQuick = true
    case "drop", "return", "return-rst", "return-icmp", "log", "inet", "all", "any", "no", "first": break
    case "inet6": rule.match.require(false)
    case "on":
      let isNegated = negation(&rest)
      rule.match.require(rest.popFirst().flatMap(packet.passes), isNegated: isNegated)
    case "proto": rule.match.require(rest.popFirst().map { $0 == "tcp" || $0 == "tcp/udp" })
    case "from", "to": readEnd(isSource: word == "from", &rest, packet, into: &rule)
    case "flags": rule.match.require(isSYN(rest.popFirst() ?? ""))
    case "keep", "modulate", "synproxy":
      _ = rest.popFirst()
      rule.keepsState = true
    // Options of states, in brackets.
    case "(", ")": break
    default: if !word.hasPrefix("("), !word.hasSuffix(")") { rule.match.require(nil) }
    }
  }

  private func readEnd(
    isSource: Bool, _ rest: inout ArraySlice<String>, _ packet: ClientPacket, into rule: inout Rule
  ) {
    let isNegated = negation(&rest)
    let isClient = isSource != (packet.direction == .answer)
    if let address = rest.popFirst(), address != "any" {
      let ranges = IPv4Network(orHost: address).map { AddressRanges([$0]) }
      rule.match.requireAddresses(ranges, ofClient: isClient, isNegated: isNegated, packet)
    }
    guard rest.first == "port" else { return }
    rest.removeFirst()
    let sign = rest.popFirst() ?? ""
    let port = ["=", "!="].contains(sign) ? rest.popFirst() : nil
    let number = port.flatMap { decimal($0, below: 65536) ?? Self.ports[$0] }
    rule.match.require(isClient ? nil : number.flatMap { packet.hasPort([$0...$0]) }, isNegated: sign == "!=")
  }

  private static let ports = ["http": 80, "https": 443, "ssh": 22, "domain": 53, "smtp": 25]

  private func negation(_ rest: inout ArraySlice<String>) -> Bool {
    guard rest.first == "!" else { return false }
    rest.removeFirst()
    return true
  }

  /// `S/SA`: what opens a connection, which what answers it does not.
  private func isSYN(_ flags: String) -> Bool? { flags == "any" ? true : flags.hasPrefix("S/") ? true : nil }
}
