import Model

extension LinuxDriver {
  package var clientArguments: [String] { ["clients"] }

  package func clientFindings(
    for intent: HostIntent, _ observation: Observation, _ output: ProbeOutput
  ) -> [Finding] {
    let checks = LinuxClientChecks(intent: intent, observation: observation, output: output)
    return checks.isThere ? checks.findings : []
  }
}

/// What keeps clients from a service on a Linux host, by its routes and filters.
struct LinuxClientChecks {
  let intent: HostIntent
  let observation: Observation
  private let interfaces: [String: LinuxInterface]
  private let ruleLines: [Substring]
  private let routeLines: [Substring]
  private let filterLines: [Substring]
  private let sets: [String: AddressRanges]
  /// Whether the host has told of it.
  let isThere: Bool

  init(intent: HostIntent, observation: Observation, output: ProbeOutput) {
    func lines(_ name: String) -> [Substring] { output.sections.first { $0.name == name }?.lines ?? [] }
    self.intent = intent
    self.observation = observation
    interfaces = LinuxInterface.read(lines("client-links"))
    ruleLines = lines("client-rules")
    routeLines = lines("client-routes")
    filterLines = lines("client-filters")
    sets = IPTablesReader.sets(Self.lines("set", filterLines))
    isThere = output.sections.contains { $0.name == "client-routes" }
  }

  /// The lines that begin with this word, without it.
  private static func lines(_ word: String, _ lines: [Substring]) -> [Substring] {
    lines.compactMap { $0.hasPrefix(word + " ") ? $0.dropFirst(word.count + 1) : nil }
  }

  var findings: [Finding] {
    let services = intent.clients.sorted { $0.key < $1.key }
    var findings: [Finding] = []
    for (key, networks) in services {
      guard case .address(.v4(let vip), let transport, let port) = key else { continue }
      let scope = ClientScope(networks: networks, vip: vip)
      let service = LinuxClientService(key: key, vip: vip, port: port, scope: scope)
      findings += intent.balancing == nil ? answers(service) : arrivals(service)
      // Rules of filters are read for TCP.
      if transport == .tcp { findings += filtered(service) }
    }
    // Services of one VIP have the same routes.
    var seen: Set<Finding> = []
    return findings.filter { seen.insert($0).inserted }
  }

  // MARK: - Routes

  private func routing(_ port: Port) -> Routing {
    let uids = Self.lines("uid", ruleLines).compactMap { line -> Int? in
      let words = textWords(line)
      guard words.count == 2, UInt16(words[0], radix: 16) == port.number else { return nil }
      return decimal(words[1], below: 1 << 32)
    }
    return LinuxRoutingParser(listeners: Set(uids), port: port)
      .routing(rules: Self.lines("rule", ruleLines), routes: routeLines)
  }

  /// A host with more routes than can be looked at has them from a routing daemon, which knows the way to everybody.
  private var isWhole: Bool { !routeLines.contains { $0.hasPrefix("more ") } }

  /// The table of the VRF that packets for the VIP come out in.
  private var vrfTable: String? {
    let masters = tunnelNames.compactMap { interfaces[$0]?.master }
    return masters.lazy.compactMap { interfaces[$0]?.vrfTable }.first
  }

  private func answers(_ service: LinuxClientService) -> [Finding] {
    guard isWhole else { return [] }
    var routing = routing(service.port)
    if let vrfTable {
      routing.rules = [RoutingRule(preference: 1000, action: .lookUp(vrfTable), text: "VRF, table \(vrfTable)")]
    }
    let check = AnswerCheck(
      scope: service.scope, fates: routing.fates(from: service.vip, to: service.scope.all),
      sink: { name in interfaces[name]?.sink(name) }, tunnel: tunnel)
    let repairs = LinuxAnswerRepairs(vip: service.vip, routing: routing, isUplink: isUplink)
    return check.troubles.map { $0.finding(vrfTable == nil ? repairs.repair($0) : .unknown, from: service.vip) }
  }

  /// The kind of a tunnel that is not the host's own way into the network.
  private func tunnel(_ name: String) -> AnswerSink? {
    isOwn(name) ? nil : interfaces[name]?.tunnel
  }

  /// Whether the interface has the address that the inventory has for the host.
  private func isOwn(_ name: String) -> Bool {
    let own = Set(intent.endpoints.map(\.local)).union(intent.balancing.map { [$0.address] } ?? [])
    return observation.live.addresses.contains { $0.interface.text == name && own.contains($0.address.address) }
      || observation.live.tunnels.contains {
        $0.key.text == name && $0.value.addresses.contains { own.contains($0.address) }
      }
  }

  private func isUplink(_ name: String) -> Bool {
    interfaces[name].map { $0.sink(name) == nil && ($0.tunnel == nil || isOwn(name)) } ?? false
  }

  // MARK: - On the director

  /// What rp_filter drops of clients' packets that come in where the director takes them.
  private func arrivals(_ service: LinuxClientService) -> [Finding] {
    guard isWhole else { return [] }
    let fates = routing(service.port).fates(from: service.vip, to: service.scope.all)
    return inbound.flatMap { name in
      LinuxReversePath(
        interface: name, filter: reversePathFilter(of: name), isCertain: isCertain(name, fates), fates: fates
      ).findings(service)
    }
  }

  /// Where clients' packets come in: by the interface that has the VIPs, or else by that of the director's address.
  private var inbound: [String] {
    guard let balancing = intent.balancing else { return [] }
    if balancing.vipInterface.text != "lo" { return [balancing.vipInterface.text] }
    return observation.live.addresses.filter { $0.address.address == balancing.address }.map(\.interface.text).sorted()
  }

  /// Whether clients come in there for certain: not where they may as well come by that which the host sends to them by.
  private func isCertain(_ name: String, _ fates: [Routing.Fate]) -> Bool {
    if intent.balancing?.vipInterface.text == name { return true }
    let dropped = Self.lines("dropped", ruleLines).compactMap { decimal($0, below: .max) }.first ?? 0
    let others = fates.flatMap { fate in
      if case .leaves(let hops) = fate.way { hops.map(\.device) } else { [String]() }
    }
    return dropped > 0 || !others.contains { $0 != name && isUplink($0) }
  }

  private func reversePathFilter(of name: String) -> Int {
    let values = Self.lines("rp_filter", ruleLines).compactMap { line -> Int? in
      let words = textWords(line)
      guard words.count == 2, [name, "all"].contains(String(words[0])) else { return nil }
      return decimal(words[1], below: 1 << 31)
    }
    return values.max() ?? 0
  }

  // MARK: - Filters

  /// The realserver's tunnels from directors, by the names that they have or will have.
  private var tunnelNames: Set<String> {
    let ends = intent.endpoints.filter { if case .director = $0.role { true } else { false } }
    let there = observation.live.tunnels.filter { tunnel in ends.contains { tunnel.value.isBetween($0) } }.keys.map(
      \.text)
    return there.isEmpty ? Set(ends.map { linuxInterfaceName(for: $0.role).text }) : Set(there)
  }

  private func filtered(_ service: LinuxClientService) -> [Finding] {
    let isDirector = intent.balancing != nil
    let coming = packet(.toService, service, isDirector ? [] : tunnelNames)
    let losses = losses(coming) + (isDirector ? [] : self.losses(packet(.answer, service, [])))
    let relevant = service.scope.relevant(losses.map { ClientScope.Loss(targets: $0.clients) })
    return zip(losses, relevant).filter { !$0.1.isEmpty }.map { loss, clients in
      loss.finding(of: clients, service.key, onLinux: true)
    }
  }

  private func packet(
    _ direction: ClientPacket.Direction, _ service: LinuxClientService, _ interfaces: Set<String>
  ) -> ClientPacket {
    ClientPacket(
      direction: direction, vip: service.vip, port: service.port, interfaces: interfaces, clients: service.scope.all)
  }

  private func losses(_ packet: ClientPacket) -> [FilterLoss] {
    ["iptables", "iptables-legacy"].flatMap { program in
      IPTablesReader(program: program, packet: packet, sets: sets).losses(Self.lines(program, filterLines))
    } + NFTReader(packet: packet).losses(Self.lines("nft", filterLines))
      + LinuxTrafficFilters.losses(Self.lines("tc", filterLines), packet)
  }
}

/// A service, with where its clients are.
struct LinuxClientService {
  let key: ServiceKey
  let vip: IPv4Address
  let port: Port
  let scope: ClientScope
}

extension Tunnel {
  /// Whether it joins the two addresses of an endpoint.
  fileprivate func isBetween(_ endpoint: HostIntent.Endpoint) -> Bool {
    local == .v4(endpoint.local) && remote == .v4(endpoint.remote)
  }
}
