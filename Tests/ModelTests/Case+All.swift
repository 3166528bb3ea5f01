import Model

extension Case {
  static let all = names + hostThings + accessThings + addresses + numbers

  private static let inventoryNames = ["a", "7", "web1", "web-1", "web_1", "web1.example.com", "Web1", a(63)]
  private static let noInventoryNames = ["-a", ".a", "_a", "a b", "a/b", "a:b", "a@b", "a,b", "a%b", "a~b", a(64)]

  private static let names = [
    Case(HostName.self, accepted: inventoryNames, refused: noInventoryNames),
    Case(ServiceName.self, accepted: inventoryNames, refused: noInventoryNames),
    Case(TunnelName.self, accepted: inventoryNames, refused: noInventoryNames),
    Case(
      Scheduler.self, accepted: ["rr", "wlc", "my_sched", a(16)],
      refused: ["1rr", "_rr", "w-lc", "w lc", "wlc.ko", a(17)]),
  ]

  private static let hostThings = [
    Case(
      InterfaceName.self, accepted: ["lo", "eth0", "gif0", "ip.tun0", "eth0.100", "eth0:1", "vlan_7", "br-a+b", a(31)],
      refused: [".", "..", "-eth0", "_eth0", "eth 0", "eth/0", "eth@if2", a(32)]),
    Case(
      HostPath.self, accepted: ["/a", "/etc/culvert/boot", "/var/a_b-c.d:e+f@g", "/..a", "/a..", "/" + a(254)],
      refused: [
        "/", "//", "a", "./a", "../a", "/a/", "/a//b", "/a/.", "/./a", "/a/../b", "/..", "/a b", "/a,b", "~/a",
        "/" + a(255),
      ]),
    Case(
      SettingName.self,
      accepted: ["kernel/hostname", "net/ipv4/conf/eth0.100/arp_ignore", "net/ipv4/conf/eth0:1/x", "a"],
      refused: ["/net", "net/", "net//x", "net/../x", "net/./x", "..", ".", "1net", "net x", "net=x", a(121)]),
    Case(
      SettingValue.self, accepted: ["0", "-1", "-", "--", "1.5", "cubic", "a_b", "0,eth1=1", a(2000), a(65_536)],
      refused: ["0 1", "a/b", "-a", a(65_537)]),
  ]

  private static let accessThings = [
    Case(
      UserName.self, accepted: ["root", "_ntp", "a.b-c_d", "Admin1", a(32)],
      refused: ["1a", ".a", "a b", "a@b", "a$", "a/b", "DOMAIN\\a", a(33)]),
    Case(
      SSHAddress.self,
      accepted: ["web1", "web1.mgmt.example", "192.0.2.1", "2001:db8::1", "::1", "my_alias", "1", "Web", a(253)],
      refused: ["user@web1", ".web1", "_web1", "web 1", "web1/x", "fe80::1%eth0", "[::1]", "[::1]:22", "a,b", a(254)]),
    Case(
      LocalPath.self,
      accepted: ["~/.ssh/id_ed25519", "/a", "a", ".ssh/a b", "_a", "a,b", "a=b", "a@b%c+d", "~user/x", a(1024)],
      refused: ["+a", "%d", "@a", "=a", ",a", " a", "a:b", a(1025)]),
    Case(
      Fingerprint.self,
      accepted: ["SHA256:jbHPVKYCvYNGfCcHjcVuBrNQVAUdDHhOcHlAmIkJxBk", "SHA256:+/" + a(41)],
      refused: [
        "SHA256:", "SHA256:" + a(42), "SHA256:" + a(44), "SHA256:" + a(42) + "=", "SHA256:" + a(42) + "-",
        "sha256:" + a(43), "SHA1:" + a(43), "MD5:" + a(43), " SHA256:" + a(43), a(50),
      ]),
  ]

  private static let noIPv4 = [
    "192.0.2", "192.0.2.1.1", "192.0.2.", ".192.0.2", "192..2.1", "192.0.2.256", "192.0.2.010", "192.0.2.00",
    "192.0.2.1 ",
    " 192.0.2.1", "192.0.2.-1", "192.0.2.+1", "0xC0000201", "0xc0.0.2.1", "3221225985", "192.0.2.1/32", "192.0.2.a",
    "１92.0.2.1", "192.0.2.1e0", "1.10",
  ]

  private static let addresses = [
    Case(
      IPv4Address.self, accepted: ["0.0.0.0", "192.0.2.10", "255.255.255.255", "10.9.0.1"],
      refused: noIPv4 + ["::1", "::ffff:192.0.2.1"]),
    Case(
      IPv6Address.self, accepted: IPv6Texts.canonical, rewritten: IPv6Texts.rewritten,
      refused: IPv6Texts.refused + ["192.0.2.1"]),
    Case(
      IPAddress.self, accepted: ["192.0.2.10", "2001:db8::80"], rewritten: [("2001:DB8:0::80", "2001:db8::80")],
      refused: noIPv4 + IPv6Texts.refused),
    Case(
      IPv4Network.self, accepted: ["0.0.0.0/0", "192.0.2.0/24", "198.18.0.0/15", "192.0.2.1/32", "128.0.0.0/1"],
      refused: [
        "192.0.2.0", "192.0.2.0/", "/24", "192.0.2.0/33", "192.0.2.0/024", "192.0.2.0/-1", "192.0.2.0/24/24",
        "192.0.2/24",
        "192.0.2.1/24", "192.0.2.0/255.255.255.0", "192.0.2.0 /24", "2001:db8::/64", "1.0.0.0/0",
      ]),
  ]

  private static let numbers = [
    Case(
      Port.self, accepted: ["0", "1", "80", "65535"],
      refused: ["65536", "080", "00", "+80", "-1", "80 ", "0x50", "8e1", "http", "10:20", "８０"])
  ]

  private static func a(_ count: Int) -> String { String(repeating: "a", count: count) }
}
