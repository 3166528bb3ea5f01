import Model
import Planning
import Testing

@testable import culvert

/// What on a host may not be changed because it is somebody else's.
@Suite struct CollisionsTests {
  @Test func `every change or removal of a thing that is not culvert's collides, and nothing else does`() throws {
    for seed in ChangesTests.seeds {
      let (a, b) = ChangesTests.pair(seed)
      let list = changes(from: a, to: b)
      let refused = Set(collisions(list, ownership: a.ownership).map(\.about))
      for change in list {
        let wanted = change.kind != .add && !Self.isOwned(change, a.ownership)
        try #require(refused.contains(change.subject) == wanted, "seed \(seed): \(change.thing)")
      }
    }
  }

  @Test func `to make a thing is no collision, nor is a thing that already is as it should be`() {
    var b = HostState()
    b.live.tunnels[Universe.tunnels[0]] = Tunnel(
      encapsulation: .ipip, local: nil, remote: nil, isUp: true, addresses: [])
    #expect(collisions(changes(from: HostState(), to: b), ownership: Ownership()).isEmpty)
    #expect(collisions(changes(from: b, to: b), ownership: Ownership()).isEmpty)
  }

  @Test func `a destination is its service's`() {
    let key = DestinationKey(service: Universe.services[0], address: Universe.realservers[0], port: .all)
    let change = Change(
      Destinations.self,
      key, Delta(from: Destination(forwarding: .tunneling(.ipip), weight: 1), to: nil))
    #expect(collisions([change], ownership: Ownership()).map(\.about) == [change.subject])
    #expect(collisions([change], ownership: Ownership(services: [Universe.services[0]])).isEmpty)
    #expect(collisions([change], ownership: Ownership(services: [Universe.services[1]])).count == 1)
  }

  @Test func `the way out is named`() {
    let change = Change(Files.self, Universe.paths[3], Delta(from: .link(target: "x"), to: nil))
    #expect(
      collisions([change], ownership: Ownership()).map { $0.text(on: nil) } == [
        "file /etc/motd: it is there already, is not culvert's, and is not as the inventory wants it: "
          + "culvert up --adopt (culvert then has it; or remove it)"
      ])
  }

  /// Written out here once more, from what the record says and not from what `owns` does.
  private static func isOwned(_ change: Change, _ ownership: Ownership) -> Bool {
    switch change.subject {
    case .tunnel(let name), .storedTunnel(let name): ownership.tunnels.keys.contains(name)
    case .interfaceAddress(let address): ownership.addresses.contains(address)
    case .service(let key): ownership.services.contains(key)
    case .destination(let key): ownership.services.contains(key.service)
    case .file(let path): ownership.files.contains(path)
    default: true
    }
  }
}
