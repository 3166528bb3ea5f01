import Foundation
import Testing

/// The files of Fixtures: outputs of real tools, word for word, and what culvert has to write.
///
/// `CULVERT_REWRITE_FIXTURES=1 swift test --filter DriversTests` writes what culvert makes now; read the difference.
enum Fixture {
  /// A file as it was copied into the test bundle.
  static func text(_ path: String) throws -> String {
    try String(contentsOf: folder.appending(path: path), encoding: .utf8)
  }

  static func path(_ path: String) -> String { folder.appending(path: path).path }

  /// The folders at the top: one for each operating system.
  static func systems() throws -> [String] { try FileManager.default.contentsOfDirectory(atPath: folder.path).sorted() }

  /// Holds what culvert makes against the file, or makes the file of it.
  static func expect(_ text: String, in path: String, at location: SourceLocation = #_sourceLocation) throws {
    if ProcessInfo.processInfo.environment["CULVERT_REWRITE_FIXTURES"] != nil {
      try Data(text.utf8).write(to: source.appending(path: path))
    } else {
      #expect(text == (try Self.text(path)), sourceLocation: location)
    }
  }

  private static let folder = Bundle.module.bundleURL.appending(path: "Fixtures")
  private static let source = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
    .appending(path: "Fixtures")
}

/// A record of a session on real hosts: `$ [HOST] COMMAND`, what it printed, and `rc=STATUS`.
struct Transcript {
  private let text: String

  init(_ path: String) throws { text = try Fixture.text(path) }

  /// What a command printed on a host.
  func output(of command: String, on host: String) throws -> String {
    let start = try #require(text.range(of: "$ [\(host)] \(command)\n"), "\(command) is not in the record")
    let end = try #require(text.range(of: "\nrc=", range: start.upperBound..<text.endIndex))
    return String(text[start.upperBound..<end.lowerBound])
  }
}
