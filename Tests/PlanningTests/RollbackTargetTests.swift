import Model
import Planning
import Testing

/// Where a rollback leads to, for random states of then and now.
@Suite struct RollbackTargetTests {
  @Test func `what is culvert's now or was then is put back, and nothing else is touched`() throws {
    for seed in ChangesTests.seeds {
      let (then, now) = ChangesTests.pair(seed)
      let target = rollbackTarget(now: now, then: then)
      try #require(target.ownership == then.ownership, "seed \(seed)")
      for change in changes(from: now, to: target) {
        if let name = change[Settings.self]?.key {
          let isOurs = now.ownership.settings[name] != nil || then.ownership.settings[name] != nil
          try #require(isOurs, "seed \(seed): \(change.thing)")
        } else {
          try #require(now.ownership.owns(change) || then.ownership.owns(change), "seed \(seed): \(change.thing)")
          try #require(then.isAfter(change), "seed \(seed): \(change.thing)")
        }
      }
      for change in changes(from: now, to: then) where now.ownership.owns(change) || then.ownership.owns(change) {
        if change[Settings.self] != nil { continue }
        try #require(target.isAfter(change), "seed \(seed): \(change.thing)")
      }
    }
  }

  @Test func `back where it came from there is nothing to do`() throws {
    for seed in ChangesTests.seeds {
      let (then, now) = ChangesTests.pair(seed)
      let target = rollbackTarget(now: now, then: then)
      let again = rollbackTarget(now: target, then: then)
      try #require(again == target, "seed \(seed)")
    }
  }

  @Test func `an untouched host is its own target`() throws {
    for seed in ChangesTests.seeds {
      var (state, _) = ChangesTests.pair(seed)
      for (name, setting) in state.ownership.settings {
        state.ownership.settings[name] = OwnedSetting(
          original: setting.original, given: state.live.settings[name] ?? setting.given)
      }
      try #require(rollbackTarget(now: state, then: state) == state, "seed \(seed)")
    }
  }

  @Test func `a setting that was not culvert's then gets the value from before culvert`() {
    let name = Universe.settings[1]
    var then = HostState()
    then.live.settings[name] = SettingValue(0)
    var now = then
    now.live.settings[name] = SettingValue(1)
    now.ownership.settings[name] = OwnedSetting(original: SettingValue(2), given: SettingValue(1))
    #expect(rollbackTarget(now: now, then: then).live.settings[name] == SettingValue(2))
    then.ownership.settings[name] = OwnedSetting(original: SettingValue(2), given: SettingValue(0))
    #expect(rollbackTarget(now: now, then: then).live.settings[name] == SettingValue(0))
  }

  @Test func `what is there now and is nobody's of culvert's stays`() {
    let tunnel = Tunnel(encapsulation: .gre, local: nil, remote: nil, isUp: true, addresses: [])
    let service = Universe.services[0]
    let foreign = DestinationKey(
      service: Universe.services[1], address: Universe.realservers[0], port: Port(number: 80))
    var now = HostState()
    now.live.tunnels[Universe.tunnels[0]] = tunnel
    now.live.services[service] = VirtualService(scheduler: .wlc)
    now.live.destinations[foreign] = Destination(forwarding: .gatewaying, weight: 1)
    now.boot.files[Universe.paths[0]] = .link(target: "x")
    #expect(rollbackTarget(now: now, then: HostState()) == now)
  }
}
