import Drivers
import Model

extension ForeignCase {
  /// A FreeBSD realserver with culvert's gif0.
  static let freebsd = ForeignCase(
    description: "FreeBSD realserver", driver: FreeBSDDriver(), intent: oneTunnel,
    ownership: Ownership(tunnels: ["gif0": .director("lb1")]),
    output: ProbeOutput.freebsd.with("interfaces", ProbeOutput.freebsdInterfaces + "\n" + gif)
      .with(
        "rc-values",
        "value rc_conf_files /etc/rc.conf /etc/rc.conf.local\nvalue network_interfaces auto\n"
          + "value cloned_interfaces gif0\nvalue gif_interfaces \nend"),
    kinds: FreeBSDForeign.all, startsObject: { $0 != "interfaces" || $1.first != "\t" })

  static let oneTunnel: HostIntent = {
    var intent = Sample.realserverIntent()
    intent.endpoints.removeLast()
    return intent
  }()

  private static let gif = """
    gif0: flags=8051<UP,POINTOPOINT,RUNNING,MULTICAST> metric 0 mtu 1280
    \toptions=80000<LINKSTATE>
    \ttunnel inet 203.0.113.21 --> 198.51.100.10
    \tinet 192.0.2.80 --> 198.18.0.7 netmask 0xffffffff
    \tgroups: gif
    """
}

/// What ifconfig(8) and others of FreeBSD print of things that are not culvert's.
enum FreeBSDForeign {
  static let all = objects + lines

  private static let devices = [
    "bridge0", "carp0", "epair0a", "epair0b", "lagg0", "vlan100", "em0.100", "tap0", "tun0", "wlan0", "ue0", "vtnet0",
    "ix0",
    "igb1", "bge3", "mlxen0", "ovpnc1", "wg0", "ipsec1", "gre0", "vxlan1", "pflog0", "pfsync0", "enc0", "lo1", "lo7",
    "stf0", "faith0",
    "plip0", "fwe0", "ng0", "ngeth0", "disc0", "edsc0", "usbus0", "vm-public", "jail1_b", "vnet0.7", "vether0",
    "cxgbe0",
  ]

  private static let flagWords = [
    "8943<UP,BROADCAST,RUNNING,PROMISC,SIMPLEX,MULTICAST>", "8802<BROADCAST,SIMPLEX,MULTICAST>",
    "1008843<UP,BROADCAST,RUNNING,SIMPLEX,MULTICAST,LOWER_UP>", "8051<UP,POINTOPOINT,RUNNING,MULTICAST>", "0<>",
  ]

  private static let attributes = [
    "options=8<VLAN_MTU>", "ether 02:bd:5b:5a:00:0a", "hwaddr 58:9c:fc:10:ff:d6",
    "id 00:00:00:00:00:00 priority 32768 hellotime 2",
    "maxage 20 holdcnt 6 proto rstp maxaddr 2000 timeout 1200",
    "root id 00:00:00:00:00:00 priority 32768 ifcost 0 port 0",
    "bridge flags=0<>", "member: tap0 flags=143<LEARNING,DISCOVER,AUTOEDGE,AUTOPTP>",
    "        ifmaxaddr 0 port 7 priority 128 path cost 2000000", "carp: MASTER vhid 1 advbase 1 advskew 0",
    "      peer 224.0.0.18 peer6 ff02::12", "laggproto lacp lagghash l2,l3,l4",
    "laggport: igb0 flags=1c<ACTIVE,COLLECTING>",
    "vlan: 100 vlanproto: 802.1q vlanpcp: 0 parent interface: em0",
    "vxlan vni 7 local 10.0.0.1:4789 group 239.0.0.1:4789",
    "ssid home channel 6 (2437 MHz 11g ht/20) bssid 00:11:22:33:44:55",
    "regdomain FCC country US authmode WPA2/802.11i privacy ON",
    "media: Ethernet autoselect (1000baseT <full-duplex>)", "status: no carrier", "supported media:",
    "        media autoselect",
    "nd6 options=29<PERFORMNUD,IFDISABLED,AUTO_LINKLOCAL>", "description: uplink to the office", "groups: bridge lan",
    "fib: 3",
    "tunnelfib: 2", "inet6 fe80::1%em0 prefixlen 64 scopeid 0x1",
    "inet6 2001:db8::1 prefixlen 64 autoconf pltime 7 vltime 9",
    "inet6 2001:db8::2 --> 2001:db8::3 prefixlen 128 deprecated", "plugged: SFP/SFP+/SFP28 10G Base-SR (LC)",
    "Opened by PID 1234",
    "syncpeer: 224.0.0.240 maxupd: 128 defer: off", "reqid: 1000", "listen-port: 51820", "public-key: AAAA=",
    "capabilities=503<RXCSUM>",
    "nvgre 7", "rxpkts 7", "lladdr 02:00:00:00:00:01", "hints: none", "netmap: 7 rings", "pcp 3",
  ]

  /// Each interface with a different choice of attributes.
  private static let objects: [ForeignKind] = devices.enumerated().flatMap { place, name in
    (0..<4).map { number in
      let head = "\(name): flags=\(flagWords[(place + number) % flagWords.count]) metric 0 mtu \(1500 - number)"
      let own = (0..<number + 1).map { "\t" + attributes[(place * 5 + number * 7 + $0 * 3) % attributes.count] }
      let address = "\tinet 10.\(place).\(number).1 netmask 0xffffff00 broadcast 10.\(place).\(number).255"
      return ForeignKind("interfaces", lines: [head] + own + (number == 3 ? [address + " vhid 1"] : []))
    }
  }

  private static let lines: [ForeignKind] = attributes.map { ForeignKind("interfaces", "\t" + $0, isObject: false) }
}
