import Model

extension RCConfEditor {
  /// Makes rc.conf(5) set an interface up as it is to be.
  ///
  /// It does so in the form that the interface has there, or in the one that works on the release. What it already does
  /// right stays as it is, in whatever words.
  mutating func place(_ name: InterfaceName, as tunnel: Tunnel, on host: FreeBSDFacts) throws(RCConfProblem) {
    if conf.makes(name, tunnel, on: host) { return }
    let usesOldForm = conf.usesOldForm(name, on: host) || !host.prefersCloning
    let others = conf.otherWords(of: name, on: host)
    let wanted = Self.variables(of: name, tunnel, usesOldForm: usesOldForm, besides: others)
    let names = Set(wanted.map(\.name))
    try add(name.text, to: usesOldForm ? "gif_interfaces" : "cloned_interfaces")
    try remove(name.text, from: usesOldForm ? "cloned_interfaces" : "gif_interfaces")
    for (name, value) in wanted { try set(name, to: value) }
    for other in variables(of: name) where !names.contains(other) && Self.isOfTunnel(other) { try remove(other) }
  }

  /// Takes all out that has to do with an interface.
  mutating func remove(_ name: InterfaceName) throws(RCConfProblem) {
    for variable in variables(of: name).reversed() { try remove(variable) }
    for list in ["gif_interfaces", "cloned_interfaces"] { try remove(name.text, from: list) }
  }

  /// The names that are set for an interface, in the order of the files.
  func variables(of name: InterfaceName) -> [String] {
    var seen: Set<String> = []
    return conf.assignments.map(\.name).filter { RCConf.isVariable($0, of: name.text) && seen.insert($0).inserted }
  }

  /// Whether a variable is one of those that culvert writes, and not a description or an address of IPv6.
  private static func isOfTunnel(_ variable: String) -> Bool {
    let parts = variable.split(separator: "_")
    return parts.count == 2 || (parts.count == 3 && parts[2].hasPrefix("alias"))
  }

  private static func variables(
    of name: InterfaceName, _ tunnel: Tunnel, usesOldForm: Bool, besides others: [String]
  ) -> [(name: String, value: String)] {
    let addresses = tunnel.addresses.sorted().map { $0.freebsdWords.joined(separator: " ") }
    let ends = [tunnel.local?.text, tunnel.remote?.text].compactMap { $0 }.joined(separator: " ")
    var lines: [(name: String, value: String)] = usesOldForm ? [("gifconfig_\(name)", ends)] : []
    for (place, address) in addresses.enumerated() {
      if place == 0 {
        let words = [usesOldForm ? address : "\(address) tunnel \(ends)"] + others
        lines.append(("ifconfig_\(name)", words.joined(separator: " ")))
      } else {
        lines.append(("ifconfig_\(name)_alias\(place - 1)", address))
      }
    }
    return lines
  }

  /// Copies what another state of the files says of an interface, word for word.
  mutating func copy(_ name: InterfaceName, from other: RCConf) throws(RCConfProblem) {
    for list in ["gif_interfaces", "cloned_interfaces"] where other.lists(list, name) { try add(name.text, to: list) }
    for variable in RCConfEditor(other).variables(of: name) {
      if let value = other.last(variable)?.value { try set(variable, to: value) }
    }
  }
}
