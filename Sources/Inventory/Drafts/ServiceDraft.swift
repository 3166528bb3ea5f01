import Model

/// A virtual service as it stands in the inventory.
struct ServiceDraft {
  let name: Located<ServiceName>
  let vip: Located<IPv4Address>?
  let transport: Located<TransportProtocol>?
  let port: Located<Port>?
  let encapsulation: Located<Encapsulation>?
  let realservers: Section<RealserverDraft>
  /// With stand-ins for what was refused.
  let service: Service

  /// Reads a service; nil if its name is refused.
  init?(_ entry: YAMLEntry, _ defaults: Defaults, _ report: Report) {
    var fields = Fields(entry.value, of: "service \(quoted(entry.key.text))", at: entry.key.place, report)
    defer { fields.finish() }
    vip = fields.required("vip", .hostAddress, example: "192.0.2.80")
    let transport = fields.optional("protocol", .choice("protocol"), default: TransportProtocol.tcp)
    let port = fields.required("port", .servicePort, example: "80")
    let definition = VirtualService(&fields, transport, port, defaults)
    encapsulation = fields.optional("encapsulation", .encapsulation, default: .ipip)
    let mss = fields.optional("mss", .segmentSize)
    if let mss { Self.refuse(mss, with: transport, report) }
    let clients = fields.networks("clients") ?? defaults.clients
    realservers = Self.realservers(&fields, port)
    guard let name = report.value(of: entry.key, ValueReader<ServiceName>.name) else { return nil }
    (self.name, self.transport, self.port) = (name, transport, port)
    service = Service(
      name: name.value, vip: vip.map { .v4($0.value) } ?? .standIn, transport: transport?.value ?? .tcp,
      port: port?.value ?? .all, definition: definition, encapsulation: encapsulation?.value ?? .ipip,
      mss: mss?.value, clients: clients, realservers: realservers.drafts.map(\.realserver))
  }

  /// What ip_vs knows the service by; nil if a part of it is refused.
  var key: ServiceKey? {
    guard let vip, let transport, let port else { return nil }
    return .address(.v4(vip.value), transport.value, port.value)
  }

  private static func refuse(
    _ mss: Located<SegmentSize>, with transport: Located<TransportProtocol>?, _ report: Report
  ) {
    guard let transport, transport.value != .tcp else { return }
    report.error(
      at: mss.place, "'mss' is for TCP, and this service has '\(transport.value.rawValue)'",
      "take 'mss' out; what clients send over \(transport.value.rawValue), its programs decide")
  }

  private static func realservers(_ fields: inout Fields, _ port: Located<Port>?) -> Section<RealserverDraft> {
    let report = fields.report
    let section = fields.section("realservers", example: "{ web1: }") { RealserverDraft($0, of: port, report) }
    if fields.has("realservers"), section.isComplete, section.drafts.isEmpty {
      report.error(
        at: fields.place, "\(fields.owner) has no realservers", "name at least one host: 'realservers: { web1: }'")
    }
    return section
  }
}
