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
    /// The lines of its standard output.
    var output: [Substring] = []
    var error: [Substring] = []
    var status = "0"

    var description: String {
      (["$ " + command] + output.map { "| " + $0 } + error.map { "! " + $0 } + (status == "0" ? [] : ["= " + status]))
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
    return try text.split(separator: "\n").reduce(into: []) { try read($1, &$0) }
  }

  private static func read(_ line: Substring, _ entries: inout [Entry]) throws {
    let rest = line.dropFirst(2)
    switch line.prefix(1) {
    case "#": break
    case "$": entries.append(Entry(command: String(rest)))
    case "|" where !entries.isEmpty: entries[entries.count - 1].output.append(rest)
    case "!" where !entries.isEmpty: entries[entries.count - 1].error.append(rest)
    case "=" where !entries.isEmpty: entries[entries.count - 1].status = String(rest)
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
    try await replayed { input in
      // The commands are found where a login finds them.
      let input = "export PATH=/usr/sbin:/usr/bin\n" + input
      let bash = "/boot/culvert-lab/linux/bin/bash -s"
      return try await lab.exec(host, bash, input: input, timeout: .seconds(120)).stdout
    }
  }

  /// What a bash says that gets the commands as its input, and gives back its output.
  func replayed(_ bash: (String) async throws -> String) async throws -> [Entry] {
    let commands = entries.map { "run '\($0.command.replacing("'", with: #"'\''"#))'\n" }.joined()
    let output = try await bash(Self.runner + commands)
    let answers = output.split(separator: "\u{1}").map {
      $0.split(separator: "\u{2}", omittingEmptySubsequences: false)
    }
    return zip(entries, answers).map { entry, answer in
      Entry(command: entry.command, output: lines(answer[1]), error: lines(answer[2]), status: String(answer[0]))
    }
  }

  private func lines(_ text: Substring) -> [Substring] {
    text.isEmpty ? [] : text.split(separator: "\n", omittingEmptySubsequences: false)
  }

  private static let runner = #"""
    said=/tmp/said.$$
    as_admin() { /boot/culvert-lab/linux/bin/setpriv --reuid=100 --regid=10 --clear-groups "$@"; }
    run() {
      output=$(eval "$1" 2>"$said" </dev/null)
      printf '\1%s\2%s\2%s' "$?" "$output" "$(<"$said")"
    }

    """#
}
