/// The lab's network as input for `ip -batch`: bridges, taps and routes of the router, and the client's end.
struct NetworkScript {
  let plan: AddressPlan

  /// What runs in the router's namespace; the namespace `client` exists.
  var router: String {
    lines(["link set lo up"] + segments.flatMap(bridge) + plan.places.flatMap(tap) + clientLink + vipRoutes)
  }

  /// What runs in the client's namespace, after `router`.
  var client: String {
    lines([
      "link set lo up", "address add \(plan.client)/24 broadcast + dev eth0", "link set eth0 up",
      "route add default via \(plan.clientGateway)",
    ])
  }

  private var segments: [Int] { Set(plan.places.map(\.segment)).sorted() }

  /// Addresses are asked for ten times a second, so that a guest is found as soon as it is up.
  private func bridge(_ segment: Int) -> [String] {
    [
      "link add br\(segment) type bridge stp_state 0 forward_delay 0",
      "address add 198.18.\(segment).1/24 broadcast + dev br\(segment)", "link set br\(segment) up",
      "ntable change name arp_cache dev br\(segment) retrans 100",
    ]
  }

  private func tap(_ place: AddressPlan.Place) -> [String] {
    ["tuntap add tap-\(place.name) mode tap", "link set tap-\(place.name) master br\(place.segment) up"]
  }

  private var clientLink: [String] {
    let end =
      plan.topology == .flat
      ? "link set to-client master br0 up" : "address add \(plan.clientGateway)/24 broadcast + dev to-client"
    return ["link add to-client type veth peer name eth0 netns client", end, "link set to-client up"]
  }

  private var vipRoutes: [String] {
    guard plan.topology == .routed else { return [] }
    return plan.directors.enumerated().compactMap { index, name in
      plan.places.first { $0.name == name }.map { "route add 198.18.\(101 + index).0/24 via \($0.address)" }
    }
  }

  private func lines(_ lines: [String]) -> String { lines.map { $0 + "\n" }.joined() }
}
