import Model

/// Other programs on a Linux host that write tunnels, addresses, services, settings or boot files.
package struct LinuxManagers: Hashable, Sendable {
  /// Those that are there.
  package var present: Set<HostManager> = []
  /// The files of systemd-networkd, in the order in which it tries them.
  package var networks: [NetworkFile] = []
  /// Interfaces that ifupdown configures.
  package var ifupdown: Set<String> = []
  /// Networks whose services kube-proxy leaves alone.
  package var kubeExcludes: [IPv4Network] = []
  /// The virtual services of ldirectord.
  package var ldirectord: Set<LinuxFacts.Keepalived.Endpoint> = []
  /// The system that generates /etc, such as `VyOS`.
  package var generated: String?
  /// What the root file system is, where a reboot makes it anew: `tmpfs`.
  package var volatileRoot: String?

  package init() {}

  /// Whether one of them needs the host to forward packets.
  var forwardsPackets: Bool { !present.isDisjoint(with: [.containers, .kubeProxy, .kubeRouter]) }

  /// Whether one of them is there.
  package func has(_ manager: HostManager) -> Bool { present.contains(manager) }
}

/// A .network file and the interfaces that it is for (systemd.network(5)).
package struct NetworkFile: Hashable, Sendable {
  package var path: String
  /// Its section [Match]; nil of a file that is empty, which only hides those of the same name.
  package var match: [Condition]?

  package init(path: String, match: [Condition]?) {
    self.path = path
    self.match = match
  }

  /// A key of [Match] and its value.
  package struct Condition: Hashable, Sendable {
    package var key: String
    package var value: String

    package init(_ key: String, _ value: String) {
      self.key = key
      self.value = value
    }
  }

  var name: Substring { path.split(separator: "/").last ?? "" }

  /// Whether it is for an ipip tunnel of this name; a condition that an ipip tunnel may meet counts as met.
  func matches(tunnel: String) -> Bool { matches(tunnel, types: ["tunnel"], kinds: ["ipip"], isPhysical: false) }

  /// Whether it is for a network interface of this name.
  func matches(interface: String) -> Bool {
    matches(interface, types: interface == "lo" ? ["loopback"] : ["ether"], kinds: nil, isPhysical: interface != "lo")
  }

  private func matches(_ name: String, types: [String], kinds: [String]?, isPhysical: Bool) -> Bool {
    guard let match else { return false }
    return match.allSatisfy { condition in
      switch condition.key {
      case "Name": isMatched([name], condition.value)
      case "Type": isMatched(types, condition.value)
      case "Kind": kinds.map { isMatched($0, condition.value) } ?? condition.value.hasPrefix("!")
      case "MACAddress", "PermanentMACAddress", "Path", "SSID", "BSSID", "WLANInterfaceType": isPhysical
      default: true
      }
    }
  }

  /// Patterns between blanks; a `!` before the first one turns all of them round.
  private func isMatched(_ names: [String], _ patterns: String) -> Bool {
    let isNegated = patterns.hasPrefix("!")
    let words = textWords(patterns.dropFirst(isNegated ? 1 : 0)[...], orTabs: true)
    return names.contains { name in words.contains { isGlob($0, matching: name[...]) } } != isNegated
  }
}

/// Whether a shell's pattern matches a text: `*`, `?`, and `[...]` for one of these characters.
func isGlob(_ pattern: Substring, matching text: Substring) -> Bool {
  guard let first = pattern.first else { return text.isEmpty }
  switch first {
  case "*":
    var rest = pattern.dropFirst()
    while rest.first == "*" { rest = rest.dropFirst() }
    return text.indices.contains { isGlob(rest, matching: text[$0...]) } || isGlob(rest, matching: "")
  case "?": return !text.isEmpty && isGlob(pattern.dropFirst(), matching: text.dropFirst())
  case "[":
    guard let end = pattern.firstIndex(of: "]"), let character = text.first else { return false }
    let set = pattern[pattern.index(after: pattern.startIndex)..<end]
    return isMember(character, of: set) && isGlob(pattern[pattern.index(after: end)...], matching: text.dropFirst())
  default: return text.first == first && isGlob(pattern.dropFirst(), matching: text.dropFirst())
  }
}

/// `a-z0` or, with a `!` or `^` before it, none of these.
private func isMember(_ character: Character, of set: Substring) -> Bool {
  let isNegated = set.first == "!" || set.first == "^"
  var rest = isNegated ? set.dropFirst() : set
  var isFound = false
  while let low = rest.popFirst() {
    guard rest.first == "-", let high = rest.dropFirst().first else {
      isFound = isFound || low == character
      continue
    }
    rest = rest.dropFirst(2)
    isFound = isFound || (low <= character && character <= high)
  }
  return isFound != isNegated
}
