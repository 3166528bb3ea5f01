import Lab
import TestSupport
import Testing

/// What becomes of packets on beastie, as transcripts 06 and 14 of a real 13.2 show it. The director makes tunnel packets
/// of its own; whether they arrive is seen by the answer to a ping.
extension FreeBSDTests {
  @Test(.beyondCore) func `tunnel packets go the way they go on FreeBSD`() async throws {
    let lab = try await lab
    let (dip, rip) = (try lab.address(of: "lb1"), try lab.address(of: "beastie"))
    let tunnel = "ip tunnel add t0 mode ipip local \(dip) remote \(rip)"
    #expect(try await lab.exec("lb1", "\(tunnel); ip link set t0 up; ip route add 203.0.113.9 dev t0").succeeded)
    func answered(_ commands: String) async throws -> String {
      #expect(try await lab.exec("beastie", commands).succeeded, "\(commands)")
      let ping = try await lab.exec("lb1", "ping -c 1 -W 1 -I \(dip) 203.0.113.9")
      return ping.succeeded ? "yes" : ping.stdout.contains("nreachable") ? "an error" : "no"
    }
    let good = "inet 203.0.113.9 192.0.2.254 netmask 0xffffffff tunnel \(rip) \(dip)"
    #expect(try await answered("true") == "no", "without any gif nothing is said")
    #expect(try await answered("ifconfig gif7 create \(good)") == "yes")
    #expect(try await answered("ifconfig gif7 tunnel \(rip) 198.18.0.99") == "no", "another outer source")
    #expect(try await answered("ifconfig gif7 ignore_source") == "yes")
    #expect(
      try await answered("ifconfig gif7 -ignore_source; ifconfig gif7 tunnel \(rip) \(dip); ifconfig gif7 down") == "no"
    )
    #expect(try await answered("ifconfig gif7 up") == "yes")
    #expect(try await answered("ifconfig gif7 deletetunnel") == "no")
    #expect(try await answered("ifconfig gif7 tunnel \(rip) \(dip); ifconfig gif7 inet 203.0.113.9 -alias") == "no")
    #expect(try await answered("ifconfig lo0 inet 203.0.113.9/32 alias") == "yes", "an address on lo0 does too")
    try await expectPeerTrap(lab, answered, dip: dip, rip: rip)
    #expect(try await lab.exec("beastie", "ifconfig gif7 destroy").succeeded)
    #expect(try await lab.exec("lb1", "ip tunnel del t0").succeeded)
  }

  /// With the director as peer all answers to it go into the tunnel; on the segment nobody learns of addresses on a gif.
  private func expectPeerTrap(
    _ lab: Lab, _ answered: (String) async throws -> String, dip: String, rip: String
  ) async throws {
    let trap = "ifconfig lo0 inet 203.0.113.9 -alias; ifconfig gif7 inet 203.0.113.9 \(dip) netmask 0xffffffff"
    #expect(try await answered(trap) == "no")
    #expect(try await lab.exec("lb1", "ping -c 1 -W 1 \(rip)").status == 1)
    #expect(try await lab.client(["ping", "-c", "1", "-W", "2", rip]).succeeded)
    let onSegment = rip.replacing(/\d+$/, with: "77")
    #expect(try await answered("ifconfig gif7 inet \(onSegment) 192.0.2.254 netmask 0xffffffff") == "no")
    #expect(try await lab.controller(["ping", "-c", "1", "-W", "1", onSegment]).status == 1, "no answer to ARP")
    #expect(try await lab.exec("lb1", "ping -c 1 -W 2 \(rip)").succeeded)
  }
}
