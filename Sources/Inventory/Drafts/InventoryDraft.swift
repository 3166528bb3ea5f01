import Model

/// An inventory as it stands in the file: every value by itself is read, none is held against another.
struct InventoryDraft {
  let name: ClusterName?
  let defaults: Defaults
  let hosts: Section<HostDraft>
  let directors: Section<DirectorDraft>
  let services: Section<ServiceDraft>
  let tunnels: Section<TunnelDraft>
  /// Where to say something about the list of directors as a whole.
  let directorsPlace: Place

  init(_ fields: inout Fields) {
    let report = fields.report
    name = fields.optional("cluster", .name)?.value
    let clients = fields.networks("clients")
    let defaults = fields.fields("defaults") { Defaults(&$0, clients: clients) }
    let example = "{ web1: { address: 203.0.113.21 } }"
    hosts = fields.section("hosts", example: example) { HostDraft($0, defaults, report) }
    if let place = fields.place(of: "hosts"), hosts.isComplete, hosts.drafts.isEmpty {
      report.error(at: place, "there are no hosts", "name at least one: 'hosts: \(example)'")
    }
    directorsPlace = fields.place(of: "directors") ?? fields.place(of: "services") ?? fields.place
    directors = fields.list("directors") { DirectorDraft($0, report) }
    services = fields.section("services") { ServiceDraft($0, defaults, report) }
    tunnels = fields.section("tunnels") { TunnelDraft($0, report) }
    self.defaults = defaults
  }

  /// All mentions of hosts, in the order of the file's sections.
  var mentions: [Located<HostName>] {
    directors.drafts.map(\.host) + services.drafts.flatMap { $0.realservers.drafts.map(\.host) }
      + tunnels.drafts.flatMap { $0.ends.drafts.map(\.host) }
  }

  /// Whether `mentions` has every mention of a host that the file has.
  var mentionsAreComplete: Bool {
    directors.isComplete && services.isComplete && tunnels.isComplete
      && services.drafts.allSatisfy(\.realservers.isComplete) && tunnels.drafts.allSatisfy(\.ends.isComplete)
  }

  /// The cluster, if nothing was refused.
  func cluster(peers: [HostName: IPv4Address]) -> Cluster {
    let hosts = hosts.drafts.map { draft in
      var host = draft.host
      host.innerPeer = peers[host.name] ?? host.innerPeer
      return host
    }
    return Cluster(
      name: name, hosts: hosts, directors: directors.drafts.map(\.director), services: services.drafts.map(\.service),
      tunnels: tunnels.drafts.compactMap(\.tunnel))
  }
}
