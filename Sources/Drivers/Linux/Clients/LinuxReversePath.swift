import Model

/// What rp_filter makes of clients' packets that come in by an interface of the director.
struct LinuxReversePath {
  let interface: String
  /// 0 off, 1 strict, 2 loose: the greater of the interface's own and that of all (ip-sysctl).
  let filter: Int
  /// Whether clients come in there for certain.
  let isCertain: Bool
  /// The director's ways from the VIP to clients, as the kernel looks for them.
  let fates: [Routing.Fate]

  func findings(_ service: LinuxClientService) -> [Finding] {
    guard filter == 1 || filter == 2 else { return [] }
    let dropped = fates.filter(isDropped)
    let relevant = service.scope.relevant(dropped.map { ClientScope.Loss(targets: $0.targets) })
    return zip(dropped, relevant).filter { !$0.1.isEmpty }.map { fate, clients in
      Finding(
        .clientsReversePath(Fault.ReversePath(interface, isStrict: filter == 1, way(fate))),
        about: .packets(of: clients, to: service.vip))
    }
  }

  private func isDropped(_ fate: Routing.Fate) -> Bool {
    switch fate.way {
    case .noRoute, .hole: true
    case .leaves(let hops): filter == 1 && isCertain && !hops.contains { $0.device == interface }
    }
  }

  private func way(_ fate: Routing.Fate) -> Fault.ReversePath.Way {
    switch fate.way {
    case .noRoute: .none
    case .hole(let kind): .hole(kind)
    case .leaves(let hops): .devices(hops.map(\.device), loosen: loosen)
    }
  }

  private var loosen: Command {
    let name = interface.map { $0 == "." ? "/" : String($0) }.joined()
    return Command("sysctl", "-w", "net.ipv4.conf.\(name).rp_filter=2")
  }
}
