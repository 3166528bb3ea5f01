import Model

/// One field in which a thing differs, in words; nil is absence.
struct Difference: Hashable, Encodable {
  let field: String
  let from: String?
  let to: String?
}

extension Change {
  /// The fields in which the thing differs; for a thing that comes or goes, all it has.
  var differences: [Difference] {
    switch self {
    case .tunnel(_, let delta), .bootTunnel(_, let delta): tunnelDifferences(delta)
    case .address: []
    case .ownership(let delta): foundDifferences(delta)
    case .setting(_, let delta): [Difference(field: "value", from: delta.from?.text, to: delta.to?.text)]
    case .mss(_, let delta): [Difference(field: "bytes", from: delta.from?.text, to: delta.to?.text)]
    case .service(_, let delta): compare(delta, serviceFields)
    case .destination(_, let delta): compare(delta, destinationFields)
    case .file(_, let delta): compare(delta, fileFields)
    }
  }
}

private typealias Field<Value> = (name: String, text: @Sendable (Value) -> String?)

private func compare<Value>(_ delta: Delta<Value>, _ fields: [Field<Value>]) -> [Difference] {
  fields.compactMap { field in
    let from = delta.from.flatMap(field.text)
    let to = delta.to.flatMap(field.text)
    return from == to ? nil : Difference(field: field.name, from: from, to: to)
  }
}

private func tunnelDifferences(_ delta: Delta<Tunnel>) -> [Difference] {
  let fields: [Field<Tunnel>] = [
    ("encapsulation", { $0.encapsulation.text }), ("local", { $0.local?.text ?? "any" }),
    ("remote", { $0.remote?.text ?? "any" }), ("rp_filter", { $0.reversePathFilter.map(String.init) }),
    ("VRF", { $0.vrf?.text }), ("link", { $0.isUp ? "up" : "down" }),
  ]
  let from = delta.from?.addresses ?? []
  let to = delta.to?.addresses ?? []
  return compare(delta, fields)
    + from.subtracting(to).sorted().map { Difference(field: "address", from: $0.description, to: nil) }
    + to.subtracting(from).sorted().map { Difference(field: "address", from: nil, to: $0.description) }
}

/// The tunnels that were there before culvert, where culvert takes them over or lets go of them.
private func foundDifferences(_ delta: Delta<Ownership>) -> [Difference] {
  let (from, to) = (delta.from ?? Ownership(), delta.to ?? Ownership())
  func found(in record: Ownership, besides other: Ownership) -> [(InterfaceName, String)] {
    record.foundLive.union(record.foundAtBoot).sorted().filter { other.tunnels[$0] == nil }.map { name in
      let parts = [record.foundLive.contains(name) ? "live" : nil, record.foundAtBoot.contains(name) ? "boot" : nil]
      return (name, parts.compactMap { $0 }.joined(separator: " and "))
    }
  }
  return found(in: from, besides: to).map { Difference(field: "tunnel", from: "\($0), which stays (\($1))", to: nil) }
    + found(in: to, besides: from).map { Difference(field: "tunnel", from: nil, to: "\($0), found as it is (\($1))") }
}

private let serviceFields: [Field<VirtualService>] = [
  ("scheduler", { $0.scheduler.text }),
  ("flags", { $0.flags.isEmpty ? nil : $0.flags.sorted().map(\.rawValue).joined(separator: ",") }),
  ("persistence", { $0.persistence.map { "\($0.timeout) s\(text($0.granularity))" } }),
  ("one packet", { $0.onePacket ? "yes" : nil }),
  ("persistence engine", { $0.persistenceEngine }),
]

private func text(_ granularity: Persistence.Granularity) -> String {
  switch granularity {
  case .client: ""
  case .mask(let mask): " mask \(mask)"
  case .prefix(let length): " prefix \(length)"
  }
}

private let destinationFields: [Field<Destination>] = [
  ("forwarding", { text($0.forwarding) }),
  ("weight", { String($0.weight) }),
  ("upper threshold", { $0.upperThreshold == 0 ? nil : String($0.upperThreshold) }),
  ("lower threshold", { $0.lowerThreshold == 0 ? nil : String($0.lowerThreshold) }),
]

private func text(_ forwarding: ForwardingMethod) -> String {
  switch forwarding {
  case .masquerading: "masquerading"
  case .gatewaying: "gatewaying"
  case .tunneling(.ipip): "tunneling"
  case .tunneling(.gre): "tunneling gre"
  case .tunneling(.gue(let port, _)): "tunneling gue \(port)"
  }
}

private let fileFields: [Field<BootFile>] = [
  ("kind", { if case .other(let kind) = $0 { kind } else { nil } }),
  ("link to", { if case .link(let target) = $0 { target } else { nil } }),
  ("mode", { if case .regular(_, let mode) = $0 { mode.description } else { nil } }),
  ("content", { if case .regular(let content, _) = $0 { String(decoding: content, as: UTF8.self) } else { nil } }),
]
