import Foundation
import Lab
import TestSupport
import Testing

extension ClusterTests {
  /// Whether clients that are not served are found although the prober's own packets pass.
  @Suite(.serialized) struct Clients {
    private struct State {
      let name: String
      let host: String
      let plant: String
      let heal: String
      let found: String
    }

    private static let states = [
      State(
        name: "no default route", host: "web1",
        plant: "ip route add 198.18.0.0/24 via 198.18.1.1; ip route del default",
        heal: "ip route add default via 198.18.1.1; ip route del 198.18.0.0/24", found: "web1 CV060"),
      State(
        name: "a policy route into a VPN", host: "web1",
        plant: """
          ip link add wg0 type dummy; ip link set wg0 up; ip route add throw 198.18.0.0/23 table 52
          ip route add default dev wg0 table 52; ip rule add from all lookup 52 pref 5270
          """, heal: "ip rule del pref 5270; ip link del wg0; ip route flush table 52", found: "web1 CV061"),
      State(
        name: "a blackhole for the clients' network", host: "web1", plant: "ip route add blackhole 198.18.200.0/24",
        heal: "ip route del blackhole 198.18.200.0/24", found: "web1 CV062"),
      State(
        name: "a prohibit in a table that a rule for the VIP names", host: "web1",
        plant: "ip route add prohibit 198.18.200.0/24 table 77; ip rule add from 198.18.101.80 lookup 77 pref 77",
        heal: "ip rule del pref 77; ip route flush table 77", found: "web1 CV062"),
      State(
        name: "a filter on the realserver", host: "web1", plant: "iptables -A OUTPUT -d 198.18.200.0/24 -j DROP",
        heal: "iptables -F OUTPUT", found: "web1 CV063"),
      State(
        name: "a filter on the director", host: "lb1", plant: "iptables -A INPUT -s 198.18.200.0/24 -j DROP",
        heal: "iptables -F INPUT", found: "lb1 CV063"),
    ]

    @Test func `each of these is found by doctor, and limits what verify proves`() async throws {
      let cluster = try await ClusterLab.up()
      for state in TestScope.cases(Self.states, coreTakesOneIn: 4) {
        try await cluster.on(state.host, state.plant)
        let doctor = try await cluster.culvert("doctor", "--json")
        #expect(
          Set(try ToldFinding.all(in: doctor.stdout).map(\.name)) == [state.found] && doctor.status == 2,
          Comment(rawValue: "\(state.name)\n\(doctor.stdout)\(doctor.stderr)"))
        let verify = try await cluster.culvert("verify")
        #expect(verify.status == 2, Comment(rawValue: "\(state.name)\n\(verify.stdout)\(verify.stderr)"))
        #expect(
          verify.stdout.hasSuffix("2 proven from 198.18.0.1, 0 broken. Not for all clients: 1 finding.\n"),
          Comment(rawValue: "\(state.name)\n\(verify.stdout)"))
        try await cluster.on(state.host, state.heal)
      }
      let healed = try await cluster.culvert("doctor")
      #expect(healed.status == 0 && healed.stdout == "", Comment(rawValue: healed.stdout + healed.stderr))
    }
  }
}
