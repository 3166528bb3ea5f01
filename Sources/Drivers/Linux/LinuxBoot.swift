import Model

/// The files through which a Linux host makes culvert's part again when it starts.
///
/// One script does the work (`/etc/culvert/boot`); each init has its own way to start it. A service is enabled by the
/// very link that its tool would make (systemctl(1), update-rc.d(8), rc-update(8)), so that it is written, compared and
/// taken back like any other file.
struct LinuxBoot {
  let intent: HostIntent
  /// The state that the script has to make.
  let state: HostState
  let facts: LinuxFacts
  /// The files that were culvert's before.
  var had: Set<HostPath> = []

  static let script = linuxPath("/etc/culvert/boot")
  static let unit = linuxPath("/etc/systemd/system/culvert.service")
  static let unitLink = linuxPath("/etc/systemd/system/multi-user.target.wants/culvert.service")
  /// nftables.service starts culvert's unit too: without this link rules would stay away after its stop and start.
  static let filterLink = linuxPath("/etc/systemd/system/nftables.service.wants/culvert.service")
  static let initScript = linuxPath("/etc/init.d/culvert")
  static let openrcLink = linuxPath("/etc/runlevels/default/culvert")

  /// All files that culvert may have on a host; the links of a SysV init are found by their pattern.
  static let allPaths = [script, unit, unitLink, filterLink, initScript, openrcLink] + LinuxDropIns.allPaths

  /// - Throws: `TemplateError`.
  func files(_ templates: any TemplateRendering) throws(TemplateError) -> [HostPath: BootFile] {
    guard !intent.isEmpty else { return [:] }
    let script = try templates.render(TemplateName("linux/linux-boot.sh.mustache"), values)
    var files: [HostPath: BootFile] = [Self.script: .regular(content: script, mode: .script)]
    switch facts.initSystem {
    case .systemd:
      files[Self.unit] = .regular(
        content: try templates.render(TemplateName("linux/culvert.service.mustache"), unitValues), mode: .plain)
      files[Self.unitLink] = .link(target: Self.unit.text)
      if followsFilter { files[Self.filterLink] = .link(target: Self.unit.text) }
    case .sysv:
      files[Self.initScript] = .regular(
        content: try templates.render(TemplateName("linux/linux-sysv.sh.mustache"), commonValues), mode: .script)
      for link in sysvLinks { files[link] = .link(target: "../init.d/culvert") }
    case .openrc:
      files[Self.initScript] = .regular(
        content: try templates.render(TemplateName("linux/linux-openrc.sh.mustache"), commonValues), mode: .script)
      files[Self.openrcLink] = .link(target: Self.initScript.text)
    case .unknown: break
    }
    let dropIns = try LinuxDropIns(state: state, facts: facts, had: had).files(templates)
    return files.merging(dropIns) { $1 }
  }

  /// One link for each runlevel in which a server works; where insserv has given a link another number, that one.
  private var sysvLinks: [HostPath] {
    (2...5).map { level in
      facts.rcLinks.keys.filter { $0.folder == "/etc/rc\(level).d" }.min() ?? linuxPath("/etc/rc\(level).d/S90culvert")
    }
  }

  /// Whether the rules of `mss` have to be made again after nftables.service has removed them.
  private var followsFilter: Bool {
    !intent.mss.isEmpty && (facts.managers.has(.nftables) || had.contains(Self.filterLink))
  }

  private var unitValues: [String: TemplateValue] {
    commonValues.merging(["followsFilter": .flag(followsFilter)]) { $1 }
  }

  private var commonValues: [String: TemplateValue] { ["script": .word(Self.script)] }

  private var values: [String: TemplateValue] {
    var values = balancingValues
    values["tunnels"] = .list(tunnels)
    values["settings"] = .list(arpSettings)
    values["shortens"] = .flag(!segments.isEmpty)
    values["segments"] = .list(segments)
    return values
  }

  private var segments: [[String: TemplateValue]] {
    state.live.mss.sorted { $0.key < $1.key }.compactMap { key, size in
      LinuxSegments.words(key).map { ["call": .text(Command(["mss"] + $0 + [size.text]).shellText)] }
    }
  }

  private var tunnels: [[String: TemplateValue]] {
    state.ownership.tunnels.keys.sorted().compactMap { name in
      guard let tunnel = state.live.tunnels[name], let local = tunnel.local, let remote = tunnel.remote else {
        return nil
      }
      let addresses = tunnel.addresses.sorted().map { Command(["address", "\(name)"] + $0.linuxWords).shellText }
      let moves = tunnel.vrf.map { Command("try", "ip", "link", "set", "dev", name.text, "master", $0.text).shellText }
      return [
        "name": .word(name), "local": .word(local), "remote": .word(remote),
        "addresses": .list(([moves].compactMap(\.self) + addresses).map { ["call": .text($0)] }),
      ]
    }
  }

  /// The script raises them, as the controller does: what the host has by itself may already be enough.
  private var arpSettings: [[String: TemplateValue]] {
    LinuxARP(intent.endpoints, state.live.addresses, facts.links).settings
      .filter { state.live.settings[$0.name] != nil }
      .map { ["name": .word($0.name), "least": .text(String($0.least))] }
  }

  private var balancingValues: [String: TemplateValue] {
    guard let balancing = intent.balancing else {
      return [
        "balances": .flag(false), "forgets": .flag(false), "expires": .flag(false), "forwards": .flag(false),
        "services": .list([]),
        "vips": .list([]),
      ]
    }
    let services = balancing.services.sorted { $0.key < $1.key }.map { key, service -> [String: TemplateValue] in
      let destinations = balancing.destinations.filter { $0.key.service == key }.sorted { $0.key < $1.key }
      return [
        "key": .text(Command(IPVSAdm.key(key)).shellText),
        "options": .text(Command(IPVSAdm.options(service)).shellText),
        "destinations": .list(
          destinations.map { destination, value in
            [
              "address": .word(destination),
              "options": .text(Command(IPVSAdm.options(value)).shellText),
            ]
          }),
      ]
    }
    let vips = state.ownership.addresses.sorted()
    return [
      "balances": .flag(true), "forgets": .flag(state.live.settings[.expireNoDestination] != nil),
      "expires": .flag(balancing.hasPersistence && state.live.settings[.expireQuiescentTemplate] != nil),
      "forwards": .flag(balancing.forwardsPackets), "services": .list(services),
      "vips": .list(
        vips.map { ["call": .text(Command(["address", "\($0.interface)"] + $0.address.linuxWords).shellText)] }),
    ]
  }
}

extension LinuxBoot {
  /// Whether the boot script makes this tunnel with these ends: then culvert gave it to them.
  static func makes(_ name: InterfaceName, _ local: IPv4Address, _ remote: IPv4Address, in boot: BootState) -> Bool {
    guard case .regular(let content, _) = boot.files[script] else { return false }
    let line = "tunnel \(name) \(local) \(remote)"
    return textLines(String(decoding: content, as: UTF8.self)).contains { $0 == line }
  }
}

extension HostIntent.Balancing {
  /// Whether clients stay with a realserver.
  var hasPersistence: Bool { services.values.contains { $0.persistence != nil } }
}

/// A path that is known to be one.
func linuxPath(_ text: String) -> HostPath {
  do { return try HostPath(text) } catch { preconditionFailure("\(error)") }
}
