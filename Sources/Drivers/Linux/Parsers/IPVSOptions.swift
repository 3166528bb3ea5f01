import Model

/// One line of `ipvsadm -Sn`, option by option (ipvsadm(8); print_rule_service and print_tunnel_rule in ipvsadm.c).
struct IPVSOptions {
  enum Added { case service, destination }

  /// A word that is not understood.
  struct Unknown: Error {
    let reason: String
    init(_ reason: String) { self.reason = reason }
  }

  let adds: Added
  var service: ServiceKey?
  var scheduler: Scheduler?
  var flags: Set<SchedulerFlag> = []
  var isOnePacket = false
  var persistenceEngine: String?
  var realserver: (IPAddress, Port)?
  var weight: Int?

  private var timeout: Int?
  private var granularity = Persistence.Granularity.client
  private var isTunnel = false
  private var plainForwarding: ForwardingMethod?
  private var tunnelType = "ipip"
  private var tunnelPort: Port?
  private var checksum = ForwardingMethod.Checksum.none

  init(_ line: Substring) throws(Unknown) {
    var words = textWords(line)[...]
    switch words.popFirst() {
    case "-A": adds = .service
    case "-a": adds = .destination
    default: throw Unknown("it does not begin with '-A' or '-a'")
    }
    while let option = words.popFirst() {
      if try readFlag(option) { continue }
      guard let value = words.popFirst() else { throw Unknown("\(quoted(option)) has no value") }
      guard try readOption(option, String(value)) else { throw Unknown("the option \(quoted(option)) is not known") }
    }
  }

  var persistence: Persistence? { timeout.map { Persistence(timeout: $0, granularity: granularity) } }

  var forwarding: ForwardingMethod? {
    guard isTunnel else { return plainForwarding }
    switch tunnelType {
    case "ipip": return .tunneling(.ipip)
    case "gre": return .tunneling(.gre(checksum))
    case "gue": return tunnelPort.map { .tunneling(.gue(port: $0, checksum)) }
    default: return nil
    }
  }

  /// An option without a value.
  private mutating func readFlag(_ option: Substring) throws(Unknown) -> Bool {
    switch option {
    case "-o": isOnePacket = true
    case "-i": isTunnel = true
    case "-g": plainForwarding = .gatewaying
    case "-m": plainForwarding = .masquerading
    case "--tun-nocsum": checksum = .none
    case "--tun-csum": checksum = .full
    case "--tun-remcsum": checksum = .remote
    case "-6":
      guard case .mark(let mark, _) = service else { throw Unknown("'-6' belongs after '-f'") }
      service = .mark(mark, isIPv6: true)
    default: return false
    }
    return true
  }

  private mutating func readOption(_ option: Substring, _ value: String) throws(Unknown) -> Bool {
    switch option {
    case "-t": service = try Self.address(value, .tcp)
    case "-u": service = try Self.address(value, .udp)
    case "--sctp-service": service = try Self.address(value, .sctp)
    case "-f": service = .mark(UInt32(try Self.number(value, below: 1 << 32)), isIPv6: false)
    case "-s": scheduler = try Self.value(value, Scheduler.init)
    case "-p": timeout = try Self.number(value, below: 1 << 32)
    case "-M": granularity = try Self.granularity(value)
    case "-b": flags = try Self.flags(value)
    case "--pe": persistenceEngine = value
    case "-r": realserver = try Self.endpoint(value)
    case "-w": weight = try Self.number(value, below: 1 << 31)
    case "--tun-type": tunnelType = value
    case "--tun-port": tunnelPort = try Self.value(value, Port.init)
    default: return false
    }
    return true
  }
}

extension IPVSOptions {
  /// The service that a line is about, whatever else it says; nil where it names none.
  static func service(of line: Substring) -> ServiceKey? {
    let words = textWords(line)
    let isIPv6 = words.dropFirst(3).first == "-6"
    return (try? IPVSOptions(words.prefix(isIPv6 ? 4 : 3).joined(separator: " ")[...]))?.service
  }

  private static func value<Value>(
    _ text: String, _ make: (String) throws(InvalidValue) -> Value
  ) throws(Unknown) -> Value {
    do { return try make(text) } catch { throw Unknown(error.description) }
  }

  static func number(_ text: some StringProtocol, below limit: Int) throws(Unknown) -> Int {
    guard let number = decimal(text, below: limit) else {
      throw Unknown("\(quoted(text)) is not a number from 0 to \(limit - 1)")
    }
    return number
  }

  private static func address(_ text: String, _ proto: TransportProtocol) throws(Unknown) -> ServiceKey {
    let (address, port) = try endpoint(text)
    return .address(address, proto, port)
  }

  /// `ADDRESS:PORT` or `[ADDRESS]:PORT`.
  static func endpoint(_ text: String) throws(Unknown) -> (IPAddress, Port) {
    guard let colon = text.lastIndex(of: ":") else { throw Unknown("\(quoted(text)) has no port") }
    var host = text[..<colon]
    if host.hasPrefix("["), host.hasSuffix("]") { host = host.dropFirst().dropLast() }
    return (try value(String(host), IPAddress.init), try value(String(text[text.index(after: colon)...]), Port.init))
  }

  /// An IPv4 mask, or the prefix length that an IPv6 service has instead.
  private static func granularity(_ text: String) throws(Unknown) -> Persistence.Granularity {
    if let length = decimal(text, below: 129) { return .prefix(length) }
    return .mask(try value(text, IPv4Address.init))
  }

  private static func flags(_ text: String) throws(Unknown) -> Set<SchedulerFlag> {
    var flags: Set<SchedulerFlag> = []
    for word in text.split(separator: ",") {
      guard let flag = SchedulerFlag(rawValue: String(word)) else {
        throw Unknown("the scheduler flag \(quoted(word)) is not known")
      }
      flags.insert(flag)
    }
    return flags
  }
}
