/// How much data a TCP packet may carry at most, in bytes: the MSS that a host announces (RFC 9293); 536 to 65,495.
package struct SegmentSize: TextValue {
  package let bytes: Int

  package init(_ text: String) throws(InvalidValue) {
    guard let bytes = decimal(text, below: 65_496), bytes >= 536 else {
      throw InvalidValue(kind: "segment size", text: text, reason: "it is a number of bytes from 536 to 65495")
    }
    self.bytes = bytes
  }

  private init(known bytes: Int) { self.bytes = bytes }

  /// What fits into a tunnel over a network of 1,500 bytes: less 20 for the outer header, and 40 for IPv4's and TCP's.
  package static let throughTunnel = SegmentSize(known: 1440)

  package var text: String { String(bytes) }

  package static func < (left: Self, right: Self) -> Bool { left.bytes < right.bytes }
}

/// The settings by which short segments are had on systems that have no rule for one service.
extension SettingName {
  /// What TCP of a Solaris or illumos host takes for the greatest MTU, in bytes, for what it sends: `tcp_mss_max_ipv4` of
  /// ndd(1M), `_mss_max_ipv4` of ipadm(1M).
  package static let greatestSegment = SettingName(known: "tcp_mss_max_ipv4")

  /// Whether its answers announce what it would send itself, 1, or what their route carries, 0: `tcp_use_smss_as_mss_opt`.
  package static let announcesOwnSegment = SettingName(known: "tcp_use_smss_as_mss_opt")

  /// Whether pf(4) of a FreeBSD host is `on` or `off`, or `theirs` where it has other rules than those for segments.
  package static let packetFilter = SettingName(known: "pf")

  package var isAboutSegments: Bool { [.greatestSegment, .announcesOwnSegment, .packetFilter].contains(self) }
}
