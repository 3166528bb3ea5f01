import Lab

/// What a person types on a host of one system; what is tried with it is the same on all of them.
///
/// The host is named after its system. Everything is typed into `/bin/sh`, as root.
struct SystemHand: Sendable {
  let system: GuestSystem
  /// `os` in an inventory.
  let os: String
  /// What culvert calls the tunnel to the director where `plant` was typed before.
  let tunnel: String
  /// Somebody else's tunnel to 192.0.2.1 with 192.0.2.130 in it, now and at the next start.
  ///
  /// `RIP` is the host's address.
  let plant: String
  /// The same tunnel again, as far as it is not to change.
  let show: String
  let uproot: String
  /// What people have typed since 2006 to make a realserver for `DIP` with `VIP`, and written for the next start; nil
  /// where the boot is a script of culvert's own.
  let byHand: String?
  /// Shows culvert's tunnel; fails where there is none.
  let look: String
  /// Takes culvert's tunnel away.
  ///
  /// `TUN` is its name in these.
  let delete: String
  /// Leads it to 192.0.2.11.
  let mislead: String
  let takeDown: String
  /// Spoils what the next start reads, and a line of what culvert then says of it.
  let spoilBoot: String
  let spoilt: String
  /// The pings of the system: two seconds for an answer from `HOST`.
  let ping: String

  var host: String { system.rawValue }

  static let all = [linux, freebsd13, solaris10, illumos]

  static let linux = SystemHand(
    system: .linux, os: "linux", tunnel: "lvs-lb1",
    plant: """
      printf '%s\\n' '#!/bin/sh' 'ip tunnel add foreign mode ipip local RIP remote 192.0.2.1 ttl 17' \
        'ip addr add 192.0.2.130/32 dev foreign' 'ip link set foreign up' >/etc/rc2.d/S80foreign
      chmod 755 /etc/rc2.d/S80foreign
      /etc/rc2.d/S80foreign
      """,
    show: "ip -o addr show dev foreign | cut -d ' ' -f 2-; ip tunnel show foreign; cat /etc/rc2.d/S80foreign",
    uproot: "ip tunnel del foreign; rm /etc/rc2.d/S80foreign", byHand: nil, look: "ip addr show dev TUN",
    delete: "ip tunnel del TUN", mislead: "ip tunnel change TUN mode ipip local RIP remote 192.0.2.11",
    takeDown: "ip link set TUN down",
    spoilBoot: "rm /etc/rc3.d/S90culvert", spoilt: "file /etc/rc3.d/S90culvert: is missing",
    ping: "ping -c 1 -W 2 HOST")

  static let freebsd13 = SystemHand(
    system: .freebsd13, os: "freebsd", tunnel: "gif1",
    plant: """
      ifconfig gif0 create
      ifconfig gif0 tunnel RIP 192.0.2.1
      ifconfig gif0 inet 192.0.2.130 192.0.2.131 netmask 255.255.255.255
      echo 'cloned_interfaces="gif0"' >>/etc/rc.conf
      echo 'ifconfig_gif0="inet 192.0.2.130 192.0.2.131 netmask 255.255.255.255 tunnel RIP 192.0.2.1"' >>/etc/rc.conf
      """,
    show: "ifconfig gif0; grep ifconfig_gif0 /etc/rc.conf",
    uproot: """
      ifconfig gif0 destroy
      grep -v gif0 /etc/rc.conf >/tmp/rc.conf
      cat /tmp/rc.conf >/etc/rc.conf
      rm /tmp/rc.conf
      """,
    byHand: """
      ifconfig TUN create
      ifconfig TUN tunnel RIP DIP
      ifconfig TUN inet VIP 192.0.2.140 netmask 255.255.255.255
      sed -i '' 's/^cloned_interfaces=.*/cloned_interfaces="gif0 TUN"/' /etc/rc.conf
      echo 'ifconfig_TUN="inet VIP 192.0.2.140 netmask 255.255.255.255 tunnel RIP DIP"' >>/etc/rc.conf
      """,
    look: "ifconfig TUN",
    delete: "ifconfig TUN destroy", mislead: "ifconfig TUN tunnel RIP 192.0.2.11", takeDown: "ifconfig TUN down",
    spoilBoot: "sed -i '' 's/^ifconfig_TUN=\"inet /ifconfig_TUN=\"inet6 /' /etc/rc.conf",
    spoilt: "file /etc/rc.conf: was edited (- is there, + should be)",
    ping: "ping -c 1 -t 2 HOST")

  static let solaris10 = SystemHand(
    system: .solaris10, os: "solaris", tunnel: "ip.tun1",
    plant: """
      ifconfig ip.tun0 plumb
      ifconfig ip.tun0 tsrc RIP tdst 192.0.2.1
      ifconfig ip.tun0 192.0.2.130 192.0.2.131 netmask 255.255.255.255 up
      echo 'tsrc RIP tdst 192.0.2.1' >/etc/hostname.ip.tun0
      echo '192.0.2.130 192.0.2.131 netmask 255.255.255.255 up' >>/etc/hostname.ip.tun0
      """,
    show: "ifconfig ip.tun0 | sed 's/index.*//'; cat /etc/hostname.ip.tun0",
    uproot: "ifconfig ip.tun0 unplumb; rm /etc/hostname.ip.tun0",
    byHand: """
      ifconfig TUN plumb
      ifconfig TUN tsrc RIP tdst DIP
      ifconfig TUN VIP 192.0.2.140 netmask 255.255.255.255 up
      echo 'tsrc RIP tdst DIP' >/etc/hostname.TUN
      echo 'VIP 192.0.2.140 netmask 255.255.255.255 up' >>/etc/hostname.TUN
      """,
    look: "ifconfig TUN",
    delete: "ifconfig TUN unplumb", mislead: "ifconfig TUN down; ifconfig TUN tdst 192.0.2.11",
    takeDown: "ifconfig TUN down", spoilBoot: "rm /etc/hostname.TUN", spoilt: "file /etc/hostname.ip.tun1: is missing",
    ping: "ping HOST 2")

  static let illumos = SystemHand(
    system: .illumos, os: "illumos", tunnel: "lvstun0",
    plant: """
      dladm create-iptun -T ipv4 -a local=RIP,remote=192.0.2.1 foreign0
      ipadm create-if foreign0
      ipadm create-addr -T static -a local=192.0.2.130/32,remote=192.0.2.131 foreign0/v4
      """,
    show: "dladm show-iptun foreign0; ipadm show-addr foreign0/v4",
    uproot: "ipadm delete-addr foreign0/v4; ipadm delete-if foreign0; dladm delete-iptun foreign0",
    byHand: """
      dladm create-iptun -T ipv4 -a local=RIP,remote=DIP TUN
      ipadm create-if TUN
      ipadm create-addr -T static -a local=VIP/32,remote=192.0.2.140 TUN/v4
      """,
    look: "ifconfig TUN",
    delete: "ifconfig TUN unplumb; ifconfig TUN inet6 unplumb 2>/dev/null; dladm delete-iptun -t TUN",
    mislead: "dladm modify-iptun -t -a remote=192.0.2.11 TUN", takeDown: "ifconfig TUN down",
    spoilBoot: "rm /etc/rc2.d/S99culvert", spoilt: "file /etc/rc2.d/S99culvert: is missing",
    ping: "ping HOST 2")
}
