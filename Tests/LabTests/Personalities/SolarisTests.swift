import Lab
import TestSupport
import Testing

/// Solaris 10 on web1 and illumos on web2, behind a Linux director: what they say, do, forget and remember.
@Suite(.serialized, .needsLab, .timeLimit(.minutes(5)))
struct SolarisTests {
  private static let starting = Task {
    var spec = LabSpec(name: SharedLab.name("sol"), realservers: 0)
    spec.guests += [
      GuestSpec(name: "sun", role: .realserver, system: .solaris10),
      GuestSpec(name: "omni", role: .realserver, system: .illumos),
    ]
    return try await Lab.up(spec) { print($0) }
  }

  var lab: Lab {
    get async throws { try await Self.starting.value }
  }

  private static let systems = ["sun": "solaris10", "omni": "illumos"]

  @Test func `commands say what the facts say`() async throws {
    let lab = try await lab
    try await onEach(["sun", "omni"]) { host in
      let system = try #require(Self.systems[host])
      let transcript = try Transcript(system, try await Self.values(lab, host))
      let said = try await transcript.replayed(on: host, of: lab)
      #expect(said.count == transcript.entries.count)
      for (expected, entry) in zip(transcript.entries, said) { #expect("\(entry)" == "\(expected)") }
      #expect(try await lab.exec(host, "cat /var/log/personality").stdout == "")
    }
  }

  /// N is the index that the next interface gets: those of other tests were before.
  private static func values(_ lab: Lab, _ host: String) async throws -> [String: String] {
    let asked = "/boot/culvert-lab/linux/bin/bash -c '. /boot/culvert-lab/state/net; echo ${N[next]}'"
    let next = try #require(Int(try await lab.exec(host, asked).stdout.dropLast()))
    return [
      "RIP": try lab.address(of: host), "DIP": try lab.address(of: "lb1"), "DIP2": "198.18.0.12", "VIP": lab.vip,
      "PEER": "192.0.2.1", "N": "\(next)", "N1": "\(next + 1)", "N3": "\(next + 3)",
    ]
  }

  @Test func `what a personality does not know is loud and written down`() async throws {
    let lab = try await lab
    try await onEach(["sun", "omni"]) { host in
      let said = try await lab.exec(host, "ifconfig ip.tun0 encaplimit 3")
      #expect(said.status == 70)
      #expect(said.stderr == "culvert-lab: ifconfig ip.tun0 encaplimit 3: the personality does not know 'encaplimit'\n")
      let log = try await lab.exec(host, "cat /var/log/personality; cat /dev/null >/var/log/personality")
      #expect(log.stdout == "ifconfig ip.tun0 encaplimit 3: the personality does not know 'encaplimit'\n")
    }
  }

  @Test func `what was started over ssh dies with the service, but not in a contract of its own`() async throws {
    let lab = try await lab
    let detached = "nohup sleep 1001 </dev/null >/dev/null 2>&1 & ctrun -l none sleep 1002 </dev/null >/dev/null 2>&1"
    #expect(try await lab.exec("sun", detached).status == 0)
    #expect(try await lab.exec("sun", "pgrep -f 'sleep 100[12]' | wc -l").stdout == "       2\n")
    try await lab.exec("sun", "svcadm restart ssh; sleep 9")
    let left = try await retrying { try await lab.exec("sun", "pgrep -f -l 'sleep 100[12]'; pkill -f 'sleep 100[12]'") }
    #expect(left.hasSuffix(" sleep 1002\n") && left.split(separator: "\n").count == 1, "\(left)")
  }

  /// Until its sshd is there again.
  private func retrying(_ body: () async throws -> ProcessOutput) async throws -> String {
    for _ in 1...40 {
      let output = try await body()
      if output.status != 255 { return output.stdout }
      try await Task.sleep(for: .milliseconds(50))
    }
    return ""
  }

  @Test(.beyondCore) func `hand-typed realservers serve, and again after a reboot`() async throws {
    let lab = try await lab
    let (vip, dip) = (lab.vip, try lab.address(of: "lb1"))
    let (sun, omni) = (try lab.address(of: "sun"), try lab.address(of: "omni"))
    let story = Scenario(lab)
    try await story.on("lb1", "ip address add \(vip)/32 dev eth0; ipvsadm -A -t \(vip):80 -s rr")
    try await story.on("lb1", "for rip in \(sun) \(omni); do ipvsadm -a -t \(vip):80 -r $rip -i; done")
    try await story.on("sun", "ifconfig ip.tun0 plumb && ifconfig ip.tun0 tsrc \(sun) tdst \(dip)")
    try await story.on("sun", "ifconfig ip.tun0 \(vip) 192.0.2.1 netmask 255.255.255.255 up")
    try await story.on("omni", "dladm create-iptun -T ipv4 -a local=\(omni),remote=\(dip) lvstun0")
    try await story.on("omni", "ipadm create-if lvstun0")
    try await story.on("omni", "ipadm create-addr -T static -a local=\(vip)/32,remote=192.0.2.1 lvstun0/v4")
    try await expectServing(lab)
    try await expectStrongModelCutsOff(lab)
    try await writeBootFiles(lab, sun: sun, omni: omni, dip: dip)
    try await setSegments(lab)
    try await onEach(["sun", "omni"]) { host in try await lab.reboot(host) }
    try await expectServing(lab)
    try await expectBootFilesRead(lab, vip)
    try await expectSegmentsRemembered(lab)
    // The estimator counts every two seconds.
    try await Task.sleep(for: .seconds(2))
    let counters = try await story.on("lb1", "ipvsadm -Ln --stats --exact | awk '/^TCP/ { print $3, $4, $5 }'")
    let numbers = counters.stdout.split(whereSeparator: \.isWhitespace).compactMap { Int($0) }
    #expect(numbers.count == 3 && numbers[0] == 12 && numbers[1] > 100)
    #expect(numbers.last == 0, "replies do not pass the director")
    for host in ["sun", "omni"] { #expect(try await lab.exec(host, "cat /var/log/personality").stdout == "") }
  }

  private func expectServing(_ lab: Lab) async throws {
    var seen: [String] = []
    for _ in 1...4 { seen.append(try await lab.client(["curl", "-s", "-m", "5", "http://\(lab.vip)/"]).stdout) }
    #expect(seen.sorted() == ["omni\n", "omni\n", "sun\n", "sun\n"])
    let big = try await lab.client(["curl", "-s", "-m", "10", "http://\(lab.vip)/big"])
    #expect(big.stdout.utf8.count == 4_000_000)
  }

  /// With it the answers of illumos find no route.
  private func expectStrongModelCutsOff(_ lab: Lab) async throws {
    #expect(try await lab.exec("omni", "ipadm set-prop -p hostmodel=strong ipv4").succeeded)
    let urls = ["http://\(lab.vip)/", "http://\(lab.vip)/"]
    let answers = try await lab.client(["curl", "-s", "--connect-timeout", "1"] + urls)
    #expect(answers.stdout == "sun\n")
    #expect(try await lab.exec("omni", "ipadm reset-prop -p hostmodel ipv4").succeeded)
  }

  /// The good ones, and what only looks like one or forgets something.
  private func writeBootFiles(_ lab: Lab, sun: String, omni: String, dip: String) async throws {
    let good = "tsrc \(sun) tdst \(dip)\n\n\(lab.vip) 192.0.2.1 netmask 255.255.255.255 up\n"
    let noUp = "tsrc %@ tdst 198.18.0.12\n198.18.0.77 192.0.2.9 netmask 255.255.255.255\n"
    func write(_ host: String, _ name: String, _ text: String) async throws {
      #expect(try await lab.exec(host, "cat >/etc/hostname.\(name)", input: text).succeeded)
    }
    try await write("sun", "ip.tun0", good)
    try await write("sun", "ip.tun0.bak1", good)
    try await write("sun", "ip.tun0.old", good)
    try await write("sun", "ip.tun1", noUp.replacing("%@", with: sun))
    try await write("sun", "ip.tun2", "")
    try await write("sun", "ip.tun3", "# a remark\ntsrc \(sun) tdst 198.18.0.13\n")
    try await write("omni", "ip.tun1", noUp.replacing("%@", with: omni))
    try await write("omni", "lvstun1", "198.18.0.78 192.0.2.78 netmask 255.255.255.255\n")
    let other = "dladm create-iptun -T ipv4 -a local=\(omni),remote=198.18.0.13 lvstun1 && ipadm create-if lvstun1"
    let stored = "ipadm create-addr -T static -a local=198.18.0.66/32,remote=192.0.2.66 lvstun1/v4"
    #expect(try await lab.exec("omni", "\(other) && \(stored)").succeeded)
  }

  private func expectBootFilesRead(_ lab: Lab, _ vip: String) async throws {
    let sun = try await lab.exec("sun", "ifconfig -a | nawk '/^ip/ { print $1, $2 }'; svcs -H -o state network/initial")
    #expect(
      sun.stdout == """
        ip.tun0: flags=10008d1<UP,POINTOPOINT,RUNNING,NOARP,MULTICAST,IPv4>
        ip.tun1: flags=10008d0<POINTOPOINT,RUNNING,NOARP,MULTICAST,IPv4>
        ip.tun3: flags=10008d0<POINTOPOINT,RUNNING,NOARP,MULTICAST,IPv4>
        online

        """)
    let log = try await lab.exec("sun", "cat /var/svc/log/network-initial:default.log")
    #expect(log.stdout.contains("ifconfig: plumb: ip.tun0.bak1: No such file or directory\n"))
    #expect(log.stdout.contains("ifconfig: #: bad address\n"))
    let names = #"ifconfig -a4 | nawk '/^(ip|lvs)/ { print $1, $2 } /inet 198.18.0.[67]/ { print $2 }'"#
    let omni = try await lab.exec("omni", names)
    #expect(
      omni.stdout == """
        ip.tun1: flags=10008d1<UP,POINTOPOINT,RUNNING,NOARP,MULTICAST,IPv4>
        198.18.0.77
        lvstun1: flags=10008d1<UP,POINTOPOINT,RUNNING,NOARP,MULTICAST,IPv4>
        198.18.0.78
        lvstun0: flags=10008d1<UP,POINTOPOINT,RUNNING,NOARP,MULTICAST,IPv4>

        """)
    #expect(try lab.console("omni").contains("found /etc/hostname.lvstun1 or /etc/hostname6.lvstun1, ignoring"))
  }
}
