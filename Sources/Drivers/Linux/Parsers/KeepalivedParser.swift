import Model

/// Finds the virtual services in keepalived's configuration (keepalived.conf(5)), comments already cut off.
///
///     virtual_server 192.0.2.10 80 {
///     virtual_server_group web {
///       192.0.2.11 443
enum KeepalivedParser {
  static func parse(_ output: ProbeOutput) throws(ProbeError) -> LinuxFacts.Keepalived? {
    let lines = try output.lines("keepalived")
    guard !lines.isEmpty else { return nil }
    var keepalived = LinuxFacts.Keepalived(isRunning: lines.contains("state running"), services: [])
    var isInGroup = false
    for line in lines where line.hasPrefix("conf ") {
      let words = line.dropFirst(5).split { $0 == " " || $0 == "\t" }
      if words.first == "virtual_server_group" { isInGroup = true }
      if words.first == "virtual_server" { keepalived.services.formUnion(endpoint(words.dropFirst())) }
      if isInGroup { keepalived.services.formUnion(endpoint(words[...])) }
      if words.contains("}") { isInGroup = false }
    }
    return keepalived
  }

  /// An address and a port; a firewall mark or a group's name is neither.
  private static func endpoint(_ words: ArraySlice<Substring>) -> [LinuxFacts.Keepalived.Endpoint] {
    guard let first = words.first, let address = try? IPAddress(String(first)) else { return [] }
    let port = words.dropFirst().first.flatMap { try? Port(String($0)) } ?? .all
    return [.init(address: address, port: port)]
  }
}
