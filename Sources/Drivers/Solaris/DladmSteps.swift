import Model

/// The steps that make, change or remove one tunnel by dladm(1M) and ipadm(1M), all of them until the next start.
///
/// An address is up as soon as it is there.
struct DladmSteps {
  let name: InterfaceName
  let phase: Phase?

  func steps(_ delta: Delta<Tunnel>) -> [Step] {
    switch (delta.from, delta.to) {
    case (nil, let to?): creation(of: to)
    case (let from?, nil): removal(of: from)
    // The type of a tunnel cannot be changed.
    case (let from?, let to?) where from.encapsulation != to.encapsulation: removal(of: from) + creation(of: to)
    case (let from?, let to?): change(from, to)
    case (nil, nil): []
    }
  }

  private func creation(of tunnel: Tunnel) -> [Step] {
    var bare = tunnel
    bare.addresses = []
    return [step("create tunnel \(name)", ends("create_iptun", tunnel), [command("delete_iptun")])]
      + change(bare, tunnel)
  }

  private func removal(of tunnel: Tunnel) -> [Step] {
    var remake = [ends("create_iptun", tunnel)] + tunnel.addresses.sorted().map(create)
    if !tunnel.isUp, !tunnel.addresses.isEmpty { remake.append(command("set_down")) }
    return [step("remove tunnel \(name)", command("delete_iptun"), remake)]
  }

  private func change(_ from: Tunnel, _ to: Tunnel) -> [Step] {
    var steps: [Step] = []
    if (from.local, from.remote) != (to.local, to.remote) {
      steps.append(
        step("set the ends of tunnel \(name)", ends("modify_iptun", to), [ends("modify_iptun", from)]))
    }
    // Before the new ones: what is down would be left out of what is up.
    if from.isUp != to.isUp, !from.addresses.isEmpty {
      let (there, back) = to.isUp ? ("up", "down") : ("down", "up")
      steps.append(step("set tunnel \(name) \(there)", command("set_\(there)"), [command("set_\(back)")]))
    }
    for item in to.addresses.subtracting(from.addresses).sorted() {
      steps.append(step("add address \(item) on \(name)", create(item), [delete(item)]))
    }
    for item in from.addresses.subtracting(to.addresses).sorted() {
      steps.append(step("remove address \(item) on \(name)", delete(item), [create(item)]))
    }
    return steps
  }

  private func step(_ title: String, _ forward: Command, _ backward: [Command]) -> Step {
    Step(title: title, phase: phase, look: command("look_tunnel"), forward: forward, backward: backward)
  }

  private func command(_ word: String) -> Command { Command(word, name.text) }

  private func ends(_ word: String, _ tunnel: Tunnel) -> Command { Command([word, name.text] + tunnel.solarisEnds) }

  private func create(_ item: InnerAddress) -> Command { Command(["create_addr", name.text] + item.ipadmWords) }

  private func delete(_ item: InnerAddress) -> Command {
    Command("delete_addr", name.text, item.address.text, (item.peer ?? item.address).text)
  }
}
