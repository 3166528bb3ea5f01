import Model

/// Reads rules and routes as ip(8) prints them; a line that is not understood is none.
struct LinuxRoutingParser {
  /// The uids that programs listen with on the service's port, for rules with `uidrange`.
  var listeners: Set<Int> = []
  var port: Port

  func routing(rules: [Substring], routes: [Substring]) -> Routing {
    var tables: [String: [Route]] = [:]
    for line in routes {
      guard let (table, route) = Self.route(line) else { continue }
      tables[table, default: []].append(route)
    }
    let known = rules.compactMap { line in rule(line) }
    // An ip(8) without policy routing (busybox) tells of no rules: then there is one.
    let main = RoutingRule(preference: 32766, action: .lookUp("main"), text: "from all lookup main")
    return Routing(rules: known.isEmpty ? [main] : known, tables: tables.mapValues(Route.inOrder))
  }

  // MARK: - Rules

  /// `5270:	from all lookup 52`.
  private func rule(_ line: Substring) -> RoutingRule? {
    guard let words = plainWords(line), let first = words.first, first.last == ":",
      let preference = decimal(first.dropLast(), below: 1 << 32)
    else { return nil }
    var rule = RoutingRule(
      preference: preference, action: .nothing, text: words.dropFirst().joined(separator: " "))
    var rest = words.dropFirst()
    while let word = rest.popFirst() { read(word, &rest, into: &rule) }
    return rule
  }

  private func read(_ word: String, _ rest: inout ArraySlice<String>, into rule: inout RoutingRule) {
    switch word {
    case "not": rule.isInverted = true
    case "from": rule.source = network(rest.popFirst(), &rule)
    case "to": rule.target = network(rest.popFirst(), &rule)
    case "lookup", "table": rule.action = rest.popFirst().map(RoutingRule.Action.lookUp) ?? .nothing
    case "unreachable", "blackhole", "prohibit": rule.action = .hole(word)
    case "goto": rule.action = rest.popFirst().flatMap { decimal($0, below: 1 << 32) }.map { .goTo($0) } ?? .nothing
    case "suppress_prefixlength": rule.suppressedLength = rest.popFirst().flatMap { decimal($0, below: 33) }
    case "nop", "[detached]", "[unresolved]": break
    case "proto", "protocol", "realms", "suppress_ifgroup": _ = rest.popFirst()
    default: rule.isMet = isMet(word, rest.popFirst() ?? "") && rule.isMet
    }
  }

  /// Whether an answer of the service, which carries no mark and is bound to no interface, is what such words ask for.
  private func isMet(_ word: String, _ value: String) -> Bool {
    switch word {
    case "iif": value == "lo"
    case "ipproto": value == "tcp" || value == "6"
    case "sport": range(value).map { $0.contains(Int(port.number)) } ?? false
    case "uidrange": range(value).map { range in listeners.contains { range.contains($0) } } ?? false
    case "fwmark": isUnmarked(value)
    case "tos", "dsfield": ["0", "0x0", "0x00"].contains(value)
    default: false
    }
  }

  /// `0x80000/0xff0000`: whether it is also the mark of packets that have none.
  private func isUnmarked(_ value: String) -> Bool {
    let parts = value.split(separator: "/").map { $0.hasPrefix("0x") ? UInt32($0.dropFirst(2), radix: 16) : UInt32($0) }
    guard let mark = parts.first, let mark else { return false }
    return parts.count > 1 ? mark & (parts[1] ?? 0) == 0 : mark == 0
  }

  private func range(_ text: String) -> ClosedRange<Int>? {
    let ends = text.split(separator: "-").map { decimal($0, below: 1 << 32) }
    guard let low = ends.first, let low, let high = ends.last, let high, low <= high else { return nil }
    return low...high
  }

  private func network(_ word: String?, _ rule: inout RoutingRule) -> IPv4Network? {
    guard let word, word != "all", word != "any", word != "default" else { return nil }
    let network = IPv4Network(orHost: word)
    if network == nil { rule.isMet = false }
    return network
  }

  // MARK: - Routes

  /// A line of `ip -o -4 route show table all`, with the table that it is in.
  static func route(_ line: Substring) -> (table: String, route: Route)? {
    guard let words = plainWords(line), let first = words.first else { return nil }
    let isTyped = ["unicast", "unreachable", "blackhole", "prohibit", "throw"].contains(first)
    let type = isTyped ? first : "unicast"
    guard let prefix = isTyped ? words.dropFirst().first : first, let network = IPv4Network(orHost: prefix) else {
      return nil
    }
    var reader = RouteWords(rest: words.dropFirst(isTyped ? 2 : 1))
    reader.read()
    // One for packets with a TOS of its own is not for those of a service.
    guard !reader.hasTOS else { return nil }
    let kind: Route.Kind
    switch type {
    case "unicast":
      guard !reader.hops.isEmpty else { return nil }
      kind = .unicast(reader.hops)
    case "throw": kind = .throwsBack
    default: kind = .hole(type)
    }
    return (
      reader.table,
      Route(
        network: network, kind: kind, metric: reader.metric, origin: reader.origin,
        text: words.filter { $0 != "\\" }.joined(separator: " "))
    )
  }
}

/// The words of a route behind its prefix.
private struct RouteWords {
  var rest: ArraySlice<String>
  var table = "main"
  var metric = 0
  var origin: String?
  var hasTOS = false
  var hops: [RouteHop] = []

  mutating func read() {
    var hop: (device: String?, gateway: IPv4Address?, isDead: Bool) = (nil, nil, false)
    func finished() -> RouteHop? { hop.isDead ? nil : hop.device.map { RouteHop(device: $0, gateway: hop.gateway) } }
    while let word = rest.popFirst() {
      switch word {
      case "table": table = rest.popFirst() ?? table
      case "metric": metric = rest.popFirst().flatMap { decimal($0, below: 1 << 32) } ?? 0
      case "proto": origin = rest.popFirst()
      case "tos", "dsfield":
        rest.removeFirst(min(1, rest.count))
        hasTOS = true
      case "via": hop.gateway = rest.popFirst().flatMap { try? IPv4Address($0) }
      case "dev": hop.device = rest.popFirst()
      case "dead": hop.isDead = true
      case "nexthop":
        if let done = finished() { hops.append(done) }
        hop = (nil, nil, false)
      default: break
      }
    }
    if let done = finished() { hops.append(done) }
  }
}
