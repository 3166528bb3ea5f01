import Model

/// A realserver of a service as it stands in the inventory.
struct RealserverDraft {
  let host: Located<HostName>
  /// With stand-ins for what was refused.
  let realserver: Realserver

  /// Reads a realserver of a service with this port; nil if the host's name is refused.
  init?(_ entry: YAMLEntry, of servicePort: Located<Port>?, _ report: Report) {
    var fields = Fields(entry.value, of: "realserver \(quoted(entry.key.text))", at: entry.key.place, report)
    defer { fields.finish() }
    let weight = fields.value("weight", .number("weight", 0...65535), default: 1)
    let upper = fields.optional("upper", .threshold, default: 0)
    let lower = fields.optional("lower", .threshold, default: 0)
    if let upper, let lower { Self.compare(lower, upper, report) }
    let port = fields.optional("port", .servicePort)
    if let port, let servicePort { Self.compare(port, servicePort, report) }
    guard let host = report.value(of: entry.key, ValueReader<HostName>.name) else { return nil }
    self.host = host
    realserver = Realserver(
      host: host.value, weight: weight, upperThreshold: upper?.value ?? 0, lowerThreshold: lower?.value ?? 0)
  }

  private static func compare(_ lower: Located<Int>, _ upper: Located<Int>, _ report: Report) {
    guard lower.value > upper.value else { return }
    let (above, remedy) =
      upper.value == 0
      ? ("and there is no upper one", "add 'upper'") : ("above the upper one, \(upper.value)", "lower it")
    report.error(
      at: lower.place, "the lower threshold is \(lower.value), \(above)",
      "\(remedy): ip_vs refuses it ('Numerical result out of range')")
  }

  private static func compare(_ port: Located<Port>, _ servicePort: Located<Port>, _ report: Report) {
    guard port.value != servicePort.value else { return }
    report.error(
      at: port.place, "the realserver's port \(port.value) is not the service's port \(servicePort.value)",
      "a tunnel leaves the port as it is, and ipvsadm would write \(servicePort.value) without a word: take 'port' out")
  }
}
