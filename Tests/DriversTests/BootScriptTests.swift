import Model
import TestSupport
import Testing

@testable import Drivers

private let shells = Shell.all.filter(\.isInstalled)

/// The boot script, run by every shell it may meet, on a played host.
@Suite struct BootScriptTests {
  @Test func `every shell that the script must know is installed here`() {
    #expect(shells.map(\.name) == Shell.all.map(\.name))
  }

  @Test(arguments: Role.allCases, shells)
  func `it makes what is wanted, and finds nothing to do the second time`(role: Role, shell: Shell) throws {
    let host = try role.host()
    for turn in ["first", "second"] {
      let ran = try host.run(role.script(), by: shell)
      #expect(ran.status == 0)
      #expect(ran.output + ran.errors == "")
      try Fixture.expect(host.takeLog(), in: "linux/boot-\(role.rawValue)-\(turn).txt")
    }
    #expect(try host.live(of: role.desired().live) == role.desired().live)
  }

  @Test(arguments: Role.allCases) func `what has gone astray it puts right`(role: Role) throws {
    let host = try role.host()
    let (desired, script) = (try role.desired(), try role.script())
    _ = try host.run(script, by: Shell.all[0])
    let astray = """
      PATH=/usr/sbin:/usr/bin
      if [ -d "$HOST/net/lvs-lb1" ]; then
        ip tunnel change lvs-lb1 mode ipip local 203.0.113.21 remote 198.51.100.99
        ip addr del 192.0.2.80/32 dev lvs-lb1
        ip link set dev lvs-lb1 down
        echo 0 >/proc/sys/net/ipv4/conf/eth0/arp_ignore
      else
        ipvsadm -E -t 192.0.2.80:80 -s rr
        ipvsadm -e -t 192.0.2.80:80 -r 203.0.113.21:80 -g
        ipvsadm -D -u 192.0.2.53:53
        ip addr del 192.0.2.81/32 dev lo
        echo 0 >/proc/sys/net/ipv4/ip_forward
      fi
      """
    #expect(try host.run(astray, by: Shell.all[0]).errors == "")
    #expect(try host.live(of: desired.live) != desired.live)
    #expect(try host.run(script, by: Shell.all[0]).status == 0)
    #expect(try host.live(of: desired.live) == desired.live)
  }

  @Test(arguments: shells) func `settings that are higher stay as they are`(shell: Shell) throws {
    let host = try Role.realserver.host()
    let script = try Role.realserver.script()
    try host.write("proc/sys/net/ipv4/conf/eth0/arp_ignore", "8")
    #expect(try host.run(script, by: shell).status == 0)
    #expect(try host.text("proc/sys/net/ipv4/conf/eth0/arp_ignore") == "8")
    #expect(try host.text("proc/sys/net/ipv4/conf/eth0/arp_announce") == "2")
    #expect(try host.text("proc/sys/net/ipv4/conf/eth0/rp_filter") == "1", "only a tunnel's is made loose")
  }

  @Test(arguments: shells)
  func `what fails is said, the rest is done, and the script ends with an error`(shell: Shell) throws {
    let host = try Role.realserver.host()
    let desired = try Role.realserver.desired()
    // A device of this name that is no tunnel.
    try host.write("sys/class/net/lvs-lb1/x", "")
    let ran = try host.run(Role.realserver.script(), by: shell)
    #expect(ran.status != 0)
    #expect(
      ran.errors.contains(
        "culvert: failed: ip tunnel change lvs-lb1 mode ipip local 203.0.113.21 remote 198.51.100.10\n"))
    #expect(try host.observe().live.tunnels["tun-backup"] == desired.live.tunnels["tun-backup"])
  }

  @Test func `forwarding that cannot be turned on is a failure like any other`() throws {
    let host = try Role.director.host()
    let script = try Role.director.script()
    let ran = try host.run(script.replacing("net/ipv4/ip_forward", with: "net/gone/ip_forward"), by: Shell.all[0])
    #expect(ran.status != 0)
    #expect(ran.errors.contains("culvert: failed: set_to net/gone/ip_forward 1"))
    #expect(try host.observe().live.services == Sample.services)
  }
}
