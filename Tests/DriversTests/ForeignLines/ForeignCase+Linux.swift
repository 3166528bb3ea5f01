import Drivers
import Foundation
import Model

extension ForeignCase {
  static let linux: [ForeignCase] = [director, realserver]

  /// A director in full work.
  private static let director = ForeignCase(
    description: "Linux director", driver: LinuxDriver(), intent: Sample.directorIntent(),
    ownership: Ownership(
      addresses: Set(["192.0.2.80", "192.0.2.81"].map { .init(interface: .lo, address: .init($0)) }),
      settings: ["net/ipv4/ip_forward": .init(original: "0", given: "1")], services: [Sample.web, Sample.shop],
      files: ["/etc/culvert/boot"]),
    output:
      managed
      .with(
        "addresses",
        own.addresses + "\n" + #"1: lo    inet 192.0.2.80/32 scope global lo\       valid_lft forever"# + "\n"
          + #"2: eth0    inet 198.51.100.10/24 brd 198.51.100.255 scope global eth0\       valid_lft forever"#
      )
      .with("services", own.services).with("thresholds", own.thresholds)
      .with("route:203.0.113.21", "203.0.113.21 via 198.51.100.1 dev eth0 src 198.51.100.10 uid 0 \\    cache")
      .with("route:203.0.113.130", "203.0.113.130 via 198.51.100.1 dev eth0 src 198.51.100.10 uid 0 \\    cache"),
    kinds: everywhere + LinuxForeign.services + LinuxForeign.routes,
    startsObject: { $0 != "thresholds" || !$1.hasPrefix("  ->") })

  /// A realserver that also ends a plain tunnel.
  private static let realserver = ForeignCase(
    description: "Linux realserver", driver: LinuxDriver(), intent: Sample.realserverIntent(),
    ownership: Ownership(
      tunnels: ["lvs-lb1": .director("lb1"), "tun-backup": .link("backup")],
      settings: ["net/ipv4/conf/eth0/arp_ignore": .init(original: "0", given: "1")], files: ["/etc/culvert/boot"]),
    output: managed.with("links", own.links).with("tunnels", own.tunnels).with("mss", "192.0.2.80 80 1440")
      .with(
        "addresses",
        own.addresses + "\n"
          + #"2: eth0    inet 203.0.113.21/24 brd 203.0.113.255 scope global eth0\       valid_lft forever"#
          + "\n" + #"5: lvs-lb1    inet 192.0.2.80/32 scope global lvs-lb1\       valid_lft forever"# + "\n"
          + #"6: tun-backup    inet 198.18.255.1 peer 198.18.255.2/32 scope global tun-backup\       valid_lft forever"#
      ),
    kinds: everywhere + LinuxForeign.tunnels)

  private static let managed = ProbeOutput.director.with("settings", own.settings)
    .with("rc-links", "/etc/rc2.d/S03culvert ../init.d/culvert").with(
      "file:/etc/culvert/boot", "regular 755\n 23 21 0a")

  private static let everywhere =
    LinuxForeign.links + LinuxForeign.addresses + LinuxForeign.settings + LinuxForeign.words

  private static let own = (
    links: """
    1: lo: <LOOPBACK,UP,LOWER_UP> mtu 65536 qdisc noqueue state UNKNOWN mode DEFAULT group default qlen 1000\\    link/loopback
    2: eth0: <BROADCAST,MULTICAST,UP,LOWER_UP> mtu 1500 qdisc fq_codel state UP mode DEFAULT group default qlen 1000
    4: tunl0@NONE: <NOARP> mtu 1480 qdisc noop state DOWN mode DEFAULT group default qlen 1000\\    link/ipip 0.0.0.0
    5: lvs-lb1@NONE: <NOARP,UP,LOWER_UP> mtu 1480 qdisc noqueue state UNKNOWN mode DEFAULT group default qlen 1000
    6: tun-backup@NONE: <POINTOPOINT,NOARP,UP,LOWER_UP> mtu 1480 qdisc noqueue state UNKNOWN mode DEFAULT group default
    """,
    tunnels: """
    tunl0: any/ip remote any local any ttl inherit nopmtudisc
    lvs-lb1: ip/ip remote 198.51.100.10 local 203.0.113.21 ttl inherit
    tun-backup: ip/ip remote 198.51.100.44 local 203.0.113.21 ttl inherit
    """,
    addresses: #"1: lo    inet 127.0.0.1/8 scope host lo\       valid_lft forever preferred_lft forever"#,
    settings: """
    net/ipv4/conf/all/rp_filter 0
    net/ipv4/conf/eth0/rp_filter 1
    net/ipv4/conf/lvs-lb1/rp_filter 1
    net/ipv4/conf/tun-backup/rp_filter 2
    net/ipv4/conf/all/arp_ignore 0
    net/ipv4/conf/eth0/arp_ignore 1
    net/ipv4/conf/all/arp_announce 0
    net/ipv4/conf/eth0/arp_announce 0
    net/ipv4/vs/expire_nodest_conn 1
    net/ipv4/ip_forward 1
    """,
    services: """
    -A -t 192.0.2.80:80 -s sh -b sh-port,sh-fallback
    -a -t 192.0.2.80:80 -r 203.0.113.21:80 -i -w 2 --tun-type ipip
    -a -t 192.0.2.80:80 -r 203.0.113.130:80 -i -w 1 --tun-type ipip
    -A -t 192.0.2.81:0 -s rr -p 360 -M 255.255.255.0
    """,
    thresholds: """
    IP Virtual Server version 1.2.1 (size=4096)
    Prot LocalAddress:Port            Uthreshold Lthreshold ActiveConn InActConn
      -> RemoteAddress:Port
    TCP  192.0.2.80:80 sh (sh-port,sh-fallback)
      -> 203.0.113.21:80 1000 700
      -> 203.0.113.130:80 0 0
    TCP  192.0.2.81:0 rr
    """
  )
}
