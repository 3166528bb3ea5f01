import Model

extension LinuxDriver {
  package func steps(for change: Change, in phase: Phase?) -> [Step] {
    switch change {
    case .tunnel(let name, let delta): LinuxTunnelSteps(name: name, phase: phase).steps(delta)
    case .address(let address, let delta): [addressStep(address, delta, phase)]
    case .setting(let name, let delta): settingStep(name, delta, phase)
    case .mss(let key, let delta): LinuxSegments.steps(key, delta, phase)
    case .service(let key, let delta): serviceSteps(key, delta, phase)
    case .destination(let key, let delta): destinationSteps(key, delta, phase)
    // What is in files needs no command, and there is nothing else that a boot reads.
    case .bootTunnel, .file, .ownership: []
    }
  }

  private func addressStep(_ item: InterfaceAddress, _ delta: Delta<Change.Present>, _ phase: Phase?) -> Step {
    let add = Command(["ip", "addr", "add"] + item.address.linuxWords + ["dev", item.interface.text])
    let delete = Command(["ip", "addr", "del"] + item.address.linuxWords + ["dev", item.interface.text])
    let isAdded = delta.to != nil
    return Step(
      title: "\(isAdded ? "add" : "remove") address \(item)", phase: phase,
      look: Command("look_address", item.interface.text, item.address.description),
      forward: isAdded ? add : delete, backward: [isAdded ? delete : add])
  }

  private func settingStep(_ name: SettingName, _ delta: Delta<SettingValue>, _ phase: Phase?) -> [Step] {
    guard let from = delta.from, let to = delta.to else { return [] }
    func set(_ value: SettingValue) -> Command {
      name == .forwarding
        ? Command("set_forwarding", value.text) : Command("set_setting", name.text, value.text)
    }
    let look = name == .forwarding ? Command("look_forwarding") : Command("look_setting", name.text)
    let step = Step(title: "set \(name) to \(to)", phase: phase, look: look, forward: set(to), backward: [set(from)])
    return SettingName.ofIPVS.contains(name) ? [Self.loading("ip_vs", phase), step] : [step]
  }

  private func serviceSteps(_ key: ServiceKey, _ delta: Delta<VirtualService>, _ phase: Phase?) -> [Step] {
    func step(_ title: String, _ forward: Command, _ backward: Command) -> Step {
      let look = Command(["look_service"] + IPVSAdm.key(key))
      return Step(title: title, phase: phase, look: look, forward: forward, backward: [backward])
    }
    switch (delta.from, delta.to) {
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

  private func destinationSteps(_ key: DestinationKey, _ delta: Delta<Destination>, _ phase: Phase?) -> [Step] {
    func step(_ title: String, _ forward: Command, _ backward: Command) -> Step {
      let look = Command(["look_destination"] + IPVSAdm.key(key.service) + [key.description])
      return Step(
        title: "\(title) \(key) of \(key.service)", phase: phase, look: look, forward: forward, backward: [backward])
    }
    switch (delta.from, delta.to) {
    case (nil, let to?): return [step("add destination", IPVSAdm.add(key, to), IPVSAdm.delete(key))]
    case (let from?, nil): return [step("remove destination", IPVSAdm.delete(key), IPVSAdm.add(key, from))]
    case (let from?, let to?): return [step("change destination", IPVSAdm.edit(key, to), IPVSAdm.edit(key, from))]
    case (nil, nil): return []
    }
  }

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
