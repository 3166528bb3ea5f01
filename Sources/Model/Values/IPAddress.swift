/// An address of either family.
package enum IPAddress: TextValue {
  case v4(IPv4Address)
  case v6(IPv6Address)

  package init(_ text: String) throws(InvalidValue) {
    self = text.utf8.contains(UInt8(ascii: ":")) ? .v6(try IPv6Address(text)) : .v4(try IPv4Address(text))
  }

  package var text: String {
    switch self {
    case .v4(let address): address.text
    case .v6(let address): address.text
    }
  }

  /// The IPv4 address, or nil for one of the other family.
  package var v4: IPv4Address? {
    if case .v4(let address) = self { address } else { nil }
  }

  /// As it is written before a port: IPv6 in brackets.
  package var textBeforePort: String {
    switch self {
    case .v4(let address): address.text
    case .v6(let address): "[\(address.text)]"
    }
  }

  package static func < (left: Self, right: Self) -> Bool {
    switch (left, right) {
    case (.v4(let left), .v4(let right)): left < right
    case (.v6(let left), .v6(let right)): left < right
    case (.v4, .v6): true
    case (.v6, .v4): false
    }
  }
}
