import Model

/// What culvert says of where packets stop on their way; `culvert verify` finds these.
extension Catalogue {
  static let notArriving = Entry(
    .notArriving, "packets for the VIP do not come to the director",
    """
    A connection to the VIP was tried, and the director's interfaces saw none of its packets. So they stop before it: there is no \
    route for the VIP to the director, another machine is given them, or a firewall drops them.

    Look at the router before the director: `ip route get VIP`, and in the VIP's own network `ip neigh show VIP`, which has to be the \
    director. Behind a NAT the director sees this machine under another address, and cannot tell its packets: verify from a \
    machine that is not behind one.
    """
  ) { (facts: (vip: IPv4Address, source: Endpoint, said: String?)) in
    .init(
      why: "no packet from \(facts.source) came to a director\(facts.said.map { " (\($0))" } ?? "")",
      remedy: .words(
        "ask who runs the network between \(facts.source.address) and it: \(facts.vip) has to be routed to it, and let through by "
          + "firewalls; ip neigh show \(facts.vip) on the last router says who is given it"))
  }

  static let answeredElsewhere = Entry(
    .answeredElsewhere, "somebody else answers for the VIP",
    """
    The connection was answered or refused, but the director saw no packet of it. So another machine has the VIP too, and gets the \
    packets: most often a realserver that answers ARP for it in the VIP's own network, sometimes a second director.

    Behind a NAT it looks the same: the director sees this machine under another address. Verify from a machine that is not.

    `ip neigh show VIP` on the router shows whose hardware address it is. A realserver in that network needs arp_ignore=1 and \
    arp_announce=2 on the interface there, which culvert sets on the one that has its outer address; other interfaces are yours.
    """
  ) { (facts: (vip: IPv4Address, client: IPv4Address, isRefused: Bool)) in
    .init(
      why: "\(facts.client) was \(facts.isRefused ? "refused" : "answered"), but no packet came to a director",
      remedy: .words(
        "find out who it is: ip neigh show \(facts.vip) on the router or host next to it; a realserver must not answer ARP"
      ))
  }

  static let vipNotLocal = Entry(
    .vipNotLocal, "the director does not have the VIP",
    """
    ip_vs takes packets that the director would take for its own. Without the VIP on one of its interfaces it forwards or drops them, and \
    in the VIP's own network nobody answers ARP for it.

    `culvert up` puts it there.
    """,
    why: "the director does not have it", remedy: .up)

  static let notTaken = Entry(
    .notTaken, "ip_vs does not get the packets",
    """
    The packets came to the director's interface, and ip_vs took up no connection. ip_vs comes after the firewall's INPUT chain, which \
    drops them. A rule that accepts connections that are ESTABLISHED does not help: the answers bypass the director, so that none ever \
    is.

    The finding has the command where the host's iptables or tc has counted what it dropped, or where a chain of nft may drop them: it accepts \
    the VIP and the port without looking at states, before other rules. (Of tc it takes the filter away that dropped them.) What loads \
    the rules at boot, or a program that owns them (ufw, firewalld), has to be told too.
    """
  ) { (facts: (vip: Endpoint, packets: Int, loss: PacketLoss?)) in
    .init(
      why: "\(counted(facts.packets, "packet")) came to the director, and ip_vs took up no connection"
        + clause(facts.loss),
      remedy: facts.loss?.remedy
        ?? .words(
          "look for a firewall there (nft list ruleset; iptables -S INPUT): it has to accept \(facts.vip.address) port "
            + "\(facts.vip.port) without looking at connections' states"))
  }

  static let notInTable = Entry(
    .notInTable, "clients are not sent to the realserver",
    """
    The proof goes past the director's table on purpose, so that a realserver can be proven before its first client. This service or \
    realserver is not in the table, or has weight 0, although the inventory wants clients to be sent there.

    `culvert up` puts it right. Something that sets weights by itself, such as a health check, should not work on services of culvert's.
    """
  ) { (gap: Fault.TableGap) in
    switch gap {
    case .absent: .init(why: "ip_vs does not have it", remedy: .up)
    case .noWeight: .init(why: "its weight is 0", remedy: .up)
    case .otherForwarding: .init(why: "ip_vs does not send through a tunnel", remedy: .up)
    }
  }
}

// MARK: - Words of several entries

extension Remedy {
  /// What puts right all that culvert has made.
  static let up = Remedy.culvert(["up"])
}

extension PacketLoss {
  /// What lets the packets through.
  var remedy: Remedy {
    guard removals.isEmpty else {
      return .words(
        "whoever made the rule takes it away\(host.map { " on \($0)" } ?? ""): \(removals.joined(separator: " && ")), and where "
          + "it is kept")
    }
    let note =
      dropped == nil ? "if it does not help, they are dropped elsewhere" : "and keep it so where the rules are kept"
    return .run(openings, on: host, note: note)
  }
}

extension Catalogue {
  /// What is said of filters behind the reason.
  static func clause(_ loss: PacketLoss?) -> String {
    guard let loss else { return "" }
    let verb = loss.dropped.map { "dropped \($0) meanwhile" } ?? "may drop them"
    return "; \(loss.places.joined(separator: ", "))\(loss.host.map { " on \($0)" } ?? "") \(verb)"
  }

  /// What the host's own packet filter would have to be told.
  static func words(_ rules: FilterRules?) -> String {
    guard let rules else { return "" }
    let back = rules.isBothWays ? ", and out the same way back" : ""
    return " (the host's own: by pf.conf: \(rules.pf)\(back); by ipfw: \(rules.ipfw))"
  }

  /// What takes away routes that lead nowhere; nil where there are none.
  static func removal(of holes: [String]) -> Remedy? {
    guard !holes.isEmpty else { return nil }
    return .words(
      "whoever set the route that leads nowhere takes it away (\(holes.joined(separator: " && "))), and out of what sets it"
    )
  }
}
