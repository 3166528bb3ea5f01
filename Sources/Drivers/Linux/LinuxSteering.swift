import Model

/// A director's part in a proof: for a while ip_vs has a service for each realserver, known by a firewall mark, and tc(8)
/// gives the mark to the prober's own connections.
extension LinuxDriver {
  package func steering(_ connections: [SteeredConnection], again: Bool) -> HeldWork? {
    let numbers = connections.map(\.mark).sorted()
    guard let first = numbers.first, let last = numbers.last else { return nil }
    let place = Command("steer_marks", again ? "1" : "0", String(first), String(last))
    let marks = numbers.map(String.init)
    let services = connections.map { connection in
      let destination = Destination(forwarding: connection.path.forwarding, weight: 1)
      return Command(
        ["steer_to", String(connection.mark), connection.path.address.text] + IPVSAdm.options(destination))
    }
    let packets = connections.map { connection in
      let path = connection.path
      return [
        String(connection.mark), path.transport.rawValue, connection.source.address.text, connection.source.port.text,
        path.vip.text, path.port.text,
      ].joined(separator: ":")
    }
    return HeldWork(
      forward: [place] + services + [Command(["steer_packets"] + packets)], look: Command(["steer_counts"] + marks),
      backward: [Command(["steer_back"] + marks)])
  }

  /// More than a mark's connections can come to, and little enough for the sum of an answer's lines.
  private static let impossibleCount = 1 << 40

  package func steeringCounts(_ lines: [Substring]) throws(ProbeError) -> [UInt32: SteeringCount] {
    var counts: [UInt32: SteeringCount] = [:]
    for line in lines {
      let words = textWords(line)
      guard words.count >= 3, let mark = UInt32(words[1]), let count = decimal(words[2], below: Self.impossibleCount)
      else {
        throw .unreadable(section: "held", line: String(line), reason: "it is not a count of a mark")
      }
      switch words[0] {
      case "packets": counts[mark, default: .init()].packets += count
      case "connections": counts[mark, default: .init()].connections += count
      default: throw .unreadable(section: "held", line: String(line), reason: "its first word is not known")
      }
    }
    return counts
  }

  package func reception(
    _ output: ProbeOutput, at vip: Endpoint, from client: IPv4Address
  ) throws(ProbeError) -> Reception? {
    try LinuxReceptionParser(output: output, vip: vip, client: client).parse()
  }

  package func obstacles(_ output: ProbeOutput, between ends: PathEnds) throws(ProbeError) -> Obstacles? {
    try LinuxObstaclesParser(output: output, ends: ends).parse()
  }
}
