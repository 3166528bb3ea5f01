/// The virtual services of ip_vs.
package enum Services: ResourceKind {
  package static let name = "service"
  package static let face = Change.Face.live
  package static var state: WritableKeyPath<HostState, [ServiceKey: VirtualService]> { \.live.services }
  package static let phases: (making: Phase, removing: Phase)? = (.direct, .withdraw)
  package static let touched: HostManager.Touched? = .service

  package static func subject(_ key: ServiceKey) -> Subject { .service(key) }
  package static func terms(_ change: ChangeOf<Self>) -> [String] { change.key.vip.map { [$0.text] } ?? [] }
  package static func isOwned(_ key: ServiceKey, _ record: Ownership) -> Bool { record.services.contains(key) }
  package static func rank(_ change: ChangeOf<Self>) -> Int { 3 }
  package static func vips(_ key: ServiceKey) -> [IPv4Address]? { [key.vip?.v4].compactMap(\.self) }

  package static func steps(_ change: ChangeOf<Self>, by maker: any StepMaker, in phase: Phase?) -> [Step] {
    maker.steps(change, in: phase)
  }

  package static var fields: [Field<VirtualService>] {
    [
      Field("scheduler") { $0.scheduler.text },
      Field("flags") { $0.flags.isEmpty ? nil : $0.flags.sorted().map(\.rawValue).joined(separator: ",") },
      Field("persistence") { $0.persistence.map { "\($0.timeout) s\($0.granularity.words)" } },
      Field("one packet") { $0.onePacket ? "yes" : nil },
      Field("persistence engine") { $0.persistenceEngine },
    ]
  }
}

/// The realservers that ip_vs sends to.
package enum Destinations: ResourceKind {
  package static let name = "destination"
  package static let face = Change.Face.live
  package static var state: WritableKeyPath<HostState, [DestinationKey: Destination]> { \.live.destinations }
  package static let touched: HostManager.Touched? = .service

  package static func subject(_ key: DestinationKey) -> Subject { .destination(key) }
  package static func terms(_ change: ChangeOf<Self>) -> [String] { [change.key.address.text] }

  package static func isOwned(_ key: DestinationKey, _ record: Ownership) -> Bool {
    record.services.contains(key.service)
  }

  /// One that is to go gets weight 0 first.
  package static func parts(of change: ChangeOf<Self>, after: Ownership) -> [(ChangeOf<Self>, Phase?)] {
    guard let from = change.from, change.to == nil else { return [(change, .direct)] }
    var quiesced = from
    quiesced.weight = 0
    let removal = (ChangeOf<Self>(change.key, Delta(from: quiesced, to: nil)), Phase?.some(.withdraw))
    return from == quiesced
      ? [removal] : [(ChangeOf(change.key, Delta(from: from, to: quiesced)), .direct), removal]
  }

  package static func rank(_ change: ChangeOf<Self>) -> Int { change.to?.weight == 0 && change.from != nil ? 5 : 4 }
  package static func vips(_ key: DestinationKey) -> [IPv4Address]? { Services.vips(key.service) }

  package static func steps(_ change: ChangeOf<Self>, by maker: any StepMaker, in phase: Phase?) -> [Step] {
    maker.steps(change, in: phase)
  }

  package static var fields: [Field<Destination>] {
    [
      Field("forwarding") { $0.forwarding.words },
      Field("weight") { String($0.weight) },
      Field("upper threshold") { $0.upperThreshold == 0 ? nil : String($0.upperThreshold) },
      Field("lower threshold") { $0.lowerThreshold == 0 ? nil : String($0.lowerThreshold) },
    ]
  }
}

extension Persistence.Granularity {
  fileprivate var words: String {
    switch self {
    case .client: ""
    case .mask(let mask): " mask \(mask)"
    case .prefix(let length): " prefix \(length)"
    }
  }
}

extension ForwardingMethod {
  fileprivate var words: String {
    switch self {
    case .masquerading: "masquerading"
    case .gatewaying: "gatewaying"
    case .tunneling(.ipip): "tunneling"
    case .tunneling(.gre): "tunneling gre"
    case .tunneling(.gue(let port, _)): "tunneling gue \(port)"
    }
  }
}
