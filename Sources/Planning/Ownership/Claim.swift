import Model

/// The inventory of a run, as hosts record it.
package struct Claim: Hashable, Sendable {
  /// The inventory as it stands, also where the run takes everything off.
  package var cluster: Cluster
  package var origin: Origin
  /// The cluster whose resources the run may change besides; `unnamed` for those of an inventory without a name.
  package var takeOver: String?

  package init(_ cluster: Cluster, _ origin: Origin, takeOver: String? = nil) {
    self.cluster = cluster
    self.origin = origin
    self.takeOver = takeOver
  }

  /// A host's new record with the inventory that it is of and the hosts that it joins the host to.
  ///
  /// Who ran culvert, and from which file, is no difference by itself: it is written along with others. A record of an
  /// earlier version stays as it is until something else of it changes.
  package func noted(_ record: Ownership, on host: HostName, had: Ownership) -> Ownership {
    var noted = record.resources
    guard !noted.isEmpty else { return noted }
    noted.origin = had.origin
    noted.peers = peers(of: host, had: had.peers)
    let isRenamed = origin.cluster.map { $0 != had.origin?.cluster } ?? false
    // A host that is joined anew comes with a resource, or is left out of this run.
    let isRejoined =
      had.origin != nil && had.peers.contains { noted.peers[$0.key].map(Joint.init) != Joint($0.value) }
    guard noted.resources != had.resources || isRenamed || isRejoined else {
      noted.peers = had.peers
      return noted
    }
    noted.origin = origin
    if let earlier = had.origin, earlier.cluster == origin.cluster { noted.origin?.since = earlier.since }
    return noted
  }

  /// What to say of a plan that removes what somebody has made from another file: two people may have branches of one
  /// inventory, and one of them not the other one's services.
  package func remarks(_ plan: HostPlan, _ seen: HostState) -> [String] {
    guard let last = seen.ownership.origin, !last.isSameFile(as: origin) || last.owner != origin.owner else {
      return []
    }
    let removed = plan.changes.filter { $0.isRemoval && seen.ownership.owns($0) }.map(\.thing)
    guard !removed.isEmpty else { return [] }
    return ["last changed by \(last.owner) from \(last.file); this plan removes \(removed.joined(separator: ", "))"]
  }

  // MARK: - Hosts that are joined to others

  /// The hosts that a host is joined to, and those that it was joined to and that the inventory has lost.
  private func peers(of host: HostName, had: [HostName: PeerHost]) -> [HostName: PeerHost] {
    let names = cluster.names(joinedTo: host)
    let present = cluster.hosts.filter { names.contains($0.name) }.map { ($0.name, PeerHost($0)) }
    let lost = had.filter { isLost($0.key, $0.value) }.mapValues { peer in
      var peer = peer
      peer.until = peer.until ?? origin.since
      return peer
    }
    return lost.merging(present) { $1 }
  }

  /// Whether no host of the inventory has its name or its address.
  private func isLost(_ name: HostName, _ peer: PeerHost) -> Bool {
    !cluster.hosts.contains { $0.name == name || $0.address == peer.address }
  }

  /// The hosts that records name and the inventory has lost, each on the host whose record tells it first.
  package func lostHosts(_ seen: [HostName: HostState]) -> [HostName: [HostName: PeerHost]] {
    var told: Set<HostName> = []
    var lost: [HostName: [HostName: PeerHost]] = [:]
    for (host, state) in seen.sorted(by: { $0.key < $1.key }) {
      let new = state.ownership.peers.filter { isLost($0.key, $0.value) && !told.contains($0.key) }
      told.formUnion(new.keys)
      if !new.isEmpty { lost[host] = new }
    }
    return lost
  }

  /// What to say of them.
  package func lostHostFindings(_ seen: [HostName: HostState]) -> [HostName: [Finding]] {
    namedFindings(seen).merging(seen.mapValues(unnamedFindings)) { $0 + $1 }.filter { !$0.value.isEmpty }
  }

  /// The same of a director with a record of an earlier version, which names no other hosts: for as long as it sends there.
  private func unnamedFindings(_ state: HostState) -> [Finding] {
    guard state.ownership.origin == nil else { return [] }
    let known = Set(cluster.hosts.map(\.address))
    let used = state.live.destinations.keys.filter { state.ownership.services.contains($0.service) }.map(\.address)
    return Set(used).subtracting(known).sorted().map { Finding(.lostHost(.unnamed), about: .realserver($0)) }
  }

  private func namedFindings(_ seen: [HostName: HostState]) -> [HostName: [Finding]] {
    lostHosts(seen).mapValues { peers in
      peers.sorted { $0.key < $1.key }.map { name, peer in
        Finding(.lostHost(.named(name, until: peer.until)), about: .host(name))
      }
    }
  }
}

extension Change {
  /// Whether a service or a tunnel goes.
  fileprivate var isRemoval: Bool {
    kind == .remove && (self[Services.self] != nil || self[Tunnels.self] != nil)
  }
}

/// What of a peer makes a record another one.
private struct Joint: Hashable {
  let address: IPAddress
  let isLost: Bool

  init(_ peer: PeerHost) { (address, isLost) = (peer.address, peer.until != nil) }
}

extension Cluster {
  /// The hosts at the other ends of a host's tunnels.
  fileprivate func names(joinedTo host: HostName) -> Set<HostName> {
    let realservers = services.map { Set($0.realservers.map(\.host)) }
    var names: Set<HostName> = []
    if directors.contains(where: { $0.host == host }) { names.formUnion(realservers.joined()) }
    if realservers.contains(where: { $0.contains(host) }) { names.formUnion(directors.map(\.host)) }
    for tunnel in tunnels where tunnel.ends.contains(host) { names.formUnion(tunnel.ends) }
    return names.subtracting([host])
  }
}
