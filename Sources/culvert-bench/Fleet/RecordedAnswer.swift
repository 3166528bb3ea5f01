import HostAgent
import Model

/// What a real host's agent answered to `probe`, with words in place of what is each host's own.
///
/// As text, each section is a line `%section NAME STATUS` and what was printed. A file's bytes, which an agent prints in
/// octets, are shown as text.
struct RecordedAnswer {
  private(set) var sections: [ProbeOutput.Section]

  private static let header = "%section "
  private static let fileMark = "%text "

  /// Reads what `text` has written.
  init(text: String) throws {
    sections = []
    let body = text.hasSuffix("\n") ? text.dropLast() : text[...]
    for line in body.split(separator: "\n", omittingEmptySubsequences: false) {
      if line.hasPrefix(Self.header) {
        let words = line.split(separator: " ")
        guard words.count == 3, let status = Int(words[2]) else { throw BenchError("no section: \(line)") }
        sections.append(.init(name: String(words[1]), status: status, text: ""))
      } else if let last = sections.indices.last {
        sections[last].text += (sections[last].text.isEmpty ? "" : "\n") + line
      }
    }
  }

  /// Takes down what a host printed; of what a director prints for each realserver, that for the first one.
  init(_ output: ProbeOutput, of host: Host, in cluster: Cluster) {
    let words = HostWords(of: host, in: cluster)
    let isDirector = cluster.directors.contains { $0.host == host.name }
    let realservers = isDirector ? cluster.hosts.filter { $0.name != host.name }.map(\.address.text) : []
    let first = realservers.first ?? ""
    let others = realservers.dropFirst()
    func own(_ text: String) -> String { words.emptied(replacing(first, with: HostWords.realserver, in: text)) }
    sections = output.sections.filter { section in !others.contains { section.name.hasSuffix($0) } }.map { section in
      let lines = Self.readable(section.text).split(separator: "\n", omittingEmptySubsequences: false)
      let kept = lines.filter { line in
        !others.contains { replacing($0, with: "", in: String(line)) != line } && !Self.namesInventory(line)
      }
      return .init(
        name: own(section.name), status: section.status, text: own(kept.joined(separator: "\n")))
    }
  }

  /// Whether a line of the ownership record names the inventory or its hosts, which are others in a fleet.
  private static func namesInventory(_ line: Substring) -> Bool {
    line.hasPrefix("inventory ") || line.hasPrefix("peer ")
  }

  var text: String {
    sections.map { "\(Self.header)\($0.name) \($0.status)\n\($0.text)\n" }.joined()
  }

  /// The sections as a host prints them.
  func sections(of host: Host, in cluster: Cluster) -> [ProbeOutput.Section] {
    let words = HostWords(of: host, in: cluster)
    let director = Set(cluster.directors.map(\.host))
    let realservers =
      director.contains(host.name) ? cluster.hosts.filter { !director.contains($0.name) }.map(\.address.text) : []
    return sections.flatMap { section -> [ProbeOutput.Section] in
      guard !section.name.contains(HostWords.realserver) else {
        return realservers.map { address in
          func own(_ text: String) -> String { words.filled(text.replacing(HostWords.realserver, with: address)) }
          return .init(name: own(section.name), status: section.status, text: own(section.text))
        }
      }
      let lines = section.text.split(separator: "\n", omittingEmptySubsequences: false).flatMap { line in
        line.contains(HostWords.realserver)
          ? realservers.map { line.replacing(HostWords.realserver, with: $0)[...] } : [line]
      }
      return [
        .init(
          name: words.filled(section.name), status: section.status,
          text: Self.printed(words.filled(lines.joined(separator: "\n"))))
      ]
    }
  }

  // MARK: - Files

  /// A file's state as `cv_file_state` of the agent prints it, with its bytes as text.
  private static func readable(_ text: String) -> String {
    let lines = text.split(separator: "\n")
    guard let first = lines.first, first.hasPrefix("regular "), lines.count > 1 else { return text }
    let octets = lines.dropFirst().flatMap { $0.split(separator: " ") }.compactMap { UInt8($0, radix: 16) }
    guard let content = String(validating: octets, as: UTF8.self) else { return text }
    return "\(fileMark)\(first)\n\(content)"
  }

  private static func printed(_ text: String) -> String {
    guard text.hasPrefix(fileMark) else { return text }
    let parts = text.dropFirst(fileMark.count).split(separator: "\n", maxSplits: 1, omittingEmptySubsequences: false)
    let octets = Array((parts.count > 1 ? parts[1] : "").utf8)
    let lines = stride(from: 0, to: octets.count, by: 16).map { start in
      octets[start..<min(start + 16, octets.count)].map { ($0 < 16 ? " 0" : " ") + String($0, radix: 16) }.joined()
    }
    return ([String(parts[0])] + lines).joined(separator: "\n")
  }
}
