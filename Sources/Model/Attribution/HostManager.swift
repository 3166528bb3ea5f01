/// Programs that manage what culvert manages too, one a row; the raw value is the word of the agent for a program that is on the host.
package enum HostManager: String, CaseIterable, Sendable {
  case networkd
  case networkManager = "networkmanager"
  case wicked
  case dhcp
  case ifupdown
  case kubeProxy = "kube-proxy"
  case kubeRouter = "kube-router"
  case keepalived
  case ldirectord
  case firewalld
  case nftables
  case containers
  case tuned
  case configuration

  /// What a program may change.
  package enum Touched: String, Sendable { case tunnel, address, setting, mss, service, file }

  /// The name for people.
  package var title: String { row.title }

  /// The names of its processes, at most 15 characters: Linux keeps no more of them.
  package var processes: [String] { row.processes }

  /// What it may change.
  package var touches: Set<Touched> { row.touches }

  /// What it is known to do, as a cause: follows on its title.
  package var does: String { row.does }

  private struct Row {
    let title: String
    let processes: [String]
    let touches: Set<Touched>
    let does: String
  }

  private var row: Row {
    switch self {
    case .networkd:
      Row(
        title: "systemd-networkd", processes: ["systemd-network"], touches: [.tunnel, .address],
        does: "removes addresses that its .network files do not have when it starts")
    case .networkManager:
      Row(
        title: "NetworkManager", processes: ["NetworkManager"], touches: [.tunnel, .address],
        does: "removes addresses that the connection does not have when it activates one")
    case .wicked:
      Row(
        title: "wicked", processes: ["wickedd", "wickedd-nanny"], touches: [.tunnel, .address],
        does: "reconfigures the interfaces of its ifcfg files")
    case .dhcp:
      Row(
        title: "the DHCP client", processes: ["dhcpcd", "dhclient", "udhcpc"], touches: [.address],
        does: "replaces addresses when a lease changes")
    case .ifupdown:
      Row(
        title: "ifupdown", processes: [], touches: [.tunnel, .address],
        does: "removes all addresses of an interface when it takes the interface down")
    case .kubeProxy:
      Row(
        title: "kube-proxy", processes: ["kube-proxy"], touches: [.service, .setting],
        does: "removes virtual services that are not of its cluster, unless --ipvs-exclude-cidrs has the VIP")
    case .kubeRouter:
      Row(
        title: "kube-router", processes: ["kube-router"], touches: [.service, .setting],
        does: "removes virtual services that are not of its cluster, unless --excluded-cidrs has the VIP")
    case .keepalived:
      Row(
        title: "keepalived", processes: ["keepalived"], touches: [.service, .address],
        does: "adds and removes the virtual services and addresses of its configuration")
    case .ldirectord:
      Row(
        title: "ldirectord", processes: ["ldirectord"], touches: [.service],
        does: "adds and removes the virtual services of its configuration")
    case .firewalld:
      Row(
        title: "firewalld", processes: ["firewalld"], touches: [.mss],
        does: "removes rules of iptables that are not its own when it starts or reloads")
    case .nftables:
      Row(
        title: "nftables.service", processes: [], touches: [.mss],
        does: "removes all rules when it starts, reloads or stops")
    case .containers:
      Row(
        title: "a program with bridges for guests",
        processes: ["dockerd", "podman", "libvirtd", "virtnetworkd", "lxd", "kubelet"],
        touches: [.setting], does: "sets ip_forward when it starts")
    case .tuned:
      Row(title: "tuned", processes: ["tuned"], touches: [.setting], does: "applies the sysctl lines of its profile")
    case .configuration:
      Row(
        title: "configuration management",
        processes: ["puppet", "puppet-agent", "chef-client", "cinc-client", "salt-minion", "cf-execd", "cf-agent"],
        touches: [.tunnel, .address, .setting, .mss, .service, .file], does: "applies its own description of the host")
    }
  }
}
