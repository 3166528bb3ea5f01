import Model

/// The MSS that answers of a VIP carry, by rules of pf(4): gif's mtu says nothing to TCP.
///
/// `scrub out inet proto tcp from VIP to any max-mss 1440`, seen on 13.2. A rule is for a VIP, not for one of its ports. It has to
/// stand in the main rules: there is no anchor for scrub, and in others it is taken and does nothing (parse.y and
/// pf_normalize_tcp in pf_norm.c, 8 to 15). So where pf has other rules, its owner has to write it there.
enum FreeBSDSegments {
  static let script = path("/usr/local/etc/rc.d/culvert")

  /// What the section says: `pf on`, `off` or `theirs`, and `VIP BYTES` for each rule; where the rules are theirs, so are those.
  ///
  /// What a host kept of itself before culvert knew such rules has no such section.
  /// - Returns: The rules of others.
  /// - Throws: `ProbeError` at a line that it does not know.
  static func read(
    _ output: ProbeOutput, into live: inout LiveState
  ) throws(ProbeError) -> [ServiceKey: SegmentSize] {
    var sizes: [ServiceKey: SegmentSize] = [:]
    for line in try output.lines(ifThere: "mss") {
      let words = line.split(separator: " ", omittingEmptySubsequences: false).map(String.init)
      if words.count == 2, words[0] == "pf", ["on", "off", "theirs"].contains(words[1]) {
        live.settings[.packetFilter] = value(words[1])
      } else if words.count == 2, let vip = try? IPv4Address(words[0]), let size = try? SegmentSize(words[1]) {
        // The first rule that matches counts (pf.conf(5)).
        sizes[key(vip)] = sizes[key(vip)] ?? size
      } else {
        throw .unreadable(section: "mss", line: String(line), reason: "it is no rule that culvert makes")
      }
    }
    guard live.settings[.packetFilter] != theirs else { return sizes }
    live.mss = sizes
    return [:]
  }

  static let theirs = value("theirs")

  static func rule(_ key: ServiceKey, _ size: SegmentSize) -> String? {
    guard case .address(.v4(let vip), _, _) = key else { return nil }
    return "scrub out inet proto tcp from \(vip) to any max-mss \(size)"
  }

  /// The least that one of a VIP's services asks for.
  static func wanted(_ intent: HostIntent) -> [ServiceKey: SegmentSize] {
    var sizes: [ServiceKey: SegmentSize] = [:]
    for case (.address(.v4(let vip), _, _), let size) in intent.mss {
      sizes[key(vip)] = min(size, sizes[key(vip)] ?? size)
    }
    return sizes
  }

  /// The same, without what somebody else's rules do already.
  static func wanted(_ intent: HostIntent, besides facts: FreeBSDFacts) -> [ServiceKey: SegmentSize] {
    wanted(intent).filter { key, size in facts.theirSegments[key].map { $0 > size } ?? true }
  }

  private static func key(_ vip: IPv4Address) -> ServiceKey { .address(.v4(vip), .tcp, .all) }

  static func steps(_ key: ServiceKey, _ delta: Delta<SegmentSize>, _ phase: Phase?) -> [Step] {
    guard case .address(.v4(let vip), _, _) = key else { return [] }
    func set(_ size: SegmentSize?) -> Command { Command("set_mss", vip.text, size?.text ?? "none") }
    return [
      Step(
        title: delta.to.map { "set MSS of \(vip) to \($0)" } ?? "take back MSS of \(vip)", phase: phase,
        look: Command("look_mss", vip.text), forward: set(delta.to), backward: [set(delta.from)])
    ]
  }

  static func steps(filter delta: Delta<SettingValue>, _ phase: Phase?) -> [Step] {
    guard let from = delta.from, let to = delta.to else { return [] }
    return [
      Step(
        title: "turn pf \(to)", phase: phase, look: Command("look_pf"), forward: Command("set_pf", to.text),
        backward: [Command("set_pf", from.text)])
    ]
  }

  /// The script by which rc(8) makes the rules again; none where there are none.
  /// - Throws: `TemplateError`.
  static func files(
    _ sizes: [ServiceKey: SegmentSize], _ templates: any TemplateRendering
  ) throws(TemplateError) -> [HostPath: BootFile] {
    guard !sizes.isEmpty else { return [:] }
    let rules = sizes.sorted { $0.key < $1.key }.compactMap(rule)
    let content = try templates.render(
      TemplateName("freebsd/freebsd-boot.sh.mustache"), ["rules": .list(rules.map { ["rule": .text($0)] })])
    return [script: .regular(content: content, mode: .script)]
  }

  static func value(_ word: String) -> SettingValue {
    do { return try SettingValue(word) } catch { preconditionFailure("\(error)") }
  }
}

private func path(_ text: String) -> HostPath {
  do { return try HostPath(text) } catch { preconditionFailure("\(error)") }
}
