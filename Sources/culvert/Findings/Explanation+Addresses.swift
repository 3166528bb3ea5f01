import Model

/// The pages of what is wrong with addresses, and with how the host treats packets.
extension Explanation {
  static let addressMissing = Explanation(
    .addressMissing, "the host does not have its own address",
    """
    The 'address' of a host in the inventory is what the others send to: it is an end of its tunnels. No interface of the host \
    has it (on Solaris: none that is up), so packets to it would not arrive, or would be taken by another host.

    Often the inventory has an address in front of a NAT, or a name was typed wrong. Set 'address' to one that the host has and \
    that the others reach; where culvert logs in at another one, set that as 'ssh: { address: … }'.
    """)

  static let vipElsewhere = Explanation(
    .vipElsewhere, "a network interface of the realserver has the VIP",
    """
    On a realserver the VIP belongs on the tunnel, where nobody asks for it. On the interface of a network the host answers \
    there whoever asks who has the VIP (ARP), takes it from the director, and gets its clients' packets past the director: \
    other realservers get none, and the director's weights mean nothing.

    Remove it from the interface and from what sets it at boot. The finding has the command for now. If the interface's network \
    has no director and no clients in it, --force leaves it there.
    """)

  static let vipInterfaceMissing = Explanation(
    .vipInterfaceMissing, "the interface for VIPs is not there",
    """
    'vip_interface' of a director says which interface gets the VIPs. The host has none of this name.

    Correct the name, or leave the key out: culvert then takes lo, and the network has to route the VIP to the director.
    """)

  static let noRoute = Explanation(
    .noRoute, "the director has no route to a realserver",
    """
    `ip route get` on the director found no way to the realserver's address. Wrapped packets would go nowhere, and clients \
    would get no answer.

    Where a route that leads nowhere (unreachable, blackhole) stands before one that would do, the finding has the command that takes it away. \
    Else add the route on the director, or correct the realserver's 'address'. With --force it is set up all the same, for a route \
    that comes later (by a routing daemon, for one).
    """)

  static let wrongOuterSource = Explanation(
    .wrongOuterSource, "packets would leave the director with another source than realservers expect",
    """
    ip_vs wraps packets with the source that the kernel would give packets to the realserver (`ip route get RIP`). A \
    realserver's tunnel takes packets from the director's 'address' only. Are the two not the same, the realserver drops what comes, or \
    answers with an ICMP error that clients see as "connection refused". If that source is the VIP, realservers drop it as a \
    martian, since they have the VIP themselves.

    The command of the finding gives packets to this realserver the right source, by a route of their own; what sets routes at boot has to \
    be told too. Or set the director's 'address' to the source that the finding names.
    """)

  static let innerPeerInUse = Explanation(
    .innerPeerInUse, "the inner peer's address is in use",
    """
    gif and ip.tun are point-to-point: beside the VIP they need an address for the other end, and the system makes a route to it into \
    the tunnel. culvert gives one that nobody should have. This one is the end of a tunnel, a VIP, or in a network of the \
    host: packets to its real owner would vanish in the tunnel.

    Set 'peer' of the host, or 'defaults: { peers: NETWORK }', to addresses that nobody has.
    """)

  static let strongHostModel = Explanation(
    .strongHostModel, "answers with the VIP as source would not leave",
    """
    With hostmodel=strong the system sends a packet only through an interface that has its source address. The VIP is on the tunnel, \
    and answers have to leave by the network's interface: they are dropped. (ipadm(1M))

    The finding has the command. It changes the whole host: look whether something else relies on it.
    """)

  static let strictInterfaces = Explanation(
    .strictInterfaces, "packets for the VIP are taken on one of several tunnels only",
    """
    The realserver has a tunnel to each of several directors, with the same VIP on each. With this setting the system takes a packet only \
    on the very interface that it thinks the address is on, and that is one of them: the other directors' clients get no \
    answer. (FreeBSD: net.inet.ip.rfc1122_strong_es, before 14 net.inet.ip.check_interface; Solaris: ip_strict_dst_multihoming)

    The finding has the command; it must also be taken out of what sets it at boot.
    """)
}
