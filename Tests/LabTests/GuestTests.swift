import Foundation
import Lab
import TestSupport
import Testing

/// One lab for all of these, one after the other.
@Suite(.serialized, .needsLab, .timeLimit(.minutes(5)))
struct GuestTests {
  @Test func `guests look freshly installed`() async throws {
    let lab = try await SharedLab.lab
    try await onEach(["lb1", "web1"]) { host in
      let state = try await lab.exec(host, "systemctl is-system-running; systemctl is-enabled ssh")
      #expect(state.stdout == "running\nenabled\n")
    }
    let sysv = try await lab.exec("web2", "cat /proc/1/comm; ls -d /run/systemd; command -v systemctl")
    #expect(sysv.stdout == "init\n")
    try await onEach(["lb1", "web1", "web2"]) { host in
      let files =
        "/etc/{init.d,rc?.d,cron.d,default,modules-load.d,sysctl.d,network}/* /usr/local/*/* /etc/ipvsadm.rule[s]"
      let found = try await lab.exec(host, "shopt -s nullglob; echo \(files); whoami; hostname; ls /root /home")
      #expect(found.stdout == "\nroot\n\(host)\n/home:\nadmin\n\n/root:\n")
      let ports = try await lab.exec(host, "ss -Hlntu | awk '{ print $1, $5 }' | sed 's/ .*:/ /' | sort -u")
      #expect(ports.stdout == (host == "lb1" ? "tcp 22\n" : "tcp 22\ntcp 80\n"))
    }
  }

  @Test func `everybody reaches everybody`() async throws {
    let lab = try await SharedLab.lab
    try await onEach(["lb1", "web1", "web2"]) { host in
      let pings = try await lab.exec(host, "for h in router client lb1 web1 web2; do ping -c1 -W2 $h || exit; done")
      #expect(pings.succeeded)
    }
    #expect(try await lab.client(["ping", "-c1", "-W2", "web2"]).succeeded)
    #expect(try await lab.client(["curl", "-s", "http://web1/", "http://web2/"]).stdout == "web1\nweb2\n")
  }

  @Test func `a hand-typed LVS/TUN cluster serves`() async throws {
    let lab = try await SharedLab.lab
    let story = Scenario(lab)
    try await typeCluster(story)
    var seen: Set<String> = []
    for _ in 1...4 { seen.insert(try await story.client("curl", "-s", "-m", "5", "http://\(lab.vip)/").stdout) }
    #expect(seen == ["web1\n", "web2\n"])
    let big = try await lab.client(["curl", "-s", "-m", "10", "http://\(lab.vip)/big"])
    #expect(big.stdout.utf8.count == 4_000_000)
    // The estimator counts every two seconds.
    try await Task.sleep(for: .seconds(2))
    let counters = try await story.on("lb1", "ipvsadm -Ln --stats --exact | awk '/^TCP/ { print $3, $4, $5 }'")
    let numbers = counters.stdout.split(whereSeparator: \.isWhitespace).compactMap { Int($0) }
    #expect(numbers.count == 3 && numbers[0] == 5 && numbers[1] > 100)
    #expect(numbers.last == 0, "replies do not pass the director")
    // Last, because the director's "fragmentation needed" for full packets is counted as outgoing.
    let upload = try await lab.client(
      ["curl", "-s", "-m", "10", "--data-binary", "@-", "http://\(lab.vip)/cgi-bin/count"],
      input: String(repeating: "x", count: 3_000_000))
    #expect(upload.stdout == "3000000\n")
  }

  /// The recipe of 2006.
  private func typeCluster(_ story: Scenario) async throws {
    let vip = story.lab.vip
    for host in ["web1", "web2"] {
      let address = try story.lab.address(of: host)
      try await story.on(host, "ip tunnel add lvs0 mode ipip local \(address)")
      try await story.on(host, "ip address add \(vip)/32 dev lvs0 && ip link set lvs0 up")
      try await story.on(host, "sysctl -w net.ipv4.conf.all.rp_filter=0 net.ipv4.conf.lvs0.rp_filter=0")
    }
    try await story.on("lb1", "ip address add \(vip)/32 dev eth0")
    try await story.on("lb1", "ipvsadm -A -t \(vip):80 -s rr")
    for host in ["web1", "web2"] {
      try await story.on("lb1", "ipvsadm -a -t \(vip):80 -r \(try story.lab.address(of: host)) -i")
    }
  }

  @Test func `a reboot is a clean boot from the same disk`() async throws {
    let lab = try await SharedLab.lab
    try await enableBootScripts(lab)
    let ids = "cat /proc/sys/kernel/random/boot_id"
    try await onEach(["lb1", "web1", "web2"]) { host in
      let before = try await lab.exec(host, "ip tunnel add x0 mode ipip remote 192.0.2.1; \(ids)").stdout
      try await lab.reboot(host)
      #expect(try await lab.exec(host, ids).stdout != before)
      #expect(try await lab.exec(host, "ls /sys/class/net; ipvsadm -Ln | tail -n +4").stdout == "eth0\nlo\n")
      #expect(try await lab.exec(host, "cat /run/ran").stdout == "from \(host)'s disk\n")
    }
  }

  /// On systemd by a link in multi-user.target.wants, on SysV init by update-rc.d.
  private func enableBootScripts(_ lab: Lab) async throws {
    let unit = """
      [Service]
      Type=oneshot
      ExecStart=/bin/sh -c 'cat /etc/said > /run/ran'

      """
    let wants = "/etc/systemd/system/multi-user.target.wants"
    for host in ["lb1", "web1"] {
      let command =
        "cat >/etc/systemd/system/x.service; ln -s ../x.service \(wants)/; echo \"from $HOSTNAME's disk\" >/etc/said"
      #expect(try await lab.exec(host, command, input: unit).succeeded)
    }
    let script = """
      #!/bin/sh
      ### BEGIN INIT INFO
      # Provides: x
      # Default-Start: 2 3 4 5
      # Default-Stop: 0 1 6
      ### END INIT INFO
      [ "$1" = start ] && cat /etc/said > /run/ran

      """
    let command =
      "cat >/etc/init.d/x; chmod +x /etc/init.d/x; update-rc.d x defaults; echo \"from $HOSTNAME's disk\" >/etc/said"
    #expect(try await lab.exec("web2", command, input: script).succeeded)
    #expect(try await lab.exec("web2", "ls /etc/rc2.d").stdout == "S01x\n")
  }

  @Test func `a power cut loses what was not written, and no more`() async throws {
    let lab = try await SharedLab.lab
    try await lab.exec("web1", "echo kept >/etc/kept; sync; echo lost >/etc/lost")
    try await lab.powerCut("web1")
    #expect(try !lab.isOn("web1"))
    #expect(try await lab.exec("web1", "true").status == 255)
    try await lab.boot("web1")
    #expect(try await lab.exec("web1", "cat /etc/kept; cat /etc/lost").stdout == "kept\n")
    #expect(try await lab.exec("web1", "systemctl is-system-running").stdout == "running\n")
  }

  @Test func `who shuts down stays off until switched on`() async throws {
    let lab = try await SharedLab.lab
    let boots = try lab.boots("web2")
    try await lab.powerOff("web2")
    #expect(try lab.boots("web2") == boots)
    try await lab.boot("web2")
    #expect(try await lab.client(["curl", "-s", "http://web2/"]).stdout == "web2\n")
    await #expect(throws: LabError.wrongState(lab: lab.spec.name, host: "web2", what: "is on already")) {
      try await lab.boot("web2")
    }
  }
}
