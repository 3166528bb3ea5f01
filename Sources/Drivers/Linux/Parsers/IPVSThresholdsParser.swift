import Model

/// Reads `ipvsadm -Ln --thresholds`, from which the agent has cut the connection counts.
///
///     TCP  192.0.2.10:80 wrr
///       -> 10.0.0.23:80                 1000       700
///
/// A line that cannot be read is kept with the service that it is about; one of a service that is not known is nobody's.
struct IPVSThresholdsParser {
  struct Thresholds: Hashable {
    var upper: Int
    var lower: Int
  }

  private(set) var thresholds: [DestinationKey: Thresholds] = [:]
  private(set) var unread: [ServiceKey: String] = [:]

  init(_ output: ProbeOutput, section: String) throws(ProbeError) {
    var service: ServiceKey?
    for line in try output.lines(section) where !Self.isHeading(line) {
      let words = textWords(line)
      guard words.first == "->" else {
        if Self.isIndented(line) { continue }
        service = try? Self.service(words)
        continue
      }
      guard let service else { continue }
      do {
        let (key, value) = try Self.destination(words, of: service)
        thresholds[key] = value
      } catch { unread[service] = "\(visible(String(line))): \(error.reason)" }
    }
  }

  private static func isIndented(_ line: Substring) -> Bool { line.utf8.first.map { $0 <= UInt8(ascii: " ") } ?? true }

  private static func isHeading(_ line: Substring) -> Bool {
    ["IP Virtual Server", "Prot LocalAddress:Port", "  -> RemoteAddress:Port"].contains { line.hasPrefix($0) }
  }

  private static func service(_ words: [Substring]) throws(IPVSOptions.Unknown) -> ServiceKey {
    guard words.count >= 2 else { throw .init("it names no service") }
    if words[0] == "FWM" {
      let mark = try IPVSOptions.number(words[1], below: 1 << 32)
      return .mark(UInt32(mark), isIPv6: words.count > 2 && words[2] == "IPv6")
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
    guard words.count == 4 else { throw .init("a destination has an address and two thresholds") }
    let upper = try IPVSOptions.number(words[2], below: 1 << 32)
    let lower = try IPVSOptions.number(words[3], below: 1 << 32)
    let (address, port) = try IPVSOptions.endpoint(String(words[1]))
    return (DestinationKey(service: service, address: address, port: port), Thresholds(upper: upper, lower: lower))
  }
}
