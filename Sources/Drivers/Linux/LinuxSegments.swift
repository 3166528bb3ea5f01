import Model

/// The MSS that answers of a virtual service carry, by rules of iptables with culvert's mark.
enum LinuxSegments {
  /// Reads `VIP PORT BYTES`, a line for each rule; of two for one service the lesser counts, as it does in the kernel.
  ///
  /// What a host kept of itself before culvert knew such rules has no such section.
  /// - Throws: `ProbeError` at a line that it does not know.
  static func parse(_ output: ProbeOutput) throws(ProbeError) -> [ServiceKey: SegmentSize] {
    var sizes: [ServiceKey: SegmentSize] = [:]
    for line in try output.lines(ifThere: "mss") where !line.hasPrefix("#") {
      let words = line.split(separator: " ", omittingEmptySubsequences: false).map(String.init)
      guard words.count == 3, let vip = try? IPv4Address(words[0]), let port = try? Port(words[1]),
        let size = try? SegmentSize(words[2])
      else { throw .unreadable(section: "mss", line: String(line), reason: "it is no rule that culvert makes") }
      let key = ServiceKey.address(.v4(vip), .tcp, port)
      sizes[key] = min(size, sizes[key] ?? size)
    }
    return sizes
  }

  static func steps(_ key: ServiceKey, _ delta: Delta<SegmentSize>, _ phase: Phase?) -> [Step] {
    guard let words = words(key) else { return [] }
    func set(_ size: SegmentSize?) -> Command { Command(["set_mss"] + words + [size?.text ?? "none"]) }
    return [
      Step(
        title: delta.to.map { "set MSS of \(key) to \($0)" } ?? "take back MSS of \(key)", phase: phase,
        look: Command(["look_mss"] + words), forward: set(delta.to), backward: [set(delta.from)])
    ]
  }

  /// VIP and port, as the agent and the boot script take them; 0 is all ports.
  static func words(_ key: ServiceKey) -> [String]? {
    guard case .address(.v4(let vip), .tcp, let port) = key else { return nil }
    return [vip.text, port.text]
  }
}
