/// Bytes as the SSH protocol writes them (RFC 4251 §5), taken from the front.
struct WireReader {
  private(set) var bytes: ArraySlice<UInt8>

  init(_ bytes: some Collection<UInt8>) { self.bytes = Array(bytes)[...] }

  mutating func byte() -> UInt8? { bytes.popFirst() }

  mutating func number() -> Int? {
    guard bytes.count >= 4 else { return nil }
    defer { bytes = bytes.dropFirst(4) }
    return bytes.prefix(4).reduce(0) { $0 << 8 | Int($1) }
  }

  mutating func string() -> [UInt8]? {
    guard let count = number(), bytes.count >= count else { return nil }
    defer { bytes = bytes.dropFirst(count) }
    return Array(bytes.prefix(count))
  }
}

/// The other way round.
enum WireWriter {
  static func number(_ value: Int) -> [UInt8] {
    [24, 16, 8, 0].map { UInt8(truncatingIfNeeded: value >> $0) }
  }

  static func string(_ bytes: some Collection<UInt8>) -> [UInt8] { number(bytes.count) + bytes }
}
