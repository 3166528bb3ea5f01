import Model
import Planning
import Testing

/// What is said of a plan before it is carried out.
@Suite struct PlanRemarksTests {
  private static let (own, found) = (Universe.tunnels[0], Universe.tunnels[3])
  private static let host = Universe.hosts[0]

  private static func tunnel(at local: Int, isUp: Bool = true) -> Tunnel {
    Tunnel(
      encapsulation: .ipip, local: Universe.realservers[local], remote: Universe.realservers[3], isUp: isUp,
      addresses: [InnerAddress(Universe.vips[0])], reversePathFilter: 2)
  }

  private static func state(_ tunnels: [InterfaceName: Tunnel], boot: String = "old") -> HostState {
    var state = HostState(live: LiveState(tunnels: tunnels))
    state.boot.files[Universe.paths[0]] = .regular(content: Array(boot.utf8), mode: .script)
    state.ownership.tunnels = [own: .director(host)]
    return state
  }

  @Test func `a realserver that was set up by hand is named, and stays`() {
    var bare = HostState(live: LiveState(tunnels: [Self.found: Self.tunnel(at: 0)]))
    let wanted = Self.state([Self.own: Self.tunnel(at: 0), Self.found: Self.tunnel(at: 0)])
    #expect(
      HostPlan(host: Self.host, from: bare, to: wanted).remarks(bare) == [
        "found tunnel tunl0 with \(Universe.vips[0]), set up by hand: it stays as it is, beside lvs-lb1"
      ])
    bare.live.tunnels[Self.found] = Self.tunnel(at: 0, isUp: false)
    #expect(HostPlan(host: Self.host, from: bare, to: wanted).remarks(bare).isEmpty, "it serves nobody")
  }

  @Test func `ends that move in place cost something, and ends that are mended do not`() {
    let before = Self.state([Self.own: Self.tunnel(at: 0)])
    let moved = HostPlan(host: Self.host, from: before, to: Self.state([Self.own: Self.tunnel(at: 1)], boot: "new"))
    #expect(moved.movesInPlace && moved.remarks(before).count == 1)
    #expect(moved.remarks(before)[0].contains("tunnel lvs-lb1 changes its ends in place"))
    let mended = HostPlan(host: Self.host, from: before, to: Self.state([Self.own: Self.tunnel(at: 1)]))
    #expect(!mended.movesInPlace && mended.remarks(before).isEmpty)
    let beside = Self.state([Universe.tunnels[1]: Self.tunnel(at: 1)], boot: "new")
    #expect(!HostPlan(host: Self.host, from: before, to: beside).movesInPlace)
  }
}
