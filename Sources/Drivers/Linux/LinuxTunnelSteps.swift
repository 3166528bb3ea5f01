import Model

/// The steps that make, change or remove one tunnel interface.
struct LinuxTunnelSteps {
  let name: InterfaceName
  let phase: Phase?

  func steps(_ delta: Delta<Tunnel>) -> [Step] {
    switch (delta.from, delta.to) {
    case (nil, let to?): creation(of: to)
    case (let from?, nil): removal(of: from)
    // A tunnel belongs to one module of the kernel for as long as it lives.
    case (let from?, let to?) where from.encapsulation != to.encapsulation: removal(of: from) + creation(of: to)
    case (let from?, let to?): change(from, to)
    case (nil, nil): []
    }
  }

  private func creation(of tunnel: Tunnel) -> [Step] {
    var bare = tunnel
    bare.isUp = false
    bare.addresses = []
    bare.reversePathFilter = nil
    bare.vrf = nil
    return [
      LinuxDriver.loading("ipip", phase),
      reservation(isMade: true),
      step("create tunnel \(name)", add(tunnel), [ip(["tunnel", "del", name.text])]),
      Step(
        title: "wait for udev", phase: phase, look: Command("true"), forward: Command("settle_devices"), backward: []),
    ] + change(bare, tunnel)
  }

  /// Keeps programs that configure every new interface off this one; a file in /etc does it from the confirm on.
  private func reservation(isMade: Bool) -> Step {
    let reserve = Command("reserve_interface", name.text)
    let release = Command("release_interface", name.text)
    return Step(
      title: "\(isMade ? "reserve" : "release") interface \(name)", phase: phase,
      look: Command("look_reserved", name.text), forward: isMade ? reserve : release,
      backward: [isMade ? release : reserve])
  }

  /// Down first: a packet on its way then gets an answer instead of vanishing.
  private func removal(of tunnel: Tunnel) -> [Step] {
    var down: [Step] = []
    if tunnel.isUp { down = [link(isUp: false)] }
    var remake = [add(tunnel)]
    if let filter = tunnel.reversePathFilter { remake.append(setFilter(filter)) }
    if let vrf = tunnel.vrf { remake.append(move(to: vrf)) }
    remake += tunnel.addresses.sorted().map { address("add", $0) }
    return down + [
      step("remove tunnel \(name)", ip(["tunnel", "del", name.text]), remake), reservation(isMade: false),
    ]
  }

  /// Only what differs, and up last.
  private func change(_ from: Tunnel, _ to: Tunnel) -> [Step] {
    var steps: [Step] = []
    if (from.local, from.remote) != (to.local, to.remote) {
      steps.append(
        step("set the ends of tunnel \(name)", tunnel("change", to), [tunnel("change", from)]))
    }
    if let filter = to.reversePathFilter, from.reversePathFilter != filter {
      let back = from.reversePathFilter.map { [setFilter($0)] } ?? []
      steps.append(step("set rp_filter of \(name) to \(filter)", setFilter(filter), back))
    }
    if from.vrf != to.vrf {
      let title = to.vrf.map { "move tunnel \(name) to VRF \($0)" } ?? "take tunnel \(name) out of VRF"
      steps.append(step(title, move(to: to.vrf), [move(to: from.vrf)]))
    }
    for item in to.addresses.subtracting(from.addresses).sorted() {
      steps.append(step("add address \(item) on \(name)", address("add", item), [address("del", item)]))
    }
    for item in from.addresses.subtracting(to.addresses).sorted() {
      steps.append(step("remove address \(item) on \(name)", address("del", item), [address("add", item)]))
    }
    if from.isUp != to.isUp { steps.append(link(isUp: to.isUp)) }
    return steps
  }

  private func move(to vrf: InterfaceName?) -> Command {
    ip(["link", "set", "dev", name.text] + (vrf.map { ["master", $0.text] } ?? ["nomaster"]))
  }

  private func link(isUp: Bool) -> Step {
    func set(_ word: String) -> Command { ip(["link", "set", "dev", name.text, word]) }
    return step(
      "set tunnel \(name) \(isUp ? "up" : "down")", set(isUp ? "up" : "down"), [set(isUp ? "down" : "up")])
  }

  private func step(_ title: String, _ forward: Command, _ backward: [Command]) -> Step {
    Step(title: title, phase: phase, look: Command("look_tunnel", name.text), forward: forward, backward: backward)
  }

  /// `ip tunnel` has no word for the mode of a tunnel that `ip link` made (`any/ip`).
  private func add(_ tunnel: Tunnel) -> Command {
    let isOfLink = tunnel.encapsulation != .ipip && tunnel.encapsulation.isOfModuleIPIP
    return isOfLink ? ip(["link", "add", name.text, "type", "ipip"] + ends(tunnel)) : self.tunnel("add", tunnel)
  }

  private func tunnel(_ verb: String, _ tunnel: Tunnel) -> Command {
    ip(["tunnel", verb, name.text, "mode", tunnel.encapsulation.text] + ends(tunnel))
  }

  private func ends(_ tunnel: Tunnel) -> [String] {
    ["local", tunnel.local?.text ?? "any", "remote", tunnel.remote?.text ?? "any"]
  }

  private func ip(_ words: [String]) -> Command { Command(["ip"] + words) }

  private func address(_ verb: String, _ address: InnerAddress) -> Command {
    ip(["addr", verb] + address.linuxWords + ["dev", name.text])
  }

  private func setFilter(_ value: Int) -> Command {
    Command("set_setting", SettingName.reversePathFilter(name).text, String(value))
  }
}
