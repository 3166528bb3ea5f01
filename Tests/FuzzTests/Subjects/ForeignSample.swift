import Model

@testable import Drivers

/// A Linux host with a tunnel and a service of culvert's, and other lines around them.
enum ForeignSample {
  private static let sections = [
    ("links", "2: eth0: <BROADCAST,UP> mtu 1500 qdisc mq\n5: lvs-lb1@NONE: <NOARP,UP> mtu 1480 qdisc noqueue"),
    ("tunnels", "lvs-lb1: ip/ip remote 198.51.100.10 local 203.0.113.21 ttl inherit"),
    (
      "addresses",
      "2: eth0    inet 203.0.113.21/24 scope global eth0\n5: lvs-lb1    inet 192.0.2.80/32 scope global lvs-lb1"
    ),
    ("settings", "net/ipv4/conf/eth0/arp_ignore 1\nnet/ipv4/conf/lvs-lb1/rp_filter 2\nnet/ipv4/ip_forward 1"),
    ("services", "-A -t 192.0.2.80:80 -s wlc\n-a -t 192.0.2.80:80 -r 203.0.113.21:80 -i -w 1"),
    ("thresholds", "TCP  192.0.2.80:80 wlc\n  -> 203.0.113.21:80 7 5"),
  ]
  private static let others = ["system", "tools", "modules", "rivals", "keepalived", "rc-links"]

  /// The host's output with these lines before and behind culvert's own in each section that has such.
  static func output(_ lines: [String]) -> ProbeOutput {
    ProbeOutput(
      sections: sections.map { name, own in
        .init(name: name, status: 0, text: (lines + [own] + lines).joined(separator: "\n"))
      } + others.map { .init(name: $0, status: 0, text: "") })
  }

  /// What of an observation is culvert's.
  static func own(_ seen: Observation) -> [String] {
    let web = ServiceKey.address(.v4(IPv4Address(value: 0xC000_0250)), .tcp, Port(number: 80))
    return seen.live.tunnels.filter { $0.key.text == "lvs-lb1" }.map { "\($0)" }
      + seen.live.addresses.filter { $0.interface.text == "eth0" }.map { "\($0)" }
      + seen.live.settings.filter { !$0.key.text.contains("conf") || $0.key.text.contains("eth0") }.map { "\($0)" }
      .sorted()
      + seen.live.services.filter { $0.key == web }.map { "\($0)" }
      + seen.live.destinations.filter { $0.key.service == web }.map { "\($0)" }
  }
}
