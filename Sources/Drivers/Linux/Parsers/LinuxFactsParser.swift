import Model

/// Reads the sections of linux-agent.sh that describe the host itself.
struct LinuxFactsParser {
  let output: ProbeOutput

  func parse(interfaces: Set<InterfaceName>) throws(ProbeError) -> LinuxFacts {
    let system = try pairs("system")
    return LinuxFacts(
      kernel: system["kernel"] ?? "?",
      distribution: [system["id"], system["version"]].compactMap { $0 }.joined(separator: " "),
      isRoot: system["uid"] == "0",
      initSystem: system["init"].flatMap(LinuxFacts.InitSystem.init(rawValue:)) ?? .unknown,
      tools: Set(try output.lines("tools").map(String.init)),
      modules: try pairs("modules").compactMapValues(LinuxFacts.ModuleState.init(rawValue:)),
      interfaces: interfaces, routeSources: try routeSources(), rivals: try rivals(), rcLinks: try rcLinks())
  }

  /// Lines of a word and the rest; of a word that comes twice the last one counts.
  private func pairs(_ section: String) throws(ProbeError) -> [String: String] {
    var pairs: [String: String] = [:]
    for line in try output.lines(section) {
      let parts = line.split(separator: " ", maxSplits: 1)
      pairs[String(parts[0])] = parts.count > 1 ? String(parts[1]) : ""
    }
    return pairs
  }

  /// Reads `ip -o route get`: `10.80.1.2 via 10.80.0.1 dev eth0 src 10.80.0.2 uid 0 …`.
  ///
  /// A host without a route says so with an error; then there is no source.
  private func routeSources() throws(ProbeError) -> [IPv4Address: IPv4Address] {
    var sources: [IPv4Address: IPv4Address] = [:]
    for section in output.sections where section.name.hasPrefix("route:") && section.status == 0 {
      let words = section.text.split(separator: " ")
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

  private func rivals() throws(ProbeError) -> LinuxFacts.Rivals {
    let words = try pairs("rivals")
    return LinuxFacts.Rivals(
      debianScript: words["debian-ipvsadm"]?.lowercased() == "true", rhelUnit: words["rhel-ipvsadm"] == "enabled",
      keepalived: try KeepalivedParser.parse(output))
  }

  private func rcLinks() throws(ProbeError) -> [HostPath: String] {
    var links: [HostPath: String] = [:]
    for line in try output.lines("rc-links") {
      let words = line.split(separator: " ", maxSplits: 1)
      guard words.count == 2, let path = try? HostPath(String(words[0])) else {
        throw .unreadable(section: "rc-links", line: String(line), reason: "it is not a path and a link's text")
      }
      links[path] = String(words[1])
    }
    return links
  }
}
