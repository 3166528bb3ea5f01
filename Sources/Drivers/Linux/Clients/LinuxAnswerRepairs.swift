import Model

/// What gives answers from a VIP a way to clients.
///
/// Nothing is taken away that somebody else has made.
struct LinuxAnswerRepairs {
  let vip: IPv4Address
  let routing: Routing
  /// Whether an interface may be the host's way to clients.
  let isUplink: (String) -> Bool

  func repair(_ trouble: AnswerCheck.Trouble) -> AnswerRepair {
    byMainTable(trouble) ?? byOwnTable(trouble) ?? byDefaultRoute(trouble) ?? .unknown
  }

  /// The main table knows the way, and another one is asked before it.
  private func byMainTable(_ trouble: AnswerCheck.Trouble) -> AnswerRepair? {
    guard let rule = trouble.fate.rule, rule.action != .lookUp("main"), let place = place(before: rule) else {
      return nil
    }
    let main = Routing(
      rules: [RoutingRule(preference: 0, action: .lookUp("main"), text: "")], tables: routing.tables)
    guard main.fates(from: vip, to: trouble.clients).allSatisfy(isGood) else { return nil }
    return .ways([add(table: "main", place)])
  }

  /// There is a default route, and something stands before it.
  private func byOwnTable(_ trouble: AnswerCheck.Trouble) -> AnswerRepair? {
    guard let rule = trouble.fate.rule, let place = place(before: rule), let hop = uplink,
      let table = (100...250).map(String.init).first(where: { routing.tables[$0] == nil })
    else { return nil }
    return .ways([
      Command(["ip", "route", "add", "default"] + words(hop) + ["table", table]), add(table: table, place),
    ])
  }

  /// There is none: then a gateway that other networks are reached by.
  private func byDefaultRoute(_ trouble: AnswerCheck.Trouble) -> AnswerRepair? {
    guard case .unrouted = trouble.cause else { return nil }
    let hops = (routing.tables["main"] ?? []).compactMap(hop)
    guard let hop = hops.first(where: { $0.gateway != nil }) else { return nil }
    return .gateway(Command(["ip", "route", "add", "default"] + words(hop)), onLinux: true)
  }

  private func add(table: String, _ place: Int) -> Command {
    Command(["ip", "rule", "add", "from", vip.text, "lookup", table, "pref", String(place)])
  }

  private func words(_ hop: RouteHop) -> [String] {
    (hop.gateway.map { ["via", $0.text] } ?? []) + ["dev", hop.device]
  }

  /// A preference that is free, right before a rule's.
  private func place(before rule: RoutingRule) -> Int? {
    let taken = Set(routing.rules.map(\.preference))
    return stride(from: rule.preference - 1, to: max(0, rule.preference - 1000), by: -1).first { !taken.contains($0) }
  }

  private var uplink: RouteHop? {
    let tables = [routing.tables["main"] ?? []] + routing.tables.sorted { $0.key < $1.key }.map(\.value)
    return tables.joined().filter { $0.network.prefixLength == 0 }.compactMap(hop).first
  }

  private func hop(_ route: Route) -> RouteHop? {
    guard case .unicast(let hops) = route.kind, hops.count == 1 else { return nil }
    return hops.first { isUplink($0.device) }
  }

  private func isGood(_ fate: Routing.Fate) -> Bool {
    if case .leaves(let hops) = fate.way { hops.allSatisfy { isUplink($0.device) } } else { false }
  }
}
