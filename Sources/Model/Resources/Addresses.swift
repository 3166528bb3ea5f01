/// The addresses on interfaces that are no tunnels, such as a VIP on a director's `lo`.
package enum Addresses: ResourceKind {
  /// An address has nothing besides itself: it is there or it is not.
  package enum Present: String, Codable, Sendable { case present }

  package static let name = "address"
  package static let face = Change.Face.live
  package static var state: WritableKeyPath<HostState, [InterfaceAddress: Present]> { \.live.presentAddresses }
  package static let phases: (making: Phase, removing: Phase)? = (.direct, .withdraw)
  package static let touched: HostManager.Touched? = .address

  package static func subject(_ key: InterfaceAddress) -> Subject { .interfaceAddress(key) }
  package static func terms(_ change: ChangeOf<Self>) -> [String] { [change.key.address.address.text] }
  package static func isOwned(_ key: InterfaceAddress, _ record: Ownership) -> Bool { record.addresses.contains(key) }
  package static func rank(_ change: ChangeOf<Self>) -> Int { 6 }
  package static func vips(_ key: InterfaceAddress) -> [IPv4Address]? { [key.address.address] }

  package static func steps(_ change: ChangeOf<Self>, by maker: any StepMaker, in phase: Phase?) -> [Step] {
    maker.steps(change, in: phase)
  }
}

extension LiveState {
  fileprivate var presentAddresses: [InterfaceAddress: Addresses.Present] {
    get { Dictionary(uniqueKeysWithValues: addresses.map { ($0, .present) }) }
    set { addresses = Set(newValue.keys) }
  }
}
