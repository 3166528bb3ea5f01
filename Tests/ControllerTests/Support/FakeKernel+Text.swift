import Model

/// What the tools print, and what the agent makes of it.
extension FakeKernel {
  private var names: [String] { devices.keys.sorted() }

  var links: String {
    lines(names.enumerated()) { index, name in
      guard let device = devices[name] else { return nil }
      let flags = device.tunnel == nil ? "BROADCAST,MULTICAST" : "NOARP"
      let (at, mtu) = device.tunnel == nil ? ("", 1500) : ("@NONE", 1480)
      return
        "\(index + 1): \(name)\(at): <\(flags)\(device.isUp ? ",UP,LOWER_UP" : "")> mtu \(mtu) qdisc noqueue state UNKNOWN"
    }
  }

  var tunnels: String {
    lines(names) { name in
      devices[name]?.tunnel.map { "\(name): \(mode($0.mode)) remote \($0.remote) local \($0.local) ttl inherit" }
    }
  }

  private func mode(_ mode: String) -> String { mode == "ipip" ? "ip/ip" : "\(mode)/ip" }

  var addresses: String {
    lines(names.enumerated()) { index, name in
      guard let device = devices[name], !device.addresses.isEmpty else { return nil }
      return lines(device.addresses) {
        "\(index + 1): \(name)    inet \($0) scope global \(name)\\       valid_lft forever"
      }
    }
  }

  /// Each setting; that of the forwarding with all that does not follow it.
  var settings: String {
    let conf = self.conf.merging(devices.mapValues(\.conf)) { $1 }
    let plain = conf.keys.sorted().flatMap { name in
      ["rp_filter", "arp_ignore", "arp_announce"].map { "net/ipv4/conf/\(name)/\($0) \(value(of: name, $0) ?? 0)" }
    }
    let ofIPVS = [
      "net/ipv4/vs/expire_nodest_conn \(expiresNoDestination)",
      "net/ipv4/vs/expire_quiescent_template \(expiresQuiescentTemplates)",
    ]
    let ipvs = modules.contains("ip_vs") ? ofIPVS : []
    return (plain + ipvs + ["net/ipv4/ip_forward \(forwarding)"]).joined(separator: "\n")
  }

  var forwarding: String {
    let on = value(of: "all", "forwarding") ?? 0
    let others = (["default"] + names).sorted().filter { value(of: $0, "forwarding") != on }
    let exceptions =
      (acceptRedirects == 1 - on ? [] : ["accept_redirects=\(acceptRedirects)"])
      + others.map { "\($0)=\(value(of: $0, "forwarding") ?? 0)" }
    return ([String(on)] + exceptions).joined(separator: ",")
  }

  /// `ipvsadm -Sn`: without the thresholds.
  var rules: String {
    lines(services.keys.sorted()) { key in
      guard let service = services[key] else { return nil }
      return
        ([rule(key, service)] + service.destinations.sorted { $0.key < $1.key }.map { rule(key, $0.key, $0.value) })
        .joined(separator: "\n")
    }
  }

  private func rule(_ key: String, _ service: Service) -> String {
    var words = ["-A", key, "-s", service.scheduler]
    if let timeout = service.persistence { words += ["-p", String(timeout)] }
    if let mask = service.mask { words += ["-M", mask] }
    if let flags = service.flags { words += ["-b", flags] }
    return (words + (service.onePacket ? ["-o"] : [])).joined(separator: " ")
  }

  private func rule(_ key: String, _ name: String, _ destination: Destination) -> String {
    let type = destination.forwarding == "-i" ? " --tun-type ipip" : ""
    return "-a \(key) -r \(name) \(destination.forwarding) -w \(destination.weight)\(type)"
  }

  /// `ipvsadm -Ln --thresholds` without its counts.
  var thresholds: String {
    lines(services.keys.sorted()) { key in
      guard let service = services[key] else { return nil }
      let words = key.split(separator: " ")
      let proto = ["-t": "TCP ", "-u": "UDP ", "-f": "FWM "][String(words[0])] ?? ""
      return
        (["\(proto) \(words[1]) \(service.scheduler)"]
        + service.destinations.sorted { $0.key < $1.key }.map {
          "  -> \($0.key)   \($0.value.upper)  \($0.value.lower)"
        })
        .joined(separator: "\n")
    }
  }

  private func lines<S: Sequence>(_ items: S, _ line: (S.Element) -> String?) -> String {
    items.compactMap(line).joined(separator: "\n")
  }

  // MARK: - Looks

  /// One thing: the same text for the same state.
  func look(_ command: Command) -> String {
    let words = command.arguments
    switch words.first {
    case "true": return ""
    case "look_forwarding": return forwarding
    case "look_tunnel" where words.count == 2: return lookTunnel(words[1])
    case "look_address" where words.count == 3:
      return devices[words[1]]?.addresses.contains { $0.description == words[2] } == true ? "present" : "absent"
    case "look_setting" where words.last == "net/ipv4/vs/expire_nodest_conn": return String(expiresNoDestination)
    case "look_setting" where words.last == "net/ipv4/vs/expire_quiescent_template":
      return String(expiresQuiescentTemplates)
    case "look_setting" where words.count == 2:
      let parts = words[1].split(separator: "/").map(String.init)
      return parts.count == 5 ? value(of: parts[3], parts[4]).map(String.init) ?? "absent" : "absent"
    case "look_service" where words.count == 3:
      return services["\(words[1]) \(words[2])"].map { rule("\(words[1]) \(words[2])", $0) } ?? ""
    case "look_destination" where words.count == 4:
      return services["\(words[1]) \(words[2])"]?.destinations[words[3]].map { "\($0)" } ?? ""
    default: return "\(command): not found"
    }
  }

  private func lookTunnel(_ name: String) -> String {
    guard let device = devices[name] else { return "absent" }
    let addresses = device.addresses.map { "address \($0)" }
    let filter = "rp_filter \(device.conf.values["rp_filter"] ?? 0)"
    return (["\(name) \(device.tunnel.map { "\($0)" } ?? "")", device.isUp ? "up" : "down"] + addresses + [filter])
      .joined(separator: "\n")
  }
}
