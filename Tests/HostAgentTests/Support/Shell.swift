import Foundation
import Testing

/// A shell that the agent has to run under.
struct Shell: Sendable, CustomTestStringConvertible {
  let name: String
  let words: [String]

  var testDescription: String { name }
  var isInstalled: Bool { FileManager.default.isExecutableFile(atPath: words[0]) }

  static let all = [
    Shell(name: "dash", words: ["/bin/dash"]),
    Shell(name: "busybox sh", words: ["/bin/busybox", "sh"]),
    Shell(name: "bash --posix", words: ["/bin/bash", "--posix"]),
    Shell(name: "ksh93", words: ["/bin/ksh93"]),
    Shell(name: "mksh", words: ["/bin/mksh"]),
  ]
}

/// What a process printed, and its status as waitpid(2) gives it.
struct Ran: Sendable {
  var status: Int32
  var output: [UInt8]
  var errors: String

  var text: String { String(decoding: output, as: UTF8.self) }
}

/// Runs a program with this input and waits for its end.
func run(_ words: [String], input: [UInt8], environment: [String: String]) throws -> Ran {
  let process = try start(words, input: input, environment: environment)
  return process.finish()
}

/// A program that runs, its output going to files so that neither side ever waits for the other.
///
/// Not Foundation's Process: that takes a program for running as long as any child of it lives, and a watchdog does.
final class Running {
  let pid: pid_t
  private let folder: URL

  init(_ words: [String], input: [UInt8], environment: [String: String]) throws {
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

  func finish() -> Ran {
    var status: Int32 = 0
    while waitpid(pid, &status, 0) == -1 && errno == EINTR {}
    defer { try? FileManager.default.removeItem(at: folder) }
    let output = (try? Data(contentsOf: folder.appending(path: "output"))) ?? Data()
    let errors = (try? Data(contentsOf: folder.appending(path: "errors"))) ?? Data()
    return Ran(status: status, output: Array(output), errors: String(decoding: errors, as: UTF8.self))
  }
}

func start(_ words: [String], input: [UInt8], environment: [String: String]) throws -> Running {
  try Running(words, input: input, environment: environment)
}
