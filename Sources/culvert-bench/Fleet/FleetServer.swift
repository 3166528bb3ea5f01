import Foundation
import Model

/// The hosts of a fleet, as one sshd in a namespace of its own.
///
/// It ends with this process, whatever that dies of; its files are in a folder of their own, which `tearDown` removes.
final class FleetServer {
  let plan: FleetPlan
  /// The home of whoever measures: keys, known_hosts, inventory.
  let home: String
  private let folder: URL
  private let daemon: Child

  private static let keygen = "/usr/bin/ssh-keygen"
  private static let programs = ["/usr/sbin/sshd", keygen, "/usr/bin/unshare", "/usr/bin/setpriv", "/usr/bin/nsenter"]

  /// Starts the hosts and waits until they answer.
  init(_ plan: FleetPlan) throws {
    guard geteuid() == 0 else { throw BenchError("only root can make a network of its own: run it as root") }
    if let missing = Self.programs.first(where: { !FileManager.default.isExecutableFile(atPath: $0) }) {
      throw BenchError("\(missing) is missing: install the packages of the README")
    }
    self.plan = plan
    folder = FileManager.default.temporaryDirectory.appending(component: "culvert-bench-\(UUID().uuidString)")
    home = folder.path + "/home"
    try Self.populate(folder, plan)
    daemon = try Child(
      [
        "/usr/bin/setpriv", "--pdeathsig", "KILL", "/usr/bin/unshare", "--net", "--mount", "/bin/sh",
        "\(folder.path)/start", folder.path,
      ],
      environment: ["PATH": "/usr/sbin:/usr/bin:/sbin:/bin"], output: "\(folder.path)/start.log")
    do { try awaitListening() } catch {
      tearDown()
      throw error
    }
  }

  /// Ends the hosts and removes their files.
  func tearDown() {
    daemon.kill()
    try? FileManager.default.removeItem(at: folder)
  }

  /// A command that runs where the hosts can be reached, in a process namespace that nothing of it outlives.
  func command(_ words: [String]) -> [String] {
    ["/usr/bin/nsenter", "-t", String(daemon.pid), "-n", "-m", "/usr/bin/unshare", "--pid", "--fork", "--kill-child"]
      + ["/usr/bin/env", "-C", home] + words
  }

  // MARK: - What is seen of it

  /// What sshd has spent and counted since the start of the fleet.
  struct Ledger {
    /// Of sshd and all that it has started, seconds.
    var processorTime = 0.0
    var connections = 0
    var sessions = 0

    static func - (left: Ledger, right: Ledger) -> Ledger {
      Ledger(
        processorTime: left.processorTime - right.processorTime, connections: left.connections - right.connections,
        sessions: left.sessions - right.sessions)
    }
  }

  /// Waits until no connection is open, and reads what has been spent.
  func settledLedger() throws -> Ledger {
    let end = ContinuousClock.now + .seconds(10)
    let children = "/proc/\(daemon.pid)/task/\(daemon.pid)/children"
    while try !String(contentsOfFile: children, encoding: .utf8).isEmpty {
      guard .now < end else { throw BenchError("sshd still has connections 10 s after the last one should have ended") }
      usleep(2000)
    }
    let log = try String(contentsOfFile: folder.path + "/log", encoding: .utf8)
    return Ledger(
      processorTime: try processorTime(), connections: log.count(of: "Connection from "),
      sessions: log.count(of: "Starting session: "))
  }

  /// utime, stime, cutime and cstime of proc(5), in ticks.
  private func processorTime() throws -> Double {
    let stat = try String(contentsOfFile: "/proc/\(daemon.pid)/stat", encoding: .utf8)
    let fields = stat[(stat.lastIndex(of: ")") ?? stat.startIndex)...].split(separator: " ")
    guard fields.count > 15 else { throw BenchError("cannot read /proc/\(daemon.pid)/stat") }
    return fields[12...15].compactMap { Double($0) }.reduce(0, +) / Double(sysconf(Int32(_SC_CLK_TCK)))
  }

  private func awaitListening() throws {
    let end = ContinuousClock.now + .seconds(10)
    while true {
      let log = (try? String(contentsOfFile: folder.path + "/log", encoding: .utf8)) ?? ""
      if log.contains("Server listening on") { return }
      guard .now < end, daemon.isRunning else {
        let said = (try? String(contentsOfFile: folder.path + "/start.log", encoding: .utf8)) ?? ""
        throw BenchError("the fleet's sshd does not start: \(said)\(log)")
      }
      usleep(10_000)
    }
  }
}

extension String {
  fileprivate func count(of text: String) -> Int { ranges(of: text).count }
}

// MARK: - Its files

extension FleetServer {
  private static func populate(_ folder: URL, _ plan: FleetPlan) throws {
    for name in ["hosts", "home/.ssh"] {
      try FileManager.default.createDirectory(at: folder.appending(path: name), withIntermediateDirectories: true)
    }
    func write(_ text: String, _ name: String) throws { try Data(text.utf8).write(to: folder.appending(path: name)) }
    try makeKey(folder.path + "/host_key")
    try makeKey(folder.path + "/home/.ssh/id_ed25519")
    let hostKey = try String(contentsOfFile: folder.path + "/host_key.pub", encoding: .utf8)
    try write(
      plan.cluster.hosts.map { "\($0.address.text) \(hostKey)" }.joined(), "home/.ssh/known_hosts")
    try write(plan.inventory, "home/culvert.yml")
    try write(plan.cluster.hosts.map { $0.address.text + "\n" }.joined(), "home/hosts")
    try write("fleet = \(plan.cluster.hosts.map(\.address.text))\n", "home/hosts.py")
    try write("root:x:0:0:root:\(folder.path)/home:/bin/sh\nsshd:x:100:65534::/run/sshd:/usr/sbin/nologin\n", "passwd")
    try write(configuration(folder.path), "sshd_config")
    for (name, bytes) in [("start", PackageResources.start_sh), ("respond", PackageResources.respond_sh)] {
      try write(String(decoding: bytes, as: UTF8.self), name)
    }
    let answers = try FleetAnswers(.up)
    for host in plan.cluster.hosts {
      try write(try answers.answer(of: host, in: plan.cluster).shellText, "hosts/\(host.address.text)")
    }
  }

  private static func makeKey(_ path: String) throws {
    let ran = try Child([keygen, "-q", "-t", "ed25519", "-N", "", "-f", path], environment: [:], output: "/dev/null")
      .wait()
    guard ran.status == 0 else { throw BenchError("ssh-keygen ended with \(ran.status)") }
  }

  private static func configuration(_ folder: String) -> String {
    """
    ListenAddress 0.0.0.0
    LogLevel VERBOSE
    HostKey \(folder)/host_key
    AuthorizedKeysFile \(folder)/home/.ssh/id_ed25519.pub
    StrictModes no
    UsePAM no
    UseDNS no
    PidFile none
    PermitRootLogin yes
    PrintMotd no
    PrintLastLog no
    MaxStartups 2000
    ForceCommand set -- \(shellWord(folder)); . \(shellWord(folder + "/respond"))

    """
  }
}
