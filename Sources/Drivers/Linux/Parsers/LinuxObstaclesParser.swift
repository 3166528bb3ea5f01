import Model

/// Reads the sections of linux-evidence.sh that tell what may be in the way of packets.
struct LinuxObstaclesParser {
  let output: ProbeOutput
  let ends: PathEnds

  func parse() throws(ProbeError) -> Obstacles {
    var filters: [PacketFilter] = []
    for line in try output.lines(ifThere: "filters") { filters.append(try filter(line)) }
    let route = LinuxRoute(matching: try output.section("routes").lines)
    let mtu = try output.counts(ifThere: "mtus").first { $0.0 == "wrapped" }?.1 ?? 1500
    let fitting = (try? SegmentSize(String(mtu - 60))).map { min($0, .throughTunnel) } ?? .throughTunnel
    // A rule may have sent the answer to another table than the main one.
    let isRuled = textWords(try output.section("reply").text).contains("table")
    return Obstacles(
      filters: filters, holes: route.holes, shorter: isRuled ? nil : route.announcing(fitting))
  }

  private func filter(_ line: Substring) throws(ProbeError) -> PacketFilter {
    let words = plainWords(line) ?? []
    switch (words.first, words.count) {
    case ("tc", 8...):
      if let count = decimal(words[7], below: .max) { return rule(words, count) }
    case ("iptables", 5):
      if let count = decimal(words[4], below: .max) { return chain(of: words[1], words[2], words[3], count) }
    case ("nft", 6): return chain(words)
    default: break
    }
    throw .unreadable(section: "filters", line: String(line), reason: "it is no place of a packet filter")
  }

  // MARK: - tc

  /// `tc DEVICE DIRECTION PROTOCOL PREF HANDLE KIND COUNT KEY=VALUE...`: a filter that drops.
  private func rule(_ words: [String], _ count: Int) -> PacketFilter {
    let place = [
      "dev", words[1], words[2], "protocol", words[3], "pref", words[4], "handle", words[5], words[6],
    ]
    let removal = Command(["tc", "filter", "del"] + place).shellText
    let keys = Dictionary(
      words[8...].compactMap { word -> (Substring, Substring)? in
        let pair = word.split(separator: "=", maxSplits: 1)
        return pair.count == 2 ? (pair[0], pair[1]) : nil
      }, uniquingKeysWith: { first, _ in first })
    let legs: [PacketFilter.Leg] = words[2] == "egress" ? [.wrappedOut, .answer] : [.service, .wrappedIn]
    let removals = Dictionary(uniqueKeysWithValues: legs.filter { takes(keys, $0) }.map { ($0, removal) })
    return PacketFilter(
      place: "tc " + place.joined(separator: " "), dropped: count, openings: [:], removals: removals)
  }

  /// Whether a filter with these keys can be about packets on that leg.
  private func takes(_ keys: [Substring: Substring], _ leg: PacketFilter.Leg) -> Bool {
    let isWrapped = leg == .wrappedIn || leg == .wrappedOut
    let protocols: Set<Substring> = isWrapped ? ["04", "4", "ipencap"] : ["tcp", "06"]
    let (source, destination) =
      switch leg {
      case .service: (ends.client, ends.vip.address)
      case .answer: (ends.vip.address, ends.client)
      case .wrappedIn, .wrappedOut: (ends.director, ends.realserver)
      }
    let port = leg == .answer ? "src_port" : "dst_port"
    return (keys["ip_proto"].map(protocols.contains) ?? true) && (keys["src_ip"].map { source.is(in: $0) } ?? true)
      && (keys["dst_ip"].map { destination.is(in: $0) } ?? true)
      && (keys[Substring(port)].map { $0 == ends.vip.port.text } ?? true)
  }

  // MARK: - iptables

  /// `iptables PROGRAM TABLE CHAIN COUNT`: one of the kernel's hooks, with all that is dropped from it.
  private func chain(of program: String, _ table: String, _ hook: String, _ count: Int) -> PacketFilter {
    let insert = [program] + (table == "filter" ? [] : ["-t", table]) + ["-I", hook]
    let (from, to) = (ends.director.text, ends.realserver.text)
    let openings: [PacketFilter.Leg: Command] =
      hook == "OUTPUT"
      ? [
        .wrappedOut: Command(insert + ["-p", "4", "-d", to, "-j", "ACCEPT"]),
        .answer: Command(
          insert + ["-s", ends.vip.address.text, "-p", "tcp", "--sport", ends.vip.port.text, "-j", "ACCEPT"]),
      ]
      : [
        .wrappedIn: Command(insert + ["-p", "4", "-s", from, "-j", "ACCEPT"]),
        .service: Command(
          insert + ["-d", ends.vip.address.text, "-p", "tcp", "--dport", ends.vip.port.text, "-j", "ACCEPT"]),
      ]
    return PacketFilter(place: "\(program) -t \(table) \(hook)", dropped: count, openings: openings)
  }

  // MARK: - nft

  /// `nft FAMILY TABLE CHAIN HOOK COUNT`: a chain at one of the kernel's hooks; the count is `-` where not all is counted.
  private func chain(_ words: [String]) -> PacketFilter {
    let insert = ["nft", "insert", "rule"] + words[1...3]
    let outer = ["ip", "protocol", "4"]
    let openings: [PacketFilter.Leg: Command] =
      words[4] == "output"
      ? [
        .wrappedOut: Command(insert + outer + ["ip", "daddr", ends.realserver.text, "accept"]),
        .answer: Command(
          insert + ["ip", "saddr", ends.vip.address.text, "tcp", "sport", ends.vip.port.text, "accept"]),
      ]
      : [
        .wrappedIn: Command(insert + outer + ["ip", "saddr", ends.director.text, "accept"]),
        .service: Command(
          insert + ["ip", "daddr", ends.vip.address.text, "tcp", "dport", ends.vip.port.text, "accept"]),
      ]
    return PacketFilter(
      place: "nft " + words[1...3].joined(separator: " "), dropped: decimal(words[5], below: .max), openings: openings)
  }
}

extension IPv4Address {
  /// Whether it is this address, or within this network.
  fileprivate func `is`(in text: Substring) -> Bool {
    if let network = try? IPv4Network(String(text)) { return network.contains(self) }
    return (try? IPv4Address(String(text))) == self
  }
}
