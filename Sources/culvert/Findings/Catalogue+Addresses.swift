import Model

/// What is wrong with addresses, and with how the host treats packets.
extension Catalogue {
  static let addressMissing = Entry(
    .addressMissing, "the host does not have its own address",
    """
    The 'address' of a host in the inventory is what the others send to: it is an end of its tunnels. No interface of the host \
    has it (on Solaris: none that is up), so packets to it would not arrive, or would be taken by another host.

    Often the inventory has an address in front of a NAT, or a name was typed wrong. Set 'address' to one that the host has and \
    that the others reach; where culvert logs in at another one, set that as 'ssh: { address: … }'.
    """
  ) { (isUpWanted: Bool) in
    .init(
      why: "no interface of the host has it" + (isUpWanted ? " and is up" : ""),
      remedy: .words("set the host's 'address' in the inventory to the one that the others reach it at"))
  }

  static let vipElsewhere = Entry(
    .vipElsewhere, "a network interface of the realserver has the VIP",
    """
    On a realserver the VIP belongs on the tunnel, where nobody asks for it. On the interface of a network the host answers \
    there whoever asks who has the VIP (ARP), takes it from the director, and gets its clients' packets past the director: \
    other realservers get none, and the director's weights mean nothing.

    Remove it from the interface and from what sets it at boot. The finding has the command for now. If the interface's network \
    has no director and no clients in it, --force leaves it there.
    """
  ) { (facts: (taken: InterfaceAddress, system: OperatingSystem)) in
    let (address, interface) = (facts.taken.address, facts.taken.interface)
    let remedy: Remedy =
      switch facts.system {
      case .linux:
        .words(
          "whoever set it there takes it away: ip address del \(address) dev \(interface), and out of what sets it at boot"
        )
      case .freebsd:
        .words(
          "if nobody needs it there, its owner removes it (ifconfig \(interface) inet \(address.address) -alias) and its line in rc.conf"
        )
      case .solaris: .words("remove it from \(interface), and from what sets it at boot")
      }
    return .init(why: "\(interface) has it, which would answer for it in its own network", remedy: remedy)
  }

  static let vipInterfaceMissing = Entry(
    .vipInterfaceMissing, "the interface for VIPs is not there",
    """
    'vip_interface' of a director says which interface gets the VIPs. The host has none of this name.

    Correct the name, or leave the key out: culvert then takes lo, and the network has to route the VIP to the director.
    """,
    why: "the host has none of this name",
    remedy: .words("correct 'vip_interface' of the director in the inventory"))

  static let noRoute = Entry(
    .noRoute, "the director has no route to a realserver",
    """
    `ip route get` on the director found no way to the realserver's address. Wrapped packets would go nowhere, and clients \
    would get no answer.

    Where a route that leads nowhere (unreachable, blackhole) stands before one that would do, the finding has the command that takes it away. \
    Else add the route on the director, or correct the realserver's 'address'. With --force it is set up all the same, for a route \
    that comes later (by a routing daemon, for one).
    """
  ) { (facts: (target: IPv4Address, holes: [String])) in
    .init(
      why: "the director has no route to it",
      remedy: removal(of: facts.holes)
        ?? .words("add a route to \(facts.target) there, or correct the address in the inventory"))
  }

  static let wrongOuterSource = Entry(
    .wrongOuterSource, "packets would leave the director with another source than realservers expect",
    """
    ip_vs wraps packets with the source that the kernel would give packets to the realserver (`ip route get RIP`). A \
    realserver's tunnel takes packets from the director's 'address' only. Are the two not the same, the realserver drops what comes, or \
    answers with an ICMP error that clients see as "connection refused". If that source is the VIP, realservers drop it as a \
    martian, since they have the VIP themselves.

    The command of the finding gives packets to this realserver the right source, by a route of their own; what sets routes at boot has to \
    be told too. Or set the director's 'address' to the source that the finding names.
    """
  ) { (facts: (source: IPv4Address, wanted: IPv4Address, route: Command?)) in
    let advice = "set the director's 'address' in the inventory to \(facts.source)"
    return .init(
      why: "the director would wrap packets to it with the source \(facts.source), not \(facts.wanted), "
        + "and the realserver would drop them",
      remedy: facts.route.map { .run([$0], note: "and have the boot set the route so; or \(advice)") }
        ?? .words("\(advice), or give the route 'src \(facts.wanted)'"))
  }

  static let innerPeerInUse = Entry(
    .innerPeerInUse, "the inner peer's address is in use",
    """
    gif and ip.tun are point-to-point: beside the VIP they need an address for the other end, and the system makes a route to it into \
    the tunnel. culvert gives one that nobody should have. This one is the end of a tunnel, a VIP, or in a network of the \
    host: packets to its real owner would vanish in the tunnel.

    Set 'peer' of the host, or 'defaults: { peers: NETWORK }', to addresses that nobody has.
    """
  ) { (interface: InterfaceName?) in
    .init(
      why: "it is \(interface.map { "in the network of \($0)" } ?? "an end of a tunnel or a VIP"), "
        + "and packets to it would go into a tunnel",
      remedy: .words(
        "set the host's 'peer' in the inventory to an address that nobody has, or 'defaults: { peers: … }'"))
  }

  static let strongHostModel = Entry(
    .strongHostModel, "answers with the VIP as source would not leave",
    """
    With hostmodel=strong the system sends a packet only through an interface that has its source address. The VIP is on the tunnel, \
    and answers have to leave by the network's interface: they are dropped. (ipadm(1M))

    The finding has the command. It changes the whole host: look whether something else relies on it.
    """
  ) { (weaken: Command) in
    .init(why: "it is 'strong': answers with a VIP as their source would find no route", remedy: .run([weaken]))
  }

  static let strictInterfaces = Entry(
    .strictInterfaces, "packets for the VIP are taken on one of several tunnels only",
    """
    The realserver has a tunnel to each of several directors, with the same VIP on each. With this setting the system takes a packet only \
    on the very interface that it thinks the address is on, and that is one of them: the other directors' clients get no \
    answer. (FreeBSD: net.inet.ip.rfc1122_strong_es, before 14 net.inet.ip.check_interface; Solaris: ip_strict_dst_multihoming)

    The finding has the command; it must also be taken out of what sets it at boot.
    """
  ) { (facts: (directors: Int, loosen: Command, file: HostPath?)) in
    .init(
      why: "it is 1: only one of \(facts.directors) directors would get through",
      remedy: .run([facts.loosen], note: "and take it out of \(facts.file?.text ?? "what sets it at boot")"))
  }
}
