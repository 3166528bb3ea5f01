import Foundation

/// Words that stand for secrets: each is seen nowhere else, so wherever it is found a secret has got out.
struct Canary: Sendable {
  let name: String
  /// What is searched for.
  let text: String

  /// A word that nobody has ever used.
  init(_ name: String) { self.init(name, text: "canary-\(name)-\(UUID().uuidString.lowercased())") }

  init(_ name: String, text: String) {
    self.name = name
    self.text = text
  }

  /// The lines of a private key's file that hold the private half: the last full ones.
  static func keyMaterial(_ name: String, ofFile path: String) throws -> [Canary] {
    let lines = try String(contentsOfFile: path, encoding: .utf8).split(separator: "\n").map(String.init)
    return lines.filter { $0.count == 70 }.suffix(2).enumerated().map { Canary("\(name)-\($0 + 1)", text: $1) }
  }
}

/// A place where a secret was found.
struct Leak: Hashable, Sendable, CustomStringConvertible {
  let canary: String
  let place: String
  var description: String { "\(canary) in \(place)" }
}

extension [Canary] {
  /// The canaries among these bytes.
  func leaks(in bytes: Data, _ place: String) -> [Leak] {
    filter { bytes.range(of: Data($0.text.utf8)) != nil }.map { Leak(canary: $0.name, place: place) }
  }

  func leaks(in text: String, _ place: String) -> [Leak] { leaks(in: Data(text.utf8), place) }

  /// The canaries in the files below a folder, in their names, and in the texts of links.
  func leaks(below folder: String) throws -> [Leak] {
    guard let entries = FileManager.default.enumerator(atPath: folder) else { throw CocoaError(.fileReadUnknown) }
    var found: [Leak] = []
    for case let name as String in entries {
      let path = "\(folder)/\(name)"
      found += leaks(in: name, "the name \(path)")
      if let target = try? FileManager.default.destinationOfSymbolicLink(atPath: path) {
        found += leaks(in: target, "the link \(path)")
      } else if entries.fileAttributes?[.type] as? FileAttributeType == .typeRegular {
        found += leaks(in: try Data(contentsOf: URL(filePath: path)), "the file \(path)")
      }
    }
    return found
  }
}
