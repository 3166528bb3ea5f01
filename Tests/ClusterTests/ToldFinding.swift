import Foundation

/// A finding as `--json` tells it.
struct ToldFinding: Decodable {
  struct Fix: Decodable, Hashable {
    let kind: String
    let host: String?
    let command: String?
  }

  let host: String
  let id: String
  let fix: Fix

  /// As `HOST ID`.
  var name: String { "\(host) \(id)" }

  /// Those of all lines: findings, and proofs with one.
  static func all(in output: String) throws -> [ToldFinding] {
    struct Line: Decodable {
      let event: String
      let finding: ToldFinding?
    }
    return try output.split(separator: "\n").compactMap { text in
      let line = try JSONDecoder().decode(Line.self, from: Data(text.utf8))
      guard line.event == "finding" else { return line.finding }
      return try JSONDecoder().decode(ToldFinding.self, from: Data(text.utf8))
    }
  }
}
