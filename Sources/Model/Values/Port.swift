/// A TCP, UDP or SCTP port from 0 to 65535; 0 stands for all ports of a virtual service.
package struct Port: TextValue {
  package let number: UInt16

  package init(_ text: String) throws(InvalidValue) {
    guard let number = decimal(text, below: 65536) else {
      throw InvalidValue(kind: "port", text: text, reason: "it is a number from 0 to 65535")
    }
    self.number = UInt16(number)
  }

  package init(number: UInt16) { self.number = number }

  /// All ports: a service for it needs persistence (ip_vs refuses it otherwise).
  package static let all = Port(number: 0)

  package var text: String { String(number) }

  package static func < (left: Self, right: Self) -> Bool { left.number < right.number }
}

/// A transport protocol that ip_vs balances.
package enum TransportProtocol: String, Codable, CaseIterable, Comparable, Sendable {
  case tcp, udp, sctp

  package static func < (left: Self, right: Self) -> Bool { left.rawValue < right.rawValue }
}
