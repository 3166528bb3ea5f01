import Model
import TestSupport
import Testing

@testable import Drivers

/// The commands that make a change, word for word, and what takes them back.
@Suite struct StepsTests {
  /// A change, and its steps as `LOOK | FORWARD | BACKWARD; BACKWARD`.
  struct Example: CustomTestStringConvertible, Sendable {
    let name: String
    let change: Change
    let steps: [String]
    var testDescription: String { name }

    init(_ name: String, _ change: Change, _ steps: String...) { self.init(name, change, steps) }

    init(_ name: String, _ change: Change, _ steps: [String]) {
      self.name = name
      self.change = change
      self.steps = steps
    }
  }

  static func text(_ step: Step) -> String {
    let backward = step.backward.map(\.shellText).joined(separator: "; ")
    return "\(step.look.shellText) | \(step.forward.shellText) | \(backward)"
  }

  @Test(arguments: addresses + settings + services + destinations)
  func `a change is these commands and no others`(example: Example) {
    for phase in Phase.allCases {
      let steps = LinuxDriver().steps(for: example.change, in: phase)
      #expect(steps.map(Self.text) == example.steps)
      #expect(steps.allSatisfy { $0.phase == phase && !$0.title.isEmpty })
    }
  }

  static let addresses = [
    Example(
      "add a VIP",
      .init(Addresses.self, .init(interface: .lo, address: .init("192.0.2.80")), .init(from: nil, to: .present)),
      "look_address lo 192.0.2.80/32 | ip addr add 192.0.2.80/32 dev lo | ip addr del 192.0.2.80/32 dev lo"),
    Example(
      "remove a VIP",
      .init(Addresses.self, .init(interface: .lo, address: .init("192.0.2.80")), .init(from: .present, to: nil)),
      "look_address lo 192.0.2.80/32 | ip addr del 192.0.2.80/32 dev lo | ip addr add 192.0.2.80/32 dev lo"),
    Example(
      "add an address with a peer",
      .init(
        Addresses.self, .init(interface: "t0", address: .init("10.9.0.1", peer: "10.9.0.2")),
        .init(from: nil, to: .present)),
      "look_address t0 '10.9.0.1 peer 10.9.0.2/32' | ip addr add 10.9.0.1 peer 10.9.0.2/32 dev t0"
        + " | ip addr del 10.9.0.1 peer 10.9.0.2/32 dev t0"),
  ]

  static let settings = [
    Example(
      "set a setting", .init(Settings.self, "net/ipv4/conf/eth0.100/arp_ignore", .init(from: "0", to: "1")),
      "look_setting net/ipv4/conf/eth0.100/arp_ignore | set_setting net/ipv4/conf/eth0.100/arp_ignore 1"
        + " | set_setting net/ipv4/conf/eth0.100/arp_ignore 0"),
    Example(
      "set forwarding, which has more to take back",
      .init(Settings.self, "net/ipv4/ip_forward", .init(from: "0,eth1=1", to: "1")),
      "look_forwarding | set_forwarding 1 | set_forwarding 0,eth1=1"),
    Example(
      "set what only ip_vs knows", .init(Settings.self, "net/ipv4/vs/expire_nodest_conn", .init(from: "0", to: "1")),
      "true | load_module ip_vs | ",
      "look_setting net/ipv4/vs/expire_nodest_conn | set_setting net/ipv4/vs/expire_nodest_conn 1"
        + " | set_setting net/ipv4/vs/expire_nodest_conn 0"),
    Example(
      "a setting that was not there", .init(Settings.self, "net/ipv4/conf/x/arp_ignore", .init(from: nil, to: "1"))),
    Example("a setting that is gone", .init(Settings.self, "net/ipv4/conf/x/arp_ignore", .init(from: "1", to: nil))),
  ]

  static let services = [
    Example(
      "add a service", .init(Services.self, .tcp("192.0.2.80", 80), .init(from: nil, to: .init(scheduler: "wlc"))),
      "true | load_module ip_vs | ",
      "look_service -t 192.0.2.80:80 | ipvsadm -A -t 192.0.2.80:80 -s wlc | ipvsadm -D -t 192.0.2.80:80"),
    Example(
      "remove a service with all that it can have",
      .init(
        Services.self,
        .udp("192.0.2.53", 53),
        .init(
          from: .init(
            scheduler: "mh", flags: [.mhPort, .mhFallback],
            persistence: .init(timeout: 360, granularity: .mask("255.255.255.0")), onePacket: true,
            persistenceEngine: "sip"), to: nil)),
      "look_service -u 192.0.2.53:53 | ipvsadm -D -u 192.0.2.53:53"
        + " | ipvsadm -A -u 192.0.2.53:53 -s mh -p 360 -M 255.255.255.0 -b mh-fallback,mh-port --pe sip -o"),
    Example(
      "change a service, naming all of it",
      .init(
        Services.self,
        .tcp("2001:db8::80", 443),
        .init(
          from: .init(scheduler: "wlc", persistence: .init(timeout: 60, granularity: .prefix(56))),
          to: .init(scheduler: "wlc", persistence: .init(timeout: 90)))),
      "look_service -t '[2001:db8::80]:443' | ipvsadm -E -t '[2001:db8::80]:443' -s wlc -p 90"
        + " | ipvsadm -E -t '[2001:db8::80]:443' -s wlc -p 60 -M 56"),
    Example(
      "a service of SCTP",
      .init(
        Services.self,
        .address("192.0.2.10", .sctp, 9000), .init(from: .init(scheduler: "rr"), to: .init(scheduler: "lc"))),
      "look_service --sctp-service 192.0.2.10:9000 | ipvsadm -E --sctp-service 192.0.2.10:9000 -s lc"
        + " | ipvsadm -E --sctp-service 192.0.2.10:9000 -s rr"),
    Example(
      "a service of a firewall mark",
      .init(Services.self, .mark(8, isIPv6: true), .init(from: .init(scheduler: "rr"), to: .init(scheduler: "lc"))),
      "look_service -f 8 -6 | ipvsadm -E -f 8 -6 -s lc | ipvsadm -E -f 8 -6 -s rr"),
    Example("no service", .init(Services.self, .tcp("192.0.2.80", 80), .init(from: nil, to: nil))),
  ]

  private static let key = DestinationKey(.tcp("192.0.2.80", 80), "203.0.113.21", 80)
  private static let look = "look_destination -t 192.0.2.80:80 203.0.113.21:80"
  private static let name = "-t 192.0.2.80:80 -r 203.0.113.21:80"

  private static func edit(_ forwarding: ForwardingMethod) -> Change {
    .init(
      Destinations.self,
      key, .init(from: .init(forwarding: forwarding, weight: 1), to: .init(forwarding: .tunneling(.ipip), weight: 1)))
  }

  static let destinations = [
    Example(
      "add a destination",
      .init(Destinations.self, key, .init(from: nil, to: .init(forwarding: .tunneling(.ipip), weight: 0))),
      "\(look) | ipvsadm -a \(name) -i -w 0 | ipvsadm -d \(name)"),
    Example(
      "remove a destination with thresholds",
      .init(
        Destinations.self,
        key,
        .init(
          from: .init(forwarding: .tunneling(.ipip), weight: 2, upperThreshold: 1000, lowerThreshold: 700), to: nil)),
      "\(look) | ipvsadm -d \(name) | ipvsadm -a \(name) -i -w 2 -x 1000 -y 700"),
    Example("from nat", edit(.masquerading), "\(look) | ipvsadm -e \(name) -i -w 1 | ipvsadm -e \(name) -m -w 1"),
    Example("from dr", edit(.gatewaying), "\(look) | ipvsadm -e \(name) -i -w 1 | ipvsadm -e \(name) -g -w 1"),
    Example(
      "from gre", edit(.tunneling(.gre(.full))),
      "\(look) | ipvsadm -e \(name) -i -w 1 | ipvsadm -e \(name) -i --tun-type gre --tun-csum -w 1"),
    Example(
      "from gue", edit(.tunneling(.gue(port: 6080, .remote))),
      "\(look) | ipvsadm -e \(name) -i -w 1"
        + " | ipvsadm -e \(name) -i --tun-type gue --tun-port 6080 --tun-remcsum -w 1"),
    Example(
      "from gue without a checksum", edit(.tunneling(.gue(port: 6080, .none))),
      "\(look) | ipvsadm -e \(name) -i -w 1 | ipvsadm -e \(name) -i --tun-type gue --tun-port 6080 --tun-nocsum -w 1"),
    Example(
      "of another family",
      .init(
        Destinations.self,
        .init(.tcp("2001:db8::80", 80), "2001:db8:1::21", 80),
        .init(from: nil, to: .init(forwarding: .tunneling(.ipip), weight: 1))),
      "look_destination -t '[2001:db8::80]:80' '[2001:db8:1::21]:80'"
        + " | ipvsadm -a -t '[2001:db8::80]:80' -r '[2001:db8:1::21]:80' -i -w 1"
        + " | ipvsadm -d -t '[2001:db8::80]:80' -r '[2001:db8:1::21]:80'"),
    Example("no destination", .init(Destinations.self, key, .init(from: nil, to: nil))),
  ]

  // MARK: - All of them

  @Test(arguments: addresses + settings + services + destinations + TunnelStepsTests.all)
  func `the way back is the forward way of the change turned round`(example: Example) {
    let there = LinuxDriver().steps(for: example.change, in: .build)
    let back = LinuxDriver().steps(for: example.change.inverted, in: .build)
    guard there.count == 1, back.count == 1 else { return }
    #expect(there[0].backward.first == back[0].forward)
    #expect(there[0].look == back[0].look)
  }

  @Test func `a shell reads every command's words as they are`() throws {
    let examples = Self.addresses + Self.settings + Self.services + Self.destinations + TunnelStepsTests.all
    let steps = examples.flatMap { LinuxDriver().steps(for: $0.change, in: .build) }
    let commands = steps.flatMap { [$0.look, $0.forward] + $0.backward }
    #expect(commands.count > 100)
    let script = commands.map { "words \($0.shellText)\n" }.joined()
    let ran = try run(["/bin/dash", "-c", "words() { printf '<%s>' \"$@\"; echo; }\n" + script])
    #expect(ran.output == commands.map { $0.arguments.map { "<\($0)>" }.joined() + "\n" }.joined())
  }
}
