import Lab
import TestSupport

/// What a person types on a host of one system; what is tried with it is the same on all of them.
///
/// The host is named after its system, or after the way of old that is used on it. Everything is typed into `/bin/sh`, as root.
struct SystemHand: Sendable {
  let system: GuestSystem
  let host: String
  /// `os` in an inventory.
  let os: String
  /// How culvert logs in and becomes root, in an inventory's words; nothing for root.
  var login = ""
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
  ///
  /// On FreeBSD it leaves stale lines, which devd reads as soon as the tunnel is made anew.
  let spoilBoot: String
  let spoilt: String
  /// Makes the host one where a tunnel cannot work, what culvert says of it, and makes it good again.
  let hinder: String
  let hindered: String
  let amend: String
  /// Has it announce long segments again, against what culvert has set, and what a person does before the rules can be made.
  let lengthen: String
  var loadFilter = ":"
  /// The pings of the system: two seconds for an answer from `HOST`.
  let ping: String

  /// Each system once, and the ways of old too where all tests run.
  static let all =
    TestScope.isWhole ? [linux, freebsd8, freebsd13, solaris10, classic, illumos] : [freebsd13, solaris10, illumos]

  static let linux = SystemHand(
    system: .linux, host: "linux", os: "linux", login: ", ssh: { user: admin }, become: sudo", tunnel: "lvs-lb1",
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
    hinder: "ip addr add VIP/32 dev eth0", hindered: "eth0 has it", amend: "ip addr del VIP/32 dev eth0",
    lengthen: "iptables -t mangle -F OUTPUT",
    ping: "ping -c 1 -W 2 HOST")

  /// The style of 2006; root has csh.
  static let freebsd8 = freebsd(
    .freebsd8, list: "gif_interfaces",
    lines: [#"gifconfig_TUN="RIP DIP""#, #"ifconfig_TUN="inet VIP PEER netmask 255.255.255.255""#],
    spoilBoot: #"s/^gifconfig_TUN="RIP DIP"/gifconfig_TUN="RIP 192.0.2.11"/"#,
    hinder: "ifconfig em0 inet VIP netmask 255.255.255.255 alias", hindered: "em0 has it",
    amend: "ifconfig em0 inet VIP -alias")

  static let freebsd13 = freebsd(
    .freebsd13, login: ", ssh: { user: admin }, become: doas", list: "cloned_interfaces",
    lines: [#"ifconfig_TUN="inet VIP PEER netmask 255.255.255.255 tunnel RIP DIP""#],
    spoilBoot: #"s/tunnel RIP DIP"/tunnel RIP 192.0.2.11"/"#,
    hinder: #"echo 'sshd_flags="' >>/etc/rc.conf"#, hindered: "its quote is not closed",
    amend: "sed -i '' '/^sshd_flags/d' /etc/rc.conf")

  /// `list` names the interfaces that are made at boot, and `lines` say what they are.
  private static func freebsd(
    _ system: GuestSystem, login: String = "", list: String, lines: [String], spoilBoot: String,
    hinder: String, hindered: String, amend: String
  ) -> SystemHand {
    func made(_ name: String, _ remote: String, _ address: String, _ peer: String) -> String {
      let boot = lines.map { "echo '\($0)' >>/etc/rc.conf" }.joined(separator: "\n")
      let live = """
        ifconfig TUN create
        ifconfig TUN tunnel RIP DIP
        ifconfig TUN inet VIP PEER netmask 255.255.255.255
        """
      return (live + "\n" + boot).replacing("TUN", with: name).replacing("DIP", with: remote)
        .replacing("VIP", with: address).replacing("PEER", with: peer)
    }
    return SystemHand(
      system: system, host: system.rawValue, os: "freebsd", login: login, tunnel: "gif1",
      plant: made("gif0", "192.0.2.1", "192.0.2.130", "192.0.2.131") + "\necho '\(list)=\"gif0\"' >>/etc/rc.conf",
      show: "ifconfig gif0; grep config_gif0 /etc/rc.conf",
      uproot: """
        ifconfig gif0 destroy
        grep -v gif0 /etc/rc.conf >/tmp/rc.conf
        cat /tmp/rc.conf >/etc/rc.conf
        rm /tmp/rc.conf
        """,
      byHand: made("TUN", "DIP", "VIP", "192.0.2.140")
        + "\nsed -i '' 's/^\(list)=.*/\(list)=\"gif0 TUN\"/' /etc/rc.conf",
      look: "ifconfig TUN", delete: "ifconfig TUN destroy", mislead: "ifconfig TUN tunnel RIP 192.0.2.11",
      takeDown: "ifconfig TUN down", spoilBoot: "sed -i '' '\(spoilBoot)' /etc/rc.conf",
      spoilt: "file /etc/rc.conf: content differs (- on the host, + wanted)",
      hinder: hinder, hindered: hindered, amend: amend, lengthen: "pfctl -q -F rules",
      loadFilter: "kldstat -q -m pf || kldload pf", ping: "ping -c 1 -t 2 HOST")
  }

  static let solaris10 = ofOld(
    .solaris10, host: "solaris10", os: "solaris", login: ", ssh: { user: admin }, become: pfexec",
    hinder: "printf 'zonename=web\\niptype=shared\\n' >/boot/culvert-lab/condition",
    hindered: "zone web: it shares the IP stack", amend: "rm /boot/culvert-lab/condition")

  /// An illumos where somebody does as on Solaris 10.
  static let classic = ofOld(
    .illumos, host: "classic", os: "illumos", login: "",
    hinder: "ifconfig e1000g0 addif VIP netmask 255.255.255.255 up", hindered: "e1000g0 has it",
    amend: "ifconfig e1000g0 removeif VIP")

  private static func ofOld(
    _ system: GuestSystem, host: String, os: String, login: String, hinder: String, hindered: String, amend: String
  ) -> SystemHand {
    SystemHand(
      system: system, host: host, os: os, login: login, tunnel: "ip.tun1",
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
      takeDown: "ifconfig TUN down",
      spoilBoot: "rm /etc/hostname.TUN", spoilt: "file /etc/hostname.ip.tun1: is missing",
      hinder: hinder, hindered: hindered, amend: amend, lengthen: "ndd -set /dev/tcp tcp_use_smss_as_mss_opt 0",
      ping: "ping HOST 2")
  }

  static let illumos = SystemHand(
    system: .illumos, host: "illumos", os: "illumos", tunnel: "lvstun0",
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
    hinder: "ipadm set-prop -p hostmodel=strong ipv4", hindered: "hostmodel: it is 'strong'",
    amend: "ipadm reset-prop -p hostmodel ipv4", lengthen: "ipadm set-prop -t -p _use_smss_as_mss_opt=0 tcp",
    ping: "ping HOST 2")
}
