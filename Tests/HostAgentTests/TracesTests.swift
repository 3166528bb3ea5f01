import Foundation
import HostAgent
import Model
import TestSupport
import Testing

private let shells = Shell.all.filter(\.isInstalled)

/// What a host tells of who may have changed something, as several systems write it.
@Suite struct TracesTests {
  /// Half past one in Berlin, in winter.
  private static let clock = ["local 2026-11-28 13:30:00", "utc 2026-11-28 12:30:00", "uptime 3600", "restarted no"]
  /// 12:30:00 UTC of that day.
  private static let now = 1_795_869_000

  private func traces(
    clock: [String] = clock, stamps: [String] = [], programs: [String] = [], mentions: [String] = [],
    logs: [String] = [], packages: [String] = [], logins: [String] = []
  ) throws -> HostTraces {
    let texts = [
      ("clock", clock), ("stamps", stamps), ("programs", programs), ("mentions", mentions), ("logs", logs),
      ("packages", packages), ("logins", logins),
    ]
    return try HostTraces(
      ProbeOutput(sections: texts.map { .init(name: $0.0, status: 0, text: $0.1.joined(separator: "\n")) }))
  }

  @Test func `the host's clock, its zone and its boot`() throws {
    let traces = try traces()
    #expect(traces.now == Self.now)
    #expect(traces.bootedAt == Self.now - 3600)
    #expect(traces.wasRestarted == false)
    #expect(try self.traces(clock: Array(Self.clock.dropLast())).wasRestarted == nil)
  }

  @Test(arguments: [
    ["local 2026-11-28 13:30:00"], ["local 2026-11-28 13:30:00", "utc 2026-02-30 12:30:00", "uptime 1"],
    ["local 2026-11-28 13:30:00", "utc 2026-11-28 12:30:00", "uptime -1"], [],
  ]) func `a clock that is none is an error`(_ clock: [String]) {
    #expect(throws: ProbeError.self) { try self.traces(clock: clock) }
  }

  @Test func `what programs report is read from the journal, and a host without one reports nothing`() throws {
    #expect(try traces().reports.isEmpty)
    let text = [
      "2026-11-28T12:29:00+0000 web1 systemd-networkd[784]: lvs-lb1: Configuring with /etc/systemd/network/50-any.network.",
      "2026-11-28T12:29:01+0000 web1 Keepalived_vrrp: x", "no line of a journal",
    ]
    var output = ProbeOutput(
      sections: ["stamps", "programs", "mentions", "logs", "packages", "logins"].map {
        .init(name: $0, status: 0, text: "")
      })
    output.sections.append(.init(name: "clock", status: 0, text: Self.clock.joined(separator: "\n")))
    output.sections.append(.init(name: "reports", status: 0, text: text.joined(separator: "\n")))
    let reports = try HostTraces(output).reports
    #expect(reports.map(\.by) == ["systemd-networkd", "Keepalived_vrrp"])
    #expect(reports.map(\.when) == [Self.now - 60, Self.now - 59])
    #expect(
      reports.map(\.text) == ["lvs-lb1: Configuring with /etc/systemd/network/50-any.network.", "x"])
  }

  @Test func `whose files are and when they were written: by stat, and by ls on Solaris`() throws {
    let stamps = try traces(stamps: [
      "root 1795868940 /etc/culvert/boot", "alice Nov 28 13:29 /etc/hostname.ip.tun0", "bob 1795868000 /etc/rc3.d/",
      "root Nov 28 2025 /etc/culvert/old",
    ]).stamps
    #expect(stamps["/etc/culvert/boot"] == .init(owner: "root", written: Self.now - 60))
    #expect(stamps["/etc/hostname.ip.tun0"] == .init(owner: "alice", written: Self.now - 60))
    #expect(stamps["/etc/rc3.d/"]?.owner == "bob")
    #expect(stamps["/etc/culvert/old"] == nil, "ls writes a year where a file is older than half a year")
    #expect(throws: ProbeError.self) { try self.traces(stamps: ["root 1795868940"]) }
  }

  /// Lines of the same command a minute ago, in the forms of several systems.
  @Test(arguments: [
    "2026-11-28T13:29:00.123456+01:00 web1 sudo:    alice : TTY=pts/0 ; PWD=/home/alice ; USER=root ; COMMAND=/usr/sbin/ip tunnel del lvs-lb1",
    "2026-11-28T12:29:00+0000 web1 sudo[812]:    alice : PWD=/home/alice ; USER=root ; COMMAND=/usr/sbin/ip tunnel del lvs-lb1",
    "Nov 28 13:29:00 web1 sudo:    alice : TTY=pts/0 ; PWD=/home/alice ; USER=root ; COMMAND=/usr/sbin/ip tunnel del lvs-lb1",
  ]) func `a command run with sudo`(_ line: String) throws {
    #expect(
      try traces(logs: [line]).commands == [
        .init(when: Self.now - 60, who: "alice", by: "sudo", text: "/usr/sbin/ip tunnel del lvs-lb1")
      ])
  }

  @Test func `commands of doas and Ansible`() throws {
    let commands = try traces(logs: [
      "Nov 28 13:28:00 bsd1 doas: bob ran command ifconfig gif0 destroy as root from /home/bob",
      "2026-11-28T12:29:00+00:00 web1 ansible-ansible.legacy.command[99]: Invoked with _raw_params=ip link del lvs-lb1",
    ]).commands
    #expect(
      commands == [
        .init(when: Self.now - 120, who: "bob", by: "doas", text: "ifconfig gif0 destroy"),
        .init(when: Self.now - 60, who: nil, by: "ansible", text: "Invoked with _raw_params=ip link del lvs-lb1"),
      ])
  }

  /// What `logger -t sudo` of an unprivileged user puts into a log file, and what it would need to look like the journal's.
  @Test(arguments: [
    "log Nov 28 13:29:00 web1 sudo: alice : COMMAND=/bin/true lvs-lb1",
    "log 2026-11-28T12:29:00+0000 web1 doas: alice ran command ip link del lvs-lb1 as root from /",
    "log 2026-11-28T12:29:00+0000 web1 ansible-command: Invoked with lvs-lb1",
    "Nov 28 13:29:00 web1 sudo: alice : COMMAND=/bin/true lvs-lb1",
  ]) func `a line that anybody may have written is not vouched for`(_ line: String) throws {
    #expect(try traces(logs: [line]).commands.map(\.isVouched) == [false])
  }

  @Test(arguments: [
    "log journal-root 2026-11-28T12:29:00+0000 web1 sudo: alice : COMMAND=/bin/true lvs-lb1",
    "log Nov 28 13:29:00 web1 alice: journal-root 2026-11-28T12:29:00+0000 web1 sudo: alice : COMMAND=lvs-lb1",
  ]) func `a line cannot say of itself that it is the journal's`(_ line: String) throws {
    #expect(try traces(logs: [line]).commands.isEmpty)
  }

  @Test func `the journal vouches for what a process of root's has written, and for the same line of a file`() throws {
    let line = "web1 sudo: alice : PWD=/ ; USER=root ; COMMAND=/bin/true lvs-lb1"
    let lines = ["log 2026-11-28T12:29:00.9+00:00 \(line)", "journal-root 2026-11-28T12:29:01+0000 \(line)"]
    for logs in [lines, lines.reversed()] {
      #expect(try traces(logs: logs).commands.map(\.isVouched) == [true])
    }
  }

  @Test func `the same line of the journal and of a file is one`() throws {
    let line = "web1 sudo: alice : PWD=/ ; USER=root ; COMMAND=/bin/true lvs-lb1"
    let commands = try traces(logs: ["2026-11-28T12:29:00.9+00:00 \(line)", "2026-11-28T12:29:01+0000 \(line)"])
      .commands
    #expect(commands.count == 1)
  }

  @Test(arguments: [
    "", "sudo", "Nov 31 13:29:00 web1 sudo: a : COMMAND=x", "Foo 28 13:29:00 web1 sudo: a : COMMAND=x",
    "2026-11-28T12:29:00+0000 web1 sudo: pam_unix(sudo:session): session opened", "2026-11-28T12:29:00+9 web1 doas: x",
    "99999999999999999999 install x",
  ]) func `a line of which the moment or the form is not known tells nothing`(_ line: String) throws {
    let traces = try traces(logs: [line], packages: [line], logins: [line])
    #expect(traces.commands.isEmpty && traces.packages.isEmpty && traces.logins.isEmpty)
  }

  @Test func `packages of dpkg, rpm and pkg`() throws {
    let packages = try traces(packages: [
      "2026-11-28 13:29:00 upgrade ipvsadm:amd64 1:1.31-1 1:1.31-1+b1", "1795868940 install ipvsadm 1.31-14.el9",
      "Nov 28 13:29:00 bsd1 pkg[1071]: bash upgraded: 5.2 -> 5.3",
    ]).packages
    #expect(packages.map(\.when) == [Self.now - 60, Self.now - 60, Self.now - 60])
    #expect(packages.map(\.text) == ["upgrade ipvsadm:amd64", "install ipvsadm", "bash upgraded: 5.2 -> 5.3"])
  }

  @Test func `logins as Linux, FreeBSD and Solaris list them`() throws {
    let logins = try traces(logins: [
      "carol    pts/0        198.18.200.200   Sat Nov 28 13:29   still logged in",
      "root                      pts/1    198.18.0.1             Sat Nov 28 13:00 - 13:05  (00:05)",
      "dave      console                       Thu Nov 26 13:30 - 14:30 (1+01:00)",
      "reboot   system boot  6.1.0-31-amd64   Sat Nov 28 12:30   still running", "wtmp begins Tue May 20 00:00:00 2025",
      "boot time                                  Sat Nov 28 06:59",
      "shutdown time                              Sat Nov 28 06:58",
      "old time                                   Sat Nov 28 06:57",
      "new time                                   Sat Nov 28 06:57",
      "reboot           ~                         Sat Nov 28 06:56",
      "date             |                         Sat Nov 28 06:55",
      "utx.log begins Sat Nov 28 06:20:42 UTC 2026",
    ]).logins
    #expect(
      logins == [
        .init(who: "carol", from: "198.18.200.200", begin: Self.now - 60),
        .init(who: "root", from: "198.18.0.1", begin: Self.now - 1800, end: Self.now - 1800 + 300 + 59),
        .init(who: "dave", from: "console", begin: Self.now - 172_800, end: Self.now - 172_800 + 90_000 + 59),
      ])
  }

  @Test func `a date without a year is of last year where it would be in the future`() throws {
    let line = "Dec 24 12:00:00 web1 doas: bob ran command true lvs-lb1 as root from /"
    #expect(try traces(logs: [line]).commands.first?.when == 1_766_574_000)
  }

  @Test("the agent tells them under every shell, and what is long it cuts", arguments: shells)
  func agent(_ shell: Shell) throws {
    let host = try AgentHost(shell)
    try FileManager.default.createDirectory(atPath: host.stateFolder, withIntermediateDirectories: false)
    let line = "2026-11-28T12:29:00+00:00 web1 sudo: alice : USER=root ; COMMAND=/sbin/ip link del lvs-lb1"
    let noise = (0..<100).map { "2026-11-28T12:28:00+00:00 web1 sudo: bob : COMMAND=/bin/\($0) lvs-lb1" }
    let long = "\(line) \(String(repeating: "x", count: 1000))"
    try host.write(
      "log", (noise + ["\(line) 2", long, "web1 cron: lvs-lb1", "sudo: lvs-lb2"]).joined(separator: "\n") + "\n")
    let terms = ["lvs-lb1", host.path("log"), host.path("gone/file")]
    let answer = try host.answer(.traces(terms))
    let traces = try HostTraces(answer.output)
    #expect(abs(traces.now - Int(Date().timeIntervalSince1970)) < 60)
    #expect(traces.now - traces.bootedAt == 1000)
    #expect(traces.wasRestarted == nil, "nothing was ever confirmed there")
    #expect(traces.stamps.keys.sorted() == [host.path("log")])
    #expect(traces.programs == ["keepalived"])
    #expect(traces.commands.count == 60, "the last of them")
    #expect(
      traces.commands.last.map { $0.who == "alice" && $0.text.count < 400 } == true)
    #expect(traces.packages.map(\.text) == ["upgrade ipvsadm:amd64"])
  }
}
