import Foundation
import Model
import Templates
import TestSupport
import Testing

@testable import Drivers

private let shells = Shell.all.filter(\.isInstalled)

/// What the Linux part of the agent makes of hosts on which things come and go, and of marks that others use.
@Suite struct LinuxAgentTests {
  /// Runs a script after the agent's part for Linux, with a folder for its state.
  private func run(_ script: String, by shell: Shell) throws -> Ran {
    let agent = try Renderer().agent(for: .linux).system.whole
    let folder = FileManager.default.temporaryDirectory.appending(path: "culvert-agent-\(UUID().uuidString)")
    try FileManager.default.createDirectory(at: folder.appending(path: "held"), withIntermediateDirectories: true)
    defer { try? FileManager.default.removeItem(at: folder) }
    let core = """
      cv_state='\(folder.path)'
      cv_read() { cv_line=; if [ -r "$1" ]; then read -r cv_line <"$1"; fi; return 0; }
      cv_is_text() { [ "$(cat "$1")" = "$2" ]; }
      linux_has_ipvs() { return 1; }
      linux_has_nft() { return 1; }
      linux_has_table() { return 1; }

      """
    try Data((agent + core + script).utf8).write(to: folder.appending(path: "script"))
    return try TestSupport.run(shell.words + [folder.appending(path: "script").path])
  }

  // MARK: - Dumps

  @Test(arguments: shells) func `an interrupted dump is asked again, and what it said first does not count`(
    shell: Shell
  ) throws {
    let ran = try run(
      """
      ip() {
        echo x >>"$cv_state/asked"
        asked=$(wc -l <"$cv_state/asked")
        echo "$asked: eth$((asked)): <UP> mtu 1500"
        if [ "$asked" -lt 3 ]; then echo 'Dump was interrupted and may be inconsistent.' >&2; fi
      }
      linux_dump -o link show
      """, by: shell)
    #expect(ran.status == 0)
    #expect(try IPLinkParser.parse(.section("links", ran.output), section: "links").keys.map(\.text) == ["eth3"])
  }

  @Test(arguments: shells) func `a dump that is always interrupted fails after a while, and a failure is one at once`(
    shell: Shell
  ) throws {
    let always = try run(
      "ip() { echo x; echo 'Dump was interrupted and may be inconsistent.' >&2; return 1; }\nlinux_dump -o link show",
      by: shell)
    #expect(always.status == 75 << 8 && always.errors.contains("Dump was interrupted"))
    #expect(always.output.components(separatedBy: "%again").count == 20)
    let failed = try run("ip() { echo x; echo 'no such thing' >&2; return 2; }\nlinux_dump -o link show", by: shell)
    #expect(failed.status == 2 << 8 && failed.output == "x\n" && failed.errors == "no such thing\n")
    let warned = try run("ip() { echo x; echo '# Warning' >&2; }\nlinux_dump -o link show", by: shell)
    #expect(warned.status == 0 && warned.output == "x\n")
  }

  // MARK: - What is gone

  @Test(arguments: shells) func `settings of an interface that has just gone are passed over`(shell: Shell) throws {
    let host = try PlayedHost(address: "203.0.113.21")
    try host.leaveDangling("proc/sys/net/ipv4/conf/veth9/rp_filter")
    try host.leaveDangling("proc/sys/net/ipv4/conf/veth9/forwarding")
    try host.write("proc/sys/net/ipv4/conf/a:b/rp_filter", "2")
    // Such a one can be opened and not be read.
    try host.write("proc/sys/net/ipv4/conf/veth8/rp_filter/x", "")
    try host.write("proc/sys/net/ipv4/conf/veth8/arp_ignore/x", "")
    let ran = try host.run(try PlayedHost.agent() + "linux_settings", by: shell)
    #expect(ran.status == 0 && ran.errors == "", "\(ran)")
    #expect(ran.output.hasSuffix("net/ipv4/ip_forward 0\n"))
    #expect(!ran.output.contains("veth"))
    #expect(ran.output.contains("net/ipv4/conf/a:b/rp_filter 2\n"))
    #expect(ran.output.contains("net/ipv4/conf/eth0/arp_announce 0\n"))
    let clients = try host.run(try PlayedHost.agent() + "linux_client_rules", by: shell)
    #expect(clients.status == 0 && clients.output.contains("rp_filter lo 1\n"), "\(clients)")
    #expect(!clients.output.contains("veth"))
  }

  @Test(arguments: shells) func `an interface that is gone keeps nothing from going back`(shell: Shell) throws {
    let host = try PlayedHost(address: "203.0.113.21")
    let ran = try host.run(
      try PlayedHost.agent() + "set_forwarding 0,br-vm=1,eth0=1 && echo 0,br-vm=1,eth0=1 >\"$HOST/then\""
        + "\ncv_is_text() { [ \"$(cat \"$1\")\" = \"$2\" ]; }\ncv_read() { read -r cv_line <\"$1\"; }\n"
        + "for now in 0,br-vm=1,eth0=1 0,eth0=1 0,eth0=1,new=1 0 1,eth0=1 0,eth0=0; do\n"
        + "  if cv_os_is_same \"$HOST/then\" \"$now\"; then echo same; else echo other; fi\ndone\n", by: shell)
    #expect(ran.status == 0, "\(ran)")
    #expect(try host.text("proc/sys/net/ipv4/conf/eth0/forwarding") == "1")
    #expect(ran.output == "same\nsame\nsame\nother\nother\nother\n")
  }

  // MARK: - Marks

  /// As ip 6.1, iptables-save 1.8.9 and nft 1.0.6 print them.
  private static let rules = """
    0:	from all lookup local
    100:	from all fwmark 0x1/0x1 lookup 100
    32765:	not from all fwmark 0xca6c lookup 51820
    -A INPUT -m mark --mark 0x8000/0x8000 -j DROP
    -A PREROUTING -j CONNMARK --restore-mark --nfmask 0xff0000 --ctmask 0xff0000
    -A OUTPUT ! -m mark --mark 0x2a -j MARK --set-xmark 0x4000/0x4000
    \t\tmeta mark & 0x00000f00 == 0x00000200 drop
    \t\tct mark & 0x0000ffff == 0x00000200 accept
    \t\tmeta mark set meta mark & 0xfffffffe
    \t\tmeta mark { 0x00000011, 0x00000012 } accept
    src 10.0.0.0/8 dst 10.0.0.0/8 mark 0x2b/0xffffffff
    # meta mark & 0x70000000
    """

  @Test(arguments: shells) func `marks and masks are found in the rules of all kinds`(shell: Shell) throws {
    let ran = try run(
      "ip() { if [ \"$1\" = rule ]; then cat <<'END'\n\(Self.rules)\nEND\nfi; }\nlinux_marks", by: shell)
    #expect(ran.status == 0)
    #expect(
      Set(ran.output.split(separator: "\n")) == [
        "0x1/0x1", "0xca6c/0xffffffff", "0x8000/0x8000", "0/0xff0000", "0x2a/0xffffffff", "0x4000/0x4000",
        "0/0x00000f00",
        "0x00000011/0xffffffff", "0x00000012/0xffffffff", "0x2b/0xffffffff",
      ])
  }

  /// What others use, and where the numbers 20 to 40 go, at first and again.
  private static let places: [(String, first: String, again: String)] = [
    ("", "0", "23"), ("0x8000/0x8000 0x4000/0x4000 0/0xf00 0/0xff0000 0/0xffff0000", "0", "0"), ("0x1/0x1", "23", "23"),
    ("0x7f000000/0x7f000000", "0", "15"), ("0x1e/0xffffffff", "23", "23"),
    ("0x2a/0xffffffff 0x13/0xffffffff", "0", "23"),
    ("0/0x7fffffff", "none", "none"), ("0x1/0xff 0/0x70000000 0/0xff000", "none", "none"),
    ("0x1/0x3f 0/0x70000000 0/0xff0000", "7", "7"),
  ]

  @Test(arguments: places.indices, shells) func `numbers go to bits that no mask has, and to marks that nobody names`(
    _ index: Int, shell: Shell
  ) throws {
    let place = Self.places[index]
    let script = """
      linux_marks() { for mark in \(place.0); do echo "$mark"; done; }
      for again in 0 1; do
        if steer_marks "$again" 20 40 >/dev/null; then cat "$cv_state/held/.shift.20"; else echo none; fi
      done
      """
    let ran = try run(script, by: shell)
    #expect(ran.output == "\(place.first)\n\(place.again)\n", "\(place.0) \(ran.errors)")
  }
}
