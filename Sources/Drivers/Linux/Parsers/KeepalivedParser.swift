import Model

/// Finds in keepalived's configuration what it may have in common with culvert (keepalived.conf(5)); comments are cut off and
/// included files are in their places already.
///
///     virtual_server 192.0.2.10 80 {
///     virtual_server_group web {
///       192.0.2.11-13 443
///       2001:db8::2-ff 443
///     vrrp_instance VI_1 {
///       virtual_ipaddress {
///         192.0.2.10/24 dev eth0
///
/// Everything else of the language is passed over. A line that may name a service and cannot be told is kept with what it can be.
struct KeepalivedParser {
  private var keepalived: LinuxFacts.Keepalived
  private var block = Block.other
  /// `$NAME=VALUE`.
  private var variables: [Substring: Substring] = [:]

  /// The blocks whose lines are read.
  private enum Block { case other, group, addresses }

  static func parse(_ output: ProbeOutput) throws(ProbeError) -> LinuxFacts.Keepalived? {
    let lines = try output.lines("keepalived")
    guard let state = lines.first else { return nil }
    guard state == "state running" || state == "state stopped" else { throw unknown(state) }
    var parser = KeepalivedParser(keepalived: .init(isRunning: state == "state running", services: []))
    for line in lines.dropFirst() {
      guard line.hasPrefix("conf ") else { throw unknown(line) }
      parser.read(line.dropFirst(5))
    }
    if lines.count > longest { parser.keepalived.unclear.append(.init(text: "more than \(longest - 1) lines")) }
    return parser.keepalived
  }

  /// linux-managers.sh cuts the configuration off after 5,000 lines; one more says whether keepalived runs.
  private static let longest = 5000

  private static func unknown(_ line: Substring) -> ProbeError {
    .unreadable(section: "keepalived", line: String(line), reason: "it is neither the state nor the configuration")
  }

  private mutating func read(_ line: Substring) {
    let words = textWords(line, orTabs: true)
    var rest = words.filter { $0 != "{" && $0 != "}" }[...]
    // `@host line` counts on that host only; culvert takes it for any.
    if rest.first?.hasPrefix("@") == true { rest.removeFirst() }
    if let first = rest.first, first.hasPrefix("$"), let mark = first.firstIndex(of: "=") {
      variables[first[..<mark].dropFirst()] = first[first.index(after: mark)...]
      return
    }
    readWords(ArraySlice(rest.map(value)), line)
    if words.contains("}") { block = .other }
  }

  private mutating func readWords(_ words: ArraySlice<Substring>, _ line: Substring) {
    switch words.first {
    case "virtual_server": readService(words.dropFirst(), line)
    case "virtual_server_group":
      block = .group
      readMember(words.dropFirst(2), line)
    case "virtual_ipaddress", "virtual_ipaddress_excluded":
      block = .addresses
      readAddress(words.dropFirst())
    case "lvs_flush": keepalived.flushes = true
    case "lvs_flush_on_stop", "lvs_flush_onstop": if words.dropFirst().first != "VS" { keepalived.flushes = true }
    default:
      switch block {
      case .group: readMember(words, line)
      case .addresses: readAddress(words)
      case .other: break
      }
    }
  }

  /// A word with the value of the variable in it: `$VIP`, `${VIP}`.
  private func value(_ word: Substring) -> Substring {
    guard word.hasPrefix("$") else { return word }
    let name = word.dropFirst().filter { $0 != "{" && $0 != "}" }
    return variables[name[...]] ?? word
  }

  /// `ADDRESS PORT`, `fwmark NUMBER` or `group NAME`; the last two are no service that culvert could have.
  private mutating func readService(_ words: ArraySlice<Substring>, _ line: Substring) {
    if words.first == "fwmark" || words.first == "group" { return }
    readEndpoint(words, line)
  }

  /// `ADDRESS PORT`, `FIRST-LAST PORT` or `fwmark NUMBER`.
  private mutating func readMember(_ words: ArraySlice<Substring>, _ line: Substring) {
    if words.isEmpty || words.first == "fwmark" { return }
    readEndpoint(words, line)
  }

  private mutating func readEndpoint(_ words: ArraySlice<Substring>, _ line: Substring) {
    let second = words.dropFirst().first
    let port = second.map { try? Port(String($0)) } ?? .all
    guard let first = words.first, let range = AddressRange(first), let port else {
      let family = words.first.map { $0.contains(":") && !$0.contains("$") }
      let isName = words.first.map { $0.contains("$") || $0.contains("~") } ?? true
      return keepalived.unclear.append(
        .init(
          text: String(line.drop { $0 == " " || $0 == "\t" }), addresses: words.first.flatMap(AddressRange.init),
          isIPv6: isName ? nil : family, port: words.isEmpty ? nil : port))
    }
    keepalived.services.insert(.init(addresses: range, port: port))
  }

  /// `ADDRESS/LENGTH dev eth0 …`.
  private mutating func readAddress(_ words: ArraySlice<Substring>) {
    guard let word = words.first?.split(separator: "/").first, let address = try? IPAddress(String(word)) else {
      return
    }
    keepalived.addresses.insert(address)
  }
}

/// An address of keepalived's configuration, or those from the first to the last one: the last number of `192.0.2.11-13`
/// runs up to the second one, and of IPv6 the last group, in hexadecimal.
package struct AddressRange: Hashable, Sendable {
  package var first: IPAddress
  package var last: IPAddress

  package init(_ address: IPAddress) { (first, last) = (address, address) }

  init?(_ word: Substring) {
    let ends = word.split(separator: "-", maxSplits: 1, omittingEmptySubsequences: false)
    guard let first = ends.first.flatMap({ try? IPAddress(String($0)) }) else { return nil }
    self.init(first)
    guard ends.count == 2 else { return }
    switch first {
    case .v4(let address):
      guard let end = decimal(ends[1], below: 256), UInt32(end) >= address.value & 255 else { return nil }
      last = .v4(IPv4Address(value: address.value & ~255 | UInt32(end)))
    case .v6(let address):
      guard (1...4).contains(ends[1].utf8.count), let end = UInt64(ends[1], radix: 16), end >= address.low & 0xFFFF
      else { return nil }
      last = .v6(IPv6Address(high: address.high, low: address.low & ~0xFFFF | end))
    }
  }

  package func contains(_ address: IPAddress) -> Bool {
    switch (first, address, last) {
    case (.v4(let first), .v4(let address), .v4(let last)): first <= address && address <= last
    case (.v6(let first), .v6(let address), .v6(let last)): first <= address && address <= last
    default: false
    }
  }
}
