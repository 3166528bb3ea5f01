import Foundation
import Lab

/// Commands with what they say, as a file under Fixtures/SYSTEM.
///
/// `$ COMMAND`, then its standard output (each line after `| `), its standard error (after `! `) and its status if that is
/// not 0 (after `= `); lines that begin with `#` are remarks. A `␠` is a space that nobody sees, `⇥` a tab; `{RIP}` and the
/// like are put in.
struct Transcript {
  struct Entry: Equatable, CustomStringConvertible {
    var command: String
    var output = ""
    var error = ""
    var status = "0"

    var description: String {
      let out = output.split(separator: "\n", omittingEmptySubsequences: false).dropLast(output.isEmpty ? 1 : 0)
      let err = error.split(separator: "\n", omittingEmptySubsequences: false).dropLast(error.isEmpty ? 1 : 0)
      return (["$ " + command] + out.map { "| " + $0 } + err.map { "! " + $0 } + (status == "0" ? [] : ["= " + status]))
        .joined(separator: "\n")
    }
  }

  let entries: [Entry]

  /// All files of a system, in the order of their names.
  init(_ system: String, _ values: [String: String]) throws {
    let names = try FileManager.default.contentsOfDirectory(atPath: Self.folder(system).path).sorted()
    entries = try names.filter { $0.hasSuffix(".txt") }.flatMap { name in
      try Self.entries(of: String(contentsOf: Self.folder(system).appending(path: name), encoding: .utf8), values)
    }
  }

  private static func entries(of text: String, _ values: [String: String]) throws -> [Entry] {
    var text = text.replacing("␠", with: " ").replacing("⇥", with: "\t")
    for (key, value) in values { text = text.replacing("{\(key)}", with: value) }
    return try text.split(separator: "\n").reduce(into: []) { try read(String($1), &$0) }
  }

  private static func read(_ line: String, _ entries: inout [Entry]) throws {
    let rest = String(line.dropFirst(2))
    switch line.prefix(1) {
    case "#": break
    case "$": entries.append(Entry(command: rest))
    case "|" where !entries.isEmpty: entries[entries.count - 1].output.append(separated: rest)
    case "!" where !entries.isEmpty: entries[entries.count - 1].error.append(separated: rest)
    case "=" where !entries.isEmpty: entries[entries.count - 1].status = rest
    default: throw CocoaError(.fileReadCorruptFile, userInfo: ["line": line])
    }
  }

  private static func folder(_ system: String) -> URL {
    URL(filePath: #filePath).deletingLastPathComponent().appending(path: "../Fixtures/\(system)")
  }
}

extension Transcript {
  /// What the guest says to the same commands, run one after the other by one login.
  func replayed(on host: String, of lab: Lab) async throws -> [Entry] {
    let commands = entries.map { "run '\($0.command.replacing("'", with: #"'\''"#))'\n" }.joined()
    let output = try await lab.exec(
      host, "/boot/culvert-lab/linux/bin/bash -s", input: Self.runner + commands, timeout: .seconds(120))
    let answers = output.stdout.split(separator: "\u{1}").map {
      $0.split(separator: "\u{2}", omittingEmptySubsequences: false)
    }
    return zip(entries, answers).map { entry, answer in
      Entry(command: entry.command, output: String(answer[1]), error: String(answer[2]), status: String(answer[0]))
    }
  }

  /// The commands are found where a login finds them.
  private static let runner = #"""
    export PATH=/usr/sbin:/usr/bin
    as_admin() { /boot/culvert-lab/linux/bin/setpriv --reuid=100 --regid=10 --clear-groups "$@"; }
    run() {
      output=$(eval "$1" 2>/tmp/said </dev/null)
      printf '\1%s\2%s\2%s' "$?" "$output" "$(</tmp/said)"
    }

    """#
}

extension String {
  fileprivate mutating func append(separated line: String) { self += (isEmpty ? "" : "\n") + line }
}
