import Foundation

/// A record of a session on a real FreeBSD, word for word: `# COMMAND`, what it printed, and `[exit N]`.
struct FreeBSDTranscript {
  /// One command with its output, standard error among it, and exit status.
  struct Entry {
    var command: String
    var output: String
    var status: Int
  }

  let entries: [Entry]
  /// What ifconfig printed of an interface, wherever it stands: other commands (service, the boot) print it too.
  let interfaces: [String]
  /// What ifconfig complained of, each text once.
  let complaints: Set<String>

  /// RELEASE/NAME of each.
  static let names: [String] = ["13.2", "15.1"].flatMap { release in
    let names = try? FileManager.default.contentsOfDirectory(atPath: Fixture.path("freebsd/transcripts-\(release)"))
    return (names ?? []).sorted().map { "\(release)/\($0)" }
  }

  init(_ name: String) throws {
    let lines = try Fixture.text("freebsd/transcripts-\(name)").components(separatedBy: "\n")
    entries = Self.entries(lines)
    interfaces = Self.interfaces(lines)
    complaints = Set(lines.filter { $0.hasPrefix("ifconfig: ") })
  }

  private static func entries(_ lines: [String]) -> [Entry] {
    var entries: [Entry] = []
    var command: String?
    var printed: [String] = []
    for line in lines {
      if line.hasPrefix("# ") {
        (command, printed) = (String(line.dropFirst(2)), [])
      } else if let begun = command, let end = line.wholeMatch(of: #/\[exit (\d+)\]/#) {
        entries.append(
          Entry(command: begun, output: printed.joined(separator: "\n"), status: Int(end.output.1) ?? -1))
        command = nil
      } else {
        printed.append(line)
      }
    }
    return entries
  }

  /// A line `NAME: flags=` with the indented lines behind it.
  private static func interfaces(_ lines: [String]) -> [String] {
    var interfaces: [String] = []
    var isOpen = false
    for line in lines {
      if line.contains(#/^[a-z][a-z0-9]*: flags=/#) {
        interfaces.append(line)
        isOpen = true
      } else if isOpen, line.hasPrefix("\t") {
        interfaces[interfaces.count - 1] += "\n\(line)"
      } else {
        isOpen = false
      }
    }
    return interfaces
  }
}
