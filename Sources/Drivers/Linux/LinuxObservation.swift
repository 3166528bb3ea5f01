import Model

extension LinuxDriver {
  package func observe(_ output: ProbeOutput) throws(ProbeError) -> Observation {
    let links = try IPLinkParser.parse(output, section: "links")
    let addresses = try IPAddressParser.parse(output, section: "addresses")
    // One without a link has gone, or come, between the two questions.
    let lines = try IPTunnelParser.parse(output, section: "tunnels").filter { links[$0.key] != nil }
    let settings = try settings(output)
    // A tunnel has its rp_filter with it; that of any other interface is not culvert's matter.
    var live = LiveState(settings: settings.filter { !$0.key.text.hasSuffix("/rp_filter") })
    for (name, line) in lines {
      live.tunnels[name] = Tunnel(
        encapsulation: line.encapsulation, local: line.local, remote: line.remote, isUp: links[name]?.isUp ?? false,
        addresses: Set(addresses.filter { $0.interface == name }.map(\.address)),
        reversePathFilter: try reversePathFilter(of: name, settings),
        vrf: links[name]?.master.flatMap { links[$0]?.isVRF == true ? $0 : nil })
    }
    live.addresses = Set(addresses.filter { lines[$0.interface] == nil })
    live.mss = try LinuxSegments.parse(output)
    var facts = try LinuxFactsParser(output: output).parse(interfaces: Set(links.keys))
    facts.links = links
    facts.unread = try readServices(output, into: &live)
    // What it will be when ip_vs is loaded.
    if facts.modules["ip_vs"] == .available {
      for name in SettingName.ofIPVS where live.settings[name] == nil { live.settings[name] = SettingValue(0) }
    }
    return Observation(live: live, boot: try boot(output, facts), facts: .linux(facts))
  }

  private func settings(_ output: ProbeOutput) throws(ProbeError) -> [SettingName: SettingValue] {
    var settings: [SettingName: SettingValue] = [:]
    for line in try output.lines("settings") {
      let words = textWords(line)
      // An interface whose name culvert could not use has settings of no concern.
      guard let first = words.first, first.hasPrefix("net/ipv4/"), let name = try? SettingName(String(first)) else {
        continue
      }
      guard words.count == 2 else {
        throw .unreadable(section: "settings", line: String(line), reason: "it is not a setting and its value")
      }
      do { settings[name] = try SettingValue(String(words[1])) } catch {
        throw .unreadable(section: "settings", line: String(line), reason: error.reason)
      }
    }
    return settings
  }

  private func reversePathFilter(
    of tunnel: InterfaceName, _ settings: [SettingName: SettingValue]
  ) throws(ProbeError) -> Int? {
    let name = SettingName.reversePathFilter(tunnel)
    guard let value = settings[name] else { return nil }
    guard let number = decimal(value.text, below: 1 << 31) else {
      throw .unreadable(section: "settings", line: "\(name) \(value)", reason: "it is not a number")
    }
    return number
  }

  /// - Returns: The services about which a line could not be read.
  private func readServices(
    _ output: ProbeOutput, into live: inout LiveState
  ) throws(ProbeError) -> [ServiceKey: String] {
    let rules = try IPVSRulesParser(output, section: "services")
    live.services = rules.services
    live.destinations = rules.destinations
    let limits = try IPVSThresholdsParser(output, section: "thresholds")
    for (key, thresholds) in limits.thresholds {
      live.destinations[key]?.upperThreshold = thresholds.upper
      live.destinations[key]?.lowerThreshold = thresholds.lower
    }
    return rules.unread.merging(limits.unread) { first, _ in first }
  }

  private func boot(_ output: ProbeOutput, _ facts: LinuxFacts) throws(ProbeError) -> BootState {
    BootState(files: try bootFiles(output, besides: facts.rcLinks.mapValues { .link(target: $0) }))
  }
}

extension SettingName {
  static func reversePathFilter(_ interface: InterfaceName) -> SettingName { ipv4(interface, "rp_filter") }
  static func arpIgnore(_ interface: InterfaceName) -> SettingName { ipv4(interface, "arp_ignore") }
  static func arpAnnounce(_ interface: InterfaceName) -> SettingName { ipv4(interface, "arp_announce") }

  private static func ipv4(_ interface: InterfaceName, _ name: String) -> SettingName {
    known("net/ipv4/conf/\(interface)/\(name)")
  }

  /// Whether packets are forwarded, with all that writing it also writes (linux_settings in linux-settings.sh).
  static let forwarding = known("net/ipv4/ip_forward")

  /// Whether ip_vs forgets a connection whose destination is gone when its next packet comes.
  ///
  /// Where it does not, as it is by itself, it drops the packets: also those of a new connection from the port of one that
  /// has ended, for two minutes (ip_vs_in_hook in net/netfilter/ipvs/ip_vs_core.c; seen on 6.1).
  static let expireNoDestination = known("net/ipv4/vs/expire_nodest_conn")

  /// Whether a client that stays with a realserver is given another one when that gets weight 0.
  ///
  /// Where it is not, as it is by itself, persistent clients go on to a realserver with weight 0 for as long as they come
  /// (ip_vs_check_template in net/netfilter/ipvs/ip_vs_conn.c).
  static let expireQuiescentTemplate = known("net/ipv4/vs/expire_quiescent_template")

  /// Those that are there once ip_vs is loaded.
  static let ofIPVS = [expireNoDestination, expireQuiescentTemplate]

  private static func known(_ text: String) -> SettingName {
    do { return try SettingName(text) } catch { preconditionFailure("\(error)") }
  }
}
