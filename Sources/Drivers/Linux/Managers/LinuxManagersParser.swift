import Model

/// Reads the section `managers` of linux-managers.sh; what is not known there is passed over.
enum LinuxManagersParser {
  /// More .network files than a host has.
  private static let longest = 1000

  static func parse(_ output: ProbeOutput) throws(ProbeError) -> LinuxManagers {
    var managers = LinuxManagers()
    for line in try output.lines(ifThere: "managers").prefix(longest) { read(line, into: &managers) }
    managers.networks = ordered(managers.networks)
    return managers
  }

  private static func read(_ line: Substring, into managers: inout LinuxManagers) {
    let words = textWords(line, maxSplits: 1)
    guard let word = words.first else { return }
    let detail = words.count > 1 ? words[1] : ""
    switch word {
    case "network": managers.networks.append(network(detail))
    case "kube-excludes":
      managers.kubeExcludes += detail.split(separator: ",").compactMap { try? IPv4Network(String($0)) }
    case "generated": managers.generated = String(detail)
    case "volatile": managers.volatileRoot = String(detail.split(separator: ":").last ?? detail)
    default:
      guard let manager = HostManager(rawValue: String(word)) else { return }
      managers.present.insert(manager)
      if manager == .ifupdown { managers.ifupdown.insert(String(detail)) }
      if manager == .ldirectord, let service = endpoint(detail) { managers.ldirectord.insert(service) }
    }
  }

  /// `192.0.2.80:80`, the end that `virtual=` names.
  private static func endpoint(_ text: Substring) -> LinuxFacts.Keepalived.Endpoint? {
    guard let colon = text.lastIndex(of: ":"), let address = try? IPAddress(String(text[..<colon])),
      let port = try? Port(String(text[text.index(after: colon)...]))
    else { return nil }
    return .init(address: address, port: port)
  }

  private static func network(_ detail: Substring) -> NetworkFile {
    let parts = detail.split(separator: "\t")
    let path = String(parts.first ?? "")
    if parts.dropFirst().first == "masked" { return NetworkFile(path: path, match: nil) }
    let conditions = parts.dropFirst().compactMap { part -> NetworkFile.Condition? in
      guard let mark = part.firstIndex(of: "=") else { return nil }
      let (key, value) = (textWords(part[..<mark]), part[part.index(after: mark)...])
      return key.first.map { .init(String($0), String(value.drop { $0 == " " })) }
    }
    return NetworkFile(path: path, match: conditions)
  }

  /// By their names, whichever folder they are in; of one name the first folder's counts (systemd.network(5)).
  private static func ordered(_ files: [NetworkFile]) -> [NetworkFile] {
    var seen: Set<Substring> = []
    return files.filter { seen.insert($0.name).inserted }.sorted {
      Array($0.name.utf8).lexicographicallyPrecedes(Array($1.name.utf8))
    }
  }
}
