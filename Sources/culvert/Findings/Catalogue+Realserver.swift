import Model

/// What is said of packets that a director has sent to a realserver.
extension Catalogue {
  static let outerLost = Entry(
    .outerLost, "packets of protocol 4 are lost between director and realserver",
    """
    The director sends, and nothing comes out of the realserver's tunnel although it is right. IP in IP is protocol 4, neither TCP nor \
    UDP: providers and firewalls that list what they let through drop it, without a word.

    Where it is a Linux host's own filter that dropped as many as were sent, the finding names it and has the command that lets protocol 4 through \
    from the director only. Where there is none it is the provider's rules (a security group), or a firewall on the way: there, \
    nobody but its owner can say how. On FreeBSD look at pf and ipfw. ICMP 'protocol unreachable' is what a host says that has no tunnel.
    """
  ) { (facts: (director: HostName, target: IPv4Address, loss: PacketLoss?, own: FilterRules?)) in
    .init(
      why:
        "\(facts.director) sends, and nothing comes out of the tunnel, which is right: packets of protocol 4 are lost"
        + clause(facts.loss),
      remedy: facts.loss?.remedy
        ?? .words(
          "have protocol 4 from \(facts.director) to \(facts.target) let through, by the provider (a security group's "
            + "rules) and by firewalls on the way" + words(facts.own)))
  }

  static let tunnelWrong = Entry(
    .tunnelWrong, "the realserver's tunnel does not take the packets",
    """
    The tunnel is not there, is down, or is between other addresses than those that the director's packets have. Linux answers with an \
    ICMP error, which ip_vs hands on: clients see 'connection refused'. FreeBSD says nothing.

    `culvert drift` says what is wrong, `culvert up` mends it.
    """
  ) { (tunnel: Fault.WrongTunnel) in
    switch tunnel {
    case .absent: .init(why: "it is not there", remedy: .up)
    case .different: .init(why: "it is not as the inventory wants it", remedy: .up)
    case .refusing(let director, let target, let loss):
      .init(
        why: "the host answers that it takes no such packets, and none came out of a tunnel" + clause(loss),
        remedy: loss?.remedy
          ?? .words("look for a firewall that rejects protocol 4 from \(director) to \(target), on the way or there"))
    }
  }

  static let vipNotInside = Entry(
    .vipNotInside, "the realserver does not have the VIP",
    """
    Packets come out of the tunnel, and their destination is not an address of the host: it drops or forwards them.

    `culvert up` puts the VIP on the tunnel.
    """
  ) { (tunnel: Subject) in .init(why: "\(tunnel) does not have it", remedy: .up) }

  static let reversePathDrop = Entry(
    .reversePathDrop, "rp_filter drops what comes out of the tunnel",
    """
    A client's packet comes in through the tunnel, and the host would answer through another interface. With rp_filter=1 Linux drops it; the \
    larger of the settings 'all' and that of the tunnel counts. With 2 it still wants some route to the client, and an IPv4 address on \
    the tunnel.

    culvert sets 2 on the tunnel. A drop all the same means that the setting was changed since, or that the host has no route to the client.
    """
  ) { (drop: Fault.ReversePathDrop) in
    switch drop {
    case .dropped(let packets, let client, let isSettingWrong):
      .init(
        why: "the host dropped \(counted(packets, "packet")) since their source is not reached through the tunnel",
        remedy: isSettingWrong
          ? .up
          : .words(
            "the settings are right, so it has to be the route: \(client) has to be found by the table that packets of "
              + "the tunnel are looked up in (ip rule show; ip route get \(client))"))
    case .setting(let tunnel, let value):
      .init(why: "that of \(tunnel) is \(value.map(String.init) ?? "not known")", remedy: .up)
    }
  }

  static let noReplyRoute = Entry(
    .noReplyRoute, "the realserver has no route to the client",
    """
    The realserver answers clients itself, not through the director. It has no route to this one.

    Where a route that leads nowhere (blackhole, unreachable, prohibit) stands before one that would do, the finding has the command that takes \
    it away. Else give the host a default route. If it has one in another table, the rule has to look at the VIP as the source too.
    """
  ) { (facts: (vip: IPv4Address, client: IPv4Address, holes: [String])) in
    .init(
      why: "the host has no route for an answer from \(facts.vip) to it",
      remedy: removal(of: facts.holes)
        ?? .words("give it a default route, or one to \(facts.client): its own network knows by which gateway"))
  }

  static let nobodyListens = Entry(
    .nobodyListens, "nothing answers on the VIP's port",
    """
    The packets came to the realserver, and it refused the connection: no program listens on that port, or it listens on the realserver's \
    own address only. A health check that asks the realserver's own address does not see that.

    Start the program, and have it listen on the VIP or on all addresses. One that is started before the VIP is there may not get it: \
    then all addresses, or net.ipv4.ip_nonlocal_bind=1.
    """
  ) { (facts: (end: Endpoint, listening: Reception.Listening?)) in
    let end = facts.end
    let (why, way) =
      switch facts.listening {
      case .elsewhere(let addresses):
        (
          "a program listens on port \(end.port), but on \(addresses.map(\.text).joined(separator: ", ")) only",
          "in that program's configuration, have it listen on \(end) too, or on all addresses"
        )
      case .onVIP: ("something listens there, and yet the connection was refused", "see whether it takes connections")
      case .nowhere: ("nothing listens on port \(end.port)", "start the program that is to listen on \(end)")
      case nil: ("the connection was refused", "start the program that is to listen on \(end) or on all addresses")
      }
    return .init(why: why, remedy: .words(way))
  }

  static let notAnswered = Entry(
    .notAnswered, "the realserver's own firewall drops what comes out of the tunnel",
    """
    Packets came out of the tunnel, the VIP is there, rp_filter let them pass, and nothing was answered. What is left is a firewall on the \
    host, or a program whose queue of connections is full.

    The firewall sees the inner packet a second time, from the client to the VIP, coming in on the tunnel: it has to accept the service's \
    port there. The finding has the command where a Linux host's own filter has counted what it dropped, be it the question or the answer. `ss -ltn` shows the queue (Recv-Q against Send-Q).
    """
  ) { (unanswered: Fault.Unanswered) in
    switch unanswered {
    case .refused(let loss):
      .init(why: "a program listens there, and yet the connection was refused" + clause(loss), remedy: loss.remedy)
    case .silent(let packets, let loss, let own):
      .init(
        why: "\(counted(packets, "packet")) came out of the tunnel, and nothing was answered" + clause(loss),
        remedy: loss?.remedy
          ?? .words("look for a firewall on the host" + words(own) + ", and whether the program takes connections"))
    }
  }

  static let replyLost = Entry(
    .replyLost, "the realserver's answers do not reach the client",
    """
    The realserver answered, and the answer did not come. It has the VIP as its source, and that is not an address of the realserver's \
    network: providers drop such packets (BCP 38), virtual machines' hosts too.

    Have the VIP allowed as a source there (allowed address pairs, source check off, allowed-ips), or a firewall on the way let answers \
    pass whose questions it has not seen.
    """
  ) { (facts: (vip: IPv4Address, source: Endpoint, realserver: HostName, loss: PacketLoss?)) in
    .init(
      why: "the host answered \(facts.source), and the answer did not come" + clause(facts.loss),
      remedy: facts.loss?.remedy
        ?? .words(
          "ask the provider of \(facts.realserver)'s network to let packets with the source \(facts.vip) out of it: such that are "
            + "not from the host's own address may be dropped there; and firewalls on the way back"))
  }

  static let tooLong = Entry(
    .tooLong, "packets of full size are lost",
    """
    The connection is made, and data of more than one packet is not taken. The tunnel takes 20 bytes: of 1500 there is room for 1480. The \
    director says so to the client by ICMP (fragmentation needed, with the VIP as its source); where that is filtered, uploads hang while \
    everything small works.

    `mss: clamp` of the service in the inventory has the realservers ask for packets that fit, which needs nobody's leave, and costs full-size \
    packets 20 bytes; `culvert up` sets it, for now and for the next start. Where the finding has a command (`advmss 1440` on the route that the \
    realserver answers by), it is a help until then. Better still is to let the ICMP through, or a larger MTU between director and realserver.
    """
  ) { (facts: (bytes: Int, cause: Fault.TooLong)) in
    let remedy: Remedy =
      switch facts.cause {
      case .limited(let mss, let target):
        .words(
          "the answers ask for \(mss) bytes at most already ('mss' of the service): an MTU on the way from the director to "
            + "\(target) is smaller than its interfaces': find it (ping -M do -s SIZE), and give 'mss' its size less 60"
        )
      case .unlimited(_, _, let shorter?):
        .run([shorter], note: "until the next start; 'mss: clamp' for the service in the inventory lasts")
      case .unlimited(let vip, let director, nil):
        .words(
          "have ICMP 'fragmentation needed' from \(vip) to clients let through, by firewalls of \(director) and "
            + "on the way; or write 'mss: clamp' for the service in the inventory, and then: culvert up")
      }
    return .init(
      why: "the connection was made, and of the data \(facts.bytes) bytes were taken: packets of full size are lost",
      remedy: remedy)
  }

  static let unproven = Entry(
    .unproven, "packets do not come back, and the hosts do not tell why",
    """
    The connection failed, and neither counters nor settings that culvert can read say at which layer: the realserver could not be \
    asked, or its answer was not understood.

    Look with tcpdump(1) or snoop(1M) on the realserver while `culvert verify` runs: packets of protocol 4 from the director have to \
    come in, and answers from the VIP to go out.
    """
  ) { (unproven: Fault.Unproven) in
    switch unproven {
    case .noDirector: .init(why: "no director could be asked", remedy: .words("see why it cannot be reached"))
    case .marksChanged:
      .init(
        why:
          "it was answered, but not through the service of the proof: something on the director changes packets' marks",
        remedy: .words("look for it: iptables -t mangle -S, nft list ruleset, tc filter show"))
    case .unseen(let director, let vip):
      .init(
        why: "\(director) sends, nothing comes back, and the host does not tell of packets",
        remedy: .words("look there with tcpdump or snoop: protocol 4 from \(director) in, answers from \(vip) out"))
    }
  }

  static let segmentsTooLong = Entry(
    .segmentsTooLong, "the realserver asks for packets that do not fit into the tunnel",
    """
    The inventory has `mss` for the service, and the answer that made the connection asked for longer segments. Clients that hear the \
    director's ICMP send shorter ones all the same; those behind a firewall that drops it would hang in the middle of an upload.

    `culvert up` puts it back: a rule of iptables on Linux, one of pf on FreeBSD, two parameters of TCP for the whole host on Solaris and \
    illumos. Something that loads rules anew, such as a firewall's restart, takes it away: have that keep it.
    """
  ) { (segments: Fault.LongSegments) in
    switch segments {
    case .asked(let announced, let limit, let isRuleThere):
      .init(
        why: "the answer asks for up to \(announced?.text ?? "?") bytes in one packet, and the inventory wants "
          + "\(limit.map { "\($0) at most" } ?? "less"): what is longer does not fit into the tunnel",
        remedy: isRuleThere
          ? .words(
            "the host's rule is there, so look what makes the number greater again on the way: the answers' MSS by tcpdump on "
              + "the host and behind each firewall") : .up)
    case .setting: .init(why: "it is not as 'mss' of the inventory wants it", remedy: .up)
    }
  }
}
