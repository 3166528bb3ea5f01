import Foundation

/// PID 1 of a lab: how it is started and found.
enum Supervisor {
  /// Its name in the process table; the arguments after it are the script, the lab's name and the time to live.
  static let name = "culvert-lab-supervisor"

  /// A lab that runs.
  struct Found: Sendable {
    let lab: String
    let pid: pid_t
  }

  /// All labs of this machine, by name.
  ///
  /// Every subshell of the supervisor has its command line; the one that is PID 1 of its own namespace counts.
  static func all() -> [Found] {
    let found = ProcessTable.all.compactMap { pid -> Found? in
      let arguments = ProcessTable.arguments(of: pid)
      guard arguments.count > 2, arguments[0] == name, ProcessTable.isInit(pid) else { return nil }
      return Found(lab: arguments[2], pid: pid)
    }
    return found.sorted { $0.lab < $1.lab }
  }

  /// Starts one in namespaces of its own and gives it its files; returns when network and disks are made.
  ///
  /// It ends when `holder` does, or this process.
  static func start(_ spec: LabSpec) async throws -> (holder: RunningProcess, pid: pid_t) {
    let holder = try RunningProcess(command(spec), environment: environment, holdInput: true, newSession: true)
    do {
      try await expect("mounted", from: holder, spec)
      guard let pid = ProcessTable.children(of: holder.pid).first else { throw ended(holder, spec) }
      try LabFiles(supervisor: pid).populate(spec)
      try order("go", pid)
      try await expect("ready", from: holder, spec)
      return (holder, pid)
    } catch {
      await end(holder)
      throw error
    }
  }

  /// Ends a lab that did not come up.
  ///
  /// Its child is PID 1; unshare ends when that is gone, and everything with it.
  private static func end(_ holder: RunningProcess) async {
    ProcessTable.children(of: holder.pid).forEach { kill($0, SIGKILL) }
    holder.closeInput()
    _ = await holder.wait()
  }

  /// Tells it something; see supervisor.sh.
  ///
  /// Its standard input is a pipe that /proc opens for anybody who is root.
  static func order(_ line: String, _ pid: pid_t) throws {
    let path = "/proc/\(pid)/fd/0"
    let descriptor = open(path, O_WRONLY | O_CLOEXEC)
    guard descriptor >= 0 else { throw LabError.system(what: "open \(path)", errno: errno) }
    defer { close(descriptor) }
    let bytes = Array("\(line)\n".utf8)
    guard write(descriptor, bytes, bytes.count) == bytes.count else {
      throw LabError.system(what: "write to \(path)", errno: errno)
    }
  }

  private static let environment = ["PATH": "/usr/sbin:/usr/bin:/sbin:/bin", "LC_ALL": "C"]

  /// The first thing in the namespaces: a tmpfs over /run; when that has the files, the supervisor proper.
  private static func command(_ spec: LabSpec) -> [String] {
    let script = """
      mount -t tmpfs -o mode=755 culvert-lab /run && mkdir -m 700 \(LabFiles.root) && mkdir -p -m 700 \(LabFiles.home)/.ssh \
      && echo mounted && read -r _ && cd \(LabFiles.root) && exec -a \(name) bash bin/supervisor.sh "$@"
      """
    return [
      "/usr/bin/unshare", "--net", "--mount", "--propagation", "private", "--pid", "--fork", "--kill-child=KILL",
      "--mount-proc", "/bin/bash", "-c", script, name, spec.name, String(spec.ttl),
    ]
  }

  private static func expect(_ word: String, from holder: RunningProcess, _ spec: LabSpec) async throws {
    guard await holder.wait(forOutput: "\(word)\n", timeout: .seconds(60)) else { throw ended(holder, spec) }
  }

  private static func ended(_ holder: RunningProcess, _ spec: LabSpec) -> LabError {
    .supervisorEnded(lab: spec.name, log: holder.output.stdout + holder.output.stderr)
  }
}
