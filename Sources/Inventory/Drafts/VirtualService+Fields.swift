import Model

extension VirtualService {
  /// Reads the keys of a service that make its definition in ip_vs, and holds them against its protocol and port.
  init(
    _ fields: inout Fields, _ transport: Located<TransportProtocol>?, _ port: Located<Port>?, _ defaults: Defaults
  ) {
    let ownScheduler = fields.optional("scheduler", .scheduler)
    let scheduler = fields.has("scheduler") ? ownScheduler : defaults.scheduler
    let flags = Self.flags(&fields, scheduler)
    let persistence = Persistence.read(&fields)
    let onePacket = fields.optional("one_packet", .boolean, default: false)
    if !fields.has("persistence") { Self.refuse(allPorts: port, fields.report) }
    if onePacket?.value == true { Self.refuse(onePacket, with: transport, fields.report) }
    self.init(
      scheduler: scheduler?.value ?? .wlc, flags: flags, persistence: persistence, onePacket: onePacket?.value ?? false)
  }

  private static func refuse(allPorts port: Located<Port>?, _ report: Report) {
    guard let port, port.value == .all else { return }
    report.error(
      at: port.place, "a service for all ports needs persistence, ip_vs refuses it without",
      "add 'persistence: 360', or name one port")
  }

  private static func refuse(
    _ onePacket: Located<Bool>?, with transport: Located<TransportProtocol>?, _ report: Report
  ) {
    guard let onePacket, let transport, transport.value != .udp else { return }
    report.error(
      at: onePacket.place, "one-packet scheduling is for UDP, and this service has '\(transport.value.rawValue)'",
      "take 'one_packet' out, or write 'protocol: udp'")
  }

  private static func flags(_ fields: inout Fields, _ scheduler: Located<Scheduler>?) -> Set<SchedulerFlag> {
    let report = fields.report
    let name = fields.name(of: "flags")
    var flags: Set<SchedulerFlag> = []
    for flag in fields.list("flags", { report.value(of: $0, named: name, .schedulerFlag) }).drafts {
      let (isNew, _) = flags.insert(flag.value)
      if !isNew { report.error(at: flag.place, "'\(flag.value.rawValue)' is there twice", "keep one") }
      guard let scheduler, let own = flag.value.scheduler, own != scheduler.value.text else { continue }
      report.error(
        at: flag.place, "'\(flag.value.rawValue)' is a flag of '\(own)', and this service has '\(scheduler.value)'",
        "take the flag out, or write 'scheduler: \(own)'")
    }
    return flags
  }
}

extension Persistence {
  /// Reads `persistence`, a number of seconds or a mapping; nil if it is not there, or refused.
  fileprivate static func read(_ fields: inout Fields) -> Persistence? {
    guard let node = fields.node("persistence") else { return nil }
    let name = fields.name(of: "persistence")
    let seconds = ValueReader.number("persistence", 1...longestTimeout, unit: "seconds")
    guard case .mapping = node.content else {
      return fields.report.value(of: node, named: name, seconds).map { Persistence(timeout: $0.value) }
    }
    var fields = Fields(node, of: name, at: node.place, fields.report)
    defer { fields.finish() }
    let timeout = fields.required("timeout", seconds, example: "360")
    let mask = fields.optional("netmask", .mask)
    if let mask { reportGaps(mask, fields.report) }
    return Persistence(timeout: timeout?.value ?? 1, granularity: granularity(mask?.value))
  }

  private static func granularity(_ mask: IPv4Address?) -> Granularity {
    guard let mask, mask.value != .max else { return .client }
    return .mask(mask)
  }

  private static func reportGaps(_ mask: Located<IPv4Address>, _ report: Report) {
    let hostBits = ~mask.value.value
    guard hostBits & (hostBits &+ 1) != 0 else { return }
    report.warning(
      at: mask.place, "the netmask '\(mask.value)' has gaps", "ip_vs takes it; look whether it is what you mean")
  }
}
