import Model

/// Finds the virtual services in keepalived's configuration (keepalived.conf(5)), comments already cut off.
///
///     virtual_server 192.0.2.10 80 {
///     virtual_server_group web {
///       192.0.2.11-13 443
///
/// Everything else of the language is passed over, but for what could be a service and cannot be told: a variable in
/// the place of an address, or a file that the probe does not follow.
struct KeepalivedParser {
  private var keepalived: LinuxFacts.Keepalived
  private var isInGroup = false

  static func parse(_ output: ProbeOutput) throws(ProbeError) -> LinuxFacts.Keepalived? {
    let lines = try output.lines("keepalived")
    guard let state = lines.first else { return nil }
    guard state == "state running" || state == "state stopped" else { throw unknown(state) }
    var parser = KeepalivedParser(keepalived: .init(isRunning: state == "state running", services: []))
    for line in lines.dropFirst() {
      guard line.hasPrefix("conf ") else { throw unknown(line) }
      parser.read(line.dropFirst(5))
    }
    if lines.count > longest { parser.keepalived.unclear.append("more than \(longest - 1) lines") }
    return parser.keepalived
  }

  /// linux-agent.sh cuts the configuration off after 5,000 lines; one more says whether keepalived runs.
  private static let longest = 5000

  private static func unknown(_ line: Substring) -> ProbeError {
    .unreadable(section: "keepalived", line: String(line), reason: "it is neither the state nor the configuration")
  }

  private mutating func read(_ line: Substring) {
    let words = textWords(line, orTabs: true)
    var rest = words.filter { $0 != "{" && $0 != "}" }[...]
    // `@host line` counts on that host only; culvert takes it for any.
    if rest.first?.hasPrefix("@") == true { rest.removeFirst() }
    switch rest.first {
    case "virtual_server": readService(rest.dropFirst(), line)
    case "virtual_server_group":
      isInGroup = true
      readMember(rest.dropFirst(2), line)
    case let word? where word.hasPrefix("include") && word != "include": note(line)
    default: if isInGroup { readMember(rest, line) }
    }
    if words.contains("}") { isInGroup = false }
  }

  /// `ADDRESS PORT`, `fwmark NUMBER` or `group NAME`; the last two are no service that culvert could have.
  private mutating func readService(_ words: ArraySlice<Substring>, _ line: Substring) {
    if words.first == "fwmark" || words.first == "group" { return }
    guard let endpoints = endpoints(words) else { return note(line) }
    keepalived.services.formUnion(endpoints)
  }

  /// `ADDRESS PORT`, `FIRST-LAST PORT` or `fwmark NUMBER`.
  private mutating func readMember(_ words: ArraySlice<Substring>, _ line: Substring) {
    if words.isEmpty || words.first == "fwmark" { return }
    guard let endpoints = endpoints(words) else { return note(line) }
    keepalived.services.formUnion(endpoints)
  }

  private mutating func note(_ line: Substring) {
    keepalived.unclear.append(String(line.drop { $0 == " " || $0 == "\t" }))
  }

  private func endpoints(_ words: ArraySlice<Substring>) -> [LinuxFacts.Keepalived.Endpoint]? {
    guard let first = words.first, let addresses = addresses(first) else { return nil }
    guard let word = words.dropFirst().first else { return addresses.map { .init(address: $0, port: .all) } }
    guard let port = try? Port(String(word)) else { return nil }
    return addresses.map { .init(address: $0, port: port) }
  }

  /// An address, or as many as `192.0.2.11-13` stands for: the last number runs up to the second one.
  private func addresses(_ word: Substring) -> [IPAddress]? {
    let ends = word.split(separator: "-", maxSplits: 1, omittingEmptySubsequences: false)
    guard ends.count == 2 else { return (try? IPAddress(String(word))).map { [$0] } }
    guard let first = try? IPv4Address(String(ends[0])), let last = decimal(ends[1], below: 256) else { return nil }
    let start = Int(first.value & 255)
    guard start <= last else { return nil }
    return (0...UInt32(last - start)).map { .v4(IPv4Address(value: first.value + $0)) }
  }
}
