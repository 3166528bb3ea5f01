/// An IPv6 address, such as `2001:db8::80`, written as RFC 5952 says.
///
/// Accepted: every form of RFC 4291 §2.2, also with a dotted tail. Refused: zone names (`fe80::1%eth0`), brackets.
package struct IPv6Address: TextValue {
  /// Groups 1 to 4 of the address as a number.
  package let high: UInt64
  /// Groups 5 to 8 of the address as a number.
  package let low: UInt64

  package init(_ text: String) throws(InvalidValue) {
    guard let groups = Self.groups(of: text) else {
      throw InvalidValue(
        kind: "IPv6 address", text: text, reason: "it needs up to eight hexadecimal groups with colons between them")
    }
    high = groups[..<4].reduce(0) { $0 << 16 | UInt64($1) }
    low = groups[4...].reduce(0) { $0 << 16 | UInt64($1) }
  }

  package init(high: UInt64, low: UInt64) { (self.high, self.low) = (high, low) }

  package var text: String {
    let groups = self.groups
    guard let zeros = Self.longestZeros(groups) else { return Self.joined(groups[...]) }
    return Self.joined(groups[..<zeros.lowerBound]) + "::" + Self.joined(groups[zeros.upperBound...])
  }

  package static func < (left: Self, right: Self) -> Bool { (left.high, left.low) < (right.high, right.low) }

  private var groups: [UInt16] {
    [high, low].flatMap { half in [48, 32, 16, 0].map { UInt16(truncatingIfNeeded: half >> UInt64($0)) } }
  }

  private static func joined(_ groups: ArraySlice<UInt16>) -> String {
    groups.map { String($0, radix: 16) }.joined(separator: ":")
  }

  /// The first longest run of two or more zero groups.
  private static func longestZeros(_ groups: [UInt16]) -> Range<Int>? {
    var best: Range<Int>?
    var start = 0
    for end in 1...groups.count {
      if end < groups.count, groups[end] == 0, groups[start] == 0 { continue }
      if groups[start] == 0, end - start > max(1, best?.count ?? 0) { best = start..<end }
      start = end
    }
    return best
  }

  private static func groups(of text: String) -> [UInt16]? {
    guard text.utf8.count <= 45 else { return nil }
    let halves = text.split(separator: "::", omittingEmptySubsequences: false)
    guard halves.count <= 2, let head = list(halves[0], mayEndDotted: halves.count == 1) else { return nil }
    guard halves.count == 2 else { return head.count == 8 ? head : nil }
    guard let tail = list(halves[1], mayEndDotted: true), head.count + tail.count < 8 else { return nil }
    return head + Array(repeating: 0, count: 8 - head.count - tail.count) + tail
  }

  private static func list(_ text: Substring, mayEndDotted: Bool) -> [UInt16]? {
    guard !text.isEmpty else { return [] }
    var groups: [UInt16] = []
    let words = text.split(separator: ":", omittingEmptySubsequences: false)
    for (index, word) in words.enumerated() {
      if mayEndDotted, index == words.count - 1, word.contains("."), let tail = try? IPv4Address(String(word)) {
        groups += [UInt16(tail.value >> 16), UInt16(tail.value & 0xFFFF)]
      } else if (1...4).contains(word.utf8.count), word.allSatisfy(\.isHexDigit), let group = UInt16(word, radix: 16) {
        groups.append(group)
      } else {
        return nil
      }
    }
    return groups
  }
}
