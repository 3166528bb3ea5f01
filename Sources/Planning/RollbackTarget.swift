import Model

/// The state that a rollback leads to: the host as it is now, with all that is culvert's now, or was then, put back to
/// how it was then.
///
/// What never was culvert's stays as it is now. A setting that culvert did not have then goes back to the value that it
/// had before culvert touched it.
package func rollbackTarget(now: HostState, then: HostState) -> HostState {
  var target = now
  target.ownership = then.ownership
  for name in Set(now.ownership.tunnels.keys).union(then.ownership.tunnels.keys) {
    target.live.tunnels[name] = then.live.tunnels[name]
    target.boot.tunnels[name] = then.boot.tunnels[name]
  }
  let addresses = now.ownership.addresses.union(then.ownership.addresses)
  target.live.addresses.subtract(addresses)
  target.live.addresses.formUnion(then.live.addresses.intersection(addresses))
  restoreServices(&target, now: now, then: then)
  for (name, setting) in now.ownership.settings { target.live.settings[name] = setting.original }
  for name in then.ownership.settings.keys { target.live.settings[name] = then.live.settings[name] }
  target.live.mss = then.live.mss
  for path in now.ownership.files.union(then.ownership.files) { target.boot.files[path] = then.boot.files[path] }
  return target
}

private func restoreServices(_ target: inout HostState, now: HostState, then: HostState) {
  let services = now.ownership.services.union(then.ownership.services)
  for key in services { target.live.services[key] = then.live.services[key] }
  target.live.destinations = target.live.destinations.filter { !services.contains($0.key.service) }
  target.live.destinations.merge(then.live.destinations.filter { services.contains($0.key.service) }) { $1 }
}
