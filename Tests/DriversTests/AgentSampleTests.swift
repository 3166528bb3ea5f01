import Foundation
import Model
import Templates
import Testing

private let shells = Shell.all.filter(\.isInstalled)

/// What the agent's own functions make of the samples that the parsers are held against: they cut and compare on the host.
@Suite struct AgentSampleTests {
  /// Runs a function of a system's agent where a command prints a sample.
  private func run(
    _ function: String, of system: String, where command: String, prints sample: String, by shell: Shell
  ) throws -> String {
    let agent = String(decoding: try Renderer().file(TemplateName("\(system)/\(system)-agent.sh")), as: UTF8.self)
    let folder = FileManager.default.temporaryDirectory.appending(path: "culvert-sample-\(UUID().uuidString)")
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    defer { try? FileManager.default.removeItem(at: folder) }
    try Data(sample.utf8).write(to: folder.appending(path: "sample"))
    let script = agent + "\n\(command)() { cat '\(folder.path)/sample'; }\nlinux_has_ipvs() { :; }\n\(function)\n"
    try Data(script.utf8).write(to: folder.appending(path: "script"))
    let ran = try DriversTests.run(shell.words + [folder.appending(path: "script").path])
    #expect(ran.status == 0 && ran.errors == "", "\(ran.errors)")
    return ran.output
  }

  // MARK: - Linux

  @Test(arguments: shells) func `the agent cuts the connection counts off the thresholds`(shell: Shell) throws {
    let text = try Fixture.text("linux/ipvsadm-1.31-Ln-thresholds.txt")
    let cut = try run("linux_thresholds", of: "linux", where: "ipvsadm", prints: text, by: shell)
    func words(_ text: String) -> [[Substring]] {
      text.split(separator: "\n").filter { !$0.hasPrefix("IP Virtual") && !$0.hasPrefix("Prot") }
        .map { $0.split(separator: " ") }.filter { $0 != ["->", "RemoteAddress:Port"] }
    }
    #expect(words(cut) == words(IPVSParserTests.cut(text)))
    #expect(cut.contains("-> 10.0.0.23:80                 1000       700\n"))
  }

  @Test(arguments: shells) func `the agent counts the connections of each destination`(shell: Shell) throws {
    let text = try Fixture.text("linux/ipvsadm-1.31-Ln.txt")
    let counts = try run(
      "cv_os_connections -t 192.0.2.10:80", of: "linux", where: "ipvsadm", prints: text, by: shell)
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
    let counts = try run("cv_os_connections -t 192.0.2.80:80", of: "linux", where: "ipvsadm", prints: text, by: shell)
    #expect(counts == "203.0.113.21:80 2 2\n203.0.113.22:80 4 2\n", "one was made after they had been counted")
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
      try run("look_tunnel gif0", of: "freebsd", where: "ifconfig", prints: text, by: shell) == sample.look)
  }

  @Test(arguments: ["13.2": "1795406687", "15.1": "1795406723"], shells)
  func `the second of the boot is found in what sysctl prints`(boot: (key: String, value: String), shell: Shell) throws
  {
    let transcript = try FreeBSDTranscript("\(boot.key)/13-evidence-and-states.txt")
    let text = try #require(transcript.entries.first { $0.command == "sysctl -n kern.boottime" }).output
    let found = try run(
      "freebsd_boot_time && echo \"$cv_boot\"", of: "freebsd", where: "sysctl", prints: text + "\n", by: shell)
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
      "solaris_units \(sample.tunnel)", of: "solaris", where: "ifconfig", prints: text, by: shell)
    #expect(found == sample.units)
  }
}
