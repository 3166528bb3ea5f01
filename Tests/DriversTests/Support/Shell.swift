import Foundation
import Testing

/// A shell that a boot script has to run under.
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

/// What a program printed, and its status as waitpid(2) gives it.
struct Ran: Sendable {
  var status: Int32
  var output: String
  var errors: String
}

/// Runs a program to its end, its output going to files.
///
/// What it is given to run is always read by a shell and never executed itself: another test's child may still hold a
/// freshly written file open (ETXTBSY).
func run(_ words: [String], environment: [String: String] = [:]) throws -> Ran {
  let folder = FileManager.default.temporaryDirectory.appending(path: "culvert-run-\(UUID().uuidString)")
  try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
  defer { try? FileManager.default.removeItem(at: folder) }
  var actions = posix_spawn_file_actions_t()
  posix_spawn_file_actions_init(&actions)
  defer { posix_spawn_file_actions_destroy(&actions) }
  posix_spawn_file_actions_addopen(&actions, 0, "/dev/null", O_RDONLY, 0)
  for (descriptor, name) in [(Int32(1), "output"), (2, "errors")] {
    posix_spawn_file_actions_addopen(
      &actions, descriptor, folder.appending(path: name).path, O_WRONLY | O_CREAT, 0o600)
  }
  let status = try wait(for: spawn(words, environment.map { "\($0.key)=\($0.value)" }, &actions))
  return Ran(
    status: status, output: try String(contentsOf: folder.appending(path: "output"), encoding: .utf8),
    errors: try String(contentsOf: folder.appending(path: "errors"), encoding: .utf8))
}

private func spawn(
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

private func wait(for pid: pid_t) -> Int32 {
  var status: Int32 = 0
  while waitpid(pid, &status, 0) == -1 && errno == EINTR {}
  return status
}
