import Model

/// Reads the sections of solaris-evidence.sh that tell what became of packets.
///
/// From the sources that are named in the agent; no real host has printed them. Nothing here drops a packet because of
/// where it came from, as rp_filter does.
struct SolarisReceptionParser {
  let output: ProbeOutput
  let vip: Endpoint
  let client: IPv4Address

  func parse() throws(ProbeError) -> Reception {
    let sockets = try sockets()
    let listeners = sockets.filter { $0.state == .listens && $0.local.port == vip.port }
    return Reception(
      received: try output.packetsReceived(), droppedByReversePath: 0,
      listening: .init(on: listeners.map(\.local.address), for: vip.address),
      isHalfOpen: sockets.contains { $0.state == .beingMade && $0.local == vip && $0.peer.address == client },
      replyRoute: try replyRoute())
  }

  private struct Socket {
    enum State: Substring {
      case listens = "LISTEN"
      case beingMade = "SYN_RCVD"
    }
    let state: State
    let local: Endpoint
    let peer: Endpoint
  }

  /// The agent's `table`, without which netstat(1M) has not shown one, and the lines behind it.
  private func sockets() throws(ProbeError) -> [Socket] {
    let lines = try output.lines("sockets")
    guard lines.first == "table" else {
      throw .unreadable(section: "sockets", line: String(lines.first ?? ""), reason: "netstat shows no table")
    }
    var sockets: [Socket] = []
    for line in lines.dropFirst() {
      let words = textWords(line)
      guard words.count == 3, let state = Socket.State(rawValue: words[0]), let local = Endpoint(dotted: words[1]),
        let peer = Endpoint(dotted: words[2])
      else { throw .unreadable(section: "sockets", line: String(line), reason: "it is not a line of netstat -an") }
      sockets.append(Socket(state: state, local: local, peer: peer))
    }
    return sockets
  }

  // MARK: - The way back

  /// What route(1M) ends with where there is no route: ESRCH, ENETUNREACH, EHOSTUNREACH.
  ///
  /// It ends with the errno of what it did (route.c, newroute); the numbers are those of Solaris' errno.h.
  private static let noRoute: Set<Int> = [3, 128, 148]

  /// The line `gateway:` and the line `interface:`, unless there is no route or its flags say that it leads nowhere.
  ///
  /// What else print_getmsg of route.c prints is passed over.
  private func replyRoute() throws(ProbeError) -> String? {
    let section = try output.section("reply")
    if Self.noRoute.contains(section.status) { return nil }
    var gateway: IPv4Address?
    var interface: InterfaceName?
    var flags: Set<Substring>?
    for line in try section.succeeded().lines {
      let words = textWords(line)
      switch (words.first, words.count) {
      case ("gateway:", 2) where gateway == nil:
        gateway = try? IPv4Address(String(words[1]))
        guard gateway != nil else { throw unreadable(line) }
      case ("interface:", 2) where interface == nil:
        interface = try? InterfaceName(String(words[1]))
        guard interface != nil else { throw unreadable(line) }
      case ("flags:", 2) where flags == nil: flags = Set(words[1].split { "<,>".contains($0) })
      case ("gateway:"?, _), ("interface:"?, _), ("flags:"?, _): throw unreadable(line)
      default: continue
      }
    }
    guard let flags else { throw unreadable(section.text[...]) }
    guard flags.isDisjoint(with: ["BLACKHOLE", "REJECT"]) else { return nil }
    let parts = [gateway.map { "via \($0)" }, interface.map { "dev \($0)" }].compactMap(\.self)
    guard !parts.isEmpty else { throw unreadable(section.text[...]) }
    return parts.joined(separator: " ")
  }

  private func unreadable(_ line: Substring) -> ProbeError {
    .unreadable(section: "reply", line: String(line), reason: "it is not of an answer of route get")
  }
}
