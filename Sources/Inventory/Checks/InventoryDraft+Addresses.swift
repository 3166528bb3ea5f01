import Model

extension InventoryDraft {
  /// Reports addresses that have two uses; gives back all that have one.
  func checkAddresses(_ report: Report) -> Set<IPv4Address> {
    var book = AddressBook()
    for host in hosts.drafts { book.claim(host.address, as: .host, of: "host '\(host.name.value)'", report) }
    for host in hosts.drafts { book.claim(host.login, as: .login, of: "host '\(host.name.value)'", report) }
    for service in services.drafts { book.claim(service.vip, as: .vip, of: "service '\(service.name.value)'", report) }
    for tunnel in tunnels.drafts {
      for end in tunnel.ends.drafts { book.claim(end.address, as: .inner, of: "tunnel '\(tunnel.name.value)'", report) }
    }
    for host in hosts.drafts { book.claim(host.peer, as: .peer, of: "host '\(host.name.value)'", report) }
    return book.addresses
  }

  /// The inner peers of the hosts that name none; none at all if there is no room for them, which is reported.
  func allotPeers(avoiding used: Set<IPv4Address>, _ report: Report) -> [HostName: IPv4Address] {
    guard let range = defaults.peers else { return [:] }
    let names = hosts.drafts.filter(\.wantsPeer).map(\.name.value)
    let peers = InnerPeers(range: range.value, avoided: used)
    guard peers.room < names.count else { return peers.allot(to: names) }
    report.error(
      at: range.place, "'\(range.value)' has room for \(peers.room) inner peers, and \(names.count) hosts need one",
      "choose a larger range")
    return [:]
  }
}
