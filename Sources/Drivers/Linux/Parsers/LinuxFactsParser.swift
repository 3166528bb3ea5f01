import Model

/// Reads the sections of linux-host.sh that describe the host itself.
struct LinuxFactsParser {
  let output: ProbeOutput

  func parse(interfaces: Set<InterfaceName>) throws(ProbeError) -> LinuxFacts {
    let system = try pairs("system", ["kernel", "uid", "init", "id", "version"])
    let modules = try modules()
    return LinuxFacts(
      kernel: system["kernel"] ?? "?",
      distribution: [system["id"], system["version"]].compactMap { $0 }.joined(separator: " "),
      isRoot: system["uid"] == "0",
      initSystem: system["init"].flatMap(LinuxFacts.InitSystem.init(rawValue:)) ?? .unknown, tools: try tools(),
      modules: modules.states, forbiddenModules: modules.forbidden, lostModules: modules.lost,
      interfaces: interfaces, routeSources: try routeSources(), routes: routes(), rivals: try rivals(),
      managers: try LinuxManagersParser.parse(output), rcLinks: try rcLinks(), dropIns: LinuxUnitDropIns.parse(output))
  }

  /// Lines of one of these words and the rest; of a word that comes twice the last one counts, and others are passed over.
  private func pairs(_ section: String, _ words: Set<String>) throws(ProbeError) -> [String: String] {
    var pairs: [String: String] = [:]
    for line in try output.lines(section) {
      let parts = textWords(line, maxSplits: 1)
      guard let word = parts.first.map(String.init), words.contains(word) else { continue }
      pairs[word] = parts.count > 1 ? String(parts[1]) : ""
    }
    return pairs
  }

  /// The programs of the host that culvert may want, one a line.
  private func tools() throws(ProbeError) -> Set<String> { Set(try output.lines("tools").map(String.init)) }

  /// `NAME STATE`, and `NAME forbidden WHY` or `NAME lost WHY` after it.
  private func modules() throws(ProbeError) -> LinuxFacts.Modules {
    var modules = LinuxFacts.Modules()
    for line in try output.lines("modules") {
      let words = textWords(line, maxSplits: 2).map(String.init)
      guard let name = words.first, ["ipip", "ip_vs"].contains(name) else { continue }
      switch (words.count, words.dropFirst().first) {
      case (3, "forbidden"): modules.forbidden[name] = words[2]
      case (3, "lost"): modules.lost[name] = words[2]
      case (2, let word?):
        guard let state = LinuxFacts.ModuleState(rawValue: word) else { fallthrough }
        modules.states[name] = state
      default: throw .unreadable(section: "modules", line: String(line), reason: "it is not the state of a module")
      }
    }
    return modules
  }

  /// Reads `ip -o route get`: `10.80.1.2 via 10.80.0.1 dev eth0 src 10.80.0.2 uid 0 …`.
  ///
  /// A host without a route says so with an error; then there is no source.
  private func routeSources() throws(ProbeError) -> [IPv4Address: IPv4Address] {
    var sources: [IPv4Address: IPv4Address] = [:]
    for section in output.sections where section.name.hasPrefix("route:") && section.status == 0 {
      let words = textWords(way(section))
      guard let target = try? IPv4Address(String(section.name.dropFirst("route:".count))),
        let source = words.firstIndex(of: "src"), source + 1 < words.count,
        let address = try? IPv4Address(String(words[source + 1]))
      else {
        throw .unreadable(section: section.name, line: section.text, reason: "it names no source address")
      }
      sources[target] = address
    }
    return sources
  }

  /// The line that names a source; iproute2 may print others besides.
  private func way(_ section: ProbeOutput.Section) -> Substring {
    section.lines.first { textWords($0).contains("src") } ?? ""
  }

  /// What is only for remedies: what is not understood here is not needed.
  private func routes() -> [IPv4Address: LinuxRoute] {
    var routes: [IPv4Address: LinuxRoute] = [:]
    for section in output.sections where section.name.hasPrefix("route:") {
      guard let target = try? IPv4Address(String(section.name.dropFirst("route:".count))) else { continue }
      routes[target] =
        section.status == 0
        ? LinuxRoute(got: String(way(section)))
        : LinuxRoute(matching: section.lines)
    }
    return routes
  }

  private func rivals() throws(ProbeError) -> LinuxFacts.Rivals {
    let words = try pairs("rivals", ["debian-ipvsadm", "rhel-ipvsadm"])
    return LinuxFacts.Rivals(
      debianScript: words["debian-ipvsadm"]?.lowercased() == "true", rhelUnit: words["rhel-ipvsadm"] == "enabled",
      keepalived: try KeepalivedParser.parse(output))
  }

  /// Lines of a path and the link's text; others are passed over.
  private func rcLinks() throws(ProbeError) -> [HostPath: String] {
    var links: [HostPath: String] = [:]
    for line in try output.lines("rc-links") {
      let words = textWords(line, maxSplits: 1)
      guard words.count == 2, words[0].hasPrefix("/etc/rc"), let path = try? HostPath(String(words[0])) else {
        continue
      }
      links[path] = String(words[1])
    }
    return links
  }
}
