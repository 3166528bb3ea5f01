import Foundation
import Model
import Templates
import TestSupport
import Testing

private let shells = Shell.all.filter(\.isInstalled)

/// What the agent's own functions make of the samples that the parsers are held against: they cut and compare on the host.
@Suite struct AgentSampleTests {
  /// Runs a function of a system's agent where a command prints a sample.
  private func run(
    _ function: String, of system: OperatingSystem, where command: String, prints sample: String, by shell: Shell
  ) throws -> String {
    let agent = try Renderer().agent(for: system).system.whole
    let folder = FileManager.default.temporaryDirectory.appending(path: "culvert-sample-\(UUID().uuidString)")
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    defer { try? FileManager.default.removeItem(at: folder) }
    try Data(sample.utf8).write(to: folder.appending(path: "sample"))
    let script = agent + "\n\(command)() { cat '\(folder.path)/sample'; }\nlinux_has_ipvs() { :; }\n\(function)\n"
    try Data(script.utf8).write(to: folder.appending(path: "script"))
    let ran = try TestSupport.run(shell.words + [folder.appending(path: "script").path])
    #expect(ran.status == 0 && ran.errors == "", "\(ran.errors)")
    return ran.output
  }

  // MARK: - Linux

  @Test(arguments: shells) func `the agent cuts the connection counts off the thresholds`(shell: Shell) throws {
    let text = try Fixture.text("linux/ipvsadm-1.31-Ln-thresholds.txt")
    let cut = try run("linux_thresholds", of: .linux, where: "ipvsadm", prints: text, by: shell)
    func words(_ text: String) -> [[Substring]] {
      text.split(separator: "\n").filter { !$0.hasPrefix("IP Virtual") && !$0.hasPrefix("Prot") }
        .map { $0.split(separator: " ") }.filter { $0 != ["->", "RemoteAddress:Port"] }
    }
    #expect(words(cut) == words(IPVSParserTests.cut(text)))
    #expect(cut.contains("-> 10.0.0.23:80                 1000       700\n"))
  }

  @Test(arguments: shells) func `a file gets its label where the host has SELinux, and nowhere else`(shell: Shell)
    throws
  {
    let label = "restorecon() { echo \"label $1\" >&3; }\ncv_os_label /etc/culvert/boot 3>&1; echo \"status $?\""
    #expect(
      try run("linux_has_selinux() { :; }\n\(label)", of: .linux, where: "x", prints: "", by: shell)
        == "label /etc/culvert/boot\nstatus 0\n")
    #expect(
      try run("linux_has_selinux() { false; }\n\(label)", of: .linux, where: "x", prints: "", by: shell)
        == "status 0\n")
  }

  @Test(arguments: shells) func `the agent counts the connections of each destination`(shell: Shell) throws {
    let text = try Fixture.text("linux/ipvsadm-1.31-Ln.txt")
    let counts = try run(
      "cv_os_connections -t 192.0.2.10:80", of: .linux, where: "ipvsadm", prints: text, by: shell)
    let lines = counts.split(separator: "\n")
    #expect(lines.count == 25)
    #expect(lines.contains("10.0.0.33:80 0 0"), "65536 is the weight")
    #expect(lines.allSatisfy { $0.contains(#/:(?:80|8080|53|0) 0 0$/#) })
  }

  /// Both tables at once: each look takes what is its own. (The second one as ipvsadm 1.31 prints it.)
  @Test(arguments: shells)
  func `a connection that is still being made counts where nobody new is let in`(shell: Shell) throws {
    let text = """
      IP Virtual Server version 1.2.1 (size=4096)
      Prot LocalAddress:Port Scheduler Flags
        -> RemoteAddress:Port           Forward Weight ActiveConn InActConn
      TCP  192.0.2.80:80 wlc
        -> 203.0.113.21:80              Tunnel  0      0          4
        -> 203.0.113.22:80              Tunnel  1      4          2
      IPVS connection entries
      pro expire state       source             virtual            destination
      TCP 00:59  SYN_RECV    198.51.100.7:40001 192.0.2.80:80      203.0.113.21:80
      TCP 01:59  FIN_WAIT    198.51.100.7:40002 192.0.2.80:80      203.0.113.21:80
      TCP 00:59  SYN_RECV    198.51.100.7:40003 192.0.2.80:443     203.0.113.21:80
      TCP 00:59  SYN_RECV    198.51.100.7:40004 192.0.2.80:80      203.0.113.22:80
      TCP 14:59  ESTABLISHED 198.51.100.7:40005 192.0.2.80:80      203.0.113.21:80
      TCP 14:59  ESTABLISHED 198.51.100.7:40006 192.0.2.80:80      203.0.113.22:80

      """
    let counts = try run("cv_os_connections -t 192.0.2.80:80", of: .linux, where: "ipvsadm", prints: text, by: shell)
    #expect(counts == "203.0.113.21:80 2 2\n203.0.113.22:80 4 2\n", "one was made after they had been counted")
  }

  /// As tc of iproute2 6.1 prints them on Linux 6.1.
  @Test(arguments: shells) func `filters of tc that drop are told with their place, their count and their keys`(
    shell: Shell
  ) throws {
    let text = """
      filter protocol ip pref 2 flower chain 0
      filter protocol ip pref 2 flower chain 0 handle 0x1
        eth_type ipv4
        ip_proto 04
        not_in_hw
      \taction order 1: gact action drop
      \t random type none pass val 0
      \t index 1 ref 1 bind 1 installed 1 sec used 1 sec
      \tAction statistics:
      \tSent 60 bytes 3 pkt (dropped 3, overlimits 0 requeues 0)

      filter protocol ip pref 1 flower chain 0 handle 0x7
        src_ip 198.18.0.1
      \taction order 1:  skbedit mark 7 continue
      \tSent 60 bytes 1 pkt (dropped 0, overlimits 0 requeues 0)

      filter protocol ip pref 7 u32 chain 0 fh 800: ht divisor 1
      filter protocol ip pref 7 u32 chain 0 fh 800::800 order 2048 key ht 800 bkt 0 terminal flowid not_in_hw (rule hit 1 success 0)
        match 002f0000/00ff0000 at 8 (success 0 )
      \taction order 1: gact action drop
      \tSent 0 bytes 0 pkt (dropped 0, overlimits 0 requeues 0)

      """
    let tc = """
      tc() {
        case $* in
          'qdisc show') echo 'qdisc clsact ffff: dev eth0 parent ffff:fff1' ;;
          *ingress) sample_text ;;
        esac
      }
      """
    let told = try run("\(tc)\nlinux_tc_filters", of: .linux, where: "sample_text", prints: text, by: shell)
    #expect(told == "tc eth0 ingress ip 2 0x1 flower 3 ip_proto=04\ntc eth0 ingress ip 7 800::800 u32 0\n")
  }

  @Test(arguments: shells) func `a distribution is read with and without quotes, and without a last line's end`(
    shell: Shell
  ) throws {
    let text = """
      PRETTY_NAME="ID=x"
      # ID=no
      ID="rocky"
      VERSION_ID='9.3'
      ID_LIKE="rhel fedora"
      VERSION_ID=10
      """
    let told = try run("sample_text | linux_release", of: .linux, where: "sample_text", prints: text, by: shell)
    #expect(told == "id rocky\nversion 9.3\nversion 10\n")
  }

  /// As iptables-save 1.8.9 prints them.
  @Test(arguments: shells) func `what iptables drops is counted for the hook that it comes from`(shell: Shell) throws {
    let text = """
      # Generated by iptables-save v1.8.9 on Sat Nov 28 12:08:31 2026
      *raw
      :PREROUTING ACCEPT [5:312]
      :OUTPUT ACCEPT [6:916]
      [2:396] -A PREROUTING -p ipencap -j DROP
      COMMIT
      *filter
      :INPUT DROP [5:312]
      :FORWARD DROP [9:999]
      :OUTPUT ACCEPT [6:916]
      :U - [0:0]
      [0:0] -A INPUT -p ipencap -j DROP
      [6:396] -A INPUT -j U
      [1:84] -A U -p icmp -j REJECT --reject-with icmp-port-unreachable
      [1:84] -A U -p icmp -g U
      COMMIT

      """
    let told = try run(
      "sample_text | linux_chains iptables", of: .linux, where: "sample_text", prints: text, by: shell)
    #expect(told == "iptables iptables raw PREROUTING 2\niptables iptables filter INPUT 6\n")
  }

  /// As nft 1.0.6 prints them.
  @Test(arguments: shells) func `chains of nft that may drop are told, with a count where all of it is counted`(
    shell: Shell
  ) throws {
    let text = """
      table inet filter {
      \tset s {
      \t\ttype ipv4_addr
      \t\telements = { 1.2.3.4, 5.6.7.8 }
      \t}

      \tchain other {
      \t\tip protocol 4 counter packets 4 bytes 100 drop
      \t}

      \tchain input {
      \t\ttype filter hook input priority 0; policy drop;
      \t\tct state 0x2,0x4 accept
      \t\tip saddr vmap { 1.2.3.4 : drop, 2.3.4.5 : jump other }
      \t\tjump other
      \t}

      \tchain output {
      \t\ttype filter hook output priority 0; policy accept;
      \t}
      }
      table ip raw2 {
      \tchain pre {
      \t\ttype filter hook prerouting priority -300; policy accept;
      \t\tip protocol 1 counter packets 2 bytes 168 drop
      \t}
      }

      """
    let told = try run(
      "linux_has_nft() { :; }\nlinux_nft_filters", of: .linux, where: "nft", prints: text, by: shell)
    #expect(told == "nft inet filter input input -\nnft ip raw2 pre prerouting 2\n")
  }

  // MARK: - FreeBSD

  private static let looks = [
    ("13.2", "up\ntunnel inet 10.77.0.10 10.77.0.1\ninet 192.0.2.100 192.0.2.254 0xffffffff\n"),
    ("10.4", "up\ntunnel inet 10.77.0.10 10.77.0.1\ninet 192.0.2.100 192.0.2.254 0xffffffff\n"),
    ("5.4", "up\ntunnel inet 10.77.0.10 10.77.0.1\ninet 192.0.2.100 192.0.2.254 0xffffffff\n"),
    (
      "15.1",
      "up\ntunnel inet 10.77.0.10 10.77.0.1\ninet 192.0.2.100 192.0.2.254 0xffffffff\n"
        + "inet 192.0.2.101 192.0.2.254 0xffffffff\n"
    ),
    (
      "13.2-full",
      "up\ntunnel inet 10.77.0.10 10.77.0.3\ninet 192.0.2.102 192.0.2.254 0xffffffff\n"
        + "inet 192.0.2.105 192.0.2.254 0xffffffff\n"
    ),
  ]

  @Test(arguments: looks, shells)
  func `the same tunnel looks the same on each release`(sample: (release: String, look: String), shell: Shell) throws {
    let text = try Fixture.text("freebsd/ifconfig-\(sample.release).txt")
    #expect(
      try run("look_tunnel gif0", of: .freebsd, where: "ifconfig", prints: text, by: shell) == sample.look)
  }

  @Test(arguments: ["13.2": "1795406687", "15.1": "1795406723"], shells)
  func `the second of the boot is found in what sysctl prints`(boot: (key: String, value: String), shell: Shell) throws
  {
    let transcript = try FreeBSDTranscript("\(boot.key)/13-evidence-and-states.txt")
    let text = try #require(transcript.entries.first { $0.command == "sysctl -n kern.boottime" }).output
    let found = try run(
      "freebsd_boot_time && echo \"$cv_boot\"", of: .freebsd, where: "sysctl", prints: text + "\n", by: shell)
    #expect(found == boot.value + "\n")
  }

  // MARK: - Solaris

  private static let units = [
    ("s10-up", "ip.tun0", "plumbed\nends 192.168.5.11 192.168.5.1\n0 up 192.168.5.200 192.0.2.1\n"),
    ("s10-up", "ip.tun1", "plumbed\nends 192.168.5.11 192.168.5.2\n0 up 192.168.5.200 192.0.2.2\n"),
    ("s10-plumbed", "ip.tun0", "plumbed\nends 0.0.0.0 -\n0 down 0.0.0.0 0.0.0.0\n"),
    ("s11", "vpn0", "plumbed\nends 10.10.11.12 10.10.5.5\n0 up 10.6.0.14 10.6.0.15\n"),
    ("illumos", "lvstun0", "plumbed\nends 192.168.5.11 192.168.5.1\n0 up 192.168.5.200 192.0.2.1\n"),
    ("illumos-states", "ip.tun1", "plumbed\nends 192.168.5.11 -\n0 down 0.0.0.0 0.0.0.0\n"),
    (
      "old", "ip.tun0",
      "plumbed\nends 192.168.5.11 192.168.5.1\n0 up 192.168.5.200 192.0.2.1\n1 up 192.168.5.201 192.0.2.1\n"
    ),
  ]

  @Test(arguments: units, shells)
  func `a tunnel is cut out of what ifconfig prints on each release`(
    sample: (fixture: String, tunnel: String, units: String), shell: Shell
  ) throws {
    let text = try Fixture.text("solaris/ifconfig-\(sample.fixture).txt")
    let found = try run(
      "solaris_units \(sample.tunnel)", of: .solaris, where: "ifconfig", prints: text, by: shell)
    #expect(found == sample.units)
  }
}
