import Model

/// The steps that make, change or remove one tunnel by ifconfig(1M): `plumb`, the ends, the addresses, `up`.
struct IfconfigSteps {
  let name: InterfaceName
  let phase: Phase?

  func steps(_ delta: Delta<Tunnel>) -> [Step] {
    switch (delta.from, delta.to) {
    case (nil, let to?): creation(of: to)
    case (let from?, nil): removal(of: from)
    case (let from?, let to?): change(from, to)
    case (nil, nil): []
    }
  }

  private func creation(of tunnel: Tunnel) -> [Step] {
    let bare = Tunnel(encapsulation: tunnel.encapsulation, local: nil, remote: nil, isUp: false, addresses: [])
    return [step("create tunnel \(name)", command("plumb"), [command("unplumb")])] + change(bare, tunnel)
  }

  private func removal(of tunnel: Tunnel) -> [Step] {
    var remake = [command("plumb")]
    if tunnel.local != nil, tunnel.remote != nil { remake.append(ends(tunnel)) }
    remake += tunnel.addresses.sorted().map(add)
    if tunnel.isUp { remake.append(command("set_up")) }
    return [step("remove tunnel \(name)", command("unplumb"), remake)]
  }

  /// Only what differs, and up last.
  private func change(_ from: Tunnel, _ to: Tunnel) -> [Step] {
    var steps: [Step] = []
    if (from.local, from.remote) != (to.local, to.remote) {
      // Ends that were not set cannot be unset: the tunnel goes as a whole.
      let back = from.local != nil && from.remote != nil ? [ends(from)] : []
      steps.append(step("set the ends of tunnel \(name)", ends(to), back))
    }
    for item in to.addresses.subtracting(from.addresses).sorted() {
      steps.append(step("add address \(item) on \(name)", add(item), [remove(item)]))
    }
    for item in from.addresses.subtracting(to.addresses).sorted() {
      steps.append(step("remove address \(item) on \(name)", remove(item), [add(item)]))
    }
    if from.isUp != to.isUp {
      let (there, back) = to.isUp ? ("up", "down") : ("down", "up")
      steps.append(step("set tunnel \(name) \(there)", command("set_\(there)"), [command("set_\(back)")]))
    }
    return steps
  }

  private func step(_ title: String, _ forward: Command, _ backward: [Command]) -> Step {
    Step(title: title, phase: phase, look: command("look_tunnel"), forward: forward, backward: backward)
  }

  private func command(_ word: String) -> Command { Command(word, name.text) }

  private func ends(_ tunnel: Tunnel) -> Command { Command(["set_ends", name.text] + tunnel.solarisEnds) }

  private func add(_ item: InnerAddress) -> Command {
    Command("add_address", name.text, item.address.text, (item.peer ?? item.address).text, item.solarisNetmask.text)
  }

  private func remove(_ item: InnerAddress) -> Command {
    Command("remove_address", name.text, item.address.text, (item.peer ?? item.address).text)
  }
}
