import Model
import Planning

/// Makes random states of a host, over and over the same ones from the same seed.
struct RandomHost {
  private var random: SeededRandom

  init(seed: UInt64) { random = SeededRandom(seed: seed) }

  /// A host with anything of the universe on it; every host has the same kernel settings, with values of its own.
  mutating func state() -> HostState {
    var live = LiveState()
    for name in Universe.tunnels where coin() { live.tunnels[name] = tunnel() }
    for interface in ["lo", "eth0"] {
      for _ in 0..<number(0...3) {
        live.addresses.insert(.init(interface: Universe.made { try InterfaceName(interface) }, address: inner()))
      }
    }
    for name in Universe.settings { live.settings[name] = SettingValue(number(0...2)) }
    for key in Universe.services where coin() { live.mss[key] = Universe.sizes[number(0...1)] }
    for key in Universe.services where coin() {
      live.services[key] = service()
      for realserver in Universe.realservers where coin() {
        live.destinations[.init(service: key, address: realserver, port: port)] = destination()
      }
    }
    var boot = BootState()
    for name in Universe.tunnels where coin() { boot.tunnels[name] = tunnel() }
    for path in Universe.paths where coin() { boot.files[path] = file() }
    return HostState(live: live, boot: boot, ownership: ownership(of: live, boot))
  }

  /// The state with some of it as another state has it: what an operator's next change may want.
  mutating func neighbour(of state: HostState) -> HostState {
    var changed = state
    for change in some(of: changes(from: state, to: self.state())) { changed.apply(change) }
    return changed
  }

  mutating func some<Element>(of list: [Element]) -> [Element] { list.filter { _ in coin() } }

  mutating func coin() -> Bool { Bool.random(using: &random) }

  mutating func number(_ range: ClosedRange<Int>) -> Int { Int.random(in: range, using: &random) }

  // MARK: - Single things

  private var port: Port { Port(number: 80) }

  private mutating func one<Element>(of list: [Element]) -> Element { list[number(0...list.count - 1)] }

  private mutating func inner() -> InnerAddress {
    let address = one(of: Universe.vips)
    return coin() ? InnerAddress(address) : InnerAddress(address, peer: one(of: Universe.vips), prefixLength: 30)
  }

  private mutating func tunnel() -> Tunnel {
    Tunnel(
      encapsulation: one(of: [.ipip, .gre, .other("sit")]), local: coin() ? nil : one(of: Universe.realservers),
      remote: coin() ? nil : one(of: Universe.realservers), isUp: coin(),
      addresses: Set((0..<number(0...3)).map { _ in inner() }), reversePathFilter: coin() ? nil : number(0...2))
  }

  private mutating func service() -> VirtualService {
    VirtualService(
      scheduler: one(of: Universe.schedulers), flags: Set(some(of: [.mhPort, .mhFallback])),
      persistence: coin() ? nil : Persistence(timeout: number(1...3), granularity: one(of: [.client, .prefix(64)])),
      onePacket: coin(), persistenceEngine: coin() ? nil : "sip")
  }

  private mutating func destination() -> Destination {
    let upper = number(0...1) * 100
    return Destination(
      forwarding: one(of: [.tunneling(.ipip), .gatewaying, .tunneling(.gue(port: Port(number: 6080), .full))]),
      weight: number(0...2), upperThreshold: upper, lowerThreshold: upper / 2)
  }

  private mutating func file() -> BootFile {
    switch number(0...3) {
    case 0: .link(target: one(of: ["../init.d/culvert", "/dev/null"]))
    case 1: .other("neither a file nor a link")
    default: .regular(content: [UInt8(number(0...255)), 10], mode: FileMode(UInt16(number(0...1)) * 0o111 + 0o644))
    }
  }

  private mutating func ownership(of live: LiveState, _ boot: BootState) -> Ownership {
    var ownership = Ownership()
    for name in some(of: live.tunnels.keys.sorted()) {
      ownership.tunnels[name] = .director(one(of: Universe.hosts))
    }
    ownership.addresses = Set(some(of: live.addresses.sorted()))
    for name in some(of: Universe.settings) {
      ownership.settings[name] = OwnedSetting(original: SettingValue(number(0...2)), given: SettingValue(1))
    }
    ownership.services = Set(some(of: live.services.keys.sorted()))
    ownership.files = Set(some(of: boot.files.keys.sorted()))
    return ownership
  }
}
