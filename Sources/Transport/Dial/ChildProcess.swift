import Glibc

/// A program that was started beside us.
///
/// It belongs to one thread at a time, and must be waited for.
struct ChildProcess {
  let id: pid_t

  /// Starts a program in a process group of its own, whose number is its process id.
  ///
  /// It starts with no signal blocked and SIGPIPE at its default. Both are handed down otherwise (execve(2)), and the
  /// threads of Swift's pool block nearly all signals, as do the threads that are started from them: the program would
  /// not even hear a SIGTERM.
  init(_ path: String, _ arguments: [String], input: Int32, output: Int32, errors: Int32) throws(SystemError) {
    var actions = posix_spawn_file_actions_t()
    posix_spawn_file_actions_init(&actions)
    defer { posix_spawn_file_actions_destroy(&actions) }
    for (descriptor, number) in [(input, 0), (output, 1), (errors, 2)] as [(Int32, Int32)] {
      posix_spawn_file_actions_adddup2(&actions, descriptor, number)
    }
    var attributes = Self.attributes()
    defer { posix_spawnattr_destroy(&attributes) }
    let words = ([path] + arguments).map { strdup($0) } + [nil]
    defer { words.forEach { free($0) } }
    var id = pid_t()
    let code = posix_spawn(&id, path, &actions, &attributes, words, environ)
    guard code == 0 else { throw SystemError(code) }
    self.id = id
  }

  /// Sends a signal to all of the program's process group.
  func signal(_ number: Int32) { kill(-id, number) }

  /// Waits until the program has ended, and gives its status as wait(2) has it.
  @discardableResult
  func wait() -> Int32 {
    var status: Int32 = 0
    while waitpid(id, &status, 0) < 0, errno == EINTR {}
    return status
  }

  /// The status if the program has ended; then it must not be waited for any more.
  func statusIfEnded() -> Int32? {
    var status: Int32 = 0
    return waitpid(id, &status, WNOHANG) == id ? status : nil
  }

  private static func attributes() -> posix_spawnattr_t {
    var attributes = posix_spawnattr_t()
    posix_spawnattr_init(&attributes)
    let flags = POSIX_SPAWN_SETPGROUP | POSIX_SPAWN_SETSIGDEF | POSIX_SPAWN_SETSIGMASK
    posix_spawnattr_setflags(&attributes, Int16(flags))
    posix_spawnattr_setpgroup(&attributes, 0)
    var signals = sigset_t()
    sigemptyset(&signals)
    posix_spawnattr_setsigmask(&attributes, &signals)
    sigaddset(&signals, SIGPIPE)
    posix_spawnattr_setsigdefault(&attributes, &signals)
    return attributes
  }
}
