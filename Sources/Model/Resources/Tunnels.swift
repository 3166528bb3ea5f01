/// The tunnel interfaces that a host has.
package enum Tunnels: TunnelKind {
  package static let name = "tunnel"
  package static let face = Change.Face.live
  package static var state: WritableKeyPath<HostState, [InterfaceName: Tunnel]> { \.live.tunnels }
  package static let phases: (making: Phase, removing: Phase)? = (.build, .teardown)

  package static func subject(_ key: InterfaceName) -> Subject { .tunnel(key) }

  package static func terms(_ change: ChangeOf<Self>) -> [String] {
    let filters = (change.from?.reversePathFilter, change.to?.reversePathFilter)
    return [change.key.text] + (filters.0 == filters.1 ? [] : ["net.ipv4.conf.*.rp_filter"])
  }

  /// One that both gets and loses addresses keeps those that it is to lose until no director needs them.
  package static func parts(of change: ChangeOf<Self>, after: Ownership) -> [(ChangeOf<Self>, Phase?)] {
    guard let from = change.from, let to = change.to else {
      return [(change, change.to == nil ? .teardown : .build)]
    }
    // What is done to it afterwards is done under its own name.
    if from.presentName != to.presentName { return [(change, .build)] }
    // An address that gets another peer is not there twice in between: some systems take it once.
    var both = to
    let kept = Set(to.addresses.map(\.address))
    both.addresses.formUnion(from.addresses.filter { !kept.contains($0.address) })
    return [
      (ChangeOf(change.key, Delta(from: from, to: both)), .build),
      (ChangeOf(change.key, Delta(from: both, to: to)), .teardown),
    ].filter { part, _ in part.from != part.to }
  }

  package static func rank(_ change: ChangeOf<Self>) -> Int { 2 }

  package static func steps(_ change: ChangeOf<Self>, by maker: any StepMaker, in phase: Phase?) -> [Step] {
    maker.steps(change, in: phase)
  }
}

/// The tunnels of a store that the system keeps itself, as dladm(8) and ipadm(8) do.
package enum StoredTunnels: TunnelKind {
  package static let name = "bootTunnel"
  package static let face = Change.Face.boot
  package static var state: WritableKeyPath<HostState, [InterfaceName: Tunnel]> { \.boot.tunnels }

  package static func subject(_ key: InterfaceName) -> Subject { .storedTunnel(key) }
  package static func terms(_ change: ChangeOf<Self>) -> [String] { [change.key.text] }

  package static func steps(_ change: ChangeOf<Self>, by maker: any StepMaker, in phase: Phase?) -> [Step] {
    maker.steps(change, in: phase)
  }
}

/// What tunnels that run and tunnels that are stored have in common.
package protocol TunnelKind: ResourceKind where Key == InterfaceName, Value == Tunnel {}

extension TunnelKind {
  package static var touched: HostManager.Touched? { .tunnel }

  package static func isOwned(_ key: InterfaceName, _ record: Ownership) -> Bool { record.tunnels[key] != nil }

  package static var fields: [Field<Tunnel>] {
    [
      Field("encapsulation") { $0.encapsulation.text }, Field("local") { $0.local?.text ?? "any" },
      Field("remote") { $0.remote?.text ?? "any" }, Field("rp_filter") { $0.reversePathFilter.map(String.init) },
      Field("VRF") { $0.vrf?.text }, Field("link") { $0.isUp ? "up" : "down" },
    ]
  }

  package static func differences(_ change: ChangeOf<Self>) -> [Difference] {
    let from = change.from?.addresses ?? []
    let to = change.to?.addresses ?? []
    return names(change) + fields.compactMap { $0.difference(change.delta) }
      + from.subtracting(to).sorted().map { Difference(field: "address", from: $0.description, to: nil) }
      + to.subtracting(from).sorted().map { Difference(field: "address", from: nil, to: $0.description) }
  }

  /// The two names of an interface that somebody has renamed.
  private static func names(_ change: ChangeOf<Self>) -> [Difference] {
    guard let from = change.from, let to = change.to, from.presentName != to.presentName else { return [] }
    let names = [from, to].map { ($0.presentName ?? change.key).text }
    return [Difference(field: "name", from: names[0], to: names[1])]
  }
}
