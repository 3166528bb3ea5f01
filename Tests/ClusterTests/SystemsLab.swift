import Lab
import Testing

/// A director and a realserver of each system, with a plain tunnel between any two of these.
struct SystemsLab: Sendable {
  let cluster: ClusterLab

  private static let starting = Task {
    var spec = LabSpec(name: "systems", realservers: 0, ttl: ClusterTests.labSeconds)
    spec.guests += SystemHand.all.map {
      // Linux is the one that starts as the others do, without systemd.
      $0.system == .linux
        ? GuestSpec(name: $0.host, role: .realserver, initStyle: .sysv)
        : GuestSpec(name: $0.host, role: .realserver, system: $0.system)
    }
    return try await Lab.up(spec) { print($0) }
  }

  /// The lab that the tests of these systems share.
  ///
  /// Two processors carry seven kernels, most with another system's face: all at a time, the slowest is at work in one phase
  /// for 50 of the 60 seconds that a host is given.
  static var shared: SystemsLab {
    get async throws { SystemsLab(cluster: ClusterLab(lab: try await starting.value, isSlow: true)) }
  }

  /// Two of them, with the inner addresses of a plain tunnel between them.
  struct Pair: Sendable {
    let name: String
    let ends: [(host: String, address: String)]
  }

  /// Any two systems, and any two ways of one.
  static let pairs: [Pair] = {
    let systems = [SystemHand.linux, .freebsd13, .solaris10, .illumos].map(\.host).filter(isThere)
    let pairs = systems.indices.flatMap { first in systems[(first + 1)...].map { (systems[first], $0) } }
    let ways: [(SystemHand, SystemHand)] = [(.freebsd8, .freebsd13), (.classic, .illumos)]
    let both = ways.map { ($0.host, $1.host) }.filter { isThere($0.0) && isThere($0.1) }
    return (pairs + both).enumerated().map { number, pair in
      Pair(
        name: "p\(number)", ends: [(pair.0, "10.9.\(number).1"), (pair.1, "10.9.\(number).2")])
    }
  }()

  private static func isThere(_ host: String) -> Bool { SystemHand.all.contains { $0.host == host } }

  /// With other keys of the service, such as `mss: clamp`.
  func inventory(pairs: [Pair] = Self.pairs, service: String = "") throws -> String {
    let hosts = try SystemHand.all.map { "  \($0.host): { address: \(try address($0)), os: \($0.os)\($0.login) }" }
    let tunnels = pairs.map { pair in
      "  \(pair.name): { ends: { \(pair.ends.map { "\($0.host): \($0.address)" }.joined(separator: ", ")) } }"
    }
    return """
      culvert: 1
      hosts:
        lb1: { address: \(try cluster.lab.address(of: "lb1")) }
      \(hosts.joined(separator: "\n"))
      directors: [lb1]
      services:
        web:
          vip: \(cluster.lab.vip)
          port: 80
          \(service)
          realservers: { \(SystemHand.all.map { "\($0.host): " }.joined(separator: ", ")) }
      \(tunnels.isEmpty ? "" : "tunnels:\n" + tunnels.joined(separator: "\n"))

      """
  }

  func address(_ hand: SystemHand) throws -> String { try cluster.lab.address(of: hand.host) }

  /// Types this on each system at the same time.
  /// - Returns: What was answered, by host.
  @discardableResult
  func type(_ command: @escaping @Sendable (SystemHand) -> String) async throws -> [String: String] {
    try await each { hand in try await type(command(hand), on: hand) }
  }

  /// Types into a host's own shell.
  @discardableResult
  func type(_ command: String, on hand: SystemHand) async throws -> String {
    let text = command.replacing("RIP", with: try address(hand)).replacing("TUN", with: hand.tunnel)
      .replacing("DIP", with: try cluster.lab.address(of: "lb1")).replacing("VIP", with: cluster.lab.vip)
    let output = try await cluster.lab.exec(hand.host, "/bin/sh", input: text + "\n")
    #expect(output.succeeded, Comment(rawValue: "\(hand.host)# \(text)\n\(output.stdout)\(output.stderr)"))
    return output.stdout
  }

  func each<Value: Sendable>(
    _ work: @escaping @Sendable (SystemHand) async throws -> Value
  ) async throws -> [String: Value] {
    try await withThrowingTaskGroup(of: (String, Value).self) { group in
      for hand in SystemHand.all { group.addTask { (hand.host, try await work(hand)) } }
      return try await group.reduce(into: [:]) { $0[$1.0] = $1.1 }
    }
  }

  /// A ping through each plain tunnel, in both directions, and through none that is not there.
  func expectPings() async throws {
    _ = try await each { hand in
      for pair in Self.pairs {
        guard let own = pair.ends.firstIndex(where: { $0.host == hand.host }) else { continue }
        let ping = hand.ping.replacing("HOST", with: pair.ends[1 - own].address)
        let answer = try await cluster.lab.exec(hand.host, ping)
        #expect(answer.succeeded, Comment(rawValue: "\(hand.host)# \(ping)\n\(answer.stdout)\(answer.stderr)"))
      }
    }
  }

  /// No personality was asked for something that it does not play, and no name was in Solaris' /etc that its start would
  /// take for another interface, be it for a moment.
  func expectCleanPlay() async throws {
    _ = try await each { hand in
      guard hand.system != .linux else { return }
      let unknown = try await type("cat /var/log/personality", on: hand)
      #expect(unknown == "", Comment(rawValue: hand.host))
      guard hand.system == .solaris10 || hand.system == .illumos else { return }
      let names = try await type("cat \(Self.bootNames)", on: hand).split(separator: "\n")
      for name in names {
        #expect(name.wholeMatch(of: /rename hostname\.ip\.tun[0-9]/) != nil, "\(hand.host): \(name)")
      }
    }
  }

  /// What was written by hand so far is not culvert's doing.
  func forgetBootNames() async throws {
    try await type { $0.system == .solaris10 || $0.system == .illumos ? ": >\(Self.bootNames)" : "" }
  }

  /// Where a Solaris personality writes down which names came up in /etc.
  private static let bootNames = "/boot/culvert-lab/state/names"
}
