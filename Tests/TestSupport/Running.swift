import Foundation

/// What a process printed, and its status as waitpid(2) gives it.
package struct Ran: Sendable {
  package var status: Int32
  package var bytes: [UInt8]
  package var errors: String

  package var output: String { String(decoding: bytes, as: UTF8.self) }
}

/// Runs a program with this input and waits for its end.
///
/// What it is given to run is always read by a shell and never executed itself: another test's child may still hold a
/// freshly written file open (ETXTBSY).
package func run(
  _ words: [String], input: [UInt8] = [], environment: [String: String] = [:]
) throws -> Ran {
  try Running(words, input: input, environment: environment).finish()
}

/// A program that runs, its output going to files so that neither side ever waits for the other.
///
/// Not Foundation's Process: that takes a program for running as long as any child of it lives, and a watchdog does.
package final class Running {
  package let pid: pid_t
  private let folder: URL

  package init(_ words: [String], input: [UInt8] = [], environment: [String: String] = [:]) throws {
    folder = FileManager.default.temporaryDirectory.appending(path: "culvert-run-\(UUID().uuidString)")
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    try Data(input).write(to: folder.appending(path: "input"))
    var actions = posix_spawn_file_actions_t()
    posix_spawn_file_actions_init(&actions)
    defer { posix_spawn_file_actions_destroy(&actions) }
    let write = O_WRONLY | O_CREAT
    posix_spawn_file_actions_addopen(&actions, 0, folder.appending(path: "input").path, O_RDONLY, 0)
    posix_spawn_file_actions_addopen(&actions, 1, folder.appending(path: "output").path, write, 0o600)
    posix_spawn_file_actions_addopen(&actions, 2, folder.appending(path: "errors").path, write, 0o600)
    pid = try Self.spawn(words, environment.map { "\($0.key)=\($0.value)" }, &actions)
  }

  private static func spawn(
    _ words: [String], _ environment: [String], _ actions: inout posix_spawn_file_actions_t
  ) throws -> pid_t {
    var arguments = words.map { strdup($0) } + [nil]
    var variables = environment.map { strdup($0) } + [nil]
    defer { (arguments + variables).forEach { free($0) } }
    var pid = pid_t()
    let status = posix_spawn(&pid, words[0], &actions, nil, &arguments, &variables)
    guard status == 0 else { throw POSIXError(POSIXErrorCode(rawValue: status) ?? .EINVAL) }
    return pid
  }

  package func finish() -> Ran {
    var status: Int32 = 0
    while waitpid(pid, &status, 0) == -1 && errno == EINTR {}
    defer { try? FileManager.default.removeItem(at: folder) }
    let output = (try? Data(contentsOf: folder.appending(path: "output"))) ?? Data()
    let errors = (try? Data(contentsOf: folder.appending(path: "errors"))) ?? Data()
    return Ran(status: status, bytes: Array(output), errors: String(decoding: errors, as: UTF8.self))
  }
}
