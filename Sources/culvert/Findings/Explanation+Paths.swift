import Model

/// The pages of where packets stop on their way; `culvert verify` finds these.
extension Explanation {
  static let notArriving = Explanation(
    .notArriving, "packets for the VIP do not come to the director",
    """
    A connection to the VIP was tried, and the director's interfaces saw none of its packets. So they stop before it: there is no \
    route for the VIP to the director, another machine is given them, or a firewall drops them.

    Look at the router before the director: `ip route get VIP`, and in the VIP's own network `ip neigh show VIP`, which has to be the \
    director. Behind a NAT the director sees this machine under another address, and cannot tell its packets: verify from a \
    machine that is not behind one.
    """)

  static let answeredElsewhere = Explanation(
    .answeredElsewhere, "somebody else answers for the VIP",
    """
    The connection was answered or refused, but the director saw no packet of it. So another machine has the VIP too, and gets the \
    packets: most often a realserver that answers ARP for it in the VIP's own network, sometimes a second director.

    Behind a NAT it looks the same: the director sees this machine under another address. Verify from a machine that is not.

    `ip neigh show VIP` on the router shows whose hardware address it is. A realserver in that network needs arp_ignore=1 and \
    arp_announce=2 on the interface there, which culvert sets on the one that has its outer address; other interfaces are yours.
    """)

  static let vipNotLocal = Explanation(
    .vipNotLocal, "the director does not have the VIP",
    """
    ip_vs takes packets that the director would take for its own. Without the VIP on one of its interfaces it forwards or drops them, and \
    in the VIP's own network nobody answers ARP for it.

    `culvert up` puts it there.
    """)

  static let notTaken = Explanation(
    .notTaken, "ip_vs does not get the packets",
    """
    The packets came to the director's interface, and ip_vs took up no connection. ip_vs comes after the firewall's INPUT chain, which \
    drops them. A rule that accepts connections that are ESTABLISHED does not help: the answers bypass the director, so that none ever \
    is.

    The finding has the command where the host's iptables or tc has counted what it dropped, or where a chain of nft may drop them: it accepts \
    the VIP and the port without looking at states, before other rules. (Of tc it takes the filter away that dropped them.) What loads \
    the rules at boot, or a program that owns them (ufw, firewalld), has to be told too.
    """)

  static let notInTable = Explanation(
    .notInTable, "clients are not sent to the realserver",
    """
    The proof goes past the director's table on purpose, so that a realserver can be proven before its first client. This service or \
    realserver is not in the table, or has weight 0, although the inventory wants clients to be sent there.

    `culvert up` puts it right. Something that sets weights by itself, such as a health check, should not work on services of culvert's.
    """)

  static let outerLost = Explanation(
    .outerLost, "packets of protocol 4 are lost between director and realserver",
    """
    The director sends, and nothing comes out of the realserver's tunnel although it is right. IP in IP is protocol 4, neither TCP nor \
    UDP: providers and firewalls that list what they let through drop it, without a word.

    Where it is a Linux host's own filter that dropped as many as were sent, the finding names it and has the command that lets protocol 4 through \
    from the director only. Where there is none it is the provider's rules (a security group), or a firewall on the way: there, \
    nobody but its owner can say how. On FreeBSD look at pf and ipfw. ICMP 'protocol unreachable' is what a host says that has no tunnel.
    """)

  static let tunnelWrong = Explanation(
    .tunnelWrong, "the realserver's tunnel does not take the packets",
    """
    The tunnel is not there, is down, or is between other addresses than those that the director's packets have. Linux answers with an \
    ICMP error, which ip_vs hands on: clients see 'connection refused'. FreeBSD says nothing.

    `culvert drift` says what is wrong, `culvert up` mends it.
    """)

  static let vipNotInside = Explanation(
    .vipNotInside, "the realserver does not have the VIP",
    """
    Packets come out of the tunnel, and their destination is not an address of the host: it drops or forwards them.

    `culvert up` puts the VIP on the tunnel.
    """)

  static let reversePathDrop = Explanation(
    .reversePathDrop, "rp_filter drops what comes out of the tunnel",
    """
    A client's packet comes in through the tunnel, and the host would answer through another interface. With rp_filter=1 Linux drops it; the \
    larger of the settings 'all' and that of the tunnel counts. With 2 it still wants some route to the client, and an IPv4 address on \
    the tunnel.

    culvert sets 2 on the tunnel. A drop all the same means that the setting was changed since, or that the host has no route to the client.
    """)

  static let noReplyRoute = Explanation(
    .noReplyRoute, "the realserver has no route to the client",
    """
    The realserver answers clients itself, not through the director. It has no route to this one.

    Where a route that leads nowhere (blackhole, unreachable, prohibit) stands before one that would do, the finding has the command that takes \
    it away. Else give the host a default route. If it has one in another table, the rule has to look at the VIP as the source too.
    """)

  static let nobodyListens = Explanation(
    .nobodyListens, "nothing answers on the VIP's port",
    """
    The packets came to the realserver, and it refused the connection: no program listens on that port, or it listens on the realserver's \
    own address only. A health check that asks the realserver's own address does not see that.

    Start the program, and have it listen on the VIP or on all addresses. One that is started before the VIP is there may not get it: \
    then all addresses, or net.ipv4.ip_nonlocal_bind=1.
    """)

  static let notAnswered = Explanation(
    .notAnswered, "the realserver's own firewall drops what comes out of the tunnel",
    """
    Packets came out of the tunnel, the VIP is there, rp_filter let them pass, and nothing was answered. What is left is a firewall on the \
    host, or a program whose queue of connections is full.

    The firewall sees the inner packet a second time, from the client to the VIP, coming in on the tunnel: it has to accept the service's \
    port there. The finding has the command where a Linux host's own filter has counted what it dropped, be it the question or the answer. `ss -ltn` shows the queue (Recv-Q against Send-Q).
    """)

  static let replyLost = Explanation(
    .replyLost, "the realserver's answers do not reach the client",
    """
    The realserver answered, and the answer did not come. It has the VIP as its source, and that is not an address of the realserver's \
    network: providers drop such packets (BCP 38), virtual machines' hosts too.

    Have the VIP allowed as a source there (allowed address pairs, source check off, allowed-ips), or a firewall on the way let answers \
    pass whose questions it has not seen.
    """)

  static let tooLong = Explanation(
    .tooLong, "packets of full size are lost",
    """
    The connection is made, and data of more than one packet is not taken. The tunnel takes 20 bytes: of 1500 there is room for 1480. The \
    director says so to the client by ICMP (fragmentation needed, with the VIP as its source); where that is filtered, uploads hang while \
    everything small works.

    `mss: clamp` of the service in the inventory has the realservers ask for packets that fit, which needs nobody's leave, and costs full-size \
    packets 20 bytes; `culvert up` sets it, for now and for the next start. Where the finding has a command (`advmss 1440` on the route that the \
    realserver answers by), it is a help until then. Better still is to let the ICMP through, or a larger MTU between director and realserver.
    """)

  static let unproven = Explanation(
    .unproven, "packets do not come back, and the hosts do not tell why",
    """
    The connection failed, and neither counters nor settings that culvert can read say at which layer: the realserver could not be \
    asked, or its answer was not understood.

    Look with tcpdump(1) or snoop(1M) on the realserver while `culvert verify` runs: packets of protocol 4 from the director have to \
    come in, and answers from the VIP to go out.
    """)

  static let segmentsTooLong = Explanation(
    .segmentsTooLong, "the realserver asks for packets that do not fit into the tunnel",
    """
    The inventory has `mss` for the service, and the answer that made the connection asked for longer segments. Clients that hear the \
    director's ICMP send shorter ones all the same; those behind a firewall that drops it would hang in the middle of an upload.

    `culvert up` puts it back: a rule of iptables on Linux, one of pf on FreeBSD, two parameters of TCP for the whole host on Solaris and \
    illumos. Something that loads rules anew, such as a firewall's restart, takes it away: have that keep it.
    """)
}
