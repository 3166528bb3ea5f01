import Model

/// Filters of tc(8) that drop, as the agent's linux_tc_filters tells of them.
enum LinuxTrafficFilters {
  /// Of `DEVICE DIRECTION PROTOCOL PREF HANDLE KIND COUNT KEY=VALUE...` those that name clients or the VIP: of a filter with none of
  /// these keys it is not known what it is about.
  static func losses(_ lines: [Substring], _ packet: ClientPacket) -> [FilterLoss] {
    lines.compactMap { line in
      guard let words = plainWords(line), words.count > 7, ["all", "ip"].contains(words[2]) else { return nil }
      let isIn = words[1] == "ingress"
      guard isIn == (packet.direction == .toService), !isIn || packet.passes(words[0]) != false else { return nil }
      var match = RuleMatch()
      var isAddressed = false
      for word in words[7...] {
        let pair = word.split(separator: "=", maxSplits: 1).map(String.init)
        guard pair.count == 2 else { continue }
        isAddressed = isAddressed || pair[0].hasSuffix("_ip")
        read(pair[0], pair[1], packet, into: &match)
      }
      guard isAddressed, match.certainty == .always else { return nil }
      let clients = match.clients.intersection(packet.clients)
      guard !clients.isEmpty else { return nil }
      return FilterLoss(
        place: "tc dev \(words[0]) \(words[1])", rule: "pref \(words[3]) handle \(words[4]) \(words[5])",
        clients: clients)
    }
  }

  private static func read(_ key: String, _ value: String, _ packet: ClientPacket, into match: inout RuleMatch) {
    let isAnswer = packet.direction == .answer
    switch key {
    case "ip_proto": match.require(["tcp", "06", "6"].contains(value))
    case "src_ip", "dst_ip":
      match.requireAddresses(
        IPv4Network(orHost: value).map { AddressRanges([$0]) }, ofClient: (key == "src_ip") != isAnswer,
        isNegated: false, packet)
    case "src_port", "dst_port":
      let isService = (key == "dst_port") != isAnswer
      match.require(isService ? IPTablesReader.ports(value).flatMap(packet.hasPort) : nil)
    default: match.require(nil)
    }
  }
}
