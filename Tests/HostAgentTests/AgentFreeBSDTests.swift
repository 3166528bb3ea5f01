import Foundation
import HostAgent
import Model
import Templates
import TestSupport
import Testing

private let shells = Shell.all.filter(\.isInstalled)

/// The agent with its part for FreeBSD, with the played ifconfig of DriversTests and the tools of FreeBSD played by this
/// system's own: nothing here has seen a real one.
@Suite struct AgentFreeBSDTests {
  /// An agent's host whose agent is that of FreeBSD.
  private struct FreeBSD {
    let host: AgentHost
    let program: AgentProgram

    /// Tools whose options are others here.
    ///
    /// The clock stands at 2,000,000 s.
    private static let played = """
      stat() {
        case $2 in
          %f) cat "$HOST/flags.${3##*/}" 2>/dev/null || echo 2048 ;;
          '%f %N')
            shift 2
            for file; do printf '%s %s\\n' "$(cat "$HOST/flags.${file##*/}" 2>/dev/null || echo 2048)" "$file"; done
            ;;
          %m) cat "$HOST/mtime" 2>/dev/null || echo 2000000 ;;
          *) command stat -c %a "$3" ;;
        esac
      }
      df() { printf '%s\\n' 'Filesystem 1024-blocks Used Avail' '/dev/ada0p2 1 1 1 1% /'; }
      date() { cat "$HOST/date" 2>/dev/null || echo 2000000; }
      id() { echo 0; }
      fsync() { command sync "$@"; }
      mount() { :; }
      ps() {
        case $2 in
          etime=)
            read -r stat <"/proc/$4/stat" || return 1
            set -- ${stat##*') '}
            read -r uptime <"$HOST/uptime"
            echo "0:$((uptime - ${20} % 900))"
            ;;
          *) command ps "$@" ;;
        esac
      }
      kldstat() { return 0; }
      sysctl() {
        case $1 in
          -bn) cat "$HOST/kernel-boot" 2>/dev/null || { echo "sysctl: unknown oid 'kern.boot_id'" >&2; return 1; } ;;
          -n)
            read -r uptime <"$HOST/uptime"
            echo "{ sec = $(($(date) - uptime)), usec = 389340 } Mon Nov 23 04:04:47 2026"
            ;;
          *) printf '%s\\n' 'kern.osrelease: 13.2-RELEASE' 'kern.osreldate: 1302001' ;;
        esac
      }
      daemon() {
        shift
        echo "$1" >>"$HOST/daemons"
        setsid "$@" </dev/null >/dev/null 2>&1 &
      }

      """

    init(_ shell: Shell) throws {
      host = try AgentHost(shell)
      for folder in ["if/em0", "run", "etc"] {
        try FileManager.default.createDirectory(atPath: host.path(folder), withIntermediateDirectories: true)
      }
      try host.write("if/em0/addresses", "203.0.113.21 - 255.255.255.0\n")
      try host.write("if/em0/ends", "")
      try host.write("release", "1302001\n")
      try host.write("etc/rc.conf", "hostname=\"web1\"\n")
      let tools = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
        .appending(path: "DriversTests/Fixtures/freebsd/played").path
      let path = "PATH=/sbin:/bin:/usr/sbin:/usr/bin\n"
      let part = try Renderer().agent(for: .freebsd).system.whole
      try #require(part.contains(path))
      let here =
        part.replacing(
          path,
          with: "HOST='\(host.folder.path)'\nexport HOST\nPATH=/usr/bin:/bin\n"
            + "ifconfig() { '\(tools)/ifconfig' \"$@\"; }\n\(Self.played)"
        )
        .replacing("/var/run/", with: host.path("run") + "/").replacing("/etc/rc.conf", with: host.path("etc/rc.conf"))
      program = try AgentHost.program(system: here)
    }

    func ask<Reply>(_ request: AgentRequest<Reply>) throws -> Reply { try host.ask(request, program: program) }

    func stage(_ order: TransactionOrder) throws -> VerbReply { try ask(.stage(order, timeout: .zero)) }

    func apply(_ order: TransactionOrder) throws -> VerbReply {
      try ask(.apply(order.id, .build, deadline: order.deadline, timeout: .zero))
    }

    func confirm(_ order: TransactionOrder) throws -> VerbReply { try ask(.confirm(order.id, timeout: .zero)) }

    func revert(_ order: TransactionOrder) throws -> VerbReply { try ask(.revert(order.id, reason: "test")) }

    static let edited = "hostname=\"web1\"\ncloned_interfaces=\"gif0\" # culvert\n"

    func order(rc: String = edited) throws -> TransactionOrder {
      func step(_ forward: Command, _ backward: Command...) -> Step {
        Step(
          title: "\(forward)", phase: .build, look: Command("look_tunnel", "gif0"), forward: forward,
          backward: backward)
      }
      let steps = [
        step(
          Command(
            "create_tunnel", "gif0", "203.0.113.21", "198.51.100.10", "192.0.2.80", "198.18.0.7", "255.255.255.255"),
          Command("remove_tunnel", "gif0")),
        step(
          Command("add_address", "gif0", "192.0.2.81", "198.18.0.7", "255.255.255.255"),
          Command("remove_address", "gif0", "192.0.2.81")),
      ]
      return host.order(
        steps,
        files: [
          .init(path: try host.hostPath("etc/rc.conf"), file: .regular(content: Array(rc.utf8), mode: FileMode(0o640)))
        ])
    }

    var addresses: String? { host.text("if/gif0/addresses") }
  }

  @Test("a transaction that is confirmed leaves the tunnel and its lines", arguments: shells)
  func confirmed(_ shell: Shell) throws {
    let freebsd = try FreeBSD(shell)
    let order = try freebsd.order()
    #expect(try freebsd.stage(order).outcome == .reached(.armed, reason: nil))
    #expect(freebsd.host.text("daemons") == "\(shell.words[0])\n", "the watchdog is daemon(8)'s")
    #expect(try freebsd.apply(order).outcome == .reached(.applied, reason: nil))
    #expect(freebsd.addresses == "192.0.2.80 198.18.0.7 255.255.255.255\n192.0.2.81 198.18.0.7 255.255.255.255\n")
    #expect(freebsd.host.text("etc/rc.conf") == "hostname=\"web1\"\n")
    let confirmed = try freebsd.confirm(order)
    #expect(confirmed.outcome == .reached(.confirmed, reason: nil))
    #expect(freebsd.host.text("etc/rc.conf") == FreeBSD.edited)
    #expect(try FileManager.default.contentsOfDirectory(atPath: freebsd.host.path("etc")) == ["rc.conf"])
    let sections = confirmed.report?.output.sections ?? []
    let file = sections.first { $0.name == "file:\(freebsd.host.path("etc/rc.conf"))" }
    #expect(file?.text.hasPrefix("regular 640\n") == true, "the probe finds the file by itself")
    let values = sections.first { $0.name == "rc-values" }
    #expect(values?.text.contains("value cloned_interfaces gif0\n") == true)
    #expect(values?.text.hasSuffix("\nend") == true)
  }

  @Test("a new rc.conf that the host's sh cannot read is refused before anything is changed", arguments: shells)
  func unreadable(_ shell: Shell) throws {
    let freebsd = try FreeBSD(shell)
    let staged = try freebsd.stage(freebsd.order(rc: "hostname=\"web1\n"))
    #expect(
      staged.outcome
        == .refused(.stage, text: "the host cannot read the new \(freebsd.host.path("etc/rc.conf"))"))
    #expect(freebsd.host.text("etc/rc.conf") == "hostname=\"web1\"\n")
    #expect(freebsd.addresses == nil)
  }

  @Test("an rc.conf that somebody edits in the meantime is not written over", arguments: shells)
  func edited(_ shell: Shell) throws {
    let freebsd = try FreeBSD(shell)
    let order = try freebsd.order()
    _ = try freebsd.stage(order)
    _ = try freebsd.apply(order)
    try freebsd.host.write("etc/rc.conf", "hostname=\"web9\"\n")
    #expect(try freebsd.confirm(order).outcome == .moved(title: "file \(freebsd.host.path("etc/rc.conf"))"))
    #expect(try freebsd.revert(order).outcome == .reached(.reverted, reason: "test"))
    #expect(freebsd.host.text("etc/rc.conf") == "hostname=\"web9\"\n")
    #expect(freebsd.addresses == nil)
  }

  @Test("the tunnel is taken back at the deadline", arguments: shells)
  func deadline(_ shell: Shell) async throws {
    let freebsd = try FreeBSD(shell)
    let order = try freebsd.order()
    #expect(try freebsd.stage(order).outcome == .reached(.armed, reason: nil))
    _ = try freebsd.apply(order)
    #expect(freebsd.addresses != nil)
    try freebsd.host.letDeadlinePass()
    #expect(try await freebsd.host.waitUntilSettled(order.id) == .reverted)
    #expect(freebsd.addresses == nil)
  }

  @Test("whichever step fails, the revert brings everything back", arguments: shells, 0..<2)
  func fails(_ shell: Shell, _ index: Int) throws {
    let freebsd = try FreeBSD(shell)
    var order = try freebsd.order()
    order.steps[index].forward = Command("false")
    #expect(try freebsd.stage(order).outcome == .reached(.armed, reason: nil))
    guard case .stepFailed = try freebsd.apply(order).outcome else {
      Issue.record("it did not fail")
      return
    }
    #expect(try freebsd.revert(order).outcome == .reached(.reverted, reason: "test"))
    #expect(freebsd.addresses == nil)
  }

  @Test("ends that the kernel does not take fail the step, and nothing of it is left", arguments: shells)
  func liar(_ shell: Shell) throws {
    let freebsd = try FreeBSD(shell)
    try FileManager.default.createDirectory(
      atPath: freebsd.host.path("if/gif5"), withIntermediateDirectories: true)
    try freebsd.host.write("if/gif5/ends", "203.0.113.21 198.51.100.10\n")
    try freebsd.host.write("if/gif5/addresses", "")
    let order = try freebsd.order()
    _ = try freebsd.stage(order)
    guard case .stepFailed(_, _, let output) = try freebsd.apply(order).outcome else {
      Issue.record("it did not fail")
      return
    }
    #expect(output.contains("the kernel takes no two tunnels between the same"))
    #expect(try freebsd.revert(order).outcome == .reached(.reverted, reason: "test"))
    #expect(freebsd.addresses == nil)
  }

  @Test("a start in the middle is noticed: /var/run is empty after it", arguments: shells)
  func reboot(_ shell: Shell) throws {
    let freebsd = try FreeBSD(shell)
    let order = try freebsd.order()
    _ = try freebsd.stage(order)
    _ = try freebsd.apply(order)
    try FileManager.default.removeItem(atPath: freebsd.host.path("run/culvert-boot-id"))
    #expect(
      try freebsd.confirm(order).outcome
        == .refused(.reboot, text: "the host was started anew: the changes are gone"))
    #expect(try freebsd.revert(order).outcome == .reached(.reverted, reason: "test"))
    #expect(try freebsd.ask(.purge).outcome == .purged)
    #expect(!FileManager.default.fileExists(atPath: freebsd.host.path("run/culvert-boot-id")))
  }

  private let boot = "cv_os_boot_id && echo \"$cv_this_boot\""

  /// `cleanvar_enable=NO` keeps /var/run; a jail's restart keeps the kernel's boot (field case F.6).
  @Test("a boot is told from a boot by the kernel's id and by the file, whichever changes", arguments: shells)
  func boots(_ shell: Shell) throws {
    let freebsd = try FreeBSD(shell)
    func id() throws -> String { try run(boot, by: shell, freebsd) }
    try freebsd.host.write("kernel-boot", "0123456789abcdef")
    let first = try id()
    #expect(try id() == first && first.count == 65, "\(first)")
    try freebsd.host.write("kernel-boot", "0123456789abcdeg")
    let second = try id()
    #expect(second != first, "the host was started anew, and /var/run is as it was")
    try FileManager.default.removeItem(atPath: freebsd.host.path("run/culvert-boot-id"))
    #expect(try id() != second, "the jail was started anew")
  }

  @Test("before kern.boot_id there was, a file from before the boot is of another one", arguments: shells)
  func oldBoots(_ shell: Shell) throws {
    let freebsd = try FreeBSD(shell)
    let first = try run(boot, by: shell, freebsd)
    #expect(try run(boot, by: shell, freebsd) == first)
    try freebsd.host.write("mtime", "1000\n")
    #expect(try run(boot, by: shell, freebsd) != first)
  }

  @Test("what has flags by which nobody can replace it is named, and nothing else", arguments: shells)
  func flags(_ shell: Shell) throws {
    let freebsd = try FreeBSD(shell)
    let path = freebsd.host.path("etc/rc.conf")
    func fixed() throws -> String { try run("cv_os_fixed '\(path)'", by: shell, freebsd) }
    #expect(try fixed() == "")
    for value in ["131072", "264192", "2", "16"] {
      try freebsd.host.write("flags.rc.conf", "\(value)\n")
      #expect(try fixed().hasPrefix("\(path): file flags of \(path): chflags noschg"))
    }
    try freebsd.host.write("flags.rc.conf", "2048\n")
    try freebsd.host.write("flags.etc", "131072\n")
    #expect(try fixed().hasPrefix("\(path): file flags of \(freebsd.host.path("etc")): "))
  }

  /// The marks `FILE.schg` stand for flags here: this system's own rm knows none (field cases F.1, F.8).
  ///
  /// busybox takes its own rm, wherever PATH leads.
  @Test(
    "copies have no flags, and what earlier versions copied with theirs goes",
    arguments: shells.filter { !$0.words.contains { $0.hasSuffix("busybox") } })
  func copies(_ shell: Shell) throws {
    let freebsd = try FreeBSD(shell)
    let host = freebsd.host
    for folder in ["tools", "state"] {
      try FileManager.default.createDirectory(atPath: host.path(folder), withIntermediateDirectories: true)
    }
    let tools = [
      "rm": "for file; do if [ -e \"$file.schg\" ]; then echo refused >&2; exit 1; fi; done; /bin/rm \"$@\"",
      "cp": "/bin/cp \"$@\" || exit; if [ -e \"$2.schg\" ]; then : >\"$3.schg\"; fi",
      "chflags": "for file; do :; done; /bin/rm -f \"$file.schg\"",
    ]
    for (name, text) in tools {
      try host.write("tools/\(name)", "#!/bin/sh\n\(text)\n")
      try FileManager.default.setAttributes([.posixPermissions: 0o755], ofItemAtPath: host.path("tools/\(name)"))
    }
    for name in ["etc/rc.conf.schg", "etc/.culvert-new.1", "etc/.culvert-new.1.schg", "state/old", "state/old.schg"] {
      try host.write(name, "")
    }
    let script = """
      PATH='\(host.path("tools"))':$PATH
      cv_state='\(host.path("state"))'
      cd '\(host.path("etc"))'
      cp -p rc.conf copy && rm -f copy && rm -f ./.culvert-new.1 && rm -rf "$cv_state/old"
      rm -f rc.conf 2>/dev/null || echo stays
      ls -A . "$cv_state"
      """
    let left = try run(script, by: shell, freebsd)
    #expect(left == "stays\n.:\nrc.conf\nrc.conf.schg\n\n\(host.path("state")):\n", "\(left)")
  }

  // MARK: - The clock

  private func run(_ script: String, by shell: Shell, _ freebsd: FreeBSD) throws -> String {
    let text = "\(freebsd.program.text)\n\(script)\n"
    return try Running(
      shell.words + AgentProgram.scriptArguments, input: Array(text.utf8), environment: freebsd.host.environment
    ).finish().output
  }

  @Test("seconds since the boot do not come from the clock", arguments: shells, ["2000000", "1", "2000000000"])
  func uptime(_ shell: Shell, _ now: String) throws {
    let freebsd = try FreeBSD(shell)
    try freebsd.host.write("date", "\(now)\n")
    try freebsd.host.write("uptime", "1\n")
    #expect(try run("cv_os_uptime && echo \"$cv_uptime\"", by: shell, freebsd) == "1\n")
  }

  @Test("a clock that is set between two looks at it does no harm", arguments: shells) func set(_ shell: Shell) throws {
    let freebsd = try FreeBSD(shell)
    // The first look at the boot time comes before the clock is set, the others after it.
    let script = """
      sysctl() {
        if [ -f "$HOST/looked" ]; then echo '{ sec = 5000, usec = 0 }'; else
          : >"$HOST/looked"
          echo '{ sec = 100, usec = 0 }'
        fi
      }
      date() { echo 5060; }
      cv_os_uptime && echo "$cv_uptime"
      """
    #expect(try run(script, by: shell, freebsd) == "60\n")
  }

  @Test("without a clock nothing is begun", arguments: shells) func noClock(_ shell: Shell) throws {
    let freebsd = try FreeBSD(shell)
    let broken = AgentProgram(
      text: freebsd.program.text + "\nsysctl() { return 1; }\n", trust: freebsd.program.trust, version: "test")
    let staged = try freebsd.host.ask(.stage(freebsd.order(), timeout: .zero), program: broken)
    guard case .refused(.stage, _) = staged.outcome else {
      Issue.record("\(staged.outcome)")
      return
    }
  }
}
