import Model

extension HostIntent {
  /// What is wrong with the address for the other end of point-to-point tunnels: on FreeBSD and Solaris it is a route into
  /// the tunnel, whatever the netmask.
  func peerFindings(_ observation: Observation) -> [Finding] {
    guard endpoints.contains(where: { $0.addresses.contains { $0.peer == nil } }) else { return [] }
    let ends = Set(endpoints.flatMap { [$0.local, $0.remote] + $0.addresses.map(\.address) })
    let why: String
    if ends.contains(innerPeer) {
      why = "it is an end of a tunnel or a VIP, and packets to it would go into a tunnel"
    } else if let holder = observation.live.addresses.sorted().first(where: { $0.address.network.contains(innerPeer) })
    {
      why = "it is in the network of \(holder.interface), and packets to it would go into a tunnel"
    } else {
      return []
    }
    return [
      Finding(
        .innerPeerInUse, about: .innerPeer(.v4(innerPeer)), why: why,
        remedy: .words(
          "set the host's 'peer' in the inventory to an address that nobody has, or 'defaults: { peers: … }'"))
    ]
  }
}
