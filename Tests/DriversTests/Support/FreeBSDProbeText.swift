import Drivers
import Model

extension ProbeOutput {
  /// A freshly installed FreeBSD 13.2 (203.0.113.21), as freebsd-probe.sh would describe it.
  static let freebsd = ProbeOutput(
    sections: [
      ("system", freebsdSystem(1_302_001)), ("interfaces", freebsdInterfaces),
      (
        "rc-values",
        "value rc_conf_files /etc/rc.conf /etc/rc.conf.local\nvalue network_interfaces auto\n"
          + "value cloned_interfaces \nvalue gif_interfaces \nend"
      ),
      ("start-scripts", ""), ("file:/etc/rc.conf", "regular 644\n 68 6f 73 74 6e 61 6d 65 3d 77 65 62 31 0a"),
      ("file:/etc/rc.conf.local", "absent"),
    ].map { Section(name: $0.0, status: 0, text: $0.1) })

  static func freebsdSystem(_ releaseDate: Int) -> String {
    """
    kern.osrelease: \(releaseDate / 100_000).\(releaseDate / 1000 % 100)-RELEASE
    kern.osreldate: \(releaseDate)
    net.inet.ip.check_interface: 0
    uid 0
    gif loaded
    """
  }

  static let freebsdInterfaces = """
    em0: flags=8863<UP,BROADCAST,RUNNING,SIMPLEX,MULTICAST> metric 0 mtu 1500
    \toptions=4c07bb<RXCSUM,TXCSUM,VLAN_MTU,VLAN_HWTAGGING,JUMBO_MTU,VLAN_HWCSUM,TSO4,TSO6,LRO,VLAN_HWTSO,LINKSTATE>
    \tether 52:54:00:77:00:10
    \tinet 203.0.113.21 netmask 0xffffff00 broadcast 203.0.113.255
    \tmedia: Ethernet autoselect (1000baseT <full-duplex>)
    \tstatus: active
    \tnd6 options=29<PERFORMNUD,IFDISABLED,AUTO_LINKLOCAL>
    lo0: flags=8049<UP,LOOPBACK,RUNNING,MULTICAST> metric 0 mtu 16384
    \toptions=680003<RXCSUM,TXCSUM,LINKSTATE,RXCSUM_IPV6,TXCSUM_IPV6>
    \tinet6 ::1 prefixlen 128
    \tinet6 fe80::1%lo0 prefixlen 64 scopeid 0x2
    \tinet 127.0.0.1 netmask 0xff000000
    \tgroups: lo
    \tnd6 options=21<PERFORMNUD,AUTO_LINKLOCAL>
    """
}
