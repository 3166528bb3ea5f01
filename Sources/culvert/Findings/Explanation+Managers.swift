import Model

/// The pages of other programs that manage what culvert manages.
extension Explanation {
  static let otherManager = Explanation(
    .otherManager, "another program manages the same interface",
    """
    systemd-networkd, NetworkManager or ifupdown has a configuration that covers an interface of culvert's. Such a program removes \
    addresses that its own configuration does not have: systemd-networkd when it starts, NetworkManager when it activates a connection, \
    ifupdown when it takes an interface down. The VIP is then gone, and drift names the program.

    For its tunnels culvert writes a drop-in for systemd-networkd (Unmanaged=yes) and NetworkManager (unmanaged-devices), before a tunnel is \
    created. Where a VIP is on an interface of the network ('vip_interface'), the program itself has to keep the address, or the VIPs \
    go to lo. This is a warning: it refuses no change.
    """)

  static let serviceRemover = Explanation(
    .serviceRemover, "another program removes virtual services",
    """
    kube-proxy in ipvs mode and kube-router compare the whole table of ip_vs with the services of their cluster, and remove the others within \
    seconds. keepalived with lvs_flush clears the table when it starts. culvert's services do not last beside them.

    Exclude the VIPs: kube-proxy has --ipvs-exclude-cidrs (ipvs.excludeCIDRs in its configuration file), kube-router --excluded-cidrs; of keepalived \
    remove lvs_flush, or write 'lvs_flush_on_stop VS'. culvert reads kube-proxy's exclusions on the host. With --force CV027 the change is \
    made all the same.
    """)

  static let vipManaged = Explanation(
    .vipManaged, "another program puts the VIP on an interface",
    """
    A vrrp_instance of keepalived has the VIP in virtual_ipaddress or virtual_ipaddress_excluded. keepalived adds it to an interface of the network on the \
    host that is master, and removes it on the others, while culvert has it on lo of each director or on the tunnel of each realserver. Two \
    hosts then answer ARP for one address, and a failover removes what culvert has set.

    Let one of them have the address: remove it from keepalived's configuration, or the service from the inventory. With --force CV028 the change \
    is made all the same.
    """)
}
