import Foundation
import Lab
import Testing

/// FreeBSD 13.2 and 8.4 behind a Linux director: what they say, do, forget and remember.
@Suite(.serialized, .needsLab, .timeLimit(.minutes(5)))
struct FreeBSDTests {
  private static let starting = Task {
    var spec = LabSpec(name: SharedLab.name("bsd"), realservers: 0)
    spec.guests += [
      GuestSpec(name: "fbsd132", role: .realserver, system: .freebsd13),
      GuestSpec(name: "fbsd84", role: .realserver, system: .freebsd8),
    ]
    return try await Lab.up(spec) { print($0) }
  }

  private var lab: Lab {
    get async throws { try await Self.starting.value }
  }

  @Test func `a realserver typed by hand as in 2006 serves, and again after a reboot`() async throws {
    let lab = try await lab
    let (vip, dip) = (lab.vip, try lab.address(of: "lb1"))
    let story = Scenario(lab)
    try await story.on("lb1", "ip address add \(vip)/32 dev eth0; ipvsadm -A -t \(vip):80 -s rr")
    for host in ["fbsd132", "fbsd84"] {
      let rip = try lab.address(of: host)
      try await story.on("lb1", "ipvsadm -a -t \(vip):80 -r \(rip) -i")
      try await story.on(host, "ifconfig gif0 create")
      try await story.on(host, "ifconfig gif0 tunnel \(rip) \(dip)")
      try await story.on(host, "ifconfig gif0 inet \(vip) 192.0.2.254 netmask 255.255.255.255")
    }
    try await expectServing(lab)
    try await writeBootLines(lab, dip: dip)
    try await onEach(["fbsd132", "fbsd84"]) { host in try await lab.reboot(host) }
    try await expectServing(lab)
    try await expectBooted(lab, dip: dip)
    // The estimator counts every two seconds.
    try await Task.sleep(for: .seconds(2))
    let counters = try await story.on("lb1", "ipvsadm -Ln --stats --exact | awk '/^TCP/ { print $3, $4, $5 }'")
    let numbers = counters.stdout.split(whereSeparator: \.isWhitespace).compactMap { Int($0) }
    #expect(numbers.count == 3 && numbers[0] == 10 && numbers[1] > 100)
    #expect(numbers.last == 0, "replies do not pass the director")
    for host in ["fbsd132", "fbsd84"] { #expect(try await lab.exec(host, "cat /var/log/personality").stdout == "") }
  }

  private func expectServing(_ lab: Lab) async throws {
    var seen: [String] = []
    for _ in 1...4 { seen.append(try await lab.client(["curl", "-s", "-m", "5", "http://\(lab.vip)/"]).stdout) }
    #expect(seen.sorted() == ["fbsd132\n", "fbsd132\n", "fbsd84\n", "fbsd84\n"])
    let big = try await lab.client(["curl", "-s", "-m", "10", "http://\(lab.vip)/big"])
    #expect(big.stdout.utf8.count == 4_000_000)
  }

  /// On 13.2 today's lines with `sysrc`, on 8.4, which has none, those of 2006.
  private func writeBootLines(_ lab: Lab, dip: String) async throws {
    let address = "inet \(lab.vip) 192.0.2.254 netmask 255.255.255.255"
    let today = try lab.address(of: "fbsd132")
    #expect(try await lab.exec("fbsd132", "sysrc cloned_interfaces+=gif0").succeeded)
    #expect(try await lab.exec("fbsd132", "sysrc ifconfig_gif0='\(address) tunnel \(today) \(dip)'").succeeded)
    let old = try lab.address(of: "fbsd84")
    let lines = "gif_interfaces=\"gif0\"\ngifconfig_gif0=\"\(old) \(dip)\"\nifconfig_gif0=\"\(address)\"\n"
    #expect(try await lab.exec("fbsd84", "cat >>/etc/rc.conf", input: lines).succeeded)
    #expect(try await lab.exec("fbsd84", "sysrc gif_interfaces").status == 1, "csh: Command not found")
  }

  private func expectBooted(_ lab: Lab, dip: String) async throws {
    for (host, blank) in [("fbsd132", ""), ("fbsd84", " ")] {
      let shown = try await lab.exec(host, "ifconfig gif0").stdout
      #expect(shown.contains("gif0: flags=8051<UP,POINTOPOINT,RUNNING,MULTICAST> metric 0 mtu 1280\n"))
      #expect(shown.contains("\ttunnel inet \(try lab.address(of: host)) --> \(dip)\n"))
      #expect(shown.contains("\tinet \(lab.vip) --> 192.0.2.254 netmask 0xffffffff\(blank)\n"), "\(shown)")
    }
    #expect(try await lab.exec("fbsd84", "echo $0; uname -sr").stdout == "csh\nFreeBSD 8.4-RELEASE\n")
    #expect(try lab.console("fbsd132").contains("Created clone interfaces: gif0."))
  }
}
