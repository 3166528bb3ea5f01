@testable import Drivers
import Model

extension ForeignCase {
  static let solaris: [ForeignCase] = [solaris10, illumos]

  private static let solaris10 = managed(
    .solaris10, "ip.tun0", links: "", stored: "", objects: "", kinds: SolarisForeign.interfaces)

  private static let illumos = managed(
    .illumos, "lvstun0", links: "lvstun0:ipv4:--:203.0.113.21:198.51.100.10",
    stored: "lvstun0:ipv4:--:203.0.113.21:198.51.100.10",
    objects: "lvstun0/va:static:ok:U----:U--:192.0.2.80->198.18.0.7",
    kinds: SolarisForeign.interfaces + SolarisForeign.tunnels + SolarisForeign.objects)

  private static func managed(
    _ kind: PlayedSolaris.Kind, _ tunnel: InterfaceName, links: String, stored: String, objects: String,
    kinds: [ForeignKind]
  ) -> ForeignCase {
    let interfaces = """
      lo0: flags=2001000849<UP,LOOPBACK,RUNNING,MULTICAST,IPv4,VIRTUAL> mtu 8232 index 1
      \tinet 127.0.0.1 netmask ff000000
      net0: flags=1000843<UP,BROADCAST,RUNNING,MULTICAST,IPv4> mtu 1500 index 2
      \tinet 203.0.113.21 netmask ffffff00 broadcast 203.0.113.255
      \tether 0:3:ba:44:55:66
      \(tunnel): flags=10008d1<UP,POINTOPOINT,RUNNING,NOARP,MULTICAST,IPv4> mtu 1480 index 3
      \tinet tunnel src 203.0.113.21 tunnel dst 198.51.100.10
      \ttunnel hop limit 64
      \tinet 192.0.2.80 --> 198.18.0.7 netmask ffffffff
      """
    let sections = [
      ("system", kind.system), ("tools", kind.tools), ("interfaces", interfaces), ("links", links),
      ("stored-links", stored),
      ("objects", objects),
    ]
    return ForeignCase(
      description: "\(kind) realserver", driver: SolarisDriver(), intent: oneTunnel,
      ownership: Ownership(tunnels: [tunnel: .director("lb1")]),
      output: ProbeOutput(sections: sections.map { .init(name: $0.0, status: 0, text: $0.1) }), kinds: kinds,
      startsObject: { $0 != "interfaces" || ($1.first != "\t" && $1.first != " ") })
  }
}

/// What ifconfig(1M), dladm(1M) and ipadm(1M) print of things that are not culvert's.
enum SolarisForeign {
  private static let devices = [
    "e1000g0", "bge1", "nge0", "ce0", "hme0", "vnet0", "vnic1", "aggr1", "net7", "ipmp0", "sc_ipmp0", "vni0",
    "clprivnet0", "ibd0",
    "sppp0", "igb3", "ixgbe0", "stub0", "vrrp1", "bridge7", "myri10ge0", "zvnic0", "ip6.tun3", "ip.6to4tun0", "qfe3",
    "eri0", "xnf0",
    "vioif0", "tun77", "sppptun0",
  ]

  private static let flagWords = [
    "1000843<UP,BROADCAST,RUNNING,MULTICAST,IPv4>", "9000843<UP,BROADCAST,RUNNING,MULTICAST,IPv4,NOFAILOVER>",
    "69040843<UP,BROADCAST,RUNNING,MULTICAST,DEPRECATED,IPv4,NOFAILOVER,STANDBY,INACTIVE>",
    "2080841<UP,RUNNING,MULTICAST,ADDRCONF,IPv6>", "201000842<BROADCAST,RUNNING,MULTICAST,IPv4,CoS>",
    "20010808c1<UP,POINTOPOINT,RUNNING,NOARP,IPv4,NOXMIT>",
  ]

  private static let attributes = [
    "ether 0:3:ba:44:55:67", "groupname ipmp0", "zone web", "all-zones", "ipib 0:1:2:3:4:5",
    "inet6 fe80::203:baff:fe44:5566/10",
    "inet6 ::1/128", "index 7", "router 10.0.0.1", "token ::/0", "tunnel security settings esp (aes/any)",
    "tunnel hop limit 60",
    "tunnel encapsulation limit 4", "vrrp state MASTER", "dhcpagent: none", "usesrc vni0", "subnet 10.0.0.0/24",
    "mode accelerated",
    "lladdr 0:1", "colour blue",
  ]

  static let interfaces: [ForeignKind] =
    devices.enumerated().flatMap { place, name in
      (0..<4).map { number in
        let flags = flagWords[(place + number) % flagWords.count]
        let unit = number == 2 ? ":\(number)" : ""
        let isV6 = flags.contains("IPv6")
        let address =
          isV6 ? "\tinet6 fe80::\(place)/10" : "\tinet 10.\(place).\(number).1 netmask ffffff00 broadcast 10.0.0.255"
        let rest = (0..<number).map { "\t" + attributes[(place * 3 + number * 7 + $0 * 5) % attributes.count] }
        return ForeignKind(
          "interfaces", lines: ["\(name)\(unit): flags=\(flags) mtu 1500 index \(place + 20)", address] + rest)
      }
    } + attributes.map { ForeignKind("interfaces", "\t" + $0, isObject: false) }

  static let tunnels: [ForeignKind] = ["links", "stored-links"].flatMap { section in
    (0..<25).map { number in
      let kind = ["ipv4", "ipv6", "6to4"][number % 3]
      let ends =
        kind == "ipv4"
        ? "10.0.\(number).1:10.0.\(number).2"
        : kind == "ipv6" ? "2001\\:db8\\:\\:1:2001\\:db8\\:\\:2" : "10.1.1.\(number):--"
      return ForeignKind(section, "other\(number):\(kind):\(number % 2 == 0 ? "--" : "s-"):\(ends)")
    }
  }

  static let objects: [ForeignKind] =
    (0..<30).flatMap { number in
      [
        "net\(number)/v4:static:ok:U----:U--:10.0.\(number).1/24",
        "net\(number)/v6:addrconf:ok:U----:U--:fe80\\:\\:1%net\(number)/10",
        "net\(number)/dhcp:dhcp:ok:U----:UDR:10.2.\(number).1/24",
      ].map { ForeignKind("objects", $0) }
    } + ["new words", "net9/x", "#"].map { ForeignKind("objects", $0) }
}
