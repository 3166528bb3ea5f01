import Model
import Templates
import Testing

@testable import Drivers

/// What was set up by hand on a Linux host and already is as the inventory wants it: it is adopted, and released again.
@Suite struct LinuxAdoptionTests {
  /// A director with the whole cluster, as somebody has typed it in: VIPs on eth0, all in ip_vs.
  private static func handBuilt() throws -> Observation {
    var observation = try Sample.director()
    observation.live.services = Sample.services
    observation.live.destinations = Sample.destinations
    for vip: IPv4Address in ["192.0.2.80", "192.0.2.81", "192.0.2.53"] {
      observation.live.addresses.insert(.init(interface: "eth0", address: .init(vip, prefixLength: 24)))
    }
    return observation
  }

  private static func seen(_ state: HostState, like observation: Observation) -> Observation {
    Observation(live: state.live, boot: state.boot, facts: observation.facts)
  }

  @Test func `services, destinations and VIPs that are there are noted as found, and nothing is put beside them`()
    throws
  {
    let observation = try Self.handBuilt()
    let up = try Sample.desired(Sample.directorIntent(), on: observation)
    #expect(up.live.addresses == observation.live.addresses, "the VIPs are on eth0 and not on lo besides")
    #expect(up.live.services == observation.live.services && up.live.destinations == observation.live.destinations)
    #expect(up.ownership.foundServices == Set(Sample.services.keys))
    #expect(up.ownership.foundDestinations == Set(Sample.destinations.keys))
    #expect(up.ownership.foundAddresses.count == 3 && up.ownership.addresses == up.ownership.foundAddresses)
    let again = try Sample.desired(
      Sample.directorIntent(), on: Self.seen(up, like: observation), ownership: up.ownership)
    #expect(again == up)
  }

  @Test func `what was found stays when nothing is wanted any more`() throws {
    let observation = try Self.handBuilt()
    let up = try Sample.desired(Sample.directorIntent(), on: observation)
    let down = try Sample.desired(Sample.emptyIntent, on: Self.seen(up, like: observation), ownership: up.ownership)
    #expect(down.live == observation.live && down.boot == observation.boot && down.ownership.isEmpty)
  }

  @Test func `of a service that was found only what culvert added goes`() throws {
    var observation = try Self.handBuilt()
    let added = DestinationKey(Sample.web, "203.0.113.130", 80)
    observation.live.destinations[added] = nil
    observation.live.services[Sample.dns] = nil
    observation.live.destinations = observation.live.destinations.filter { $0.key.service != Sample.dns }
    let up = try Sample.desired(Sample.directorIntent(), on: observation)
    #expect(up.ownership.foundServices == [Sample.web, Sample.shop])
    #expect(!up.ownership.foundDestinations.contains(added))
    let down = try Sample.desired(Sample.emptyIntent, on: Self.seen(up, like: observation), ownership: up.ownership)
    #expect(down.live == observation.live)
  }

  @Test func `a service that differs is no find: it is a collision, and culvert's once it is adopted`() throws {
    var observation = try Self.handBuilt()
    observation.live.services[Sample.web]?.scheduler = "rr"
    let up = try Sample.desired(Sample.directorIntent(), on: observation)
    #expect(up.ownership.foundServices == [Sample.shop, Sample.dns])
    let down = try Sample.desired(Sample.emptyIntent, on: Self.seen(up, like: observation), ownership: up.ownership)
    #expect(Set(down.live.services.keys) == [Sample.shop, Sample.dns])
  }

  @Test func `what is culvert's already is not found, whatever it looks like`() throws {
    let bare = try Sample.director()
    let up = try Sample.desired(Sample.directorIntent(), on: bare)
    let again = try Sample.desired(Sample.directorIntent(), on: Self.seen(up, like: bare), ownership: up.ownership)
    #expect(again == up && up.ownership.foundServices.isEmpty && up.ownership.foundAddresses.isEmpty)
  }

  // MARK: - Persistence

  @Test func `clients that stay with a realserver leave it at weight 0`() throws {
    let desired = try Sample.desired(Sample.directorIntent(), on: Sample.director())
    #expect(desired.live.settings["net/ipv4/vs/expire_quiescent_template"] == "1")
    guard case .regular(let content, _) = desired.boot.files["/etc/culvert/boot"] else {
      Issue.record("no boot script")
      return
    }
    #expect(String(decoding: content, as: UTF8.self).contains("\nat_least net/ipv4/vs/expire_quiescent_template 1\n"))
    var intent = Sample.directorIntent()
    intent.balancing?.services[Sample.shop]?.persistence = nil
    let plain = try Sample.desired(intent, on: Sample.director())
    #expect(plain.live.settings["net/ipv4/vs/expire_quiescent_template"] == "0")
    let bare = try Sample.director()
    let later = try Sample.desired(intent, on: Self.seen(desired, like: bare), ownership: desired.ownership)
    #expect(later.live.settings["net/ipv4/vs/expire_quiescent_template"] == "0", "persistence is gone")
  }

  // MARK: - Ends that move

  private static func intent(at local: IPv4Address) -> HostIntent {
    var intent = Sample.realserverIntent()
    intent.endpoints[0].local = local
    return intent
  }

  /// A realserver that is up at an address, and has got another one beside it.
  private static func moving(_ remote: IPv4Address = "198.51.100.10") throws -> (Observation, HostState) {
    var observation = try Sample.realserver()
    observation.live.addresses.insert(.init(interface: "eth0", address: .init("203.0.113.20", prefixLength: 24)))
    var intent = Sample.realserverIntent()
    intent.endpoints[0].local = "203.0.113.20"
    intent.endpoints[0].remote = remote
    let up = try Sample.desired(intent, on: observation)
    return (seen(up, like: observation), up)
  }

  @Test func `a realserver that gets another address has both endpoints until the director has moved`() throws {
    let (observation, up) = try Self.moving()
    let moved = try Sample.desired(Sample.realserverIntent(), on: observation, ownership: up.ownership)
    #expect(moved.live.tunnels["lvs-lb1"] == nil && moved.ownership.tunnels["lvs-lb1"] == nil)
    #expect(moved.live.tunnels["lvs-lb1-2"]?.local == "203.0.113.21")
    #expect(moved.live.tunnels["lvs-lb1-2"]?.addresses == up.live.tunnels["lvs-lb1"]?.addresses)
    // And the next time the first name is free again.
    let back = try Sample.desired(
      Self.intent(at: "203.0.113.20"), on: Self.seen(moved, like: observation), ownership: moved.ownership)
    #expect(back.live.tunnels["lvs-lb1"]?.local == "203.0.113.20" && back.live.tunnels["lvs-lb1-2"] == nil)
  }

  @Test func `a director that gets another address is taken packets from at both`() throws {
    let (observation, up) = try Self.moving("198.51.100.9")
    let moved = try Sample.desired(
      Self.intent(at: "203.0.113.20"), on: observation, ownership: up.ownership)
    #expect(moved.live.tunnels["lvs-lb1-2"]?.remote == "198.51.100.10")
  }

  @Test func `ends that somebody has changed, or whose address is gone, are set again in place`() throws {
    let (observation, up) = try Self.moving()
    var edited = observation
    edited.live.tunnels["lvs-lb1"]?.remote = "198.51.100.99"
    let mended = try Sample.desired(Sample.realserverIntent(), on: edited, ownership: up.ownership)
    #expect(mended.live.tunnels["lvs-lb1"]?.remote == "198.51.100.10" && mended.live.tunnels["lvs-lb1-2"] == nil)
    var gone = observation
    gone.live.addresses = gone.live.addresses.filter { $0.address.address != "203.0.113.20" }
    let replaced = try Sample.desired(Sample.realserverIntent(), on: gone, ownership: up.ownership)
    #expect(replaced.live.tunnels["lvs-lb1"]?.local == "203.0.113.21" && replaced.live.tunnels["lvs-lb1-2"] == nil)
  }
}
