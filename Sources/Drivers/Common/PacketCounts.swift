import Model

/// What the agents of several systems print in the same form.
extension ProbeOutput {
  /// Lines of a name and a number.
  /// - Throws: `ProbeError` at a line that is none.
  func counts(_ section: String) throws(ProbeError) -> [(Substring, Int)] {
    var counts: [(Substring, Int)] = []
    for line in try lines(section) {
      let words = textWords(line)
      guard words.count == 2, let number = decimal(words[1], below: .max) else {
        throw .unreadable(section: section, line: String(line), reason: "it is not a name and a number")
      }
      counts.append((words[0], number))
    }
    return counts
  }

  /// The same of a section that not every answer has.
  /// - Throws: as `counts(_:)`.
  func counts(ifThere section: String) throws(ProbeError) -> [(Substring, Int)] {
    sections.contains { $0.name == section } ? try counts(section) : []
  }

  /// The packets that each interface has received.
  ///
  /// An interface whose name cannot be culvert's is none that packets are looked for on.
  /// - Throws: `ProbeError` at a line that is no count.
  func packetsReceived() throws(ProbeError) -> [InterfaceName: Int] {
    var received: [InterfaceName: Int] = [:]
    for (name, count) in try counts("received") {
      if let name = try? InterfaceName(String(name)) { received[name] = count }
    }
    return received
  }
}

extension Endpoint {
  /// An end of a connection as BSD's netstat prints it: `*.22`, `198.18.1.21.22` or `*.*`.
  init?(dotted text: Substring) {
    guard let dot = text.lastIndex(of: ".") else { return nil }
    let (address, port) = (text[..<dot], text[text.index(after: dot)...])
    guard let address = address == "*" ? IPv4Address(value: 0) : try? IPv4Address(String(address)),
      let port = port == "*" ? Port.all : try? Port(String(port))
    else { return nil }
    self.init(address, port)
  }
}
