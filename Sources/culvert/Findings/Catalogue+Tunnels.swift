import Model

extension Catalogue {
  static let unreadResource = Entry(
    .unreadResource, "cannot read what the host prints of a managed resource",
    """
    culvert passes over what other programs have on a host, in whatever words. But what the host prints of a resource that the inventory \
    names, or that culvert manages, has to be understood: otherwise a change would rest on a guess. (An option of ipvsadm that this \
    version of culvert does not know, set by hand, is an example.)

    The finding shows the line. Nothing is changed on the host until it is gone.
    """
  ) { (line: String) in
    .init(
      why: "culvert cannot read what ipvsadm prints of it: \(line)",
      remedy: .words("remove by hand what culvert does not know, and report the line to culvert's developers"))
  }

  static let answersARP = Entry(
    .answersARP, "realserver answers ARP for a VIP",
    """
    Every realserver has the VIP on its tunnel, and a Linux host answers ARP for any address that it has, on any interface. A router or     client in the VIP's network may then send to the realserver and not to the director. culvert raises arp_ignore and arp_announce     on the interface with the host's address and on each interface with an address in a VIP's network; where the host's address is on     lo or dummy0, on all (net.ipv4.conf.all). The greater of both counts.

    An interface that was added later is such a case: `culvert up` raises its settings too.
    """
  ) { (vip: IPv4Address) in .init(why: "the host answers ARP for \(vip) there", remedy: .up) }

  static let otherHandler = Entry(
    .otherHandler, "packets of protocol 4 are taken by IPsec or a VTI",
    """
    The kernel offers a packet of protocol 4 to its handlers in turn. A VTI (route-based IPsec) between the same two addresses, an IPsec \
    state in tunnel mode, or a policy that demands encryption between the two, take it before the ipip tunnel does, and drop it: it was \
    not encrypted. Seen in RX errors of the VTI and in the counters of /proc/net/xfrm_stat (XfrmInNoStates, XfrmInNoPols, \
    XfrmInTmplMismatch).

    The VTI or the policy belongs to somebody's VPN: culvert removes neither. Give the realserver or the director a second address for the \
    tunnel, or exempt protocol 4 between the two addresses in the VPN's policies.
    """
  ) { (handler: Fault.OtherHandler) in
    switch handler {
    case .vti(let name, let ends):
      .init(
        why: "it joins \(words(ends)) too, and takes packets of protocol 4 between them before the "
          + "tunnel does: see RX errors in 'ip -s link show \(name)' and XfrmInNoStates in /proc/net/xfrm_stat",
        remedy: .words(
          "it is part of somebody's VPN and stays: give this host or the other one a second address for the tunnel, in "
            + "'address' of the inventory"))
    case .ipsec(let dropped):
      .init(
        why: "nothing comes out of the tunnel, and IPsec dropped \(counted(dropped, "packet")) meanwhile",
        remedy: .words(
          "have the VPN's policies exempt protocol 4 between the two addresses (ip xfrm policy; counters in /proc/net/xfrm_stat), or "
            + "give the host a second address for the tunnel"))
    }
  }
}

extension Catalogue {
  static func words(_ ends: TunnelEnds) -> String { "\(ends.local) and \(ends.remote)" }

  static func words(_ removal: TunnelRemoval) -> String {
    (removal.address.map { "'\($0)' if it has IP, then " } ?? "") + "'\(removal.tunnel)'"
  }
}
