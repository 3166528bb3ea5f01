import Model

extension InventoryDraft {
  /// Reports tunnels between two hosts that have one already, be it a service's.
  ///
  /// Systems tell tunnels apart by encapsulation and outer addresses: Linux answers `File exists` to a second one.
  func checkTunnels(_ report: Report) {
    var owners = serviceTunnels()
    for tunnel in tunnels.drafts {
      guard let pair = HostPair(tunnel) else { continue }
      if let owner = owners[pair] {
        report.error(
          at: tunnel.name.place, "\(owner) has '\(pair.first)' and '\(pair.second)' joined already",
          "two hosts can have one tunnel of a kind between them: take this one out")
      } else {
        owners[pair] = "tunnel '\(tunnel.name.value)'"
      }
    }
  }

  /// The tunnels that services need from the director to their realservers.
  private func serviceTunnels() -> [HostPair: String] {
    var owners: [HostPair: String] = [:]
    for director in directors.drafts {
      for service in services.drafts {
        guard let encapsulation = service.encapsulation?.value else { continue }
        for realserver in service.realservers.drafts {
          let pair = HostPair(director.host.value, realserver.host.value, encapsulation)
          owners[pair] = owners[pair] ?? "service '\(service.name.value)'"
        }
      }
    }
    return owners
  }
}

/// Two hosts in any order, and what wraps the packets between them.
private struct HostPair: Hashable {
  let first: HostName
  let second: HostName
  let encapsulation: Encapsulation

  init(_ one: HostName, _ other: HostName, _ encapsulation: Encapsulation) {
    (first, second) = one < other ? (one, other) : (other, one)
    self.encapsulation = encapsulation
  }

  /// The ends of a tunnel; nil if it has not two, or something of it was refused.
  init?(_ tunnel: TunnelDraft) {
    let hosts = tunnel.ends.drafts.map(\.host.value)
    guard hosts.count == 2, let encapsulation = tunnel.encapsulation else { return nil }
    self.init(hosts[0], hosts[1], encapsulation.value)
  }
}
