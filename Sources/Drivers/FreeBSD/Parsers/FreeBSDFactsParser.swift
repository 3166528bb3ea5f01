import Model

/// Reads the sections of freebsd-probe.sh that describe the host itself.
struct FreeBSDFactsParser {
  let output: ProbeOutput

  func parse(interfaces: Set<InterfaceName>) throws(ProbeError) -> FreeBSDFacts {
    let system = try system()
    guard let release = system["kern.osrelease"], let text = system["kern.osreldate"],
      let date = decimal(text, below: 1 << 31)
    else {
      throw .unreadable(section: "system", line: "", reason: "it names no release and no number of one")
    }
    let values = try rcValues()
    return FreeBSDFacts(
      release: release, releaseDate: date, isRoot: system["uid"] == "0", gif: try gif(system["gif"]),
      isStrict: [system["net.inet.ip.check_interface"], system["net.inet.ip.rfc1122_strong_es"]].contains("1"),
      interfaces: interfaces, rcValues: values.values, hosts: values.hosts, rcComplaint: values.complaint,
      startScripts: Set(try output.lines("start-scripts").compactMap { try? InterfaceName(String($0)) }),
      etc: try etc(), flags: try flags())
  }

  /// One line of the agent's own, or none.
  private func etc() throws(ProbeError) -> FreeBSDFacts.VolatileEtc? {
    guard let line = try output.lines(ifThere: "etc").first else { return nil }
    let words = textWords(line).map(String.init)
    switch (words.first, words.count) {
    case ("generated", 3):
      if let path = try? HostPath(words[2]) { return .generated(product: words[1], from: path) }
    case ("memory", 2): return .memory(device: words[1])
    case ("readonly", 2): return .readOnly
    default: break
    }
    throw .unreadable(section: "etc", line: String(line), reason: "it does not say what becomes of /etc")
  }

  /// `FLAGS FILE` as stat(1) prints it; what it says of a file that has just gone is passed over.
  private func flags() throws(ProbeError) -> [HostPath: FreeBSDFacts.FileFlags] {
    guard let section = output.sections.first(where: { $0.name == "flags" }) else { return [:] }
    var flags: [HostPath: FreeBSDFacts.FileFlags] = [:]
    for line in section.lines {
      let parts = textWords(line, maxSplits: 1)
      guard parts.count == 2, let value = UInt32(parts[0]), let path = try? HostPath(String(parts[1])) else { continue }
      let seen = FreeBSDFacts.FileFlags(value)
      if !seen.isEmpty { flags[path] = seen }
    }
    return flags
  }

  private static let words: Set<String> = [
    "kern.osrelease", "kern.osreldate", "net.inet.ip.check_interface", "net.inet.ip.rfc1122_strong_es", "uid", "gif",
  ]

  /// `NAME: VALUE` as sysctl prints it, and `NAME VALUE` of the agent's own.
  private func system() throws(ProbeError) -> [String: String] {
    var pairs: [String: String] = [:]
    for line in try output.lines("system") {
      let parts = textWords(line, maxSplits: 1)
      let word = parts.first.map { $0.hasSuffix(":") ? $0.dropLast() : $0 } ?? ""
      guard parts.count == 2, Self.words.contains(String(word)) else {
        throw .unreadable(section: "system", line: String(line), reason: "its first word is not known")
      }
      pairs[String(word)] = String(parts[1])
    }
    return pairs
  }

  private func gif(_ word: String?) throws(ProbeError) -> FreeBSDFacts.GifSupport {
    guard let support = word.flatMap(FreeBSDFacts.GifSupport.init) else {
      throw .unreadable(section: "system", line: "gif \(word ?? "")", reason: "it is not the state of a module")
    }
    return support
  }

  /// What the files of rc.conf(5) come to.
  private struct RCValues {
    var values: [String: [String]]?
    var hosts: [String: IPv4Address] = [:]
    var complaint: String
  }

  /// The lines `value NAME WORDS` and `host NAME ADDRESS`, and, if the files were read to their end, `end`.
  ///
  /// Lines before these are what the files print themselves.
  private func rcValues() throws(ProbeError) -> RCValues {
    let section = try output.section("rc-values")
    let lines = section.lines
    let said = textLines(section.errors) + lines.filter { !$0.hasPrefix("value ") && $0 != "end" }
    let complaint = said.first.map(String.init) ?? ""
    guard section.status == 0, lines.last == "end" else { return RCValues(complaint: complaint) }
    var seen = RCValues(values: [:], complaint: complaint)
    for line in lines {
      let words = textWords(line).map(String.init)
      guard words.count > 1 else { continue }
      if words[0] == "value" { seen.values?[words[1]] = Array(words.dropFirst(2)) }
      // The first entry of /etc/hosts counts.
      if words[0] == "host", words.count == 3, seen.hosts[words[1]] == nil {
        seen.hosts[words[1]] = try? IPv4Address(words[2])
      }
    }
    return seen
  }
}
