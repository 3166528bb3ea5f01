import Model

@testable import Drivers

extension Subject {
  /// Of the samples; lines of other interfaces are passed over.
  private static let storedTunnels: Set<InterfaceName> = Set(
    ["lvstun0", "lvstun1", "old0", "ip.tun0"].compactMap { try? InterfaceName($0) })

  static let solaris = [
    Subject(
      name: "solaris-ifconfig", samples: ["Tests/DriversTests/Fixtures/solaris", "Tests/LabTests/Fixtures/solaris10"],
      words:
        "ip.tun0: ip.tun0:1: flags=10008d1< IPv4> IPv6> UP, > mtu index metric inet inet6 tunnel src dst --> netmask "
        + "ffffffff broadcast ether zone hop limit security settings encapsulation groupname all-zones"
    ) { bytes in
      let output = ProbeOutput(section: bytes)
      _ = try understood { try SolarisIfconfigParser.parse(output, section: ProbeOutput.section) }
    },
    Subject(
      name: "solaris-stores", samples: ["Tests/DriversTests/Fixtures/solaris"],
      words: "lvstun0 ipv4 ipv6 6to4 -- si -i \\: : static dhcp addrconf ok disabled down U----: U--: -> --> / % ? v4"
    ) { bytes in
      let output = ProbeOutput(section: bytes)
      _ = try understood { try DladmTunnelParser.parse(output, section: ProbeOutput.section) }
      _ = try understood {
        try IpadmAddressParser.parse(output, section: ProbeOutput.section, of: Self.storedTunnels)
      }
    },
    Subject(
      name: "hostname-file", longest: 1024,
      words: "tsrc tdst inet up down addif netmask + 0xffffffff 192.168.5.11 192.0.2.1 255.255.255.255 destination mtu "
        + "# \\"
    ) { bytes in
      for reader in HostnameFile.Reader.allCases {
        let file = HostnameFile(bytes, readBy: reader)
        guard file.isUnderstood, let local = file.ends.local, let remote = file.ends.remote else { continue }
        let addresses = file.units.filter(\.isUp).compactMap { unit in
          unit.address.map { InnerAddress($0, peer: unit.peer) }
        }
        let tunnel = Tunnel(
          encapsulation: .ipip, local: .v4(local), remote: .v4(remote), isUp: true, addresses: Set(addresses))
        try hold(file.makes(tunnel), "it does not make what it says")
        guard !tunnel.addresses.isEmpty else { continue }
        let written = HostnameFile(HostnameFile.bytes(for: tunnel), readBy: reader)
        try hold(written.makes(tunnel), "what is written makes another")
      }
    },
    Subject(
      name: "solaris-observe", longest: 8192,
      words: observeWords
        + " interfaces links stored-links objects release 5.10 5.11 name zone global stack exclusive rc2 yes hostmodel strict "
        + "ifconfig awk od sed kstat ctrun dladm create-if create-ip file:/etc/hostname.ip.tun0"
    ) { bytes in
      let output = ProbeOutput(answer: bytes)
      guard let seen = try understood({ try SolarisDriver().observe(output) }) else { return }
      try visit(SolarisDriver(), seen, SampleIntents.realservers)
    },
    Subject(
      name: "solaris-proof", samples: ["Tests/DriversTests/Fixtures/solaris"],
      words:
        "table LISTEN SYN_RCVD *.80 *.* 192.0.2.100.80 203.0.113.9.40001 route to: destination: mask: setsrc: recvpipe 1500L "
        + "gateway: interface: flags: <UP,DONE> BLACKHOLE REJECT ip.tun0 unknown %culvert n section received sockets reply 0 3 128"
    ) { bytes in
      let output = ProbeOutput(answer: bytes)
      let (vip, client) = (IPv4Address(value: 0xC000_0264), IPv4Address(value: 0xCB00_7109))
      let seen = try understood {
        try SolarisDriver().reception(output, at: Endpoint(vip, Port(number: 80)), from: client)
      }
      let words = seen??.replyRoute?.split(separator: " ") ?? []
      try hold([0, 2, 4].contains(words.count), "a way back of other words than those of an address and a name")
    },
  ]
}
