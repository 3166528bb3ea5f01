import Model

extension Explanation {
  static let unreadResource = Explanation(
    .unreadResource, "cannot read what the host prints of a managed resource",
    """
    culvert passes over what other programs have on a host, in whatever words. But what the host prints of a resource that the inventory \
    names, or that culvert manages, has to be understood: otherwise a change would rest on a guess. (An option of ipvsadm that this \
    version of culvert does not know, set by hand, is an example.)

    The finding shows the line. Nothing is changed on the host until it is gone.
    """)

  static let answersARP = Explanation(
    .answersARP, "realserver answers ARP for a VIP",
    """
    Every realserver has the VIP on its tunnel, and a Linux host answers ARP for any address that it has, on any interface. A router or     client in the VIP's network may then send to the realserver and not to the director. culvert raises arp_ignore and arp_announce     on the interface with the host's address and on each interface with an address in a VIP's network; where the host's address is on     lo or dummy0, on all (net.ipv4.conf.all). The greater of both counts.

    An interface that was added later is such a case: `culvert up` raises its settings too.
    """)

  static let otherHandler = Explanation(
    .otherHandler, "packets of protocol 4 are taken by IPsec or a VTI",
    """
    The kernel offers a packet of protocol 4 to its handlers in turn. A VTI (route-based IPsec) between the same two addresses, an IPsec \
    state in tunnel mode, or a policy that demands encryption between the two, take it before the ipip tunnel does, and drop it: it was \
    not encrypted. Seen in RX errors of the VTI and in the counters of /proc/net/xfrm_stat (XfrmInNoStates, XfrmInNoPols, \
    XfrmInTmplMismatch).

    The VTI or the policy belongs to somebody's VPN: culvert removes neither. Give the realserver or the director a second address for the \
    tunnel, or exempt protocol 4 between the two addresses in the VPN's policies.
    """)
}
