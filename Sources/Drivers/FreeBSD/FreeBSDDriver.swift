import Model

/// FreeBSD, 5.4 and later: gif(4) by ifconfig(8) for what is now, rc.conf(5) for the next start.
///
/// As realserver and as an end of plain tunnels; there is no ip_vs. A gif's MTU stays 1280, the system's own choice: what a
/// realserver answers does not go through the tunnel, and 1280 is what every path takes in one piece.
package struct FreeBSDDriver: RealserverDriver {
  package let system = OperatingSystem.freebsd

  package init() {}

  package var stateFolder: String { "/var/db/culvert" }

  /// The agent finds the files of rc.conf(5) by itself.
  package func probeArguments(for intent: HostIntent) -> [String] { [] }

  /// A FreeBSD host is no director.
  package func connectionArguments(of service: ServiceKey) -> [String] { [] }

  package func isShared(_ path: HostPath) -> Bool { RCConf.isPart(path) }

  package func reception(
    _ output: ProbeOutput, at vip: Endpoint, from client: IPv4Address
  ) throws(ProbeError) -> Reception? {
    try FreeBSDReceptionParser(output: output, vip: vip, client: client).parse()
  }
}

extension Observation {
  /// The facts that only this driver's hosts have.
  var freebsd: FreeBSDFacts {
    guard case .freebsd(let facts) = facts else { preconditionFailure("these are not the facts of a FreeBSD host") }
    return facts
  }
}

extension InterfaceName {
  /// Whether it is a gif with its own name: `gif0`, not one that was renamed.
  var isGif: Bool { text.hasPrefix("gif") && decimal(text.dropFirst(3), below: 1 << 15) != nil }
}

extension InnerAddress {
  var freebsdNetmask: IPv4Address {
    IPv4Address(value: prefixLength == 0 ? 0 : ~0 << UInt32(32 - prefixLength))
  }

  /// `inet V P netmask M`, as ifconfig takes it, and rc.conf with it.
  var freebsdWords: [String] { ["inet", address.text, (peer ?? address).text, "netmask", freebsdNetmask.text] }
}

/// A netmask as FreeBSD writes it (`0xffffff00`) or takes it (`255.255.255.0`); one with gaps is none.
func freebsdPrefixLength(_ mask: some StringProtocol) -> Int? {
  let value: UInt32
  if mask.hasPrefix("0x") {
    let digits = mask.dropFirst(2)
    guard (1...8).contains(digits.utf8.count), digits.first != "+", digits.first != "-",
      let number = UInt32(digits, radix: 16)
    else { return nil }
    value = number
  } else {
    guard let address = try? IPv4Address(String(mask)) else { return nil }
    value = address.value
  }
  let length = value.nonzeroBitCount
  return value == (length == 0 ? 0 : ~0 << UInt32(32 - length)) ? length : nil
}
