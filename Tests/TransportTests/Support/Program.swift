import Glibc

@testable import Transport

/// A program of this machine that a test runs to its end.
///
/// Not Foundation's `Process`: what that starts hears no SIGTERM (see `ChildProcess`), and it waits for all that the
/// program has put into the background.
struct Program {
  let path: String

  init(_ path: String) { self.path = path }

  static let sshKeygen = Program("/usr/bin/ssh-keygen")
  static let ssh = Program("/usr/bin/ssh")
  static let sshAdd = Program("/usr/bin/ssh-add")
  static let sshAgent = Program("/usr/bin/ssh-agent")
  static let sshd = Program("/usr/sbin/sshd")

  var isInstalled: Bool { access(path, X_OK) == 0 }

  struct Failed: Error {
    let program: String
    let arguments: [String]
    let output: String
  }

  /// What the program printed; it must end with status 0.
  @discardableResult
  func run(_ arguments: [String], environment: [String: String] = [:]) throws -> String {
    let variables = environment.map { "\($0)=\($1)" }
    let child = try PrintingChild("/usr/bin/env", variables + [path] + arguments)
    var output = ""
    while let more = child.read() { output += more }
    guard child.process.wait() == 0 else { throw Failed(program: path, arguments: arguments, output: output) }
    return output
  }

  @discardableResult
  func run(_ arguments: String...) throws -> String { try run(arguments) }
}

/// A program whose output is read by a test.
struct PrintingChild {
  let process: ChildProcess
  /// A pipe with standard output and standard error.
  let output: Int32

  init(_ path: String, _ arguments: [String]) throws {
    var ends: [Int32] = [-1, -1]
    guard pipe(&ends) == 0 else { throw SystemError() }
    // What other tests start is not to hold them.
    for end in ends { _ = fcntl(end, F_SETFD, FD_CLOEXEC) }
    let null = open("/dev/null", O_RDONLY | O_CLOEXEC)
    defer { [null, ends[1]].forEach { _ = close($0) } }
    output = ends[0]
    do throws(SystemError) {
      process = try ChildProcess(path, arguments, input: null, output: ends[1], errors: ends[1])
    } catch {
      close(ends[0])
      throw error
    }
  }

  /// What was printed, or nil at the end.
  func read() -> String? {
    var bytes = [UInt8](repeating: 0, count: 4096)
    let count = Glibc.read(output, &bytes, bytes.count)
    if count <= 0 { close(output) }
    return count > 0 ? String(decoding: bytes[..<count], as: UTF8.self) : nil
  }
}
