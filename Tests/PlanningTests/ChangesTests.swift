import Model
import Planning
import Testing

/// What holds of any two states of a host; a seed in a failure's text makes the same two again.
@Suite struct ChangesTests {
  /// As many pairs; half of them are neighbours, with few differences.
  static let seeds: Range<UInt64> = 0..<1000

  @Test func `applying the difference of two states to the first gives the second, and back`() throws {
    for seed in Self.seeds {
      let (a, b) = Self.pair(seed)
      var state = a
      for change in changes(from: a, to: b) { state.apply(change) }
      try #require(state == b, "seed \(seed)")
      for change in changes(from: b, to: a) { state.apply(change) }
      try #require(state == a, "seed \(seed)")
    }
  }

  @Test func `a state does not differ from itself, and every difference is one`() throws {
    for seed in Self.seeds {
      let (a, b) = Self.pair(seed)
      try #require(changes(from: b, to: b).isEmpty, "seed \(seed)")
      try #require(changes(from: a, to: b).isEmpty == (a == b), "seed \(seed)")
    }
  }

  @Test func `a thing is named once, and turned round twice it is the same change`() throws {
    for seed in Self.seeds {
      let (a, b) = Self.pair(seed)
      let list = changes(from: a, to: b)
      try #require(Set(list.map(\.key)).count == list.count, "seed \(seed)")
      try #require(list.allSatisfy { $0.inverted.inverted == $0 && $0.inverted != $0 }, "seed \(seed)")
      try #require(changes(from: b, to: a) == list.map(\.inverted), "seed \(seed)")
    }
  }

  @Test func `each change knows what it found and what it leaves`() throws {
    for seed in Self.seeds {
      let (a, b) = Self.pair(seed)
      var state = a
      for change in changes(from: a, to: b) {
        try #require(state.isBefore(change) && !state.isAfter(change), "seed \(seed): \(change.thing)")
        state.apply(change)
        try #require(state.isAfter(change) && !state.isBefore(change), "seed \(seed): \(change.thing)")
        state.apply(change.inverted)
        try #require(state.isBefore(change), "seed \(seed): \(change.thing)")
        state.apply(change)
      }
    }
  }

  @Test func `changes of the three faces are told apart`() throws {
    for seed in Self.seeds {
      let (a, b) = Self.pair(seed)
      var mixed = a
      for change in changes(from: a, to: b) where change.face == .live { mixed.apply(change) }
      try #require(mixed == HostState(live: b.live, boot: a.boot, ownership: a.ownership), "seed \(seed)")
      for change in changes(from: a, to: b) where change.face == .boot { mixed.apply(change) }
      try #require(mixed == HostState(live: b.live, boot: b.boot, ownership: a.ownership), "seed \(seed)")
    }
  }

  @Test func `a kernel setting that the wanted state does not name is no difference`() {
    var a = HostState()
    a.live.settings = [Universe.settings[0]: SettingValue(1), Universe.settings[1]: SettingValue(0)]
    var b = HostState()
    b.live.settings = [Universe.settings[1]: SettingValue(1)]
    #expect(
      changes(from: a, to: b) == [
        .init(Settings.self, Universe.settings[1], Delta(from: SettingValue(0), to: SettingValue(1)))
      ])
  }

  @Test func `every pair is not the same pair`() {
    let counts = Self.seeds.map { seed in
      let (a, b) = Self.pair(seed)
      return changes(from: a, to: b).count
    }
    #expect(Set(counts).count > 15, "the generator makes small differences and great ones")
    let kinds = Self.seeds.prefix(100).flatMap { seed in
      let (a, b) = Self.pair(seed)
      return changes(from: a, to: b).map { "\($0.kind) \($0.key.prefix { $0 != " " })" }
    }
    #expect(Set(kinds).count == 3 * 6 + 2 + 1 + 1, "of each kind of thing: \(Set(kinds).sorted())")
  }

  static func pair(_ seed: UInt64) -> (HostState, HostState) { pairs[Int(seed)] }

  private static let pairs = seeds.map(makePair)

  private static func makePair(_ seed: UInt64) -> (HostState, HostState) {
    var random = RandomHost(seed: seed)
    let a = random.state()
    return (a, seed.isMultiple(of: 2) ? random.state() : random.neighbour(of: a))
  }
}
