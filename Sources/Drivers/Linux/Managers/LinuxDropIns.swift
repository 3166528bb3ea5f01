import Model

/// The files by which other programs are told, each in its own way, to leave alone what culvert sets.
///
/// From the creation of an interface to the confirm the same is said by files in /run (reserve_interface in linux-changes.sh).
struct LinuxDropIns {
  /// The state that the host is to have.
  let state: HostState
  let facts: LinuxFacts
  /// The files that were culvert's before: a program that does not run just now reads its file when it does.
  let had: Set<HostPath>

  /// Last in order, because of two files with the same key the last one counts (sysctl.d(5)).
  static let sysctl = linuxPath("/etc/sysctl.d/99-zz-culvert.conf")
  /// First in order, because the first file that matches an interface is the only one (systemd.network(5)).
  static let networkd = linuxPath("/etc/systemd/network/00-culvert.network")
  static let networkManager = linuxPath("/etc/NetworkManager/conf.d/99-culvert.conf")

  static let allPaths = [sysctl, networkd, networkManager]

  /// Whether a file of systemd-networkd is one of those by which culvert keeps it off a tunnel: the boot's, or that in /run,
  /// which stays until the next boot and comes before it.
  static func keepsNetworkdOff(_ file: String, _ tunnel: InterfaceName) -> Bool {
    file == networkd.text || file == "/run/systemd/network/00-culvert-\(tunnel).network"
  }

  /// - Throws: `TemplateError`.
  func files(_ templates: any TemplateRendering) throws(TemplateError) -> [HostPath: BootFile] {
    var files: [HostPath: BootFile] = [:]
    func place(_ file: HostPath, _ template: String, _ values: [String: TemplateValue]) throws(TemplateError) {
      let content = try templates.render(TemplateName("linux/\(template).mustache"), values)
      files[file] = .regular(content: content, mode: .plain)
    }
    if facts.tools.contains("systemd-sysctl"), !settings.isEmpty {
      let lines = settings.map { ["name": TemplateValue.text($0.0.text), "value": .text($0.1)] }
      try place(Self.sysctl, "sysctl.conf", ["settings": .list(lines)])
    }
    let names = state.ownership.tunnels.keys.sorted().map(\.text)
    if !names.isEmpty, facts.managers.has(.networkd) || had.contains(Self.networkd) {
      try place(Self.networkd, "networkd.network", ["names": .text(names.joined(separator: " "))])
    }
    if !names.isEmpty, facts.managers.has(.networkManager) || had.contains(Self.networkManager) {
      let devices = names.map { "interface-name:\($0)" }.joined(separator: ";")
      try place(Self.networkManager, "networkmanager.conf", ["devices": .text(devices)])
    }
    return files
  }

  /// What culvert sets of single interfaces: a pattern in sysctl.d may mean these too, and leaves explicit keys alone.
  private var settings: [(SettingName, String)] {
    let filters = state.ownership.tunnels.keys.compactMap { name in
      state.live.tunnels[name]?.reversePathFilter.map { (SettingName.reversePathFilter(name), String($0)) }
    }
    let owned = state.ownership.settings.keys.compactMap { name in
      name.text.hasPrefix("net/ipv4/conf/") ? state.live.settings[name].map { (name, $0.text) } : nil
    }
    return (filters + owned).sorted { $0.0 < $1.0 }
  }
}
