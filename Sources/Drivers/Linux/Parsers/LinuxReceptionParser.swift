import Model

/// Reads the sections of linux-evidence.sh that tell what became of packets.
struct LinuxReceptionParser {
  let output: ProbeOutput
  let vip: Endpoint
  let client: IPv4Address

  func parse() throws(ProbeError) -> Reception {
    let sockets = try sockets()
    let halfOpen = sockets.contains { $0.state == .beingMade && $0.local == vip && $0.peer == client }
    let reply = try output.section("reply")
    let counters = try counters()
    return Reception(
      received: try output.packetsReceived(), droppedByReversePath: counters["IPReversePathFilter"] ?? 0,
      listening: .init(
        on: sockets.filter { $0.state == .listens && $0.local.port == vip.port }.map(\.local.address), for: vip.address),
      isHalfOpen: halfOpen, replyRoute: reply.status == 0 ? reply.lines.first.map(String.init) : nil,
      droppedByIPsec: counters.filter { $0.key.hasPrefix("XfrmIn") }.values.reduce(0) {
        $0.addingReportingOverflow($1).0
      })
  }

  private func counters() throws(ProbeError) -> [Substring: Int] {
    Dictionary(try output.counts("counters"), uniquingKeysWith: { $1 })
  }

  private struct Socket {
    enum State { case listens, beingMade }
    let state: State
    let local: Endpoint
    let peer: IPv4Address
  }

  private func sockets() throws(ProbeError) -> [Socket] {
    let lines = try output.lines("sockets")
    guard let first = lines.first, ["order 1", "order 256"].contains(first) else {
      throw .unreadable(section: "sockets", line: String(lines.first ?? ""), reason: "it does not tell the byte order")
    }
    var sockets: [Socket] = []
    for line in lines.dropFirst() {
      let words = textWords(line)
      guard words.count == 3, ["0A", "03"].contains(words[0]), let local = Address(words[1], order: first),
        let peer = Address(words[2], order: first)
      else { throw .unreadable(section: "sockets", line: String(line), reason: "it is not a line of /proc/net/tcp") }
      guard let local = local.v4, let peer = peer.v4 else { continue }
      sockets.append(Socket(state: words[0] == "0A" ? .listens : .beingMade, local: local, peer: peer.address))
    }
    return sockets
  }

  /// `0100007F:0016`: the address in words of the machine's own byte order, one for IPv4 and four for IPv6.
  private struct Address {
    /// Nil for an IPv6 address that no IPv4 packet comes to.
    let v4: Endpoint?

    init?(_ text: Substring, order: Substring) {
      let parts = text.split(separator: ":")
      guard parts.count == 2, [8, 32].contains(parts[0].utf8.count), parts[1].utf8.count == 4,
        let last = UInt32(parts[0].suffix(8), radix: 16), let port = UInt16(parts[1], radix: 16)
      else { return nil }
      let value = order == "order 1" ? last.byteSwapped : last
      // `::`, and IPv4 in IPv6 (`::ffff:192.0.2.1`).
      let prefix = parts[0].dropLast(8)
      let isBoth = prefix.allSatisfy { $0 == "0" } ? value == 0 : ["FFFF0000", "0000FFFF"].contains(prefix.suffix(8))
      v4 = prefix.isEmpty || isBoth ? Endpoint(IPv4Address(value: value), Port(number: port)) : nil
    }
  }
}
