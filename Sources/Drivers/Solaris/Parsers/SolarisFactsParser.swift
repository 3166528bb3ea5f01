import Model

/// Reads the sections of solaris-probe.sh that describe the host itself.
struct SolarisFactsParser {
  let output: ProbeOutput

  func parse(
    interfaces: Set<InterfaceName>, implicitTunnels: Set<InterfaceName>, usesOldForm: Bool
  ) throws(ProbeError) -> SolarisFacts {
    let system = try pairs()
    guard let kernel = system["release"], ["5.10", "5.11"].contains(kernel) else {
      throw .unreadable(
        section: "system", line: "release \(system["release"] ?? "")",
        reason: "culvert knows Solaris 10 (5.10), Solaris 11 and illumos (5.11)")
    }
    return SolarisFacts(
      kernel: kernel, version: system["version"] ?? "?", name: system["name"] ?? "", isRoot: system["uid"] == "0",
      zone: system["zone"] ?? "", hasOwnStack: system["stack"] == "exclusive", tools: try tools(),
      hasRunLevels: system["rc2"] == "yes", hostModel: system["hostmodel"].flatMap { $0.isEmpty ? nil : $0 },
      isStrict: isStrict(system["strict"]), interfaces: interfaces, implicitTunnels: implicitTunnels,
      usesOldForm: usesOldForm)
  }

  /// Lines of a word and the rest.
  private func pairs() throws(ProbeError) -> [String: String] {
    var pairs: [String: String] = [:]
    for line in try output.lines("system") {
      let parts = textWords(line, maxSplits: 1)
      guard let word = parts.first.map(String.init), pairs[word] == nil else { continue }
      pairs[word] = parts.count > 1 ? String(parts[1]) : ""
    }
    return pairs
  }

  /// ndd prints 0 or 1; illumos, where ipadm has taken its place, may know the word no more.
  private func isStrict(_ value: String?) -> Bool? { value == "1" ? true : value == "0" ? false : nil }

  private func tools() throws(ProbeError) -> Set<String> { Set(try output.lines("tools").map(String.init)) }
}
