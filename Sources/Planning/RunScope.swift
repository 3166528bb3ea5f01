import Model

/// The hosts that a run leaves as they are, while it brings the others to what the inventory says.
package struct RunScope: Hashable, Sendable {
  /// Those that cannot be reached: nobody knows what they have.
  package var skipped: Set<HostName>
  /// Those that were seen, and are not to be changed.
  package var kept: Set<HostName>

  package init(skipped: Set<HostName> = [], kept: Set<HostName> = []) {
    self.skipped = skipped
    self.kept = kept
  }
}

extension Cluster {
  /// What is asked of a host that was seen, so that it suits the hosts that are left as they are.
  ///
  /// A director gives a skipped realserver no more than it gives it now, and a kept one just that; a service that would
  /// have nobody else is not made. A plain tunnel whose other end is skipped stays as it is; one that is not there is
  /// made.
  package func narrowed(_ intent: HostIntent, to scope: RunScope, on host: HostName, seen: HostState) -> HostIntent {
    var narrowed = intent
    narrowed.endpoints = intent.endpoints.map { endpoint in
      isCutOff(endpoint.role, on: host, scope) ? seen.endpoint(endpoint.role) ?? endpoint : endpoint
    }
    narrowed.balancing = intent.balancing.flatMap { narrowedBalancing($0, scope, seen.live) }
    return narrowed
  }

  /// Whether a kept host has to be changed nevertheless, because it directs to a host that is not left as it is.
  ///
  /// What it has counts too, also where it is a director no more: that must go before the other one's tunnel does.
  package func directs(_ host: HostName, toOthersThan scope: RunScope, seen: HostState) -> Bool {
    let worked = addresses(of: Set(hosts.map(\.name)).subtracting(scope.skipped).subtracting(scope.kept))
    let wanted = self.host(host).flatMap { intent(for: $0).balancing?.destinations } ?? [:]
    return Set(wanted.keys).union(seen.live.destinations.keys).contains { worked.contains($0.address) }
  }

  /// The services that kept realservers would lose on a kept director, because the inventory has them no more.
  package func servicesLost(to scope: RunScope, seen: [HostName: HostState]) -> [ServiceKey] {
    let kept = addresses(of: scope.kept)
    let lost = hosts.filter { scope.kept.contains($0.name) }.flatMap { host -> Set<ServiceKey> in
      guard let state = seen[host.name], directs(host.name, toOthersThan: scope, seen: state) else { return [] }
      let stay = narrowed(intent(for: host), to: scope, on: host.name, seen: state).balancing?.services ?? [:]
      let used = state.live.destinations.filter { kept.contains($0.key.address) && $0.value.weight > 0 }.keys
      return Set(used.map(\.service)).intersection(state.ownership.services).filter { stay[$0] == nil }
    }
    return Set(lost).sorted()
  }

  /// The addresses of hosts of the inventory.
  func addresses(of names: Set<HostName>) -> Set<IPAddress> {
    Set(hosts.filter { names.contains($0.name) }.map(\.address))
  }

  // MARK: - Destinations

  /// Nil where nothing of it is left.
  private func narrowedBalancing(
    _ balancing: HostIntent.Balancing, _ scope: RunScope, _ seen: LiveState
  ) -> HostIntent.Balancing? {
    var narrowed = balancing
    narrowed.destinations = destinations(balancing, scope, seen.destinations)
    let wanted = Set(balancing.destinations.keys.map(\.service))
    let served = Set(narrowed.destinations.keys.map(\.service))
    // A VIP on the director with nobody behind it would draw clients away from where they are served now.
    narrowed.services = balancing.services.filter { key, _ in
      served.contains(key) || seen.services[key] != nil || !wanted.contains(key)
    }
    return narrowed.services.isEmpty ? nil : narrowed
  }

  private func destinations(
    _ balancing: HostIntent.Balancing, _ scope: RunScope, _ seen: [DestinationKey: Destination]
  ) -> [DestinationKey: Destination] {
    let (skipped, kept) = (addresses(of: scope.skipped), addresses(of: scope.kept))
    var destinations = balancing.destinations
    for (key, wanted) in balancing.destinations where skipped.contains(key.address) {
      destinations[key] = seen[key].map { $0.notAbove(wanted) }
    }
    let served = Set(seen.keys.filter { balancing.services[$0.service] != nil }).union(balancing.destinations.keys)
    for key in served where kept.contains(key.address) { destinations[key] = seen[key] }
    return destinations.merging(formerAddresses(balancing, skipped, seen)) { $1 }
  }

  /// The destinations that may be a skipped realserver under an address that it had before.
  ///
  /// Only the host itself could tell: while the director does not have it under its new address, no destination of its
  /// service is let go of that no host of the inventory has the address of.
  private func formerAddresses(
    _ balancing: HostIntent.Balancing, _ skipped: Set<IPAddress>, _ seen: [DestinationKey: Destination]
  ) -> [DestinationKey: Destination] {
    let missing = balancing.destinations.keys.filter { skipped.contains($0.address) && seen[$0] == nil }
    let services = Set(missing.map(\.service))
    let known = Set(hosts.map(\.address))
    return seen.filter { services.contains($0.key.service) && !known.contains($0.key.address) }
  }

  // MARK: - Plain tunnels

  /// Whether it is a plain tunnel's end whose other end is skipped.
  private func isCutOff(_ role: TunnelRole, on host: HostName, _ scope: RunScope) -> Bool {
    guard !scope.skipped.isEmpty, case .link(let name) = role, let tunnel = tunnels.first(where: { $0.name == name })
    else { return false }
    return tunnel.ends.contains { $0 != host && scope.skipped.contains($0) }
  }
}

extension PointToPointTunnel {
  /// The hosts at its ends.
  var ends: [HostName] { [first.host, second.host] }
}

extension Destination {
  /// As it is, but with no more weight than is wanted.
  fileprivate func notAbove(_ wanted: Destination) -> Destination {
    var destination = self
    destination.weight = min(weight, wanted.weight)
    return destination
  }
}

extension HostState {
  /// The end of a tunnel that is culvert's, as it is.
  fileprivate func endpoint(_ role: TunnelRole) -> HostIntent.Endpoint? {
    let names = ownership.tunnels.filter { $0.value == role }.keys.sorted()
    guard let tunnel = names.lazy.compactMap({ live.tunnels[$0] }).first, let local = tunnel.local?.v4,
      let remote = tunnel.remote?.v4
    else { return nil }
    return .init(
      role: role, encapsulation: tunnel.encapsulation, local: local, remote: remote, addresses: tunnel.addresses)
  }
}
