/// Kernel settings.
///
/// They are the host's, whoever changes them: only those that the wanted state names count, and the record keeps the
/// value to give back.
package enum Settings: ResourceKind {
  package static let name = "setting"
  package static let face = Change.Face.live
  package static var state: WritableKeyPath<HostState, [SettingName: SettingValue]> { \.live.settings }
  package static let staysUnlessNamed = true
  package static let touched: HostManager.Touched? = .setting

  package static func subject(_ key: SettingName) -> Subject { .setting(key) }
  package static var fields: [Field<SettingValue>] { [Field("value") { $0.text }] }

  package static func terms(_ change: ChangeOf<Self>) -> [String] {
    let parts = change.key.text.split(separator: "/")
    // The key of sysctl.d that means the same setting of all interfaces.
    let pattern = parts.count == 5 && parts[2] == "conf" ? ["net.ipv4.conf.*.\(parts[4])"] : []
    return [change.key.text, change.key.text.replacing("/", with: ".")] + pattern
  }

  package static func isOwned(_ key: SettingName, _ record: Ownership) -> Bool { true }
  package static func isRecorded(_ key: SettingName, _ record: Ownership) -> Bool { record.settings[key] != nil }

  /// Behind a comma comes what the kernel writes along with a setting, and interfaces come and go.
  package static func isKept(_ key: SettingName, _ value: SettingValue, _ record: Ownership) -> Bool {
    isRecorded(key, record) && !value.text.contains(",")
  }

  /// One that was not managed then goes back to the value that it had before it was.
  package static func rollBack(_ target: inout HostState, now: HostState, then: HostState) {
    for (name, setting) in now.ownership.settings { target.live.settings[name] = setting.original }
    for name in then.ownership.settings.keys { target.live.settings[name] = then.live.settings[name] }
  }

  package static func parts(of change: ChangeOf<Self>, after: Ownership) -> [(ChangeOf<Self>, Phase?)] {
    [(change, isRecorded(change.key, after) ? .build : .teardown)]
  }

  /// A VIP on the tunnel of a host that still answers ARP for it would draw its clients away from the director.
  package static func rank(_ change: ChangeOf<Self>) -> Int { 1 }

  package static func steps(_ change: ChangeOf<Self>, by maker: any StepMaker, in phase: Phase?) -> [Step] {
    maker.steps(change, in: phase)
  }
}

/// The rules by which the answers of a service ask for short packets; they have culvert's mark, so that all are its own.
package enum SegmentRules: ResourceKind {
  package static let name = "mss"
  package static let face = Change.Face.live
  package static var state: WritableKeyPath<HostState, [ServiceKey: SegmentSize]> { \.live.mss }
  package static let phases: (making: Phase, removing: Phase)? = (.build, .teardown)
  package static let touched: HostManager.Touched? = .mss

  package static func subject(_ key: ServiceKey) -> Subject { .mss(key) }
  package static var fields: [Field<SegmentSize>] { [Field("bytes") { $0.text }] }

  /// What removes rules of others says its own name.
  package static func terms(_ change: ChangeOf<Self>) -> [String] {
    change.key.vip.map { [$0.text, "nftables", "firewalld"] } ?? []
  }

  package static func isOwned(_ key: ServiceKey, _ record: Ownership) -> Bool { true }
  package static func rank(_ change: ChangeOf<Self>) -> Int { 1 }

  package static func steps(_ change: ChangeOf<Self>, by maker: any StepMaker, in phase: Phase?) -> [Step] {
    maker.steps(change, in: phase)
  }
}
