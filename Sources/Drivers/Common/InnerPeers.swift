import Model

/// The inner peer of each address of one tunnel, on systems whose tunnel interfaces need one.
///
/// It is the one that the inventory names, or the one that culvert allots to the host. Only when a tunnel is adopted does a peer
/// that harms nobody stay; it is recorded then, so that a later change of it by hand is drift.
struct InnerPeers {
  let intent: HostIntent
  let name: InterfaceName
  /// The tunnel as it runs, or as the boot makes it; nil if there is none.
  let present: Tunnel?
  /// What was managed before.
  let had: Ownership
  /// Whether packets to an address may be routed into the tunnel without harm.
  let isHarmless: (IPv4Address) -> Bool

  /// A wanted address with its peer, and with the mask that it has already: the mask makes no difference.
  func address(for wanted: InnerAddress) -> InnerAddress {
    let peer = wanted.peer ?? given ?? found(for: wanted.address) ?? intent.innerPeer
    let same = present?.addresses.sorted().first { $0.address == wanted.address && $0.peer == peer }
    return same ?? InnerAddress(wanted.address, peer: peer)
  }

  /// What the record has to keep of these addresses.
  func record(of wanted: Set<InnerAddress>) -> [IPv4Address: IPv4Address] {
    guard given == nil, isAdopted || had.foundPeers[name] != nil else { return [:] }
    let pairs = wanted.filter { $0.peer == nil }.map { ($0.address, found(for: $0.address)) }
    return Dictionary(pairs, uniquingKeysWith: { first, _ in first }).compactMapValues { $0 }
  }

  private var given: IPv4Address? { intent.isPeerGiven ? intent.innerPeer : nil }

  private var isAdopted: Bool { had.tunnels[name] == nil }

  /// Earlier versions recorded no peers.
  private var isAdoptedWithoutRecord: Bool {
    had.foundPeers[name] == nil && (had.foundLive.contains(name) || had.foundAtBoot.contains(name))
  }

  private func found(for address: IPv4Address) -> IPv4Address? {
    if let recorded = had.foundPeers[name]?[address] { return isHarmless(recorded) ? recorded : nil }
    guard isAdopted || isAdoptedWithoutRecord else { return nil }
    return present?.addresses.sorted().filter { $0.address == address }.compactMap(\.peer).first(where: isHarmless)
  }
}

extension HostState {
  /// Places the addresses of an endpoint on its tunnel, and records the peers that were found there.
  mutating func place(_ wanted: Set<InnerAddress>, with peers: InnerPeers) -> Set<InnerAddress> {
    let recorded = peers.record(of: wanted)
    if !recorded.isEmpty { ownership.foundPeers[peers.name] = recorded }
    return Set(wanted.map(peers.address))
  }
}
