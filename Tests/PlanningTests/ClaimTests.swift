import Model
import Planning
import Testing

@testable import culvert

/// Whose resources there are on hosts that more than one inventory names.
@Suite struct ClaimTests {
  private static func name(_ text: String) -> HostName { Universe.made { try HostName(text) } }
  private static let (lb1, web1, web2) = (name("lb1"), name("web1"), name("web2"))

  private static func host(_ name: HostName, _ number: UInt32) -> Host {
    let address = IPAddress.v4(IPv4Address(value: 0xC612_0100 + number))
    return Host(
      name: name, address: address, system: .linux, ssh: SSHAccess(address: SSHAddress(address)), become: .sudo,
      innerPeer: IPv4Address(value: 0))
  }

  /// lb1 in front of web1 and web2, with services on these VIPs.
  private static func cluster(
    _ vips: [IPv4Address], name: String? = nil, on realservers: [HostName] = [web1, web2]
  ) -> Cluster {
    let all = [(lb1, 11), (web1, 21), (web2, 22)].map { host($0, $1) }
    return Cluster(
      name: name.map { text in Universe.made { try ClusterName(text) } },
      hosts: all.filter { $0.name == lb1 || realservers.contains($0.name) },
      directors: [Director(host: lb1, forwardsPackets: true, vipInterface: .lo)],
      services: vips.enumerated().map { index, vip in
        Service(
          name: Universe.made { try ServiceName("s\(index)") }, vip: .v4(vip), transport: .tcp, port: Port(number: 80),
          definition: VirtualService(scheduler: Universe.schedulers[0]), encapsulation: .ipip,
          realservers: realservers.map { Realserver(host: $0) })
      }, tunnels: [])
  }

  private static func claim(_ cluster: Cluster, file: String = "/srv/a.yml", takeOver: String? = nil) -> Claim {
    Claim(
      cluster, Origin(cluster: cluster.name, file: file, owner: "ann@admin", since: 1_700_000_000),
      takeOver: takeOver)
  }

  /// The hosts as an inventory has left them; without a claim, as an earlier version of culvert has.
  private static func hosts(_ cluster: Cluster, _ claim: Claim?) -> [HostName: HostState] {
    Dictionary(
      uniqueKeysWithValues: cluster.hosts.map { host in
        var state = HostState()
        if host.name == lb1 {
          state.ownership.services = Set(cluster.services.map(\.key))
        } else {
          state.ownership.tunnels = [Universe.tunnels[0]: .director(lb1)]
          state.live.tunnels[Universe.tunnels[0]] = Tunnel(
            encapsulation: .ipip, local: host.address, remote: cluster.host(lb1)?.address, isUp: true,
            addresses: Set(cluster.services.compactMap(\.vip.v4).map { InnerAddress($0) }), reversePathFilter: 2)
        }
        state.ownership = claim?.noted(state.ownership, on: host.name, had: Ownership()) ?? state.ownership
        return (host.name, state)
      })
  }

  private let old = cluster([Universe.vips[0]])
  private let other = cluster([Universe.vips[3]])

  @Test func `what another cluster has is refused, with its name, file, user and time`() {
    let prod = Self.cluster([Universe.vips[0]], name: "prod")
    let seen = Self.hosts(prod, Self.claim(prod))
    let staging = Self.cluster([Universe.vips[0]], name: "staging")
    let refused = Self.claim(staging, file: "/srv/b.yml").foreign(seen)
    #expect(Set(refused.keys) == [Self.lb1, Self.web1, Self.web2])
    #expect(
      refused[Self.web1]?.text(on: nil)
        == "managed resources: they belong to cluster prod, from /srv/a.yml, by ann@admin, since 2023-11-14T22:13Z; "
        + "this inventory is cluster staging: culvert up --take-over prod (if that cluster is given up; 'cluster: prod' "
        + "if this is its inventory)")
    #expect(Self.claim(staging, takeOver: "prod").foreign(seen).isEmpty)
    #expect(Self.claim(staging, takeOver: "unnamed").foreign(seen).count == 3)
    #expect(Self.claim(prod, file: "/home/bob/branch/a.yml").foreign(seen).isEmpty, "a branch of the same inventory")
    #expect(Self.claim(old, file: "/srv/a.yml").foreign(seen).count == 3, "the name was taken out")
  }

  @Test func `without a name a moved file is the same inventory, and one that shares nothing is another`() {
    let seen = Self.hosts(old, Self.claim(old))
    #expect(Self.claim(old, file: "/new/place.yml").foreign(seen).isEmpty)
    #expect(Self.claim(Self.cluster(Array(Universe.vips[0...1])), file: "/new/place.yml").foreign(seen).isEmpty)
    #expect(Self.claim(other, file: "/srv/a.yml").foreign(seen).isEmpty, "the only VIP was changed in the file")
    #expect(Self.claim(other, file: "/srv/b.yml").foreign(seen).count == 3)
    #expect(Self.claim(other, file: "/srv/b.yml", takeOver: "unnamed").foreign(seen).isEmpty)
    let named = Self.cluster([Universe.vips[0]], name: "prod")
    #expect(Self.claim(named, file: "/srv/b.yml").foreign(seen).isEmpty, "it has got its name")
  }

  @Test func `a host that has lost its service still belongs to the inventory that others share`() {
    let both = Self.cluster(Array(Universe.vips[0...1]))
    var seen = Self.hosts(both, Self.claim(both))
    seen[Self.web2]?.live.tunnels[Universe.tunnels[0]]?.addresses = [InnerAddress(Universe.vips[1])]
    #expect(Self.claim(old, file: "/srv/moved.yml").foreign(seen).isEmpty)
    seen = seen.filter { $0.key == Self.web2 }
    #expect(Set(Self.claim(old, file: "/srv/moved.yml").foreign(seen).keys) == [Self.web2])
  }

  @Test func `records of earlier versions are told by what they share`() {
    let seen = Self.hosts(old, nil)
    #expect(Self.claim(old, file: "/anywhere.yml").foreign(seen).isEmpty)
    #expect(Self.claim(other, file: "/anywhere.yml").foreign(seen).count == 3)
    var drifted = seen.filter { $0.key == Self.web1 }
    drifted[Self.web1]?.live.tunnels = [:]
    #expect(Self.claim(other, file: "/anywhere.yml").foreign(drifted).isEmpty, "nothing tells whose it is")
    #expect(Self.claim(other).foreign([Self.web1: HostState()]).isEmpty)
  }

  @Test func `who ran culvert from where is no difference by itself`() {
    let first = Self.claim(old)
    let record = Self.hosts(old, first)[Self.lb1]?.ownership ?? Ownership()
    var later = Self.claim(old, file: "/elsewhere.yml")
    later.origin.since = 1_800_000_000
    #expect(later.noted(record.resources, on: Self.lb1, had: record) == record)
    #expect(
      later.noted(record.resources, on: Self.lb1, had: record.resources) == record.resources, "an earlier version's")
    var grown = record.resources
    grown.services.insert(Universe.services[1])
    let noted = later.noted(grown, on: Self.lb1, had: record)
    #expect(noted.origin?.file == "/elsewhere.yml" && noted.origin?.since == 1_700_000_000)
    let named = Self.claim(Self.cluster([Universe.vips[0]], name: "prod"))
    #expect(named.noted(record.resources, on: Self.lb1, had: record).origin?.cluster?.text == "prod")
    #expect(later.noted(Ownership(), on: Self.lb1, had: record) == Ownership(), "nothing is left")
  }

  @Test func `a host that a run leaves out is written into nobody's record by itself`() {
    let alone = Self.cluster([Universe.vips[0]], on: [Self.web1])
    let record = Self.hosts(alone, Self.claim(alone))[Self.lb1]?.ownership ?? Ownership()
    #expect(Self.claim(old).noted(record.resources, on: Self.lb1, had: record) == record)
  }

  @Test func `who has no branch of somebody else's is told whose services the plan removes`() {
    var state = HostState()
    state.live.services = [Universe.services[0]: VirtualService(scheduler: Universe.schedulers[0])]
    state.ownership.services = [Universe.services[0]]
    state.ownership = Self.claim(old).noted(state.ownership, on: Self.lb1, had: Ownership())
    let plan = HostPlan(host: Self.lb1, from: state, to: HostState())
    #expect(Self.claim(old).remarks(plan, state).isEmpty, "it is the same user and file")
    #expect(
      Self.claim(old, file: "/home/bob/a.yml").remarks(plan, state) == [
        "last changed by ann@admin from /srv/a.yml; this plan removes service \(Universe.services[0])"
      ])
    let kept = HostPlan(host: Self.lb1, from: state, to: state)
    #expect(Self.claim(old, file: "/home/bob/a.yml").remarks(kept, state).isEmpty)
  }

  @Test func `a host that is taken out of the inventory too early is named by those that it was joined to`() {
    let before = Self.claim(old)
    var seen = Self.hosts(old, before)
    #expect(before.lostHosts(seen).isEmpty)
    var after = Self.claim(Self.cluster([Universe.vips[0]], on: [Self.web1]))
    seen[Self.web2] = nil
    #expect(after.lostHosts(seen) == [Self.lb1: [Self.web2: PeerHost(Self.host(Self.web2, 22))]])
    after.origin.since = 1_800_000_000
    let record = seen[Self.lb1]?.ownership ?? Ownership()
    let noted = after.noted(record.resources, on: Self.lb1, had: record)
    #expect(noted.peers[Self.web2]?.until == 1_800_000_000 && noted.peers[Self.web1]?.until == nil)
    seen[Self.lb1]?.ownership = noted
    #expect(after.noted(noted.resources, on: Self.lb1, had: noted) == noted, "it is noted once")
    #expect(
      after.lostHostFindings(seen)[Self.lb1]?.map { $0.text(on: nil) } == [
        "host web2: it was managed until 2027-01-15T08:00Z and is no longer in the inventory; what culvert made on it "
          + "stays there: culvert down --host web2 (or keep it in the inventory)"
      ])
    var renamed = after
    renamed.cluster.hosts.append(Self.host(Self.name("web2-new"), 22))
    #expect(renamed.lostHosts(seen).isEmpty, "it has another name, and is looked after")
    #expect(renamed.noted(noted.resources, on: Self.lb1, had: noted).peers[Self.web2] == nil)
  }

  @Test func `a record of an earlier version names nobody: then the director's destinations tell it`() {
    var seen = Self.hosts(old, nil)
    let addresses = [Self.host(Self.web1, 21), Self.host(Self.web2, 22)].map(\.address)
    for address in addresses {
      let key = DestinationKey(service: old.services[0].key, address: address, port: Port(number: 80))
      seen[Self.lb1]?.live.destinations[key] = Destination(forwarding: .tunneling(.ipip), weight: 1)
    }
    #expect(Self.claim(old).lostHostFindings(seen).isEmpty)
    let after = Self.claim(Self.cluster([Universe.vips[0]], on: [Self.web1]))
    let lost = Finding(.lostHost(.unnamed), about: .realserver(addresses[1]))
    #expect(after.lostHostFindings(seen) == [Self.lb1: [lost]])
  }

  @Test func `realservers name a director that is gone, and ends of a tunnel each other`() {
    let seen = Self.hosts(old, Self.claim(old))
    #expect(seen[Self.web1]?.ownership.peers.keys.map(\.text) == ["lb1"])
    var moved = old
    moved.directors = [Director(host: Self.web1, forwardsPackets: true, vipInterface: .lo)]
    moved.hosts.removeAll { $0.name == Self.lb1 }
    #expect(Self.claim(moved).lostHosts(seen)[Self.web1]?.keys.map(\.text) == ["lb1"])
  }
}
