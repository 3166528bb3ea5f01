import Model

/// Reads `ipvsadm -Ln --thresholds`, from which the agent has cut the connection counts.
///
///     TCP  192.0.2.10:80 wrr
///       -> 10.0.0.23:80                 1000       700
enum IPVSThresholdsParser {
  struct Thresholds: Hashable {
    var upper: Int
    var lower: Int
  }

  static func parse(_ output: ProbeOutput, section: String) throws(ProbeError) -> [DestinationKey: Thresholds] {
    var service: ServiceKey?
    var thresholds: [DestinationKey: Thresholds] = [:]
    for line in try output.lines(section) {
      let words = line.split(separator: " ")
      do {
        if words.first == "->", let service {
          let (key, value) = try destination(words, of: service)
          thresholds[key] = value
        } else if words.first != "IP", words.first != "Prot", words.first != "->" {
          service = try Self.service(words)
        }
      } catch { throw .unreadable(section: section, line: String(line), reason: error.reason) }
    }
    return thresholds
  }

  private static func service(_ words: [Substring]) throws(IPVSOptions.Unknown) -> ServiceKey {
    guard words.count >= 2 else { throw .init("it names no service") }
    if words[0] == "FWM" {
      guard let mark = UInt32(words[1]) else { throw .init("\(quoted(words[1])) is not a number") }
      return .mark(mark, isIPv6: words.count > 2 && words[2] == "IPv6")
    }
    guard let proto = TransportProtocol(rawValue: words[0].lowercased()) else {
      throw .init("the protocol \(quoted(words[0])) is not known")
    }
    let (address, port) = try IPVSOptions.endpoint(String(words[1]))
    return .address(address, proto, port)
  }

  private static func destination(
    _ words: [Substring], of service: ServiceKey
  ) throws(IPVSOptions.Unknown) -> (DestinationKey, Thresholds) {
    guard words.count == 4, let upper = Int(words[2]), let lower = Int(words[3]) else {
      throw .init("a destination has an address and two thresholds")
    }
    let (address, port) = try IPVSOptions.endpoint(String(words[1]))
    return (DestinationKey(service: service, address: address, port: port), Thresholds(upper: upper, lower: lower))
  }
}
