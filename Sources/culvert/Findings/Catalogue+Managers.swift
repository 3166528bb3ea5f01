import Model

/// What culvert says of other programs that manage what culvert manages.
extension Catalogue {
  static let otherManager = Entry(
    .otherManager, "another program manages the same interface",
    """
    systemd-networkd, NetworkManager or ifupdown has a configuration that covers an interface of culvert's. Such a program removes \
    addresses that its own configuration does not have: systemd-networkd when it starts, NetworkManager when it activates a connection, \
    ifupdown when it takes an interface down. The VIP is then gone, and drift names the program.

    For its tunnels culvert writes a drop-in for systemd-networkd (Unmanaged=yes) and NetworkManager (unmanaged-devices), before a tunnel is \
    created. Where a VIP is on an interface of the network ('vip_interface'), the program itself has to keep the address, or the VIPs \
    go to lo. This is a warning: it refuses no change.
    """
  ) { (manager: Fault.OtherManager) in
    switch manager {
    case .networkd(let file, let dropIn):
      .init(
        why: "\(visible(file)) has systemd-networkd configure it and remove its addresses",
        remedy: .culvert(["up"], note: "writes \(dropIn), which keeps systemd-networkd off it"))
    case .ifupdown:
      .init(
        why: "ifupdown configures it too (/etc/network/interfaces)",
        remedy: .words("remove its stanza from /etc/network/interfaces"))
    case .segments(let manager):
      .init(
        why: "\(manager.title) \(manager.does)",
        remedy: .words("install nftables: culvert then has a table of its own, which firewalld leaves alone"))
    case .vips(let manager, let interface, let file):
      .init(
        why: "\(manager.title) \(manager.does)",
        remedy: .words(
          "leave out 'vip_interface' (the VIPs are then on lo), or \(keeping(manager, interface, file ?? ""))"))
    }
  }

  private static func keeping(_ manager: HostManager, _ interface: InterfaceName, _ file: String) -> String {
    switch manager {
    case .networkd: "set KeepConfiguration=static in [Network] of \(visible(file))"
    case .ifupdown: "add the VIPs to its stanza in /etc/network/interfaces"
    default: "add the VIPs to the connection of \(interface)"
    }
  }

  static let serviceRemover = Entry(
    .serviceRemover, "another program removes virtual services",
    """
    kube-proxy in ipvs mode and kube-router compare the whole table of ip_vs with the services of their cluster, and remove the others within \
    seconds. keepalived with lvs_flush clears the table when it starts. culvert's services do not last beside them.

    Exclude the VIPs: kube-proxy has --ipvs-exclude-cidrs (ipvs.excludeCIDRs in its configuration file), kube-router --excluded-cidrs; of keepalived \
    remove lvs_flush, or write 'lvs_flush_on_stop VS'. culvert reads kube-proxy's exclusions on the host. With --force CV027 the change is \
    made all the same.
    """
  ) { (remover: Fault.ServiceRemover) in
    switch remover {
    case .kubeProxy(let vips):
      .init(
        why: "in ipvs mode (kube-ipvs0 is there) it removes virtual services that are not of its cluster",
        remedy: .words(
          "start kube-proxy with --ipvs-exclude-cidrs=\(hosts(vips)) (ipvs.excludeCIDRs in its configuration file)"))
    case .kubeRouter(let vips):
      .init(
        why: "its service proxy removes virtual services that are not of its cluster",
        remedy: .words("start kube-router with --excluded-cidrs=\(hosts(vips)); if that is done, --force CV027"))
    case .keepalived:
      .init(
        why: "with lvs_flush it removes all virtual services when it starts or stops",
        remedy: .words("remove lvs_flush from global_defs in /etc/keepalived, or write 'lvs_flush_on_stop VS'"))
    }
  }

  private static func hosts(_ vips: [IPv4Address]) -> String { vips.map { "\($0)/32" }.joined(separator: ",") }

  static let vipManaged = Entry(
    .vipManaged, "another program puts the VIP on an interface",
    """
    A vrrp_instance of keepalived has the VIP in virtual_ipaddress or virtual_ipaddress_excluded. keepalived adds it to an interface of the network on the \
    host that is master, and removes it on the others, while culvert has it on lo of each director or on the tunnel of each realserver. Two \
    hosts then answer ARP for one address, and a failover removes what culvert has set.

    Let one of them have the address: remove it from keepalived's configuration, or the service from the inventory. With --force CV028 the change \
    is made all the same.
    """,
    why: "keepalived has it as a virtual_ipaddress, and two hosts would answer ARP for it",
    remedy: .words("remove it from virtual_ipaddress in /etc/keepalived, or the service from the inventory"))
}
