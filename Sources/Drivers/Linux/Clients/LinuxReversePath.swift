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
        .clientsReversePath, about: .named("packets of \(clients.words) to \(service.vip)"),
        why: "rp_filter is \(filter == 1 ? "strict" : "loose") on \(interface), and the director \(way(fate))",
        remedy: remedy(fate))
    }
  }

  private func isDropped(_ fate: Routing.Fate) -> Bool {
    switch fate.way {
    case .noRoute, .hole: true
    case .leaves(let hops): filter == 1 && isCertain && !hops.contains { $0.device == interface }
    }
  }

  private func way(_ fate: Routing.Fate) -> String {
    switch fate.way {
    case .noRoute: "has no route to them"
    case .hole(let kind): "has a route of type \(kind) for them"
    case .leaves(let hops): "reaches them by \(hops.map(\.device).joined(separator: ", "))"
    }
  }

  private func remedy(_ fate: Routing.Fate) -> Remedy {
    if case .leaves = fate.way {
      return .run(
        [
          Command(
            "sysctl", "-w", "net.ipv4.conf.\(interface.map { $0 == "." ? "/" : String($0) }.joined()).rp_filter=2")
        ],
        note: "until the next boot; set it in sysctl.d too")
    }
    return .words("give the director a route to these clients by \(interface), or correct 'clients' in the inventory")
  }
}
