import Model

/// The pages of what somebody else has on the host.
extension Explanation {
  static let rivalAtBoot = Explanation(
    .rivalAtBoot, "something else restores virtual services at boot",
    """
    Debian's init script of ipvsadm (AUTO=true in /etc/default/ipvsadm) and RHEL's ipvsadm.service clear the whole table and load one of \
    their own, at boot, at a restart of the service and at an upgrade of the package. What culvert set up is gone then, and every \
    connection with it.

    The finding has the command that switches it off, without stopping it now, which would clear the table: culvert's own boot script restores \
    what is culvert's.
    """)

  static let rivalUnclear = Explanation(
    .rivalUnclear, "keepalived's configuration has services that culvert cannot tell",
    """
    culvert and keepalived must not write the same virtual service: keepalived deletes it when it stops, and sets weights as its checks \
    say. A line that names a service by a variable cannot be compared with the inventory.

    Write the address there as it is. If you know that none of these services is in the inventory: --force.
    """)

  static let rivalService = Explanation(
    .rivalService, "keepalived has the same virtual service",
    """
    Two writers of one virtual service undo each other's work: keepalived sets weights as its checks say, leaves in what it finds, and \
    deletes the service with all that is in it when it stops.

    Take the service out of keepalived's configuration and reload it, or out of the inventory.
    """)

  static let twinTunnel = Explanation(
    .twinTunnel, "another tunnel already joins the same ends",
    """
    A kernel gives a packet to one tunnel, which it finds by the two outer addresses, and takes no second one of the same \
    kind between them. This one is not culvert's.

    Remove it now and from what makes it at boot; the finding has the command for now. Then culvert makes one of its own.
    """)

  static let foreign = Explanation(
    .foreign, "it is there, is not culvert's, and is not as the inventory wants it",
    """
    culvert changes only what is its own: what it made, or what was already as the inventory wants it. The ownership record on the host \
    says which things these are. This one was made by somebody else and differs.

    Remove it, or let culvert have it: `culvert up --adopt`. It is then culvert's, also to take away: after `culvert down` it is \
    gone. A rollback of that transaction brings it back.
    """)

  static let otherFilter = Explanation(
    .otherFilter, "the packet filter has rules that are not culvert's",
    """
    On FreeBSD `mss` of a service is done by a rule of pf(4). Where pf is not in use, culvert turns it on with nothing but such rules. Here \
    it has others, and the rule has to stand among them: in an anchor it would do nothing.

    Put the line of the finding into /etc/pf.conf, behind options (`set`) and before translation and filtering, and load it: \
    `pfctl -f /etc/pf.conf`, `pfctl -e`. culvert sees it there, and leaves it to you.
    """)
}
