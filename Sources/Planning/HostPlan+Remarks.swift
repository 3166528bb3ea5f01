import Model

extension HostPlan {
  /// What an operator should know of the plan before it is carried out, in words; `seen` is how the host is.
  package func remarks(_ seen: HostState) -> [String] {
    changes.flatMap { change -> [String] in
      guard let tunnel = change[Tunnels.self], let wanted = tunnel.to else { return [] }
      return handBuilt(beside: tunnel.key, wanted, seen) + movedInPlace(tunnel.key, tunnel.from, wanted)
    }
  }

  /// A realserver that was set up by hand: another tunnel, often the module's own tunl0, has the VIPs.
  private func handBuilt(beside name: InterfaceName, _ wanted: Tunnel, _ seen: HostState) -> [String] {
    seen.live.tunnels.filter { other, tunnel in
      tunnel.isUp && ownershipAfter.tunnels[other] == nil && seen.ownership.tunnels[other] == nil
        && tunnel.addresses.contains { wanted.has($0.address) }
    }.sorted { $0.key < $1.key }.map { other, tunnel in
      let vips = tunnel.addresses.filter { wanted.has($0.address) }.sorted().map(\.address.text)
      return
        "found tunnel \(other) with \(vips.joined(separator: ", ")), set up by hand: it stays as it is, beside \(name)"
    }
  }

  /// Whether a realserver's tunnel gets other ends where it is: this system cannot have it at both.
  package var movesInPlace: Bool {
    changes.contains { change in
      guard let tunnel = change[Tunnels.self], let from = tunnel.from, let to = tunnel.to else { return false }
      return movesInPlace(tunnel.key, from, to)
    }
  }

  private func movesInPlace(_ name: InterfaceName, _ from: Tunnel, _ to: Tunnel) -> Bool {
    guard case .director = ownershipAfter.tunnels[name] else { return false }
    // Where what the next boot makes stays as it is, the ends are only mended.
    return from.isUp && (from.local, from.remote) != (to.local, to.remote) && !from.addresses.isEmpty
      && changes.contains { $0.face == .boot }
  }

  private func movedInPlace(_ name: InterfaceName, _ from: Tunnel?, _ to: Tunnel) -> [String] {
    guard let from, movesInPlace(name, from, to) else { return [] }
    return [
      "tunnel \(name) changes its ends in place: packets for \(from.addresses.sorted().map(\.address.text).joined(separator: ", ")) "
        + "are lost here for some seconds; where others serve them, 'culvert up' takes the host out first and drains it"
    ]
  }
}
