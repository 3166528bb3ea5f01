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
      let peer = item.address.peer.map { " \($0)" } ?? ""
      lines.append("address \(item.interface) \(item.address.address) \(item.address.prefixLength)\(peer)")
    }
    for (name, setting) in settings { lines.append("setting \(name) \(setting.original) \(setting.given)") }
    for case .address(let address, let proto, let port) in services {
      lines.append("service \(proto.rawValue) \(address) \(port)")
    }
    for path in files { lines.append("file \(path)") }
    for name in foundLive { lines.append("found \(name) live") }
    for name in foundAtBoot { lines.append("found \(name) boot") }
    for (name, peers) in foundPeers {
      lines += peers.map { "peer \(name) \($0.key) \($0.value)" }
    }
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
    case ("address", 4...5):
      let peer: IPv4Address? = words.count == 5 ? try .init(words[4]) : nil
      guard let length = decimal(words[3], below: 33) else { throw Self.unknown(words) }
      let address = InnerAddress(try .init(words[2]), peer: peer, prefixLength: length)
      addresses.insert(.init(interface: try .init(words[1]), address: address))
    case ("setting", 4):
      settings[try .init(words[1])] = OwnedSetting(original: try .init(words[2]), given: try .init(words[3]))
    case ("service", 4):
      guard let proto = TransportProtocol(rawValue: words[1]) else { throw Self.unknown(words) }
      services.insert(.address(try .init(words[2]), proto, try .init(words[3])))
    case ("found", 3) where words[2] == "live": foundLive.insert(try .init(words[1]))
    case ("found", 3) where words[2] == "boot": foundAtBoot.insert(try .init(words[1]))
    case ("peer", 4): foundPeers[try .init(words[1]), default: [:]][try .init(words[2])] = try .init(words[3])
    case ("file", 2): files.insert(try .init(words[1]))
    default: throw Self.unknown(words)
    }
  }

  private static func unknown(_ words: [String]) -> InvalidValue {
    InvalidValue(kind: "record", text: words.joined(separator: " "), reason: "no such line is known")
  }

  private static func unreadable(_ line: Substring, _ reason: String) -> ProbeError {
    .unreadable(section: "ownership", line: String(line), reason: reason)
  }
}
