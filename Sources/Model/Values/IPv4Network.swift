/// A range of IPv4 addresses, such as `192.0.2.0/24`.
///
/// Refused: a base address with host bits (`192.0.2.1/24`), prefix lengths above 32.
package struct IPv4Network: TextValue {
  /// The first address of the range.
  package let base: IPv4Address
  /// Leading bits that all addresses of the range share, 0 to 32.
  package let prefixLength: Int

  package init(_ text: String) throws(InvalidValue) {
    let parts = text.split(separator: "/", omittingEmptySubsequences: false)
    guard parts.count == 2, let length = decimal(parts[1], below: 33) else {
      throw Self.invalid(text, "write it as ADDRESS/LENGTH with a length from 0 to 32")
    }
    base = try IPv4Address(String(parts[0]))
    prefixLength = length
    guard base.value & ~Self.mask(length) == 0 else {
      let first = IPv4Address(value: base.value & Self.mask(length))
      throw Self.invalid(text, "the address has bits beyond the prefix; did you mean \(first)/\(length)")
    }
  }

  /// The range of the addresses that share `prefixLength` bits with `address`; the length is cut to 0...32.
  package init(containing address: IPv4Address, prefixLength: Int) {
    self.prefixLength = min(max(prefixLength, 0), 32)
    base = IPv4Address(value: address.value & Self.mask(self.prefixLength))
  }

  package var text: String { "\(base)/\(prefixLength)" }

  /// Whether the address is in the range.
  package func contains(_ address: IPv4Address) -> Bool {
    address.value & Self.mask(prefixLength) == base.value
  }

  /// The addresses that a host can have: without the first and the last one, except in a /31 or /32.
  package var hostAddresses: ClosedRange<UInt32> {
    let last = base.value | ~Self.mask(prefixLength)
    return prefixLength >= 31 ? base.value...last : base.value + 1...last - 1
  }

  private static func mask(_ length: Int) -> UInt32 { length == 0 ? 0 : ~0 << UInt32(32 - length) }

  private static func invalid(_ text: String, _ reason: String) -> InvalidValue {
    InvalidValue(kind: "IPv4 network", text: text, reason: reason)
  }
}
