import Model

/// The few things that random hosts have: few, so that two hosts often have the same one.
enum Universe {
  static let tunnels = ["lvs-lb1", "lvs-lb2", "tun-office", "tunl0"].map { text in made { try InterfaceName(text) } }
  static let vips = (80...84).map { IPv4Address(value: 0xC633_6400 + $0) }
  static let hosts = ["lb1", "lb2"].map { text in made { try HostName(text) } }
  static let paths = ["/etc/culvert/boot", "/etc/rc2.d/S90culvert", "/etc/init.d/culvert", "/etc/motd"].map { text in
    made { try HostPath(text) }
  }
  static let settings = [
    "net/ipv4/ip_forward", "net/ipv4/conf/eth0/arp_ignore", "net/ipv4/conf/eth0/arp_announce",
    "net/ipv4/conf/eth0.100/arp_ignore",
  ].map { text in made { try SettingName(text) } }
  static let services: [ServiceKey] = [
    .address(.v4(vips[0]), .tcp, Port(number: 80)), .address(.v4(vips[1]), .udp, .all),
    .address(made { try IPAddress("2001:db8::80") }, .tcp, Port(number: 443)), .mark(7, isIPv6: true),
  ]
  static let sizes = ["1300", "1440"].map { text in made { try SegmentSize(text) } }
  static let realservers = (21...24).map { IPAddress.v4(IPv4Address(value: 0xC633_6500 + $0)) }
  static let schedulers = ["wlc", "rr", "mh"].map { text in made { try Scheduler(text) } }

  /// What these constants are made by does not throw.
  static func made<Value>(_ make: () throws -> Value) -> Value {
    do { return try make() } catch { preconditionFailure("\(error)") }
  }
}
