import Model

/// The MSS of a host's answers.
///
/// Solaris has one for the whole host, so the least that a service asks for counts.
///
/// An answer announces the MTU of its route less 40, whatever `tcp_mss_max_ipv4` is, unless `tcp_use_smss_as_mss_opt` is 1: then
/// what the host itself would send counts, which is that MTU, or `tcp_mss_max_ipv4` where that is less, less 40 (and less 12 for
/// time stamps). Read in tcp.c of OpenSolaris 2006 and 2008, and tcp_output.c of illumos 2015 (tcp_xmit_mp); seen on no host.
enum SolarisSegments {
  private static let known: Set<SettingName> = [.greatestSegment, .announcesOwnSegment]

  /// Reads `NAME VALUE` of each of the two parameters.
  ///
  /// What a host kept of itself before culvert looked at them has no such section. A parameter without a number is one that the
  /// host does not have, or does not tell: it is left alone.
  /// - Throws: `ProbeError.failed`.
  static func parse(_ output: ProbeOutput) throws(ProbeError) -> [SettingName: SettingValue] {
    var settings: [SettingName: SettingValue] = [:]
    for line in try output.lines(ifThere: "mss") {
      let words = line.split(separator: " ", omittingEmptySubsequences: false).map(String.init)
      guard words.count == 2, let name = try? SettingName(words[0]), known.contains(name),
        let number = decimal(words[1], below: 65_536)
      else { continue }
      settings[name] = SettingValue(number)
    }
    return settings
  }

  /// What the parameters have to be: of the MTU that the first one stands for, without the headers, the MSS is left.
  static func parameters(for size: SegmentSize) -> [SettingName: Int] {
    [.greatestSegment: min(size.bytes + 40, 65_495), .announcesOwnSegment: 1]
  }

  static func steps(_ name: SettingName, _ delta: Delta<SettingValue>, _ phase: Phase?) -> [Step] {
    guard let from = delta.from, let to = delta.to else { return [] }
    func set(_ value: SettingValue) -> Command { Command("set_tcp", name.text, value.text) }
    return [
      Step(
        title: "set \(name) to \(to)", phase: phase, look: Command("look_tcp", name.text), forward: set(to),
        backward: [set(from)])
    ]
  }
}

extension HostState {
  /// Has a host's answers announce what the intent asks for; values that do already stay.
  mutating func shortenSegments(_ intent: HostIntent, _ observed: LiveState, had: Ownership) {
    guard let wanted = intent.mss.values.min() else { return }
    for (name, value) in SolarisSegments.parameters(for: wanted) {
      give(name, SettingValue(value), had: had, observed: observed) { now in
        Int(now.text).map { $0 == value || name == .greatestSegment && $0 < value } ?? false
      }
    }
  }
}
