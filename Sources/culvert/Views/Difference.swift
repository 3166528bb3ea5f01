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
    case .tunnel(let name, let delta), .bootTunnel(let name, let delta): tunnelDifferences(name, delta)
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

private func tunnelDifferences(_ name: InterfaceName, _ delta: Delta<Tunnel>) -> [Difference] {
  let fields: [Field<Tunnel>] = [
    ("encapsulation", { $0.encapsulation.text }), ("local", { $0.local?.text ?? "any" }),
    ("remote", { $0.remote?.text ?? "any" }), ("rp_filter", { $0.reversePathFilter.map(String.init) }),
    ("VRF", { $0.vrf?.text }), ("link", { $0.isUp ? "up" : "down" }),
  ]
  let from = delta.from?.addresses ?? []
  let to = delta.to?.addresses ?? []
  return nameDifferences(name, delta) + compare(delta, fields)
    + from.subtracting(to).sorted().map { Difference(field: "address", from: $0.description, to: nil) }
    + to.subtracting(from).sorted().map { Difference(field: "address", from: nil, to: $0.description) }
}

/// The two names of an interface that somebody has renamed.
private func nameDifferences(_ name: InterfaceName, _ delta: Delta<Tunnel>) -> [Difference] {
  guard let from = delta.from, let to = delta.to, from.presentName != to.presentName else { return [] }
  return [Difference(field: "name", from: (from.presentName ?? name).text, to: (to.presentName ?? name).text)]
}

/// What was there before culvert, where culvert adopts it or lets go of it; and the cluster that all belongs to.
private func foundDifferences(_ delta: Delta<Ownership>) -> [Difference] {
  let (from, to) = (delta.from ?? Ownership(), delta.to ?? Ownership())
  let released = found(in: from, besides: to).map { Difference(field: $0, from: "\($1), which stays\($2)", to: nil) }
  let adopted = found(in: to, besides: from).map {
    Difference(field: $0, from: nil, to: "\($1), found as it is\($2)")
  }
  let names = (from.origin?.cluster?.text, to.origin?.cluster?.text)
  let renamed = names.1 == nil || names.0 == names.1
  return released + adopted + (renamed ? [] : [Difference(field: "cluster", from: names.0, to: names.1)])
}

/// What of a record was found, and is not in the other one: its kind, its name, and where it was found.
private func found(in record: Ownership, besides other: Ownership) -> [(String, String, String)] {
  let tunnels = record.foundLive.union(record.foundAtBoot).sorted().filter { other.tunnels[$0] == nil }.map { name in
    let parts = [record.foundLive.contains(name) ? "live" : nil, record.foundAtBoot.contains(name) ? "boot" : nil]
    return ("tunnel", "\(name)", " (\(parts.compactMap { $0 }.joined(separator: " and ")))")
  }
  let addresses = record.foundAddresses.subtracting(other.addresses).sorted().map { ("address", "\($0)", "") }
  let services = record.foundServices.subtracting(other.services).sorted().map { ("service", "\($0)", "") }
  let destinations = record.foundDestinations.filter { !other.services.contains($0.service) }.sorted()
    .map { ("destination", "\($0) of \($0.service)", "") }
  return tunnels + addresses + services + destinations
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
  (
    "mode",
    { file in
      switch file {
      case .regular(_, let mode), .folder(let mode): mode.description
      case .link, .other: nil
      }
    }
  ),
  ("content", { if case .regular(let content, _) = $0 { String(decoding: content, as: UTF8.self) } else { nil } }),
]
