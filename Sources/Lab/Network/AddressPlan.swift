/// Which address is where, in a lab of a given shape.
///
/// All are in 198.18.0.0/15, the range that RFC 2544 and RFC 6890 set aside for laboratories: it is routed nowhere, and
/// the lab's network namespace has no way out anyway.
///
///     routed                                    flat, all in 198.18.0.0/24
///     198.18.0.0/24    lb1 .11, lb2 .12, …      lb1 .11, lb2 .12, …
///     198.18.N.0/24    webN .20+N               web1 .21, web2 .22, …
///     198.18.100+K.0/24  VIPs behind lbK        VIPs: .181 for lb1, .182 for lb2, …
///     198.18.200.0/24  client .200              client .200
///
/// `.1` is the router in each of them, and the controller runs there. In `routed` the router sends whole networks of VIPs
/// to their director, so that a director may have many: the plan's own `vip` is `.80` in it.
package struct AddressPlan: Sendable, Equatable {
  /// A guest's place in the network.
  package struct Place: Sendable, Equatable {
    /// The guest.
    package let name: String
    /// Number of the segment; it is also the third octet of its addresses.
    package let segment: Int
    /// Last octet of the guest's address.
    package let host: Int
    /// The guest's address.
    package var address: String { "198.18.\(segment).\(host)" }
    /// The router in its segment.
    package var gateway: String { "198.18.\(segment).1" }
    /// The address of its network card.
    package var mac: String { "02:00:c6:12:" + [segment, host].map { hexadecimal($0) }.joined(separator: ":") }
  }

  /// How the guests are joined.
  package let topology: Topology
  /// In the order of the spec.
  package let places: [Place]
  /// Names of the directors, in the order of the spec.
  package let directors: [String]

  /// The plan for a spec.
  package init(_ spec: LabSpec) {
    topology = spec.topology
    directors = spec.guests.filter { $0.role == .director }.map(\.name)
    var counts: [Role: Int] = [:]
    places = spec.guests.map { guest in
      let number = counts[guest.role, default: 0] + 1
      counts[guest.role] = number
      let segment = spec.topology == .routed && guest.role == .realserver ? number : 0
      return Place(name: guest.name, segment: segment, host: (guest.role == .director ? 10 : 20) + number)
    }
  }

  /// The client's address.
  package var client: String { topology == .routed ? "198.18.200.200" : "198.18.0.200" }

  /// The client's way out.
  package var clientGateway: String { topology == .routed ? "198.18.200.1" : "198.18.0.1" }

  /// The address for clients that the lab leads to the director of that number, counted from 1.
  package func vip(ofDirector number: Int = 1) -> String {
    topology == .routed ? "198.18.\(100 + number).80" : "198.18.0.\(180 + number)"
  }

  /// The lines of a hosts file for everybody in the lab.
  package var hosts: String {
    let names = [("127.0.0.1", "localhost"), (clientGateway, "router"), (client, "client")]
    return (names + places.map { ($0.address, $0.name) }).map { "\($0) \($1)\n" }.joined()
  }
}

private func hexadecimal(_ octet: Int) -> String {
  (octet < 16 ? "0" : "") + String(octet, radix: 16)
}
