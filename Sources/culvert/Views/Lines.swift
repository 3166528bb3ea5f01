import Foundation
import Model

/// Whole lines: data for standard output, everything else for standard error.
enum Lines: Hashable {
  case data([String])
  case aside([String])

  func write() {
    switch self {
    case .data(let lines): Self.write(lines, to: .standardOutput)
    case .aside(let lines): Self.write(lines, to: .standardError)
    }
  }

  private static func write(_ lines: [String], to file: FileHandle) {
    guard !lines.isEmpty else { return }
    // A reader that has gone away (`culvert plan | head`) is no error of ours.
    try? file.write(contentsOf: Data((lines.joined(separator: "\n") + "\n").utf8))
  }
}

/// A line that does nothing to a terminal, whatever a host has said in it: control characters but tabs are made visible.
func printable(_ line: String) -> String {
  guard !line.utf8.allSatisfy({ (0x20..<0x7F).contains($0) }) else { return line }
  return line.split(separator: "\t", omittingEmptySubsequences: false).map { visible($0, atMost: .max) }
    .joined(separator: "\t")
}
