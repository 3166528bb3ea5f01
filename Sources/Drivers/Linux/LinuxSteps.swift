import Model

extension LinuxDriver {
  package func steps(_ change: ChangeOf<Tunnels>, in phase: Phase?) -> [Step] {
    LinuxTunnelSteps(name: change.key, phase: phase).steps(change.delta)
  }

  package func steps(_ change: ChangeOf<Addresses>, in phase: Phase?) -> [Step] {
    let item = change.key
    let add = Command(["ip", "addr", "add"] + item.address.linuxWords + ["dev", item.interface.text])
    let delete = Command(["ip", "addr", "del"] + item.address.linuxWords + ["dev", item.interface.text])
    let isAdded = change.to != nil
    return [
      Step(
        title: "\(isAdded ? "add" : "remove") address \(item)", phase: phase,
        look: Command("look_address", item.interface.text, item.address.description),
        forward: isAdded ? add : delete, backward: [isAdded ? delete : add])
    ]
  }

  package func steps(_ change: ChangeOf<Settings>, in phase: Phase?) -> [Step] {
    guard let from = change.from, let to = change.to else { return [] }
    let name = change.key
    func set(_ value: SettingValue) -> Command {
      name == .forwarding
        ? Command("set_forwarding", value.text) : Command("set_setting", name.text, value.text)
    }
    let look = name == .forwarding ? Command("look_forwarding") : Command("look_setting", name.text)
    let step = Step(title: "set \(name) to \(to)", phase: phase, look: look, forward: set(to), backward: [set(from)])
    return SettingName.ofIPVS.contains(name) ? [Self.loading("ip_vs", phase), step] : [step]
  }

  package func steps(_ change: ChangeOf<SegmentRules>, in phase: Phase?) -> [Step] {
    LinuxSegments.steps(change.key, change.delta, phase)
  }

  package func steps(_ change: ChangeOf<Services>, in phase: Phase?) -> [Step] {
    let key = change.key
    func step(_ title: String, _ forward: Command, _ backward: Command) -> Step {
      let look = Command(["look_service"] + IPVSAdm.key(key))
      return Step(title: title, phase: phase, look: look, forward: forward, backward: [backward])
    }
    switch (change.from, change.to) {
    case (nil, let to?):
      return [
        Self.loading("ip_vs", phase),
        step("add service \(key)", IPVSAdm.add(key, to), IPVSAdm.delete(key)),
      ]
    case (let from?, nil): return [step("remove service \(key)", IPVSAdm.delete(key), IPVSAdm.add(key, from))]
    case (let from?, let to?):
      return [step("change service \(key)", IPVSAdm.edit(key, to), IPVSAdm.edit(key, from))]
    case (nil, nil): return []
    }
  }

  package func steps(_ change: ChangeOf<Destinations>, in phase: Phase?) -> [Step] {
    let key = change.key
    func step(_ title: String, _ forward: Command, _ backward: Command) -> Step {
      let look = Command(["look_destination"] + IPVSAdm.key(key.service) + [key.description])
      return Step(
        title: "\(title) \(key) of \(key.service)", phase: phase, look: look, forward: forward, backward: [backward])
    }
    switch (change.from, change.to) {
    case (nil, let to?): return [step("add destination", IPVSAdm.add(key, to), IPVSAdm.delete(key))]
    case (let from?, nil): return [step("remove destination", IPVSAdm.delete(key), IPVSAdm.add(key, from))]
    case (let from?, let to?): return [step("change destination", IPVSAdm.edit(key, to), IPVSAdm.edit(key, from))]
    case (nil, nil): return []
    }
  }

  /// All that a boot reads is in files.
  package func steps(_ change: ChangeOf<StoredTunnels>, in phase: Phase?) -> [Step] { [] }

  /// A module stays loaded: it carries no configuration, and nobody can tell whether others have begun to use it.
  static func loading(_ module: String, _ phase: Phase?) -> Step {
    Step(
      title: "load kernel module \(module)", phase: phase, look: Command("true"),
      forward: Command("load_module", module), backward: [])
  }
}

extension InnerAddress {
  /// As `ip addr` takes it.
  var linuxWords: [String] {
    if let peer { [address.text, "peer", "\(peer)/\(prefixLength)"] } else { ["\(address)/\(prefixLength)"] }
  }
}
