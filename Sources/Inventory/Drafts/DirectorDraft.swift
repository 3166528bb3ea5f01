import Model

/// An element of the list of directors: a host's name, or a mapping with the name and more.
struct DirectorDraft {
  let host: Located<HostName>
  let director: Director

  /// Reads an element; nil if the host's name is missing or refused.
  init?(_ node: YAMLNode, _ report: Report) {
    let isName = if case .scalar = node.content { true } else { false }
    var fields = Fields(isName ? nil : node, of: "a director", at: node.place, report)
    defer { fields.finish() }
    let name =
      isName
      ? report.value(of: node, named: "a director", ValueReader<HostName>.name)
      : fields.required("host", .name, example: "lb1")
    let forwardsPackets = fields.value("ip_forward", .boolean, default: true)
    let vipInterface = fields.value("vip_interface", .name, default: InterfaceName.lo)
    guard let name else { return nil }
    host = name
    director = Director(host: name.value, forwardsPackets: forwardsPackets, vipInterface: vipInterface)
  }
}
