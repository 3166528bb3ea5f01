import Model
import Planning
import Testing

/// What is asked of hosts while others are left as they are.
@Suite struct RunScopeTests {
  /// A random cluster with a director, what the director has, and who is left as he is.
  struct World {
    let cluster: Cluster
    let seen: HostState
    let scope: RunScope
    let wanted: HostIntent.Balancing
    let narrowed: HostIntent.Balancing?

    init(seed: UInt64) {
      var random = RandomHost(seed: seed)
      cluster = Cluster.random(&random)
      let state = random.state()
      seen = random.coin() ? random.neighbour(of: state) : HostState()
      scope =
        RunScope(skipped: Set(random.some(of: Cluster.realservers)), kept: Set(random.some(of: Cluster.realservers)))
        .disjoint
      let intent = cluster.intent(for: cluster.hosts[0])
      wanted = intent.balancing ?? Cluster.noBalancing
      narrowed = cluster.narrowed(intent, to: scope, on: Cluster.director, seen: seen).balancing
    }

    func isSkipped(_ key: DestinationKey) -> Bool {
      scope.skipped.contains { cluster.host($0)?.address == key.address }
    }
    func isKept(_ key: DestinationKey) -> Bool { scope.kept.contains { cluster.host($0)?.address == key.address } }
    func isKnown(_ key: DestinationKey) -> Bool { cluster.hosts.contains { $0.address == key.address } }

    /// All destinations that are wanted, seen or asked for.
    var keys: Set<DestinationKey> {
      Set(wanted.destinations.keys).union(seen.live.destinations.keys).union(asked.keys)
        .filter { wanted.services[$0.service] != nil }
    }

    var asked: [DestinationKey: Destination] { narrowed?.destinations ?? [:] }
  }

  static let worlds = (UInt64(0)..<1500).map(World.init)

  @Test func `a realserver that nobody could look at gets no more than it has`() throws {
    var (absent, lowered) = (0, 0)
    for (seed, world) in Self.worlds.enumerated() {
      for key in world.keys where world.isSkipped(key) {
        let (seen, asked) = (world.seen.live.destinations[key], world.asked[key])
        if world.wanted.destinations[key] == nil {
          try #require(asked == nil, "seed \(seed): \(key) is to go, and goes")
        } else if let seen {
          try #require(asked?.weight == min(seen.weight, world.wanted.destinations[key]?.weight ?? 0), "seed \(seed)")
          try #require(asked?.forwarding == seen.forwarding && asked?.upperThreshold == seen.upperThreshold)
          if asked != seen { lowered += 1 }
        } else {
          try #require(asked == nil, "seed \(seed): \(key)")
          absent += 1
        }
      }
    }
    #expect(absent > 100 && lowered > 20, "\(absent), \(lowered)")
  }

  @Test func `what is kept is just what was seen, and the others are as the inventory says`() throws {
    var (kept, others) = (0, 0)
    for (seed, world) in Self.worlds.enumerated() {
      for key in world.keys where world.isKnown(key) && !world.isSkipped(key) {
        let isKept = world.isKept(key)
        let expected = isKept ? world.seen.live.destinations[key] : world.wanted.destinations[key]
        try #require(world.asked[key] == expected, "seed \(seed): \(key)")
        if isKept { kept += 1 } else { others += 1 }
      }
    }
    #expect(kept > 100 && others > 100)
  }

  @Test func `an address that nobody has any more is let go of, unless it may be a skipped realserver's former one`()
    throws
  {
    var (stays, goes) = (0, 0)
    for (seed, world) in Self.worlds.enumerated() {
      for key in world.keys where !world.isKnown(key) {
        let isAwaited = world.wanted.destinations.keys.contains {
          $0.service == key.service && world.isSkipped($0) && world.seen.live.destinations[$0] == nil
        }
        try #require(world.asked[key] == (isAwaited ? world.seen.live.destinations[key] : nil), "seed \(seed)")
        if isAwaited { stays += 1 } else { goes += 1 }
      }
    }
    #expect(stays > 20 && goes > 20, "\(stays), \(goes)")
  }

  @Test func `a service is left out only where it is not there and would have nobody`() throws {
    var out = 0
    for (seed, world) in Self.worlds.enumerated() {
      for (key, service) in world.wanted.services {
        let isEmpty = !world.asked.keys.contains { $0.service == key }
        let isWanted = world.wanted.destinations.keys.contains { $0.service == key }
        let isLeftOut = isEmpty && isWanted && world.seen.live.services[key] == nil
        try #require(world.narrowed?.services[key] == (isLeftOut ? nil : service), "seed \(seed)")
        if isLeftOut { out += 1 }
      }
      try #require(world.narrowed.map { !$0.services.isEmpty } ?? true)
    }
    #expect(out > 20)
  }

  @Test func `where nobody is left out all is as the inventory says`() throws {
    for world in Self.worlds {
      let intent = world.cluster.intent(for: world.cluster.hosts[0])
      try #require(
        world.cluster.narrowed(intent, to: RunScope(), on: Cluster.director, seen: world.seen) == intent)
    }
  }

  // MARK: - What speaks against it

  @Test func `no service that serves is left with nobody for want of those that are skipped`() throws {
    var refused = 0
    for (seed, world) in Self.worlds.enumerated() {
      let scope = RunScope(skipped: world.scope.skipped)
      let intent = world.cluster.intent(for: world.cluster.hosts[0])
      let asked = world.cluster.narrowed(intent, to: scope, on: Cluster.director, seen: world.seen).balancing
      let objections = world.cluster.objections(to: scope, .skip, seen: [Cluster.director: world.seen])
      for service in world.cluster.services {
        func weight(_ list: [DestinationKey: Destination]?) -> Int {
          (list ?? [:]).filter { $0.key.service == service.key }.values.map(\.weight).reduce(0, +)
        }
        let skipped = service.realservers.map(\.host).filter(scope.skipped.contains)
        let hasElsewhere = world.seen.live.destinations.contains { key, destination in
          world.seen.ownership.services.contains(key.service) && destination.weight > 0
            && !world.cluster.services.contains { $0.key == key.service }
            && skipped.contains { world.cluster.host($0)?.address == key.address }
        }
        let isDeserted =
          (weight(world.seen.live.destinations) > 0 || hasElsewhere) && weight(intent.balancing?.destinations) > 0
          && weight(asked?.destinations) == 0
        let isTold = objections.contains(.noneLeft(service.name, director: Cluster.director))
        try #require(isTold == (isDeserted && !scope.skipped.isEmpty), "seed \(seed)")
        if isTold { refused += 1 }
      }
    }
    #expect(refused > 5, "\(refused)")
  }

  @Test func `a quorum is missed where fewer realservers with weight can be reached`() throws {
    var missed = 0
    for (seed, world) in Self.worlds.enumerated() where !world.scope.skipped.isEmpty {
      for number in 1...5 {
        let scope = RunScope(skipped: world.scope.skipped)
        let told = world.cluster.objections(to: scope, .quorum(number), seen: [:])
        let expected = world.cluster.services.filter { service in
          let serving = service.realservers.filter { $0.weight > 0 }.map(\.host)
          return serving.filter { !scope.skipped.contains($0) }.count < min(number, serving.count)
        }
        try #require(told.count == expected.count, "seed \(seed), quorum \(number)")
        missed += told.count
      }
      let skip = world.cluster.objections(to: RunScope(skipped: world.scope.skipped), .skip, seen: [:])
      try #require(skip.isEmpty, "seed \(seed)")
    }
    #expect(missed > 100)
  }

  @Test func `a director is never left out, nor one that a realserver still knows`() {
    let world = Self.worlds[0]
    let scope = RunScope(skipped: [Cluster.director])
    #expect(world.cluster.objections(to: scope, .skip, seen: [:]) == [.director(Cluster.director)])
    var bare = world.cluster
    (bare.directors, bare.services) = ([], [])
    #expect(bare.objections(to: scope, .skip, seen: [:]).isEmpty)
    var state = HostState()
    state.ownership.tunnels[Universe.tunnels[0]] = .director(Cluster.director)
    let told = bare.objections(to: scope, .skip, seen: [Cluster.realservers[1]: state])
    #expect(told == [.formerDirector(Cluster.director, of: Cluster.realservers[1])])
    #expect(bare.objections(to: RunScope(), .skip, seen: [Cluster.realservers[1]: state]).isEmpty)
  }

  // MARK: - Who was left behind

  @Test func `left behind are those that are not up to date, and whom plain tunnels join to them`() {
    let (lb1, web) = (Cluster.director, Cluster.realservers)
    var cluster = Self.worlds[0].cluster
    let all = Set([lb1] + web)
    #expect(cluster.leftBehind(reached: all, upToDate: all.subtracting([web[0]])) == [web[0]])
    #expect(cluster.leftBehind(reached: all, upToDate: []) == all)
    #expect(cluster.leftBehind(reached: all, upToDate: all).isEmpty)
    #expect(cluster.leftBehind(reached: all, upToDate: Set(web)) == all, "what a director has to do concerns all")
    cluster.tunnels = [Cluster.tunnel(web[1], web[2]), Cluster.tunnel(web[0], web[1])]
    #expect(cluster.leftBehind(reached: all, upToDate: all.subtracting([web[0]])) == Set(web[0...2]))
    #expect(
      cluster.leftBehind(reached: all.subtracting([web[1]]), upToDate: all.subtracting([web[0]])) == [web[0]],
      "who cannot be reached joins nobody")
  }
}

extension RunScope {
  /// Nobody is both.
  fileprivate var disjoint: RunScope { RunScope(skipped: skipped, kept: kept.subtracting(skipped)) }
}

extension Cluster {
  static let director = name("lb1")
  static let realservers = ["web1", "web2", "web3", "web4"].map(name)
  static let noBalancing = HostIntent.Balancing(
    address: Universe.vips[0], forwardsPackets: false, vipInterface: .lo, services: [:], destinations: [:])

  private static func name(_ text: String) -> HostName { Universe.made { try HostName(text) } }

  /// A director and four realservers, three of which have addresses that random hosts have as destinations.
  fileprivate static func random(_ random: inout RandomHost) -> Cluster {
    let addresses = [0xC633_6411, 0xC633_6515, 0xC633_6516, 0xC633_6517, 0xC633_65FF]
    let hosts = zip([director] + realservers, addresses).map { name, address in
      let address = IPAddress.v4(IPv4Address(value: UInt32(address)))
      return Host(
        name: name, address: address, system: .linux, ssh: SSHAccess(address: SSHAddress(address)), become: .none,
        innerPeer: IPv4Address(value: 0xC612_FF01))
    }
    return Cluster(
      hosts: hosts, directors: [Director(host: director, forwardsPackets: false, vipInterface: .lo)],
      services: (0...1).map { service($0, &random) }, tunnels: [])
  }

  private static func service(_ number: Int, _ random: inout RandomHost) -> Service {
    let names = ["web", "mail"].map { text in Universe.made { try ServiceName(text) } }
    let realservers = random.some(of: realservers).map { Realserver(host: $0, weight: random.number(0...2)) }
    return Service(
      name: names[number], vip: .v4(Universe.vips[number]), transport: number == 0 ? .tcp : .udp,
      port: number == 0 ? Port(number: 80) : .all, definition: VirtualService(scheduler: Universe.schedulers[0]),
      encapsulation: .ipip, realservers: realservers)
  }

  fileprivate static func tunnel(_ one: HostName, _ other: HostName) -> PointToPointTunnel {
    PointToPointTunnel(
      name: Universe.made { try TunnelName("\(one)-\(other)") }, encapsulation: .ipip,
      first: TunnelEnd(host: one, innerAddress: Universe.vips[0]),
      second: TunnelEnd(host: other, innerAddress: Universe.vips[1]))
  }
}
