import Model

@testable import Drivers

extension Subject {
  static let linux = [
    Subject(
      name: "linux-ip", samples: ["Tests/DriversTests/Fixtures/linux"],
      words:
        "inet peer scope global brd secondary valid_lft <UP> <POINTOPOINT,NOARP,UP,LOWER_UP> @NONE: mtu remote any "
        + "local ttl inherit ip/ip gre/ip ipv6/ip unknown/ip 10.0.0.1/32 2:"
    ) { bytes in
      let output = ProbeOutput(section: bytes)
      _ = try understood { try IPAddressParser.parse(output, section: ProbeOutput.section) }
      _ = try understood { try IPLinkParser.parse(output, section: ProbeOutput.section) }
      _ = try understood { try IPTunnelParser.parse(output, section: ProbeOutput.section) }
    },
    Subject(
      name: "linux-ipvs", samples: ["Tests/DriversTests/Fixtures/linux"],
      words: "-A -a -t -u -f -s -p -M -b -r -w -o -i -g -m -6 --pe --sctp-service --tun-type --tun-port --tun-nocsum "
        + "--tun-csum --tun-remcsum ipip gre gue wlc mh-fallback sh-port TCP UDP SCTP FWM IPv6 -> [2001:db8::1]:80 "
        + "192.0.2.1:80 255.255.255.0"
    ) { bytes in
      let output = ProbeOutput(section: bytes)
      _ = try understood { try IPVSRulesParser(output, section: ProbeOutput.section) }
      _ = try understood { try IPVSThresholdsParser(output, section: ProbeOutput.section) }
    },
    Subject(
      name: "linux-keepalived",
      words:
        "state running stopped conf virtual_server virtual_server_group fwmark group include include_check @host { } "
        + "192.0.2.1-255 443"
    ) { bytes in
      _ = try understood { try KeepalivedParser.parse(ProbeOutput(section: bytes, name: "keepalived")) }
    },
    Subject(
      name: "linux-proof",
      words: "order 1 256 0A 03 00000000:0050 0000000000000000FFFF0000506512C6:0050 packets connections 7 lo lvs-lb1 "
        + "IPReversePathFilter InUnknownProtos %culvert n section counters received sockets reply result held 0 refused text "
        + "state released"
    ) { bytes in
      let output = ProbeOutput(answer: bytes)
      let (vip, client) = (IPv4Address(value: 0xC612_6550), IPv4Address(value: 0xC612_0001))
      _ = try understood { try LinuxDriver().reception(output, at: Endpoint(vip, Port(number: 80)), from: client) }
      _ = try understood { try LinuxDriver().steeringCounts(ProbeOutput(section: bytes).sections[0].lines) }
    },
    Subject(
      name: "linux-obstacles",
      words:
        "tc eth0 ingress egress ip all 0x1 flower u32 ip_proto= src_ip= dst_ip= dst_port= iptables raw filter INPUT nft "
        + "inet input - default via dev match blackhole unreachable nexthop metric advmss table 198.18.0.0/16 %culvert n "
        + "section filters routes reply 0"
    ) { bytes in
      let output = ProbeOutput(answer: bytes)
      let ends = PathEnds(
        vip: Endpoint(IPv4Address(value: 0xC612_6550), Port(number: 80)), client: IPv4Address(value: 0xC612_0001),
        director: IPv4Address(value: 0xC612_000B), realserver: IPv4Address(value: 0xC612_0115))
      guard let seen = try understood({ try LinuxDriver().obstacles(output, between: ends) }) ?? nil else { return }
      try hold(seen.since(seen).filters.allSatisfy { $0.dropped == nil }, "more was dropped since the same moment")
      for filter in seen.filters {
        try ([filter.place] + filter.openings.values.map(\.shellText)).forEach(holdIsOneLine)
      }
      try (seen.holes + [seen.shorter?.shellText].compactMap(\.self)).forEach(holdIsOneLine)
    },
    // The law of reading: lines that are not about culvert's own are passed over, whatever they are.
    Subject(
      name: "linux-foreign", longest: 1024,
      words:
        "links tunnels addresses settings services thresholds 7: veth@if3: <BROADCAST,UP> mtu 1500 master gre/ip key inet "
        + "scope global net/ipv4/conf/veth/arp_ignore -A -a -t -f -s rr -r 10.0.0.7:80 -w -> TCP FWM ~ #"
    ) { bytes in
      let lines = String(decoding: bytes, as: UTF8.self).split(separator: "\n").map(String.init).filter(isForeign)
      let plain = try LinuxDriver().observe(ForeignSample.output([]))
      guard let seen = try understood({ try LinuxDriver().observe(ForeignSample.output(lines)) }) else {
        throw Violation("foreign lines make a host unreadable")
      }
      try hold(ForeignSample.own(seen) == ForeignSample.own(plain), "foreign lines change what is culvert's")
    },
    Subject(
      name: "linux-observe", longest: 8192,
      words: observeWords
        + " tunnels links addresses settings services thresholds rivals keepalived rc-links modules route:203.0.113.21 "
        + "kernel init systemd sysv openrc unknown debian-ipvsadm rhel-ipvsadm enabled src net/ipv4/conf/lo/rp_filter ipip "
        + "ip_vs loaded builtin available missing"
    ) { bytes in
      let output = ProbeOutput(answer: bytes)
      guard let seen = try understood({ try LinuxDriver().observe(output) }) else { return }
      try visit(LinuxDriver(), seen, SampleIntents.director + SampleIntents.realservers)
    },
  ]

  /// Whether a line speaks of nothing that the sample's host has of culvert's, or that could be in its way.
  private static func isForeign(_ line: String) -> Bool {
    !["lvs-", "tun-", "eth0", "192.0.2.80", "ip_forward", "ip/ip", "any/ip", "unknown/ip", "%again"].contains {
      line.contains($0)
    }
      && !(line.hasPrefix("net/ipv4/") && textWords(line).count != 2)
      && !line.hasPrefix("  ->") && (try? SettingValue(textWords(line).last.map(String.init) ?? "")) != nil
  }

  /// What the outputs of all systems have.
  static let observeWords =
    "%culvert n section system tools 0 file:/etc/culvert/boot absent other link regular 644 755 uid id version"
}
