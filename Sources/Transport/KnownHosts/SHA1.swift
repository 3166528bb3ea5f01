/// SHA-1 (RFC 3174) and HMAC-SHA1 (RFC 2104), which hashed known_hosts lines are made with.
///
/// Nothing is kept secret or proved by it here: it only tells whether a line is about a host. libssh has no public HMAC,
/// and a library for this alone would double the build (SSH.md §7).
struct SHA1 {
  private var state: (UInt32, UInt32, UInt32, UInt32, UInt32) =
    (0x6745_2301, 0xEFCD_AB89, 0x98BA_DCFE, 0x1032_5476, 0xC3D2_E1F0)
  private var schedule = [UInt32](repeating: 0, count: 80)

  /// The 20 bytes of the hash.
  static func hash(_ message: [UInt8]) -> [UInt8] {
    var hasher = SHA1()
    let padded = message + padding(for: message.count)
    for start in stride(from: 0, to: padded.count, by: 64) { hasher.take(padded[start..<start + 64]) }
    let words = [hasher.state.0, hasher.state.1, hasher.state.2, hasher.state.3, hasher.state.4]
    return words.flatMap { word in [24, 16, 8, 0].map { UInt8(truncatingIfNeeded: word >> UInt32($0)) } }
  }

  /// The 20 bytes of the authentication code.
  static func authenticationCode(key: [UInt8], message: [UInt8]) -> [UInt8] {
    let key = key.count > 64 ? hash(key) : key
    let block = key + [UInt8](repeating: 0, count: 64 - key.count)
    return hash(block.map { $0 ^ 0x5C } + hash(block.map { $0 ^ 0x36 } + message))
  }

  private static func padding(for count: Int) -> [UInt8] {
    let zeros = (119 - count % 64) % 64
    let bits = UInt64(count) * 8
    return [0x80] + [UInt8](repeating: 0, count: zeros)
      + (0..<8).map { UInt8(truncatingIfNeeded: bits >> UInt64(56 - 8 * $0)) }
  }

  private mutating func take(_ block: ArraySlice<UInt8>) {
    expand(block)
    var (a, b, c, d, e) = state
    for round in 0..<80 {
      let (mix, constant): (UInt32, UInt32) =
        switch round {
        case ..<20: ((b & c) | (~b & d), 0x5A82_7999)
        case ..<40: (b ^ c ^ d, 0x6ED9_EBA1)
        case ..<60: ((b & c) | (b & d) | (c & d), 0x8F1B_BCDC)
        default: (b ^ c ^ d, 0xCA62_C1D6)
        }
      (a, b, c, d, e) = (Self.rotate(a, 5) &+ mix &+ e &+ constant &+ schedule[round], a, Self.rotate(b, 30), c, d)
    }
    state = (state.0 &+ a, state.1 &+ b, state.2 &+ c, state.3 &+ d, state.4 &+ e)
  }

  private mutating func expand(_ block: ArraySlice<UInt8>) {
    for index in 0..<16 {
      let start = block.startIndex + 4 * index
      schedule[index] = block[start..<start + 4].reduce(0) { $0 << 8 | UInt32($1) }
    }
    for index in 16..<80 {
      let mixed = schedule[index - 3] ^ schedule[index - 8] ^ schedule[index - 14] ^ schedule[index - 16]
      schedule[index] = Self.rotate(mixed, 1)
    }
  }

  private static func rotate(_ word: UInt32, _ bits: UInt32) -> UInt32 { word << bits | word >> (32 - bits) }
}
