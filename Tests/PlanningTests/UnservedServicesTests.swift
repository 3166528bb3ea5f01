import Model
import Planning
import Testing

/// Which services a drifted state does not serve.
@Suite struct UnservedServicesTests {
  private static let (director, realserver) = (Universe.hosts[0], Universe.hosts[1])
  private static let key = ServiceKey.address(.v4(Universe.vips[0]), .tcp, Port(number: 80))

  private static let cluster = Cluster(
    hosts: [
      Host(
        name: realserver, address: Universe.realservers[0], system: .solaris,
        ssh: SSHAccess(address: SSHAddress(Universe.realservers[0])), become: .none, innerPeer: Universe.vips[4])
    ], directors: [],
    services: [
      Service(
        name: Universe.made { try ServiceName("web") }, vip: .v4(Universe.vips[0]), transport: .tcp,
        port: Port(number: 80), definition: VirtualService(scheduler: Universe.schedulers[0]), encapsulation: .ipip,
        realservers: [Realserver(host: realserver)])
    ], tunnels: [])

  private static func tunnel(isUp: Bool = true, vip: Int = 0, filter: Int = 2) -> Tunnel {
    Tunnel(
      encapsulation: .ipip, local: Universe.realservers[0], remote: Universe.realservers[1], isUp: isUp,
      addresses: [InnerAddress(Universe.vips[vip])], reversePathFilter: filter)
  }

  private static func repair(_ from: Tunnel?) -> Change {
    .init(Tunnels.self, Universe.tunnels[0], Delta(from: from, to: tunnel()))
  }

  private static func destination(_ from: Int?, _ to: Int?) -> Change {
    func value(_ weight: Int) -> Destination { Destination(forwarding: .tunneling(.ipip), weight: weight) }
    return .init(
      Destinations.self,
      DestinationKey(service: key, address: Universe.realservers[0], port: Port(number: 80)),
      Delta(from: from.map(value), to: to.map(value)))
  }

  @Test func `a tunnel that is gone, down or without the VIP does not serve`() {
    for from in [nil, Self.tunnel(isUp: false), Self.tunnel(vip: 1)] {
      #expect(Self.cluster.unserved(before: [Self.repair(from)], on: Self.realserver) == ["web on lb2"])
    }
    #expect(Self.cluster.unserved(before: [Self.repair(Self.tunnel(filter: 1))], on: Self.realserver).isEmpty)
    #expect(Self.cluster.unserved(before: [Self.repair(nil)], on: Self.director).isEmpty, "it serves nothing")
  }

  @Test func `a director without the service, the VIP or the realserver does not send`() {
    let service = Change(
      Services.self, Self.key, Delta(from: nil, to: VirtualService(scheduler: Universe.schedulers[0])))
    #expect(Self.cluster.unserved(before: [service], on: Self.director) == ["web"])
    let vip = InterfaceAddress(interface: .lo, address: InnerAddress(Universe.vips[0]))
    #expect(
      Self.cluster.unserved(before: [.init(Addresses.self, vip, Delta(from: nil, to: .present))], on: Self.director)
        == ["web"])
    for from in [nil, 0] {
      #expect(Self.cluster.unserved(before: [Self.destination(from, 1)], on: Self.director) == ["web on lb2"])
    }
    #expect(Self.cluster.unserved(before: [Self.destination(7, 1)], on: Self.director).isEmpty, "it is sent clients")
  }
}
