import Model

/// A point-to-point tunnel as it stands in the inventory.
struct TunnelDraft {
  let name: Located<TunnelName>
  let encapsulation: Located<Encapsulation>?
  let ends: Section<End>

  /// One end: a host and its inner address, nil if that is refused.
  struct End {
    let host: Located<HostName>
    let address: Located<IPv4Address>?
  }

  /// Reads a tunnel; nil if its name is refused.
  init?(_ entry: YAMLEntry, _ report: Report) {
    let owner = "tunnel \(quoted(entry.key.text))"
    var fields = Fields(entry.value, of: owner, at: entry.key.place, report)
    defer { fields.finish() }
    encapsulation = fields.optional("encapsulation", .encapsulation, default: .ipip)
    ends = Self.ends(&fields)
    guard let name = report.value(of: entry.key, ValueReader<TunnelName>.name) else { return nil }
    self.name = name
  }

  /// The tunnel; nil if an end is missing or refused.
  var tunnel: PointToPointTunnel? {
    let good = ends.drafts.compactMap { end in
      end.address.map { TunnelEnd(host: end.host.value, innerAddress: $0.value) }
    }
    guard let encapsulation, good.count == 2 else { return nil }
    return PointToPointTunnel(name: name.value, encapsulation: encapsulation.value, first: good[0], second: good[1])
  }

  private static func ends(_ fields: inout Fields) -> Section<End> {
    let (report, owner) = (fields.report, fields.owner)
    var loops = false
    let section = fields.section(
      "ends", example: "{ web1: 10.9.0.1, web2: 10.9.0.2 }",
      repeated: { host, _ in
        loops = true
        return Mistake("\(owner) goes from \(quoted(host)) to itself", "name another host")
      },
      { end($0, report) })
    if fields.has("ends"), section.isComplete, !loops, section.drafts.count != 2 {
      report.error(
        at: fields.place, "\(owner) has \(section.drafts.count) ends",
        "a tunnel has two: 'ends: { web1: 10.9.0.1, web2: 10.9.0.2 }'")
    }
    return section
  }

  private static func end(_ entry: YAMLEntry, _ report: Report) -> End? {
    let name = "the inner address of \(quoted(entry.key.text))"
    let address = report.value(of: entry.value, named: name, ValueReader<IPv4Address>.hostAddress)
    return report.value(of: entry.key, ValueReader<HostName>.name).map { End(host: $0, address: address) }
  }
}
