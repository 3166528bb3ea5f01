import Foundation

/// The committed inputs of a subject, and the files that the fuzzer works on.
struct Corpus {
  let subject: Subject

  init(of subject: Subject) { self.subject = subject }

  private static let folder = "Tests/FuzzTests"

  private var file: String { "\(Self.folder)/Corpora/\(subject.name).txt" }

  /// Writes each input into a file of its own.
  func unpack(into folder: String) throws {
    try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
    let committed = try [file, "\(Self.folder)/Regressions/\(subject.name).txt"]
      .filter(FileManager.default.fileExists).flatMap { file in
        try InputFile.inputs(in: String(contentsOfFile: file, encoding: .utf8))
      }
    let samples = try subject.samples.flatMap(files).map { try Array(Data(contentsOf: URL(filePath: $0))) }
    for (number, input) in (committed + samples).enumerated() {
      try Data(input).write(to: URL(filePath: "\(folder)/\(number)"))
    }
    let words = Set(subject.words.split(separator: " ")).sorted().map { "\"\(Self.escaped($0))\"\n" }
    try Data(words.joined().utf8).write(to: URL(filePath: "\(folder).words"))
  }

  /// Makes the committed file of what is in a folder, the shortest first.
  func pack(_ folder: String) throws {
    let inputs = try files(folder).map { try Array(Data(contentsOf: URL(filePath: $0))) }.filter { !$0.isEmpty }
    let lines = Set(inputs).map(InputFile.line).sorted { ($0.utf8.count, $0) < ($1.utf8.count, $1) }
    try Data(lines.map { "\($0)\n" }.joined().utf8).write(to: URL(filePath: file))
  }

  /// A file, or all that are below a folder.
  private func files(_ path: String) throws -> [String] {
    var isFolder: ObjCBool = false
    guard FileManager.default.fileExists(atPath: path, isDirectory: &isFolder), isFolder.boolValue else {
      return [path]
    }
    return try FileManager.default.contentsOfDirectory(atPath: path).sorted().flatMap { try files("\(path)/\($0)") }
  }

  /// A word as libFuzzer's dictionaries have it.
  private static func escaped(_ word: Substring) -> String {
    word.reduce(into: "") { $0 += $1 == "\\" || $1 == "\"" ? "\\\($1)" : String($1) }
  }
}
