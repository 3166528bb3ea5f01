import Model
import Planning
import Testing

/// The order of the changes on one host, for random pairs of states.
@Suite struct ScheduleTests {
  static let seeds = ChangesTests.seeds
  /// For what is looked at more closely.
  static let fewer = seeds.prefix(300)

  @Test func `made in the order of the schedule, the changes give the wanted state`() throws {
    try each(of: Self.seeds) { seed, plan, a, b in
      var state = a
      for scheduled in plan.schedule {
        try #require(state.isBefore(scheduled.change), "seed \(seed): \(scheduled.change.thing)")
        state.apply(scheduled.change)
        try #require(state.isAfter(scheduled.change), "seed \(seed): \(scheduled.change.thing)")
      }
      try #require(state == b, "seed \(seed)")
    }
  }

  @Test func `nothing is lost and nothing is done twice`() throws {
    try each { seed, plan, _, _ in
      for change in plan.changes {
        let parts = plan.schedule.filter { $0.change.key == change.key }
        try #require((1...2).contains(parts.count), "seed \(seed): \(change.thing)")
        try #require(parts.allSatisfy { $0.change.inverted != $0.change }, "seed \(seed): a part that does nothing")
        let phases = parts.compactMap(\.phase)
        try #require(phases == phases.sorted() && Set(phases).count == phases.count, "seed \(seed): \(change.thing)")
      }
      let things = Set(plan.schedule.map(\.change.key))
      try #require(things == Set(plan.changes.map(\.key)), "seed \(seed)")
    }
  }

  @Test func `phases follow each other, and what is written at confirm comes last`() throws {
    try each { seed, plan, _, _ in
      let ranks = plan.schedule.map { $0.phase?.rawValue ?? Int.max }
      try #require(ranks == ranks.sorted(), "seed \(seed)")
      for scheduled in plan.schedule {
        try #require((scheduled.phase == nil) == (scheduled.change.face != .live), "seed \(seed)")
      }
      try #require(plan.phases == Set(plan.schedule.compactMap(\.phase)).sorted(), "seed \(seed)")
    }
  }

  @Test func `a destination that goes is quiesced first and let go in a later phase`() throws {
    var cut = 0
    try each { seed, plan, a, _ in
      for change in plan.changes {
        guard let destination = change[Destinations.self], destination.to == nil else { continue }
        let parts = plan.schedule.filter { $0.change.key == change.key }
        let weight = try #require(a.live.destinations[destination.key]).weight
        try #require(parts.last?.phase == .withdraw, "seed \(seed)")
        try #require(parts.count == (weight == 0 ? 1 : 2), "seed \(seed)")
        guard let first = parts.first?.change[Destinations.self], weight > 0 else { continue }
        cut += 1
        try #require(parts.first?.phase == .direct && first.to?.weight == 0, "seed \(seed)")
        var unquiesced = first.to
        unquiesced?.weight = weight
        try #require(unquiesced == first.from, "seed \(seed): only the weight changes")
      }
    }
    #expect(cut > 100)
  }

  /// But the peer of an address that stays: an address with two of them at once is more than some systems take.
  @Test func `a tunnel takes nothing away before the teardown`() throws {
    try each { seed, plan, a, b in
      for scheduled in plan.schedule {
        guard let change = scheduled.change[Tunnels.self] else { continue }
        let (name, delta) = (change.key, change.delta)
        if scheduled.phase == .build {
          let (kept, after) = (a.live.tunnels[name]?.addresses ?? [], delta.to?.addresses ?? [])
          try #require(Set(after.map(\.address)).isSuperset(of: kept.map(\.address)), "seed \(seed)")
          let wanted = b.live.tunnels[name]?.addresses ?? []
          let gone = kept.subtracting(after)
          try #require(gone.allSatisfy { old in wanted.contains { $0.address == old.address } }, "seed \(seed)")
        } else {
          try #require(scheduled.phase == .teardown && delta.to == b.live.tunnels[name], "seed \(seed)")
        }
      }
    }
  }

  @Test func `the phase of a change is that of its kind`() throws {
    try each { seed, plan, _, b in
      for scheduled in plan.schedule {
        let isRemoval = scheduled.change.kind == .remove
        switch scheduled.change.subject {
        case .tunnel: try #require([.build, .teardown].contains(scheduled.phase), "seed \(seed)")
        case .setting(let name):
          let kept = b.ownership.settings[name] != nil
          try #require(scheduled.phase == (kept ? .build : .teardown), "seed \(seed)")
        case .mss: try #require(scheduled.phase == (isRemoval ? .teardown : .build), "seed \(seed)")
        case .service, .interfaceAddress, .destination:
          try #require(scheduled.phase == (isRemoval ? .withdraw : .direct), "seed \(seed)")
        default: try #require(scheduled.phase == nil, "seed \(seed)")
        }
      }
    }
  }

  @Test(arguments: [
    (Phase.build, ["setting|mss", "tunnel"]), (.direct, ["service", "destination", "address"]),
    (.withdraw, ["address", "destination", "service"]), (.teardown, ["tunnel", "setting|mss"]),
  ])
  func `within a phase, what others stand on comes first and goes last`(phase: Phase, kinds: [String]) throws {
    try each { seed, plan, _, _ in
      let ranks = plan.schedule.filter { $0.phase == phase }.map { scheduled in
        kinds.firstIndex { $0.split(separator: "|").contains { scheduled.change.key.hasPrefix($0 + " ") } }
      }
      try #require(!ranks.contains(nil), "seed \(seed)")
      let known = ranks.compactMap(\.self)
      try #require(known == known.sorted(), "seed \(seed): \(phase)")
    }
  }

  @Test func `new destinations are there before others are quiesced`() throws {
    try each { seed, plan, _, _ in
      let quiesced = plan.schedule.filter { $0.phase == .direct }.map { scheduled in
        scheduled.change[Destinations.self].map { $0.from != nil && $0.to?.weight == 0 } ?? false
      }
      let destinations = zip(plan.schedule.filter { $0.phase == .direct }, quiesced).filter {
        $0.0.change.key.hasPrefix("destination ")
      }
      let flags = destinations.map { $0.1 ? 1 : 0 }
      try #require(flags == flags.sorted(), "seed \(seed)")
    }
  }

  @Test func `a host that is as it should be has nothing to do, and one that moved is told by its things`() throws {
    try each { seed, plan, a, b in
      try #require(HostPlan(host: plan.host, from: b, to: b).isEmpty, "seed \(seed)")
      try #require(plan.moved(a).isEmpty, "seed \(seed)")
      try #require(plan.moved(b) == plan.changes, "seed \(seed)")
      try #require(plan.unfinished(a, after: nil) == plan.changes, "seed \(seed)")
      try #require(plan.unfinished(b, after: nil).isEmpty, "seed \(seed)")
    }
  }

  /// Two states that somebody else's transaction has brought about may differ in what the plan has nothing to do with.
  @Test func `what is culvert's and was to stay is told too when it has not stayed`() throws {
    var count = 0
    try each { seed, plan, a, _ in
      for kept in plan.kept {
        try #require(!plan.changes.contains { $0.thing == kept.thing }, "seed \(seed)")
        guard let name = kept[Tunnels.self]?.key else { continue }
        count += 1
        var before = a
        before.live.tunnels[name] = nil
        try #require(plan.moved(before) == [kept], "seed \(seed)")
      }
    }
    #expect(count > 20)
  }

  @Test func `after each phase the host is seen to be as that phase leaves it`() throws {
    try each { seed, plan, a, _ in
      var state = a
      for phase in plan.phases {
        try #require(!plan.unfinished(state, after: phase).isEmpty, "seed \(seed): \(phase)")
        for scheduled in plan.schedule where scheduled.phase == phase { state.apply(scheduled.change) }
        try #require(plan.unfinished(state, after: phase).isEmpty, "seed \(seed): \(phase)")
      }
    }
  }

  private func each(
    of seeds: Range<UInt64> = ScheduleTests.fewer, _ check: (UInt64, HostPlan, HostState, HostState) throws -> Void
  ) throws {
    for (seed, plan) in zip(seeds, Self.plans) {
      let (a, b) = ChangesTests.pair(seed)
      try check(seed, plan, a, b)
    }
  }

  private static let plans = seeds.map { seed in
    let (a, b) = ChangesTests.pair(seed)
    return HostPlan(host: Universe.hosts[0], from: a, to: b)
  }
}
