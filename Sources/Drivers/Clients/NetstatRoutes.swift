import Model

/// Reads the table of `netstat -rn` as the BSDs and Solaris print it; a line that is not understood is none.
enum NetstatRoutes {
  static func routing(_ lines: [Substring]) -> Routing {
    var routes: [Route] = []
    var device: Int?
    for line in lines {
      let words = textWords(line, orTabs: true)
      if words.first == "Destination" {
        device = words.firstIndex { $0 == "Netif" || $0 == "Interface" }
      } else if let device, let route = route(words, device) {
        routes.append(route)
      }
    }
    let rule = RoutingRule(preference: 32766, action: .lookUp("main"), text: "")
    return Routing(rules: [rule], tables: ["main": Route.inOrder(routes)])
  }

  private static func route(_ words: [Substring], _ device: Int) -> Route? {
    guard words.count >= 3 else { return nil }
    let flags = Set(words[2])
    guard flags.isSubset(of: Self.flags), flags.contains("U"), let network = network(words[0], flags) else {
      return nil
    }
    let name = device < words.count ? String(words[device]) : ""
    let gateway = try? IPv4Address(String(words[1]))
    let hole = flags.contains("B") ? "blackhole" : flags.contains("R") ? "reject" : nil
    let isOwn = hole == nil && !flags.contains("G") && (!flags.contains("S") || flags.contains("H"))
    return Route(
      network: network, kind: hole.map(Route.Kind.hole) ?? .unicast([RouteHop(device: name, gateway: gateway)]),
      origin: isOwn ? "kernel" : nil, text: words.prefix(3).joined(separator: " "))
  }

  private static let flags = Set("UGHDMRBSCcLWbXx123ZIPTAt")

  /// `10.0.2.0/24`, `10.0.2/24`, or without a length: then the flags tell a host, and zeros at the end a network.
  private static func network(_ word: Substring, _ flags: Set<Character>) -> IPv4Network? {
    if word == "default" { return .everywhere }
    let parts = word.split(separator: "/", omittingEmptySubsequences: false)
    let octets = parts[0].split(separator: ".", omittingEmptySubsequences: false)
    guard (1...4).contains(octets.count), parts.count <= 2,
      let address = try? IPv4Address((octets + Array(repeating: "0", count: 4 - octets.count)).joined(separator: "."))
    else { return nil }
    let length = parts.count == 2 ? decimal(parts[1], below: 33) : implied(address, octets.count, flags)
    return length.map { IPv4Network(containing: address, prefixLength: $0) }
  }

  private static func implied(_ address: IPv4Address, _ octets: Int, _ flags: Set<Character>) -> Int {
    if flags.contains("H") { return 32 }
    if octets < 4 { return octets * 8 }
    return address.value == 0 ? 0 : 32 - address.value.trailingZeroBitCount / 8 * 8
  }
}
