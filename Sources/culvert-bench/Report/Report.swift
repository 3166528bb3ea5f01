import Foundation

/// A whole run of the benchmark, as it is written to a file.
struct Report: Codable {
  /// The version of this format.
  var culvertBench = 1
  /// ISO 8601.
  let date: String
  let machine: Machine
  /// By tool.
  let versions: [String: String]
  let summaries: [Summary]
  let samples: [Sample]

  init(_ samples: [Sample], tools: [Tool], machine: Machine) {
    date = Date().formatted(.iso8601)
    self.machine = machine
    versions = Dictionary(tools.map { ($0.name, $0.version) }) { first, _ in first }
    summaries = Summary.all(of: samples)
    self.samples = samples
  }

  func json() throws -> Data {
    let encoder = JSONEncoder()
    encoder.outputFormatting = [.prettyPrinted, .sortedKeys]
    encoder.nonConformingFloatEncodingStrategy = .convertToString(
      positiveInfinity: "inf", negativeInfinity: "-inf", nan: "nan")
    return try encoder.encode(self)
  }

  /// For people, and for the README.
  var table: String {
    let head = """
      | hosts | | wall, s | × floor | client, ms a host | × floor | server, ms a host | connections | sessions | peak, MB | failures |
      |---|---|---|---|---|---|---|---|---|---|---|

      """
    return head + summaries.map { "\(Self.row($0))\n" }.joined()
  }

  private static func row(_ line: Summary) -> String {
    let cells = [
      String(line.hosts), line.tool, spread(line.wall, 2), line.wallToFloor.median.text(2),
      spread(line.clientTime, 1), line.clientTimeToFloor.median.text(1), line.serverTime.median.text(1),
      line.connections.text(2), line.sessions.text(2), (Double(line.peakMemory) / 1024).text(0),
      String(line.failures),
    ]
    return "| \(cells.joined(separator: " | ")) |"
  }

  private static func spread(_ spread: Spread, _ digits: Int) -> String {
    "\(spread.median.text(digits)) [\(spread.least.text(digits))–\(spread.most.text(digits))]"
  }
}

extension Double {
  /// For a table, with so many digits after the point; a dash where there is no number.
  func text(_ digits: Int) -> String { isNaN ? "–" : String(format: "%.\(digits)f", self) }
}
