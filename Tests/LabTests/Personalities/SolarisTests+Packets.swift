import Lab
import TestSupport
import Testing

/// What the Solaris personalities count of the packets that the director sends into a tunnel, state by state.
extension SolarisTests {
  @Test(.beyondCore) func `packets are counted where Solaris counts them`() async throws {
    let lab = try await lab
    for host in ["sun", "omni"] { try await expectCounted(lab, host) }
  }

  private func expectCounted(_ lab: Lab, _ host: String) async throws {
    let (dip, rip) = (try lab.address(of: "lb1"), try lab.address(of: host))
    let tunnel = "ip tunnel add t0 mode ipip local \(dip) remote \(rip)"
    #expect(try await lab.exec("lb1", "\(tunnel); ip link set t0 up; ip route add 203.0.113.9 dev t0").succeeded)
    var last = try await counters(lab, host)
    /// By how much they grow with three packets, after these commands.
    func grown(_ commands: String) async throws -> [String: Int] {
      #expect(try await lab.exec(host, commands).succeeded, "\(commands)")
      _ = try await lab.exec("lb1", "ping -c 3 -i 0.2 -W 1 -I \(dip) 203.0.113.9")
      let now = try await counters(lab, host)
      defer { last = now }
      return now.merging(last, uniquingKeysWith: -).filter { $0.value != 0 }
    }
    let set = "tsrc \(rip) tdst"
    let address = "192.0.2.254 netmask 255.255.255.255 up"
    #expect(try await grown("true") == ["unknown": 3], "no tunnel at all")
    #expect(try await grown("ifconfig ip.tun5 plumb \(set) 198.18.0.99 203.0.113.9 \(address)") == ["unknown": 3])
    #expect(
      try await grown("ifconfig ip.tun5 down; ifconfig ip.tun5 \(set) \(dip) 203.0.113.8 \(address)")
        == ["prohibited": 3, "in": 3], "another VIP")
    #expect(try await grown("ifconfig ip.tun5 203.0.113.9 \(address)") == ["echos": 3, "in": 3])
    #expect(try await grown("ifconfig ip.tun5 unplumb") == ["unknown": 3, "in": -6])
    #expect(try await lab.exec("lb1", "ip tunnel del t0").succeeded)
    #expect(try await lab.exec(host, "cat /var/log/personality").stdout == "")
  }

  /// Both of netstat and of kstat, which must not differ.
  private func counters(_ lab: Lab, _ host: String) async throws -> [String: Int] {
    let names = [
      "ip:0:ip:inUnknownProtos": "unknown", "ip:0:ip:forwProhibits": "prohibited", "ip:0:icmp:inEchos": "echos",
      "ip:0:ip.tun5:ipackets": "in", "link:0:ip.tun5:ipackets": "in",
    ]
    let selectors = "ip:0:ip:inUnknownProtos ip:0:ip:forwProhibits ip:0:icmp:inEchos ::ip.tun5:ipackets"
    let said = try await lab.exec(host, "kstat -p \(selectors); netstat -s -P ip -f inet").stdout
    var result = ["in": 0]
    for line in said.split(separator: "\n") {
      let words = line.split(whereSeparator: \.isWhitespace)
      if let first = words.first, let name = names[String(first).replacing("ip:5:", with: "ip:0:")] {
        result[name] = Int(words[1])
      }
    }
    let unknown = try #require(said.firstMatch(of: /ipInUnknownProtos *= *(\d+)/)?.1)
    #expect(result["unknown"] == Int(unknown))
    return result
  }
}
