import Foundation

/// glibc has pipe2, closefrom and POSIX_SPAWN_SETSID only for _GNU_SOURCE, which Swift does not set; so pipes are marked
/// close-on-exec in a second step, and nobody else starts a child between the two.
private let oneAtATime = Locked(())
private let spawnInNewSession: Int32 = 0x80

/// A child just started, and our ends of its standard streams.
struct SpawnedChild {
  let pid: pid_t
  /// -1 when the child reads nothing.
  let stdin: Int32
  let stdout: Int32
  let stderr: Int32
}

/// Starts a program, with pipes for its output.
///
/// It gets a process group of its own, an empty signal mask and default signals (threads of Dispatch block signals, and
/// children inherit that), and no other open file of this process: a pipe's end that leaked into another child would keep
/// a lab up after its holder. Foundation's Process promises none of the three.
///
/// The first of the arguments is the program's path. Without `withInput` it reads `/dev/null`; with `newSession` no
/// terminal's ctrl-C reaches it.
func spawn(
  _ arguments: [String], environment: [String: String], withInput: Bool, newSession: Bool = false
) throws -> SpawnedChild {
  try oneAtATime.withLock { _ in
    try spawnAlone(arguments, environment: environment, withInput: withInput, newSession: newSession)
  }
}

private func spawnAlone(
  _ arguments: [String], environment: [String: String], withInput: Bool, newSession: Bool
) throws -> SpawnedChild {
  let input = withInput ? try Pipe() : nil
  let output = try Pipe()
  let errors = try Pipe()
  defer { [input?.readEnd, output.writeEnd, errors.writeEnd].forEach { if let end = $0 { close(end) } } }
  var pid: pid_t = 0
  let result = withActions(stdin: input?.readEnd, stdout: output.writeEnd, stderr: errors.writeEnd) { actions in
    // A session's first process leads a process group already.
    withPlainSignals(newSession ? spawnInNewSession : POSIX_SPAWN_SETPGROUP) { attributes in
      withStrings(arguments) { argv in
        withStrings(environment.map { "\($0)=\($1)" }) { envp in
          posix_spawn(&pid, arguments[0], &actions, &attributes, argv, envp)
        }
      }
    }
  }
  guard result == 0 else {
    [input?.writeEnd, output.readEnd, errors.readEnd].forEach { if let end = $0 { close(end) } }
    throw LabError.system(what: "start \(arguments[0])", errno: result)
  }
  return SpawnedChild(pid: pid, stdin: input?.writeEnd ?? -1, stdout: output.readEnd, stderr: errors.readEnd)
}

private struct Pipe {
  let readEnd: Int32
  let writeEnd: Int32

  init() throws {
    var ends: [Int32] = [-1, -1]
    guard pipe(&ends) == 0 else { throw LabError.system(what: "make a pipe", errno: errno) }
    ends.forEach { _ = fcntl($0, F_SETFD, FD_CLOEXEC) }
    (readEnd, writeEnd) = (ends[0], ends[1])
  }
}

private func withActions<R>(
  stdin: Int32?, stdout: Int32, stderr: Int32, _ body: (inout posix_spawn_file_actions_t) -> R
) -> R {
  var actions = posix_spawn_file_actions_t()
  posix_spawn_file_actions_init(&actions)
  defer { posix_spawn_file_actions_destroy(&actions) }
  if let stdin {
    posix_spawn_file_actions_adddup2(&actions, stdin, 0)
  } else {
    posix_spawn_file_actions_addopen(&actions, 0, "/dev/null", O_RDONLY, 0)
  }
  posix_spawn_file_actions_adddup2(&actions, stdout, 1)
  posix_spawn_file_actions_adddup2(&actions, stderr, 2)
  for descriptor in openDescriptors where descriptor > 2 { posix_spawn_file_actions_addclose(&actions, descriptor) }
  return body(&actions)
}

private var openDescriptors: [Int32] {
  (try? FileManager.default.contentsOfDirectory(atPath: "/proc/self/fd"))?.compactMap { Int32($0) } ?? []
}

/// Attributes for posix_spawn(3) by which a child ignores and blocks no signal, whatever this process does; with these flags
/// besides.
package func withPlainSignals<R>(_ flags: Int32 = 0, _ body: (inout posix_spawnattr_t) -> R) -> R {
  var attributes = posix_spawnattr_t()
  posix_spawnattr_init(&attributes)
  defer { posix_spawnattr_destroy(&attributes) }
  var none = sigset_t()
  var all = sigset_t()
  sigemptyset(&none)
  sigfillset(&all)
  posix_spawnattr_setsigmask(&attributes, &none)
  posix_spawnattr_setsigdefault(&attributes, &all)
  posix_spawnattr_setflags(&attributes, Int16(flags | POSIX_SPAWN_SETSIGMASK | POSIX_SPAWN_SETSIGDEF))
  return body(&attributes)
}

/// Strings as C has them, with a null pointer at the end.
package func withStrings<R>(_ strings: [String], _ body: ([UnsafeMutablePointer<CChar>?]) -> R) -> R {
  let pointers = strings.map { strdup($0) }
  defer { pointers.forEach { free($0) } }
  return body(pointers + [nil])
}
