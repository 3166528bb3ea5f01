import Lab
import Testing

/// Realservers typed by hand as in 2006: FreeBSD 13 on chuck, 8 on old, 15 on new.
extension FreeBSDTests {
  private static let realservers = ["chuck", "new", "old"]

  func serveAndComeBack(_ lab: Lab) async throws {
    let (vip, dip) = (lab.vip, try lab.address(of: "lb1"))
    let story = Scenario(lab)
    try await story.on("lb1", "ip address add \(vip)/32 dev eth0; ipvsadm -A -t \(vip):80 -s rr")
    for host in Self.realservers {
      let rip = try lab.address(of: host)
      try await story.on("lb1", "ipvsadm -a -t \(vip):80 -r \(rip) -i")
      try await story.on(host, "ifconfig gif0 create")
      try await story.on(host, "ifconfig gif0 tunnel \(rip) \(dip)")
      try await story.on(host, "ifconfig gif0 inet \(vip) 192.0.2.254 netmask 255.255.255.255")
    }
    try await expectServing(lab)
    try await writeBootLines(lab, dip: dip)
    try await onEach(Self.realservers) { host in try await lab.reboot(host) }
    try await expectServing(lab)
    try await expectBooted(lab, dip: dip)
    // The estimator counts every two seconds.
    try await Task.sleep(for: .seconds(2))
    let counters = try await story.on("lb1", "ipvsadm -Ln --stats --exact | awk '/^TCP/ { print $3, $4, $5 }'")
    let numbers = counters.stdout.split(whereSeparator: \.isWhitespace).compactMap { Int($0) }
    #expect(numbers.count == 3 && numbers[0] == 14 && numbers[1] > 100)
    #expect(numbers.last == 0, "replies do not pass the director")
    for host in Self.realservers { #expect(try await lab.exec(host, "cat /var/log/personality").stdout == "") }
  }

  private func expectServing(_ lab: Lab) async throws {
    var seen: [String] = []
    for _ in 1...6 { seen.append(try await lab.client(["curl", "-s", "-m", "5", "http://\(lab.vip)/"]).stdout) }
    #expect(seen.sorted() == Self.realservers.flatMap { ["\($0)\n", "\($0)\n"] })
    let big = try await lab.client(["curl", "-s", "-m", "10", "http://\(lab.vip)/big"])
    #expect(big.stdout.utf8.count == 4_000_000)
  }

  /// On 13.2 and 15.1 today's lines with `sysrc`, on 8.4, which has none, those of 2006.
  private func writeBootLines(_ lab: Lab, dip: String) async throws {
    let address = "inet \(lab.vip) 192.0.2.254 netmask 255.255.255.255"
    for host in ["chuck", "new"] {
      let today = "\(address) tunnel \(try lab.address(of: host)) \(dip)"
      #expect(try await lab.exec(host, "sysrc cloned_interfaces+=gif0 ifconfig_gif0='\(today)'").succeeded)
    }
    let past = try lab.address(of: "old")
    let lines = "gif_interfaces=\"gif0\"\ngifconfig_gif0=\"\(past) \(dip)\"\nifconfig_gif0=\"\(address)\"\n"
    #expect(try await lab.exec("old", "cat >>/etc/rc.conf", input: lines).succeeded)
    #expect(try await lab.exec("old", "sysrc gif_interfaces").stderr == "sysrc: Command not found.\n")
  }

  private func expectBooted(_ lab: Lab, dip: String) async throws {
    let flags = "8051<UP,POINTOPOINT,RUNNING,MULTICAST>"
    let newer = "1008051<UP,POINTOPOINT,RUNNING,MULTICAST,LOWER_UP>"
    for (host, flags, blank) in [("chuck", flags, ""), ("old", flags, " "), ("new", newer, "")] {
      let shown = try await lab.exec(host, "ifconfig gif0").stdout
      #expect(shown.contains("gif0: flags=\(flags) metric 0 mtu 1280\n"))
      #expect(shown.contains("\ttunnel inet \(try lab.address(of: host)) --> \(dip)\n"))
      #expect(shown.contains("\tinet \(lab.vip) --> 192.0.2.254 netmask 0xffffffff\(blank)\n"), "\(shown)")
    }
    #expect(try await lab.exec("old", "echo $0; uname -sr").stdout == "csh\nFreeBSD 8.4-RELEASE\n")
    #expect(try await lab.exec("new", "echo $0; uname -sr").stdout == "sh\nFreeBSD 15.1-RELEASE-p1\n")
  }
}
