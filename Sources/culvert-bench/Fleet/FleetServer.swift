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
  /// What keeps the namespaces of working hosts, and was there before anything was asked.
  private let keepers: Set<pid_t>
  private let interruption: Interruption
  /// culvert-bench, which measures inside.
  private let bench: String

  private static let programs = [
    "/usr/sbin/sshd", "/usr/bin/ssh-keygen", "/usr/bin/unshare", "/usr/bin/setpriv", "/usr/bin/nsenter", "/usr/sbin/ip",
  ]

  /// Why this machine can have no fleet; nil if it can.
  static var obstacle: String? {
    if geteuid() != 0 { return "only root can make a network of its own: run it as root" }
    return programs.first { !FileManager.default.isExecutableFile(atPath: $0) }.map {
      "\($0) is missing: install the packages of the README"
    }
  }

  /// Starts the hosts and waits until they answer; `bench` is this program, unless a test says otherwise.
  init(_ plan: FleetPlan, bench: String? = nil) throws {
    if let obstacle = Self.obstacle { throw BenchError(obstacle) }
    self.plan = plan
    self.bench = try bench ?? Programs.own.path
    let folder = try FleetFolder(plan)
    self.folder = folder
    do {
      let daemon = try Child(
        Self.boundToThisProcess(["/usr/bin/unshare", "--net", "--mount", "--pid", "--fork", "--kill-child"])
          + ["--mount-proc", "/bin/sh", "\(folder.path)/start", folder.path],
        environment: ["PATH": "/usr/sbin:/usr/bin:/sbin:/bin"], output: "\(folder.path)/start.log")
      self.daemon = daemon
      interruption = Interruption { [pid = daemon.pid] in
        kill(pid, SIGKILL)
        folder.remove()
      }
      do {
        sshd = try Self.awaitListening(daemon, folder)
        keepers = Set(try Self.children(of: sshd))
      } catch {
        daemon.kill()
        interruption.end()
        throw error
      }
    } catch {
      folder.remove()
      throw error
    }
  }

  /// Ends the hosts and removes their files.
  func tearDown() {
    daemon.kill()
    // The kernel ends what is in the namespace after that.
    while kill(sshd, 0) == 0 { usleep(2000) }
    folder.remove()
    interruption.end()
  }

  /// Words for a command that ends with this process, whatever that dies of.
  private static func boundToThisProcess(_ words: [String]) -> [String] {
    ["/usr/bin/setpriv", "--pdeathsig", "KILL"] + words
  }

  /// Runs a command where the hosts can be reached, in a process namespace that nothing of it outlives.
  func measure(_ words: [String], environment: [String: String], output: String) throws -> Cost {
    let file = folder.path + "/cost"
    let inside = ["/usr/bin/nsenter", "-t", String(sshd), "-n", "/usr/bin/unshare", "--pid", "--fork", "--kill-child"]
    let measured = ["/usr/bin/env", "-C", folder.home, bench, "measured", file, "--"]
    let ran = try Child(
      Self.boundToThisProcess(inside) + ["--mount-proc"] + measured + words, environment: environment, output: output
    ).wait()
    guard ran.status == 0 else {
      throw BenchError("\(words[0]) could not be measured: \(try String(contentsOfFile: output, encoding: .utf8))")
    }
    return try JSONDecoder().decode(Cost.self, from: Data(contentsOf: URL(filePath: file)))
  }

  /// The addresses of the working hosts on which their errands are not done.
  func unfinished() throws -> Set<String> {
    let said = try Programs.output(of: inside + ["/bin/sh", "\(folder.path)/check", folder.path])
    return Set(said.split(separator: "\n").map(String.init))
  }

  /// Runs a line of shell on a working host.
  func run(_ line: String, on address: String) throws {
    let keeper = try String(contentsOfFile: "\(folder.path)/spaces/\(address)", encoding: .utf8)
    let words = ["/usr/bin/nsenter", "-t", keeper.trimmingCharacters(in: .whitespacesAndNewlines), "-n", "-m"]
    _ = try Programs.output(of: inside + words + ["/bin/sh", "-ec", line])
  }

  /// Words for a command where sshd is.
  private var inside: [String] { ["/usr/bin/nsenter", "-t", String(sshd), "-n", "-m", "-p"] }

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
    while try !keepers.isSuperset(of: Self.children(of: sshd)) {
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
      guard .now < end, try daemon.isRunning else {
        let said = (try? String(contentsOfFile: folder.path + "/start.log", encoding: .utf8)) ?? ""
        throw BenchError("the fleet's sshd does not start: \(said)\(log)")
      }
      usleep(10_000)
    }
  }
}
