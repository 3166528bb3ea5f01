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
        if case .service(let key, let delta) = change, condition(delta) { key } else { nil }
      })
  }

  /// The destinations of these services are removed as they are, and not given weight 0 before.
  fileprivate func keepingWeights(of services: Set<ServiceKey>) -> HostPlan {
    var plan = self
    plan.schedule = schedule.compactMap { scheduled in
      guard case .destination(let key, let delta) = scheduled.change, services.contains(key.service) else {
        return scheduled
      }
      guard delta.to == nil else { return nil }
      return ScheduledChange(
        change: .destination(key, Delta(from: before(key) ?? delta.from, to: nil)), phase: .withdraw)
    }
    return plan
  }

  private func before(_ key: DestinationKey) -> Destination? {
    changes.lazy.compactMap { change in
      if case .destination(key, let delta) = change { delta.from } else { nil }
    }.first
  }
}
