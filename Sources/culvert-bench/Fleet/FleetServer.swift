import Foundation
import Model

/// The hosts of a fleet, as one sshd in namespaces of its own.
///
/// It ends with this process, whatever that dies of; its files are in a folder of their own, which `tearDown` removes.
final class FleetServer {
  let plan: FleetPlan
  let folder: FleetFolder
  private let daemon: Child
  /// sshd, as it is seen from here.
  private let sshd: pid_t

  private static let programs = [
    "/usr/sbin/sshd", "/usr/bin/ssh-keygen", "/usr/bin/unshare", "/usr/bin/setpriv", "/usr/bin/nsenter", "/usr/sbin/ip",
  ]

  /// Starts the hosts and waits until they answer.
  init(_ plan: FleetPlan) throws {
    guard geteuid() == 0 else { throw BenchError("only root can make a network of its own: run it as root") }
    if let missing = Self.programs.first(where: { !FileManager.default.isExecutableFile(atPath: $0) }) {
      throw BenchError("\(missing) is missing: install the packages of the README")
    }
    self.plan = plan
    folder = try FleetFolder(plan)
    daemon = try Child(
      ["/usr/bin/setpriv", "--pdeathsig", "KILL", "/usr/bin/unshare", "--net", "--mount", "--pid", "--fork"]
        + ["--kill-child", "--mount-proc", "/bin/sh", "\(folder.path)/start", folder.path],
      environment: ["PATH": "/usr/sbin:/usr/bin:/sbin:/bin"], output: "\(folder.path)/start.log")
    do { sshd = try Self.awaitListening(daemon, folder) } catch {
      daemon.kill()
      folder.remove()
      throw error
    }
  }

  /// Ends the hosts and removes their files.
  func tearDown() {
    daemon.kill()
    folder.remove()
  }

  /// A command that runs where the hosts can be reached, in a process namespace that nothing of it outlives.
  func command(_ words: [String]) -> [String] {
    ["/usr/bin/nsenter", "-t", String(sshd), "-n", "/usr/bin/unshare", "--pid", "--fork", "--kill-child"]
      + ["--mount-proc", "/usr/bin/env", "-C", folder.home] + words
  }

  /// The addresses of the working hosts on which their errands are not done.
  func unfinished() throws -> Set<String> {
    let output = folder.path + "/check.log"
    let inside = ["/usr/bin/nsenter", "-t", String(sshd), "-n", "-m", "-p", "/bin/sh"]
    let ran = try Child(
      inside + ["\(folder.path)/check", folder.path], environment: ["PATH": "/usr/sbin:/usr/bin:/sbin:/bin"],
      output: output
    ).wait()
    let said = try String(contentsOfFile: output, encoding: .utf8)
    guard ran.status == 0 else { throw BenchError("the hosts could not be looked at: \(said)") }
    return Set(said.split(separator: "\n").map(String.init))
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

  /// Waits until nothing that was asked of a host goes on, and reads what has been spent.
  func settledLedger() throws -> Ledger {
    let end = ContinuousClock.now + .seconds(30)
    while try !Self.children(of: sshd).isEmpty {
      guard .now < end else { throw BenchError("something still runs on the hosts 30 s after the last answer") }
      usleep(2000)
    }
    let log = try String(contentsOfFile: folder.path + "/log", encoding: .utf8)
    return Ledger(
      processorTime: try processorTime(), connections: log.ranges(of: "Connection from ").count,
      sessions: log.ranges(of: "Starting session: ").count)
  }

  /// utime, stime, cutime and cstime of proc(5), in ticks.
  private func processorTime() throws -> Double {
    let stat = try String(contentsOfFile: "/proc/\(sshd)/stat", encoding: .utf8)
    let fields = stat[(stat.lastIndex(of: ")") ?? stat.startIndex)...].split(separator: " ")
    guard fields.count > 15 else { throw BenchError("cannot read /proc/\(sshd)/stat") }
    return fields[12...15].compactMap { Double($0) }.reduce(0, +) / Double(sysconf(Int32(_SC_CLK_TCK)))
  }

  private static func children(of pid: pid_t) throws -> [pid_t] {
    try String(contentsOfFile: "/proc/\(pid)/task/\(pid)/children", encoding: .utf8).split(separator: " ")
      .compactMap { pid_t($0) }
  }

  /// sshd's process id.
  private static func awaitListening(_ daemon: Child, _ folder: FleetFolder) throws -> pid_t {
    let end = ContinuousClock.now + .seconds(120)
    while true {
      let log = (try? String(contentsOfFile: folder.path + "/log", encoding: .utf8)) ?? ""
      if log.contains("Server listening on"), let sshd = try children(of: daemon.pid).first { return sshd }
      guard .now < end, daemon.isRunning else {
        let said = (try? String(contentsOfFile: folder.path + "/start.log", encoding: .utf8)) ?? ""
        throw BenchError("the fleet's sshd does not start: \(said)\(log)")
      }
      usleep(10_000)
    }
  }
}
