import Testing

@testable import Lab

@Suite struct NetworkScriptTests {
  @Test func `the routed network`() {
    let script = NetworkScript(plan: AddressPlan(LabSpec(realservers: 1)))
    let router = """
      link set lo up
      link add br0 type bridge stp_state 0 forward_delay 0
      address add 198.18.0.1/24 broadcast + dev br0
      link set br0 up
      ntable change name arp_cache dev br0 retrans 100
      link add br1 type bridge stp_state 0 forward_delay 0
      address add 198.18.1.1/24 broadcast + dev br1
      link set br1 up
      ntable change name arp_cache dev br1 retrans 100
      tuntap add tap-lb1 mode tap
      link set tap-lb1 master br0 up
      tuntap add tap-web1 mode tap
      link set tap-web1 master br1 up
      link add to-client type veth peer name eth0 netns client
      address add 198.18.200.1/24 broadcast + dev to-client
      link set to-client up
      route add 198.18.101.0/24 via 198.18.0.11

      """
    let client = """
      link set lo up
      address add 198.18.200.200/24 broadcast + dev eth0
      link set eth0 up
      route add default via 198.18.200.1

      """
    #expect(script.router == router)
    #expect(script.client == client)
  }

  @Test func `in the flat network the client is on the segment, and nothing needs a route`() {
    let router = NetworkScript(plan: AddressPlan(LabSpec(topology: .flat))).router.split(separator: "\n")
    #expect(router.contains("link set to-client master br0 up"))
    #expect(!router.contains { $0.hasPrefix("route") || $0.contains("br1") })
  }
}
