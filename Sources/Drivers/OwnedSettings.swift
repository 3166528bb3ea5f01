import Model

extension HostState {
  /// Gives a kernel setting a value, and keeps for the record what it was before culvert first changed it.
  mutating func give(_ name: SettingName, _ value: SettingValue, instead observed: SettingValue, had: Ownership) {
    live.settings[name] = value
    ownership.settings[name] = OwnedSetting(original: had.settings[name]?.original ?? observed, given: value)
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
