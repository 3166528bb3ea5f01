import Controller
import Model
import Prober

@testable import Transport

/// The way between a prober and the hosts of a cluster in memory: packets go as the director's held work and the
/// realserver's tunnels let them.
struct FakeNetwork: Prober {
  let cluster: FakeCluster
  /// The realservers that no packet of protocol 4 comes to.
  var filtered: Set<HostName> = []
  /// Whether the prober's packets come to the director.
  var reachesDirector = true
  /// The realservers whose program answers only as long as their tunnel has this address too.
  var needing: [HostName: IPv4Address] = [:]
  /// The director that the network brings the VIPs' packets to.
  let routed = Monitor(Example.director)
  /// What happens while a connection is tried.
  let onAttempt = Monitor<(@Sendable () async -> Void)?>(nil)

  private static let ports = Monitor(UInt16(40_000))

  func prepare(to vip: Endpoint) throws(ProberError) -> any ProbeConnection {
    let port = Self.ports.withLock { port in
      port += 1
      return port
    }
    return Connection(
      network: self, source: Endpoint(made { try IPv4Address("198.18.0.1") }, Port(number: port)), vip: vip)
  }

  private struct Connection: ProbeConnection {
    let network: FakeNetwork
    let source: Endpoint
    let vip: Endpoint

    func attempt(upload: Upload, patience: Duration) async -> Attempt {
      await network.onAttempt.withLock { $0 }?()
      let director = network.routed.withLock { $0 }
      guard network.reachesDirector else { return Attempt(.silent) }
      guard let address = network.cluster[director].steer(source, to: vip) else {
        // One that takes no part in the proof sends packets where its own table says.
        let key = "-t \(vip)"
        let serves = network.cluster[director].system.kernel.services[key] != nil
        return Attempt(serves ? .answered(bytes: 3000) : .silent)
      }
      guard
        let (host, _) = Example.addresses.first(where: { $0.value == address }), !network.filtered.contains(host),
        network.cluster[host].takesFromTunnel(vip.address),
        network.needing[host].map(network.cluster[host].takesFromTunnel) ?? true
      else { return Attempt(.silent) }
      return Attempt(.answered(bytes: 3000), roundTrip: 200, segment: 1440)
    }
  }
}

extension FakeHost {
  /// Whether a packet to this address that comes in a tunnel is taken.
  fileprivate func takesFromTunnel(_ address: IPv4Address) -> Bool {
    system.kernel.devices.values.contains { device in
      device.tunnel != nil && device.isUp && device.addresses.contains { $0.address == address }
    }
  }
}

/// What a director does with the connections of a proof.
struct FakeSteering {
  private struct Rule {
    var mark: String
    var source: String
    var to: IPv4Address
    var packets = 0
  }

  private var rules: [Rule] = []

  init(_ work: HeldWork) {
    var realservers: [String: IPv4Address] = [:]
    for words in work.forward.map(\.arguments) {
      switch words.first {
      case "steer_to": realservers[words[1]] = made { try IPv4Address(words[2]) }
      case "steer_packets":
        for word in words.dropFirst() {
          let parts = word.split(separator: ":").map(String.init)
          guard let to = realservers[parts[0]] else { continue }
          rules.append(Rule(mark: parts[0], source: "\(parts[2]):\(parts[3])", to: to))
        }
      default: break
      }
    }
  }

  /// Where the packet goes.
  mutating func take(_ source: Endpoint) -> IPv4Address? {
    guard let place = rules.firstIndex(where: { $0.source == source.description }) else { return nil }
    rules[place].packets += 1
    return rules[place].to
  }

  /// As `steer_counts` prints them.
  var lines: [Substring] {
    rules.flatMap { ["packets \($0.mark) \($0.packets)", "connections \($0.mark) \(min(1, $0.packets))"] }.map {
      $0[...]
    }
  }
}
