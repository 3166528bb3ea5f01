import Model

extension FreeBSDDriver {
  package func steps(_ change: ChangeOf<Tunnels>, in phase: Phase?) -> [Step] {
    FreeBSDTunnelSteps(name: change.key, phase: phase, change.delta).steps
  }

  /// culvert changes no other setting of a FreeBSD host.
  package func steps(_ change: ChangeOf<Settings>, in phase: Phase?) -> [Step] {
    change.key == .packetFilter ? FreeBSDSegments.steps(filter: change.delta, phase) : []
  }

  package func steps(_ change: ChangeOf<SegmentRules>, in phase: Phase?) -> [Step] {
    FreeBSDSegments.steps(change.key, change.delta, phase)
  }

  /// All that a boot reads is in files.
  package func steps(_ change: ChangeOf<StoredTunnels>, in phase: Phase?) -> [Step] { [] }
}

/// The steps that make, change or remove one gif by ifconfig(8).
struct FreeBSDTunnelSteps {
  private let name: InterfaceName
  private let phase: Phase?
  private let delta: Delta<Tunnel>

  init(name: InterfaceName, phase: Phase?, _ delta: Delta<Tunnel>) {
    (self.name, self.phase, self.delta) = (name, phase, delta)
  }

  /// What is done is done under the interface's own name.
  var steps: [Step] {
    let begin = delta.from?.presentName.map { [rename($0, to: name)] } ?? []
    let end = delta.to?.presentName.map { [rename(name, to: $0)] } ?? []
    return begin + ownSteps + end
  }

  private var ownSteps: [Step] {
    switch (delta.from, delta.to) {
    case (nil, let to?): creation(of: to)
    case (let from?, nil): [removal(of: from)]
    case (let from?, let to?): change(from, to)
    case (nil, nil): []
    }
  }

  private func rename(_ old: InterfaceName, to new: InterfaceName) -> Step {
    step(
      "rename \(old) to \(new)", Command("rename_tunnel", old.text, new.text),
      [Command("rename_tunnel", new.text, old.text)])
  }

  /// One step, and in it one call of ifconfig that leaves the interface up: see `create_tunnel` in freebsd-changes.sh.
  private func creation(of tunnel: Tunnel) -> [Step] {
    let create = step("create tunnel \(name)", create(tunnel), [command("remove_tunnel")])
    return [create] + (comesAsWanted(tunnel) ? [] : [link(isUp: tunnel.isUp)])
  }

  /// An address sets the interface up; without one it is down.
  private func comesAsWanted(_ tunnel: Tunnel) -> Bool { tunnel.isUp != tunnel.addresses.isEmpty }

  private func removal(of tunnel: Tunnel) -> Step {
    var remake = [create(tunnel)]
    if !comesAsWanted(tunnel) { remake.append(command(tunnel.isUp ? "set_up" : "set_down")) }
    return step("remove tunnel \(name)", command("remove_tunnel"), remake)
  }

  /// Only what differs, and up last.
  ///
  /// The same address with another peer goes before it comes: an interface has it once.
  private func change(_ from: Tunnel, _ to: Tunnel) -> [Step] {
    var steps: [Step] = []
    if (from.local, from.remote) != (to.local, to.remote) {
      steps.append(step("set the ends of tunnel \(name)", ends(to), [ends(from)]))
    }
    let added = to.addresses.subtracting(from.addresses).sorted()
    let removed = from.addresses.subtracting(to.addresses).sorted()
    let replaced = removed.filter { old in added.contains { $0.address == old.address } }
    steps += replaced.map(removalStep)
    for item in added {
      // The first address also sets the interface up.
      let back = from.isUp || item != added[0] ? [remove(item)] : [remove(item), command("set_down")]
      steps.append(step("add address \(item) on \(name)", add(item), back))
    }
    steps += removed.filter { !replaced.contains($0) }.map(removalStep)
    if (from.isUp || !added.isEmpty) != to.isUp { steps.append(link(isUp: to.isUp)) }
    return steps
  }

  private func removalStep(_ item: InnerAddress) -> Step {
    step("remove address \(item) on \(name)", remove(item), [add(item)])
  }

  private func link(isUp: Bool) -> Step {
    let (there, back) = isUp ? ("up", "down") : ("down", "up")
    return step("set tunnel \(name) \(there)", command("set_\(there)"), [command("set_\(back)")])
  }

  private func step(_ title: String, _ forward: Command, _ backward: [Command]) -> Step {
    let names = [name, delta.from?.presentName, delta.to?.presentName].compactMap { $0?.text }
    return Step(
      title: title, phase: phase, look: Command(["look_tunnel"] + names), forward: forward, backward: backward)
  }

  private func command(_ word: String) -> Command { Command(word, name.text) }

  private func create(_ tunnel: Tunnel) -> Command {
    Command(["create_tunnel", name.text] + endWords(tunnel) + tunnel.addresses.sorted().flatMap(words))
  }

  private func ends(_ tunnel: Tunnel) -> Command { Command(["set_ends", name.text] + endWords(tunnel)) }

  private func endWords(_ tunnel: Tunnel) -> [String] { [tunnel.local?.text ?? "-", tunnel.remote?.text ?? "-"] }

  private func add(_ item: InnerAddress) -> Command { Command(["add_address", name.text] + words(item)) }

  private func remove(_ item: InnerAddress) -> Command { Command("remove_address", name.text, item.address.text) }

  private func words(_ item: InnerAddress) -> [String] {
    [item.address.text, (item.peer ?? item.address).text, item.freebsdNetmask.text]
  }
}
