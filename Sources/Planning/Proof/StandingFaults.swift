import Model

extension PathEvidence {
  /// What is broken of the path whether a packet is sent or not: all that the hosts' settings and sockets tell.
  ///
  /// The changes of the evidence have to be such as put right what is culvert's already; before culvert has made anything,
  /// nothing of it is missing. `after` tells of the realserver now, and its tunnels are those that are up and have the VIP.
  package var standingFaults: [BrokenLayer] {
    directors.compactMap(missingVIP)
      + [wrongTunnel ?? missingInside, strictFilter, answersARP, unanswerable, unserved, longSegments].compactMap(
        \.self)
  }

  private var strictFilter: BrokenLayer? {
    let change = realserver.changes.first { change in
      guard let tunnel = change[Tunnels.self], let there = tunnel.from, let wanted = tunnel.to, wanted.has(path.vip)
      else { return false }
      return there.reversePathFilter != wanted.reversePathFilter
    }
    guard let change, let tunnel = change[Tunnels.self] else { return nil }
    return here(
      .reversePathDrop(.setting(of: change.subject, tunnel.from?.reversePathFilter)), .named("rp_filter"))
  }

  /// A neighbor would take the realserver for the holder of the VIP, and not the director.
  private var answersARP: BrokenLayer? {
    let change = realserver.changes.first {
      $0[Settings.self].map { $0.key.text.hasSuffix("/arp_ignore") && $0.to != nil } ?? false
    }
    guard let change, !realserver.tunnels.isEmpty else { return nil }
    return here(.answersARP(for: path.vip), change.subject)
  }

  private var longSegments: BrokenLayer? {
    realserver.changes.first { $0.shortens(path) }.map { here(.segmentsTooLong(.setting), $0.subject) }
  }

  private var unanswerable: BrokenLayer? {
    guard !realserver.tunnels.isEmpty, let now = realserver.after, now.replyRoute == nil else { return nil }
    return noReplyRoute
  }

  private var unserved: BrokenLayer? {
    // A program may only be able to listen once the VIP is there.
    guard !realserver.tunnels.isEmpty else { return nil }
    return switch realserver.after?.listening {
    case .elsewhere, .nowhere: nobodyListens
    case .onVIP, nil: nil
    }
  }
}
