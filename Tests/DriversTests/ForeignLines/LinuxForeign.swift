import Foundation

/// What ip(8), sysctl, ipvsadm(8) and others print of things that are not culvert's; made from lists, the same in each run.
enum LinuxForeign {
  // MARK: - ip -o link show

  /// Names as other programs give them, flags as the kernel's drivers have them, and what stands behind.
  private static let devices: [(name: String, flags: String, rest: String)] = [
    ("dummy0", "BROADCAST,NOARP,UP,LOWER_UP", "mtu 1500 qdisc noqueue state UNKNOWN"),
    ("br-4f1c2a9d0e7b", "NO-CARRIER,BROADCAST,MULTICAST,UP", "mtu 1500 qdisc noqueue state DOWN"),
    ("veth7f3a@if5", "BROADCAST,MULTICAST,UP,LOWER_UP", "mtu 1500 qdisc noqueue master cni0 state UP"),
    ("bond0", "BROADCAST,MULTICAST,MASTER,UP,LOWER_UP", "mtu 9000 qdisc noqueue state UP"),
    ("team0", "BROADCAST,MULTICAST,UP,LOWER_UP", "mtu 1500 qdisc noqueue state UP"),
    ("eth0.100@eth0", "BROADCAST,MULTICAST,UP,LOWER_UP", "mtu 1500 qdisc noqueue state UP"),
    ("macvlan0@eth0", "BROADCAST,MULTICAST,UP,LOWER_UP", "mtu 1500 qdisc noqueue state UP"),
    ("ipvl0@eth0", "BROADCAST,NOARP,UP,LOWER_UP", "mtu 1500 qdisc noqueue state UNKNOWN"),
    ("vxlan.calico", "BROADCAST,MULTICAST,UP,LOWER_UP", "mtu 1450 qdisc noqueue state UNKNOWN"),
    ("gre1@NONE", "POINTOPOINT,NOARP,UP,LOWER_UP", "mtu 1476 qdisc noqueue state UNKNOWN"),
    ("gretap0@NONE", "BROADCAST,MULTICAST", "mtu 1462 qdisc noop state DOWN"),
    ("erspan0@NONE", "BROADCAST,MULTICAST", "mtu 1450 qdisc noop state DOWN"),
    ("ip6tnl0@NONE", "NOARP", "mtu 1452 qdisc noop state DOWN"),
    ("sit0@NONE", "NOARP", "mtu 1480 qdisc noop state DOWN"),
    ("office@NONE", "POINTOPOINT,NOARP,UP,LOWER_UP", "mtu 1480"), ("vti9@NONE", "POINTOPOINT,NOARP,UP", "mtu 1428"),
    ("fou1@NONE", "NOARP,UP", "mtu 1472"), ("calico@NONE", "NOARP,UP", "mtu 1480"),
    ("ip_vti0@NONE", "NOARP", "mtu 1480 qdisc noop state DOWN"), ("xfrm0@eth0", "NOARP,UP,LOWER_UP", "mtu 1480"),
    ("wg0", "POINTOPOINT,NOARP,UP,LOWER_UP", "mtu 1420 qdisc noqueue state UNKNOWN"),
    ("tun0", "POINTOPOINT,MULTICAST,NOARP,UP,LOWER_UP", "mtu 1500 qdisc pfifo_fast state UNKNOWN"),
    ("tailscale0", "POINTOPOINT,MULTICAST,NOARP,UP,LOWER_UP", "mtu 1280 qdisc fq_codel state UNKNOWN"),
    ("tap-vm3", "BROADCAST,MULTICAST,PROMISC,UP,LOWER_UP", "mtu 1500 qdisc fq_codel master br-vm state UNKNOWN"),
    ("ppp0", "POINTOPOINT,MULTICAST,NOARP,UP,LOWER_UP", "mtu 1492 qdisc fq_codel state UNKNOWN"),
    ("can0", "NOARP,UP,LOWER_UP,ECHO", "mtu 16 qdisc pfifo_fast state UNKNOWN"),
    ("ib0", "BROADCAST,MULTICAST,UP,LOWER_UP", "mtu 2044 qdisc mq state UP"),
    ("nlmon0", "NOARP,UP,LOWER_UP", "mtu 3776 qdisc noqueue state UNKNOWN"),
    ("blue", "NOARP,MASTER,UP,LOWER_UP", "mtu 65575 qdisc noqueue state UP"),
    ("kube-ipvs0", "BROADCAST,NOARP", "mtu 1500 qdisc noop state DOWN"),
    ("cilium_host@cilium_net", "BROADCAST,MULTICAST,NOARP,UP,LOWER_UP", "mtu 1500 qdisc noqueue state UP"),
    ("cali0a1b2c3d4e5@if3", "BROADCAST,MULTICAST,UP,LOWER_UP", "mtu 1480 qdisc noqueue state UP"),
    ("lxdbr0", "BROADCAST,MULTICAST,UP,LOWER_UP", "mtu 1500 qdisc noqueue state UP"),
    ("a%b", "BROADCAST", "mtu 1500 qdisc noop state DOWN"), ("wlan#1", "BROADCAST,UP", "mtu 1500 qdisc noop"),
    ("\u{00FC}ber0", "BROADCAST,UP", "mtu 1500 qdisc noop"), ("rmnet_data0", "UP,LOWER_UP", "mtu 1500 qdisc htb"),
  ]

  private static let lineEnds = [
    #" mode DEFAULT group default qlen 1000\    link/ether 02:42:ac:11:00:02 brd ff:ff:ff:ff:ff:ff"#,
    #" mode DEFAULT group 7 qlen 1000\    link/none \    alias uplink to the office\    altname enp0s31f6"#,
    #" mode DEFAULT group default\    link/ether 02:00:00:00:00:01 brd ff:ff:ff:ff:ff:ff link-netns cni-1 \    prog/xdp id 5 "#,
  ]

  static let links: [ForeignKind] =
    devices.enumerated().map { place, device in
      ForeignKind(
        "links", "\(place + 20): \(device.name): <\(device.flags)> \(device.rest)\(lineEnds[place % lineEnds.count])")
    } + noise("links") + [
      ForeignKind("links", "7: veth"), ForeignKind("links", "7: veth9: <BROADCAST"),
      ForeignKind("links", "7: veth9@if3:"),
      ForeignKind("links", "    link/ether 02:42:ac:11:00:02 brd ff:ff:ff:ff:ff:ff"),
      ForeignKind("links", "\\    altname enp0s3"), ForeignKind("links", "Device \"veth9\" does not exist."),
    ]

  // MARK: - ip -o tunnel show

  static let tunnels: [ForeignKind] =
    noise("tunnels")
    + [
      "gre1: gre/ip remote 10.0.0.2 local 10.0.0.1 ttl 255 key 42 csum seq\\  Drop packets out of sequence.",
      "gre2: gre/ip remote 10.0.0.2 local 10.0.0.1 dev eth0 ttl inherit tos inherit ikey 1 okey 2",
      "sit1: ipv6/ip remote any local 203.0.113.21 ttl 64 6rd-prefix 2002::/16 6rd-relay_prefix 0.0.0.0/0",
      "isatap0: ipv6/ip remote any local 203.0.113.21 ttl 64 isatap default",
      "vti9: ip/ip remote 10.0.0.2 local 10.0.0.1 ttl inherit key 42",
      "vti1: ip/ip remote 198.51.100.10 local 203.0.113.21 ttl inherit key 42",
      "ip_vti0: ip/ip remote any local any ttl inherit nopmtudisc key 0",
      "office: ip/ip remote 192.0.2.1 local 203.0.113.21 ttl 64 nopmtudisc",
      "calico: any/ip remote 10.9.9.9 local 10.9.9.1 ttl inherit",
      "fou1: ip/ip remote 10.1.1.1 local 10.1.1.2 ttl 225 encap fou",
      "erspan0: gre/ip remote any local any ttl inherit nopmtudisc", "pimreg: unknown/ip remote any local any ttl 64",
      "new9: new/ip from 10.0.0.1", "gre9: gre/ip remote ", "mpls0: mpls/ip remote 10.0.0.2 local 10.0.0.1 ttl inherit",
    ].map { ForeignKind("tunnels", $0) }
    + [
      "  Drop packets out of sequence.", "  Checksum in received packet is required.",
      "\\  Sequence packets on output.",
      "  Checksum output packets.", "\tkey 42", "  6rd: prefix 2002::/16",
    ].map { ForeignKind("tunnels", $0) }

  // MARK: - ip -o -4 addr show

  static let addresses: [ForeignKind] =
    noise("addresses")
    + [
      "inet 172.17.0.1/16 brd 172.17.255.255 scope global br0", "inet 10.244.0.0/32 scope global flannel.1",
      "inet 10.0.0.7/24 metric 100 brd 10.0.0.255 scope global dynamic noprefixroute eth1",
      "inet 10.0.0.8/24 brd 10.0.0.255 scope global secondary deprecated eth1:1",
      "inet 10.8.0.6 peer 10.8.0.5/32 scope global tun0",
      "inet 169.254.1.1/32 scope link cali0", "inet 100.100.7.7/32 scope global tailscale0",
      "inet 10.0.0.9/0 scope nowhere x",
      "inet 10.96.0.1/32 scope global kube-ipvs0", "inet 10.0.0.1/24 brd + scope 200 x",
      "inet 10.0.0.1/24 any 10.0.0.3 scope host x",
      "inet 10.0.0.1", "inet", "inet6 fe80::1/64 scope link", "inet6 ::1/128 scope host noprefixroute",
      "unknown family 77",
    ].enumerated().map { place, rest in
      ForeignKind(
        "addresses", "\(place + 20): other\(place)    \(rest)\\       valid_lft forever preferred_lft forever")
    }
    + ["a%b", "wlan#1", "br-x", "ppp0"].map {
      ForeignKind("addresses", "9: \($0)    inet 10.3.3.3/24 scope global \($0)")
    }

  // MARK: - Settings

  static let settings: [ForeignKind] =
    noise("settings")
    + ["veth1", "docker0", "eth0.100", "br-4f1c", "wg0", "a%b", "default", "cali0", "vxlan.calico", "tun0", "lo"]
    .flatMap { name in
      ["rp_filter 1", "arp_ignore 0", "arp_announce 2"].map { ForeignKind("settings", "net/ipv4/conf/\(name)/\($0)") }
    } + ["net/ipv6/conf/all/forwarding 1", "net/core/somaxconn 4096"].map { ForeignKind("settings", $0) }

  // MARK: - ipvsadm

  private static let keys = [
    "-t 192.0.2.99:443", "-u 192.0.2.99:53", "--sctp-service 192.0.2.99:3868", "-t [2001:db8::80]:80", "-f 101",
    "-f 101 -6",
    "-t 10.96.0.1:443",
  ]

  static let services: [ForeignKind] =
    keys.flatMap { key in
      [
        "-s rr", "-s new-scheduler", "-s wrr -p 600", "-s mh -b mh-port", "-s sh -b flag-9", "-s wlc --pe sip",
        "-s rr -o --future 7",
      ].map { ForeignKind("services", "-A \(key) \($0)") }
    }
    + keys.flatMap { key in
      let realserver = key.contains("[") ? "[2001:db8::7]:80" : "10.0.0.7:0"
      return [
        "-m -w 1", "-g -w 0", "-i -w 1 --tun-type gue --tun-port 6080 --tun-nocsum", "-i -w 1 --tun-type new", "-w",
      ].map {
        ForeignKind("services", lines: ["-A \(key) -s rr", "-a \(key) -r \(realserver) \($0)"])
      }
    } + noise("services")
    + [
      ForeignKind("services", "-A -t names.example:http -s rr"), ForeignKind("thresholds", "FWM  101 rr"),
      ForeignKind("thresholds", lines: ["UDP  192.0.2.99:53 rr", "  -> 10.0.0.7:53 5 3", "  -> 10.0.0.8:53 five 3"]),
      ForeignKind("thresholds", lines: ["NEW  192.0.2.99:53 rr", "  -> 10.0.0.7:53 5 3"]),
      ForeignKind("thresholds", lines: ["TCP  [2001:db8::80]:80 rr", "  -> [2001:db8::7]:80 0 0"]),
    ]

  // MARK: - Routes

  static let routes: [ForeignKind] = ["203.0.113.21", "203.0.113.130"].flatMap { target in
    ["    cache expires 500sec mtu 1480", "# note", "RTNETLINK answers: nothing", "cache"].map {
      ForeignKind("route:\(target)", $0)
    }
  }

  // MARK: - The agent's own lists

  static let words: [ForeignKind] =
    ["system", "tools", "modules", "rivals", "rc-links"].flatMap(noise)
    + [
      ForeignKind("system", "variant server"), ForeignKind("modules", "ip6_tunnel loaded"),
      ForeignKind("tools", "frobnicate"),
      ForeignKind("rivals", "other-program on"), ForeignKind("rc-links", "/etc/rc3.d/S20ssh ../init.d/ssh extra"),
    ]

  /// What any command may say when it is in the mood.
  static func noise(_ section: String) -> [ForeignKind] {
    [
      "# Warning: iptables-legacy tables present, use iptables-legacy to see them", "warning: locale not supported",
      " ", "\t", "\u{1B}[0m", "~", "%", "Object \"x\" is unknown, try \"ip help\".",
    ].map { ForeignKind(section, $0) }
  }
}
