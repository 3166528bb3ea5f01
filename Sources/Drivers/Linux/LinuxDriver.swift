import Model

/// Linux: `ip tunnel`, `ip addr`, /proc/sys and `ipvsadm` for what is now; a script of culvert's own, started by the
/// host's init, for the next start.
package struct LinuxDriver: Driver {
  package let system = OperatingSystem.linux

  package init() {}

  package func probeArguments(for intent: HostIntent) -> [String] {
    let files = LinuxBoot.allPaths.map { "file:\($0)" }
    let realservers = Set(intent.balancing?.destinations.keys.map(\.address.text) ?? [])
    return files + realservers.sorted().map { "route:\($0)" } + (intent.mss.isEmpty ? [] : ["mss"])
  }

  package func connectionArguments(of service: ServiceKey) -> [String] { IPVSAdm.key(service) }
}

extension Observation {
  /// The facts that only this driver's hosts have.
  var linux: LinuxFacts {
    guard case .linux(let facts) = facts else { preconditionFailure("these are not the facts of a Linux host") }
    return facts
  }
}

/// The name of the interface that culvert makes for a role; 15 characters is what Linux takes (IFNAMSIZ).
///
/// The second attempt and those after it are for when another role has the name.
func linuxInterfaceName(for role: TunnelRole, attempt: Int = 1) -> InterfaceName {
  let suffix = attempt == 1 ? "" : "-\(attempt)"
  let text: String
  switch role {
  case .director(let host): text = shortened("lvs-", host.text + suffix)
  case .link(let tunnel): text = shortened("tun-", tunnel.text + suffix)
  }
  do { return try InterfaceName(text) } catch { preconditionFailure("\(error)") }
}

/// A name that does not fit is cut, and told from others with the same beginning by four digits of a hash (FNV-1a).
private func shortened(_ prefix: String, _ name: String) -> String {
  guard name.utf8.count > 11 else { return prefix + name }
  let hash = name.utf8.reduce(UInt32(2_166_136_261)) { ($0 ^ UInt32($1)) &* 16_777_619 }
  let digits = String(hash & 0xFFFF, radix: 16)
  return "\(prefix)\(name.prefix(6))-\(String(repeating: "0", count: 4 - digits.count))\(digits)"
}
