import Model

extension Ownership {
  /// The version of the record that this program writes.
  private static let recordVersion = 1

  /// The record as it lies on the host: a line for each thing, sorted, so that equal records are equal bytes.
  package var recordText: String {
    var lines: [String] = []
    for (name, role) in tunnels {
      switch role {
      case .director(let host): lines.append("tunnel \(name) director \(host)")
      case .link(let tunnel): lines.append("tunnel \(name) link \(tunnel)")
      }
    }
    for item in addresses {
      lines.append("address \(item.recordWords)")
    }
    for (name, setting) in settings { lines.append("setting \(name) \(setting.original) \(setting.given)") }
    for case .address(let address, let proto, let port) in services {
      lines.append("service \(proto.rawValue) \(address) \(port)")
    }
    for path in files { lines.append("file \(path)") }
    for name in foundLive { lines.append("found \(name) live") }
    for name in foundAtBoot { lines.append("found \(name) boot") }
    for (name, peers) in foundPeers {
      lines += peers.map { "found-peer \(name) \($0.key) \($0.value)" }
    }
    lines += foundLines + originLines
    return (["culvert-ownership \(Self.recordVersion)"] + lines.sorted()).joined(separator: "\n") + "\n"
  }

  /// Reads a record; an empty text is that of a host where nothing is culvert's.
  /// - Throws: `ProbeError` at a line that it does not know, or another version.
  package init(recordText text: String) throws(ProbeError) {
    self.init()
    let lines = textLines(text)
    guard let header = lines.first else { return }
    guard header == "culvert-ownership \(Self.recordVersion)" else {
      throw Self.unreadable(header, "this culvert reads 'culvert-ownership \(Self.recordVersion)'; use the newer one")
    }
    for line in lines.dropFirst() {
      do { try read(textWords(line).map(String.init)) } catch {
        throw Self.unreadable(line, error.reason)
      }
    }
  }

  private mutating func read(_ words: [String]) throws(InvalidValue) {
    switch (words.first, words.count) {
    case ("tunnel", 4) where words[2] == "director": tunnels[try .init(words[1])] = .director(try .init(words[3]))
    case ("tunnel", 4) where words[2] == "link": tunnels[try .init(words[1])] = .link(try .init(words[3]))
    case ("address", 4...5): addresses.insert(try InterfaceAddress(recordWords: words))
    case ("setting", 4):
      settings[try .init(words[1])] = OwnedSetting(original: try .init(words[2]), given: try .init(words[3]))
    case ("service", 4): services.insert(try ServiceKey(recordWords: words))
    case ("found", 3) where words[2] == "live": foundLive.insert(try .init(words[1]))
    case ("found", 3) where words[2] == "boot": foundAtBoot.insert(try .init(words[1]))
    case ("found-peer", 4): foundPeers[try .init(words[1]), default: [:]][try .init(words[2])] = try .init(words[3])
    case ("file", 2): files.insert(try .init(words[1]))
    case ("found-service", _), ("found-destination", _), ("found-address", _): try readFound(words)
    case ("inventory", 5): origin = try Origin(recordWords: words)
    case ("peer", 9): peers[try .init(words[1])] = try PeerHost(recordWords: words)
    default: throw Self.unknown(words)
    }
  }

  static func unknown(_ words: [String]) -> InvalidValue {
    InvalidValue(kind: "record", text: words.joined(separator: " "), reason: "no such line is known")
  }

  private static func unreadable(_ line: Substring, _ reason: String) -> ProbeError {
    .unreadable(section: "ownership", line: String(line), reason: reason)
  }
}
