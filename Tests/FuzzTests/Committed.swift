import Foundation
import Testing

/// The files of inputs beside these tests.
enum Committed {
  /// The repository.
  static let top = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
    .deletingLastPathComponent()

  /// The names of a folder's files.
  static func files(_ folder: String) throws -> [String] {
    try FileManager.default.contentsOfDirectory(atPath: url(folder).path).filter { !$0.hasPrefix(".") }
  }

  /// A subject's inputs in a folder; none if it has no file there.
  static func inputs(_ folder: String, of subject: Subject) throws -> [[UInt8]] {
    let file = url(folder).appending(component: "\(subject.name).txt")
    guard FileManager.default.fileExists(atPath: file.path) else { return [] }
    return try InputFile.inputs(in: String(contentsOf: file, encoding: .utf8))
  }

  private static func url(_ folder: String) -> URL {
    URL(filePath: #filePath).deletingLastPathComponent().appending(component: folder)
  }
}
