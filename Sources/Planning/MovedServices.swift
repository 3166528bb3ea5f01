import Model

/// Plans in which a service that goes from one director to another is served by both until it is proven on the new one.
///
/// By itself a plan gives the destinations of a service that goes weight 0 first, so that they can drain. Of one that moves,
/// clients are not sent elsewhere by that: until the network brings them to the new director, they would be refused.
package func servedUntilMoved(_ plans: [HostPlan]) -> [HostPlan] {
  plans.map { plan in
    let others = plans.filter { $0.host != plan.host }
    let moved = plan.removedServices.intersection(others.flatMap(\.addedServices))
    return moved.isEmpty ? plan : plan.keepingWeights(of: moved)
  }
}

extension HostPlan {
  /// The services that the host loses, and those that it gets.
  var removedServices: Set<ServiceKey> { services { $0.to == nil } }
  var addedServices: Set<ServiceKey> { services { $0.from == nil } }

  private func services(where condition: (Delta<VirtualService>) -> Bool) -> Set<ServiceKey> {
    Set(
      changes.compactMap { change in
        change[Services.self].flatMap { condition($0.delta) ? $0.key : nil }
      })
  }

  /// The destinations of these services are removed as they are, and not given weight 0 before.
  fileprivate func keepingWeights(of services: Set<ServiceKey>) -> HostPlan {
    var plan = self
    plan.schedule = schedule.compactMap { scheduled in
      guard let part = scheduled.change[Destinations.self], services.contains(part.key.service) else {
        return scheduled
      }
      guard part.to == nil else { return nil }
      let whole = changes.lazy.compactMap { $0[Destinations.self] }.first { $0.key == part.key }
      return ScheduledChange(
        change: Change(Destinations.self, part.key, Delta(from: whole?.from ?? part.from, to: nil)), phase: .withdraw)
    }
    return plan
  }
}
