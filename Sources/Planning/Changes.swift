import Model

/// What has to change on a host so that one state becomes the other; the pure heart of culvert.
///
/// The order within the list is by kind of thing and then by name, not the order of execution (see `Schedule`). Kernel
/// settings count only where the desired state names them.
package func changes(from: HostState, to: HostState) -> [Change] {
  var list: [Change] = []
  list += deltas(from.live.tunnels, to.live.tunnels).map(Change.tunnel)
  list += deltas(presence(from.live.addresses), presence(to.live.addresses)).map(Change.address)
  list += deltas(from.live.settings.filter { to.live.settings[$0.key] != nil }, to.live.settings).map(Change.setting)
  list += deltas(from.live.mss, to.live.mss).map(Change.mss)
  list += deltas(from.live.services, to.live.services).map(Change.service)
  list += deltas(from.live.destinations, to.live.destinations).map(Change.destination)
  list += deltas(from.boot.tunnels, to.boot.tunnels).map(Change.bootTunnel)
  list += deltas(from.boot.files, to.boot.files).map(Change.file)
  if from.ownership != to.ownership { list.append(.ownership(Delta(from: from.ownership, to: to.ownership))) }
  return list
}

/// What is culvert's when a host has come from one state to another and has not changed on the way, and the boot files
/// that have not, as changes that change nothing.
package func kept(from: HostState, to: HostState) -> [Change] {
  let owned = to.ownership
  var list: [Change] = []
  list += same(from.live.tunnels, to.live.tunnels).map(Change.tunnel)
  list += same(presence(from.live.addresses), presence(to.live.addresses)).map(Change.address)
  // Behind a comma comes what the kernel writes along with a setting, and interfaces come and go.
  let settings = to.live.settings.filter { owned.settings[$0.key] != nil && !$0.value.text.contains(",") }
  list += same(from.live.settings, settings).map(Change.setting)
  list += same(from.live.mss, to.live.mss).map(Change.mss)
  list += same(from.live.services, to.live.services).map(Change.service)
  list += same(from.live.destinations, to.live.destinations).map(Change.destination)
  list += same(from.boot.tunnels, to.boot.tunnels).map(Change.bootTunnel)
  list = list.filter(owned.owns)
  list += same(from.boot.files, to.boot.files).map(Change.file)
  if from.ownership == owned { list.append(.ownership(Delta(from: owned, to: owned))) }
  return list
}

/// What is equal in both, as it is in the first: what the second has made of it need not be kept as well.
private func same<Key: Hashable & Comparable, Value: Equatable>(
  _ from: [Key: Value], _ to: [Key: Value]
) -> [(Key, Delta<Value>)] {
  from.filter { to[$0.key] == $0.value }.sorted { $0.key < $1.key }.map {
    ($0.key, Delta(from: $0.value, to: $0.value))
  }
}

private func deltas<Key: Hashable & Comparable, Value>(
  _ from: [Key: Value], _ to: [Key: Value]
) -> [(Key, Delta<Value>)] {
  Set(from.keys).union(to.keys).sorted().compactMap { key in
    from[key] == to[key] ? nil : (key, Delta(from: from[key], to: to[key]))
  }
}

private func presence(_ addresses: Set<InterfaceAddress>) -> [InterfaceAddress: Change.Present] {
  Dictionary(uniqueKeysWithValues: addresses.map { ($0, .present) })
}

extension HostState {
  /// Makes one change, as the host would.
  package mutating func apply(_ change: Change) {
    switch change {
    case .tunnel(let name, let delta): live.tunnels[name] = delta.to
    case .address(let address, let delta):
      if delta.to == nil { live.addresses.remove(address) } else { live.addresses.insert(address) }
    case .setting(let name, let delta): live.settings[name] = delta.to
    case .mss(let key, let delta): live.mss[key] = delta.to
    case .service(let key, let delta): live.services[key] = delta.to
    case .destination(let key, let delta): live.destinations[key] = delta.to
    case .bootTunnel(let name, let delta): boot.tunnels[name] = delta.to
    case .file(let path, let delta): boot.files[path] = delta.to?.isSafeFolder == true ? nil : delta.to
    case .ownership(let delta): ownership = delta.to ?? Ownership()
    }
  }

  /// Whether the thing that the change is about is as the change found it.
  package func isBefore(_ change: Change) -> Bool { agrees(with: change.inverted) }

  /// Whether the thing that the change is about is as the change leaves it.
  package func isAfter(_ change: Change) -> Bool { agrees(with: change) }

  private func agrees(with change: Change) -> Bool {
    switch change {
    case .tunnel(let name, let delta): live.tunnels[name] == delta.to
    case .address(let address, let delta): live.addresses.contains(address) == (delta.to != nil)
    case .setting(let name, let delta): live.settings[name] == delta.to
    case .mss(let key, let delta): live.mss[key] == delta.to
    case .service(let key, let delta): live.services[key] == delta.to
    case .destination(let key, let delta): live.destinations[key] == delta.to
    case .bootTunnel(let name, let delta): boot.tunnels[name] == delta.to
    case .file(let path, let delta):
      boot.files[path] == delta.to || boot.files[path] == nil && delta.to?.isSafeFolder == true
    case .ownership(let delta): ownership == delta.to ?? Ownership()
    }
  }
}
