import Model

extension HostIntent {
  /// What is wrong with the address for the other end of point-to-point tunnels: on FreeBSD and Solaris it is a route into
  /// the tunnel, whatever the netmask.
  func peerFindings(_ observation: Observation) -> [Finding] {
    guard endpoints.contains(where: { $0.addresses.contains { $0.peer == nil } }) else { return [] }
    let ends = Set(endpoints.flatMap { [$0.local, $0.remote] + $0.addresses.map(\.address) })
    if ends.contains(innerPeer) { return [inUse(by: nil)] }
    let holder = observation.live.addresses.sorted().first { $0.address.network.contains(innerPeer) }
    return holder.map { [inUse(by: $0.interface)] } ?? []
  }

  private func inUse(by interface: InterfaceName?) -> Finding {
    Finding(.innerPeerInUse(interface), about: .innerPeer(.v4(innerPeer)))
  }
}
