import Model

/// What becomes of a run when hosts cannot be reached before anything is changed.
package enum UnreachablePolicy: Hashable, Sendable {
  /// Nothing is changed anywhere.
  case fail
  /// They are left out, and the others are worked on.
  case skip
  /// They are left out as long as each service has so many realservers with weight that can be reached, or all of
  /// its own where it has fewer.
  case quorum(Int)
}

/// A host that was left out because it could not be reached.
package struct SkippedHost: Hashable, Codable, Sendable {
  package var host: HostName
  /// Why, in words for people.
  package var reason: String

  package init(host: HostName, reason: String) {
    self.host = host
    self.reason = reason
  }
}

/// Why hosts that cannot be reached must not be left out.
package enum SkipObjection: Hashable, Sendable {
  /// The inventory has it as a director.
  case director(HostName)
  /// It is a director no more, but that realserver's tunnel still takes packets from it.
  case formerDirector(HostName, of: HostName)
  /// The service would lose its last realserver, and those that are to take its place are not known to be there.
  case noneLeft(ServiceName, director: HostName)
  /// Fewer realservers than wanted can be reached.
  case tooFew(ServiceName, reached: Int, wanted: Int)
}

extension SkipObjection: CustomStringConvertible {
  package var description: String {
    switch self {
    case .director(let host):
      "\(host): is a director and cannot be skipped: without it no realserver can be given traffic, or taken away"
    case .formerDirector(let host, let realserver):
      "\(host): cannot be skipped: it may still direct to \(realserver), which is to lose its tunnel; "
        + "if \(host) is gone for good, take it out of the inventory"
    case .noneLeft(let service, let director):
      "service \(service): \(director) would be left without a realserver for it: those that are to take over cannot "
        + "be reached"
    case .tooFew(let service, let reached, let wanted):
      "service \(service): \(reached) of at least \(wanted) realservers can be reached"
    }
  }
}

extension Cluster {
  /// What speaks against leaving hosts out; `seen` is how the others are.
  package func objections(
    to scope: RunScope, _ policy: UnreachablePolicy, seen: [HostName: HostState]
  ) -> [SkipObjection] {
    if scope.skipped.isEmpty { return [] }
    return directorObjections(scope, seen) + desertedServices(scope, seen) + missedQuorums(scope, policy)
  }

  private func directorObjections(_ scope: RunScope, _ seen: [HostName: HostState]) -> [SkipObjection] {
    let present = directors.map(\.host).filter(scope.skipped.contains)
    let used = hosts.map(\.name).flatMap { host in
      Set(seen[host]?.ownership.tunnels.values.map { $0 } ?? []).sorted().compactMap { role -> SkipObjection? in
        guard case .director(let director) = role, scope.skipped.contains(director), !present.contains(director)
        else { return nil }
        return .formerDirector(director, of: host)
      }
    }
    return present.map(SkipObjection.director) + used
  }

  /// The services that have weight now and are to have some, and would have none for want of those that are skipped.
  ///
  /// A service with another VIP or port is another one: its realservers have weight under the old one, which goes.
  private func desertedServices(_ scope: RunScope, _ seen: [HostName: HostState]) -> [SkipObjection] {
    directors.flatMap { director -> [SkipObjection] in
      guard let host = host(director.host), let state = seen[director.host] else { return [] }
      let wanted = intent(for: host)
      let narrowed = narrowed(wanted, to: scope, on: director.host, seen: state)
      return services.filter { service in
        let now = state.live.destinations.weight(of: service.key) + weightElsewhere(service, scope, state)
        return now > 0
          && wanted.balancing?.destinations.weight(of: service.key) ?? 0 > 0
          && narrowed.balancing?.destinations.weight(of: service.key) ?? 0 == 0
      }.map { .noneLeft($0.name, director: director.host) }
    }
  }

  /// The weight that skipped realservers of a service have in services that go.
  private func weightElsewhere(_ service: Service, _ scope: RunScope, _ state: HostState) -> Int {
    let skipped = addresses(of: scope.skipped.intersection(service.realservers.map(\.host)))
    let leaving = state.ownership.services.subtracting(services.map(\.key))
    return state.live.destinations.filter { leaving.contains($0.key.service) && skipped.contains($0.key.address) }
      .values.reduce(0) { $0 + $1.weight }
  }

  private func missedQuorums(_ scope: RunScope, _ policy: UnreachablePolicy) -> [SkipObjection] {
    guard case .quorum(let number) = policy else { return [] }
    return services.compactMap { service in
      let serving = service.realservers.filter { $0.weight > 0 }
      let wanted = min(number, serving.count)
      let reached = serving.count { !scope.skipped.contains($0.host) }
      return reached < wanted ? .tooFew(service.name, reached: reached, wanted: wanted) : nil
    }
  }
}

extension [DestinationKey: Destination] {
  fileprivate func weight(of service: ServiceKey) -> Int {
    reduce(0) { $1.key.service == service ? $0 + $1.value.weight : $0 }
  }
}
