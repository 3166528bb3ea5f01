import Model

/// Reads the sections of freebsd-evidence.sh that tell what became of packets.
struct FreeBSDReceptionParser {
  let output: ProbeOutput
  let vip: Endpoint
  let client: IPv4Address

  func parse() throws(ProbeError) -> Reception {
    let sockets = try sockets()
    let listeners = sockets.filter { $0.state == "LISTEN" && $0.local.port == vip.port }
    return Reception(
      received: try output.packetsReceived(), droppedByReversePath: 0,
      listening: .init(on: listeners.map(\.local.address), for: vip.address),
      isHalfOpen: sockets.contains { $0.state == "SYN_RCVD" && $0.local == vip && $0.peer.address == client },
      replyRoute: try replyRoute())
  }

  private struct Socket {
    let state: Substring
    let local: Endpoint
    let peer: Endpoint
  }

  /// The lines of netstat(1), after two of headings.
  private func sockets() throws(ProbeError) -> [Socket] {
    var sockets: [Socket] = []
    for line in try output.lines("sockets") where line.hasPrefix("tcp4") {
      let words = textWords(line)
      // One that is closed has no state.
      guard words.count >= 5, let local = Endpoint(dotted: words[3]), let peer = Endpoint(dotted: words[4]) else {
        throw .unreadable(section: "sockets", line: String(line), reason: "it is not a line of netstat -an")
      }
      sockets.append(Socket(state: words.count > 5 ? words[5] : "", local: local, peer: peer))
    }
    return sockets
  }

  /// The lines `gateway:` and `interface:` of route(8), unless the route's flags say that it leads nowhere.
  private func replyRoute() throws(ProbeError) -> String? {
    let section = try output.section("reply")
    guard section.status == 0 else { return nil }
    var parts: [String] = []
    for line in section.lines {
      let words = textWords(line)
      guard words.count == 2 else { continue }
      switch words[0] {
      case "flags:" where words[1].contains("BLACKHOLE") || words[1].contains("REJECT"): return nil
      case "gateway:": parts.append("via \(words[1])")
      case "interface:": parts.append("dev \(words[1])")
      default: break
      }
    }
    guard !parts.isEmpty else {
      throw .unreadable(section: "reply", line: section.text, reason: "it is not an answer of route get")
    }
    return parts.joined(separator: " ")
  }
}
