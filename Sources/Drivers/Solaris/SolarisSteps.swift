import Model

extension SolarisDriver {
  package func steps(_ change: ChangeOf<Tunnels>, in phase: Phase?) -> [Step] {
    switch SolarisDialect(of: change.key) {
    case .classic: IfconfigSteps(name: change.key, phase: phase).steps(change.delta)
    case .modern: DladmSteps(name: change.key, phase: phase).steps(change.delta)
    }
  }

  package func steps(_ change: ChangeOf<Settings>, in phase: Phase?) -> [Step] {
    change.key.isAboutSegments ? SolarisSegments.steps(change.key, change.delta, phase) : []
  }

  /// A Solaris host has no MSS of one service.
  package func steps(_ change: ChangeOf<SegmentRules>, in phase: Phase?) -> [Step] { [] }

  /// A tunnel that was in the store when culvert took it over leaves it at confirm; a rollback puts it there again.
  package func steps(_ change: ChangeOf<StoredTunnels>, in phase: Phase?) -> [Step] {
    guard phase == nil else { return [] }
    let name = change.key
    func step(_ title: String, _ forward: Command, _ backward: Command?) -> Step {
      Step(
        title: "\(title) stored tunnel \(name)", phase: nil, look: Command("look_stored", name.text), forward: forward,
        backward: backward.map { [$0] } ?? [])
    }
    let delete = Command("delete_stored", name.text)
    switch (change.from, change.to) {
    case (nil, let to?): return [step("create", create(name, to), delete)]
    case (let from?, nil): return [step("remove", delete, create(name, from))]
    case (let from?, let to?):
      return [step("remove", delete, create(name, from)), step("create", create(name, to), delete)]
    case (nil, nil): return []
    }
  }

  private func create(_ name: InterfaceName, _ tunnel: Tunnel) -> Command {
    Command(
      ["create_stored", name.text] + tunnel.solarisEnds + tunnel.addresses.sorted().flatMap(\.ipadmWords))
  }
}

extension Tunnel {
  /// The outer addresses; 0.0.0.0 is one that is not set.
  var solarisEnds: [String] { [local?.text ?? "0.0.0.0", remote?.text ?? "0.0.0.0"] }
}

extension InnerAddress {
  /// Object, address, peer and prefix length, as the agent's functions take them.
  ///
  /// An object's name has letters and digits
  /// only (i_ipadm_is_user_aobjname_valid); peer and address make it, so that both may stand side by side for a while.
  var ipadmWords: [String] {
    ["v\(hex(address))p\(hex(peer ?? address))", address.text, (peer ?? address).text, String(prefixLength)]
  }

  private func hex(_ address: IPv4Address) -> String {
    let digits = String(address.value, radix: 16)
    return String(repeating: "0", count: 8 - digits.count) + digits
  }
}
