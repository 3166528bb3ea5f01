/// An IPv4 address, such as `192.0.2.10`.
///
/// Accepted: four decimal numbers from 0 to 255. Refused: `192.0.2`, `192.0.2.010` (octal to some tools, decimal to
/// others), `192.0.2.256`, `192.0.2.1 `, `0xC0000201`.
package struct IPv4Address: TextValue {
  /// The address as a number, most significant octet first.
  package let value: UInt32

  package init(value: UInt32) { self.value = value }

  package init(_ text: String) throws(InvalidValue) {
    let parts = text.utf8.split(separator: UInt8(ascii: "."), omittingEmptySubsequences: false)
    guard parts.count == 4 else { throw Self.invalid(text, "it needs four numbers with dots between them") }
    var value: UInt32 = 0
    for part in parts {
      guard let octet = decimal(part, below: 256) else {
        throw Self.invalid(text, "each of the four numbers is 0 to 255, without leading zeros")
      }
      value = value << 8 | UInt32(octet)
    }
    self.value = value
  }

  package var text: String {
    "\(value >> 24).\(value >> 16 & 255).\(value >> 8 & 255).\(value & 255)"
  }

  package static func < (left: Self, right: Self) -> Bool { left.value < right.value }

  private static func invalid(_ text: String, _ reason: String) -> InvalidValue {
    InvalidValue(kind: "IPv4 address", text: text, reason: reason)
  }
}

extension IPv4Address {
  /// Why no host can have this address as its own on a network, or nil if one can (RFC 6890).
  package var reasonNotAHostAddress: String? {
    switch value {
    case 0..<0x0100_0000: "0.0.0.0/8 means 'this network'"
    case 0x7F00_0000..<0x8000_0000: "127.0.0.0/8 is the loopback"
    case 0xE000_0000..<0xF000_0000: "224.0.0.0/4 is multicast"
    case 0xF000_0000...: "240.0.0.0/4 is reserved"
    default: nil
    }
  }
}

/// A plain decimal number without sign, blank or leading zero, or nil.
package func decimal(_ digits: some Collection<UInt8>, below limit: Int) -> Int? {
  guard let first = digits.first, digits.count <= 19, first != UInt8(ascii: "0") || digits.count == 1 else {
    return nil
  }
  // Nineteen nines are more than an Int has room for.
  var number: UInt64 = 0
  for digit in digits {
    guard (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(digit) else { return nil }
    number = number * 10 + UInt64(digit - UInt8(ascii: "0"))
    guard number < limit else { return nil }
  }
  return Int(number)
}

/// A plain decimal number without sign, blank or leading zero, or nil.
package func decimal(_ text: some StringProtocol, below limit: Int) -> Int? {
  decimal(text.utf8, below: limit)
}
