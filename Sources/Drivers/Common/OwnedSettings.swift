import Model

extension HostState {
  /// Gives a kernel setting a value, unless the one that it has will do, and keeps for the record what it was before culvert
  /// first changed it; one that the host does not have is left alone.
  mutating func give(
    _ name: SettingName, _ value: SettingValue, had: Ownership, observed: LiveState,
    unless isEnough: (SettingValue) -> Bool
  ) {
    guard let now = observed.settings[name] else { return }
    if isEnough(now) {
      ownership.settings[name] = had.settings[name]
    } else {
      live.settings[name] = value
      ownership.settings[name] = OwnedSetting(original: had.settings[name]?.original ?? now, given: value)
    }
  }

  /// Puts settings that are wanted no more back to what they were, but for those that somebody has changed since: these are
  /// theirs.
  mutating func restoreSettings(had: Ownership, observed: LiveState) {
    for (name, setting) in had.settings where ownership.settings[name] == nil {
      guard let now = observed.settings[name], leading(now) == leading(setting.given) else { continue }
      live.settings[name] = setting.original
    }
  }

  /// The value without what the kernel writes along with it.
  private func leading(_ value: SettingValue) -> Substring { value.text.prefix { $0 != "," } }
}
