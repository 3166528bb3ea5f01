import Foundation
import Model
import Templates
import Testing

/// The files that travel inside the program are those of the folder.
@Suite struct EmbeddedTests {
  static let folder = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
    .deletingLastPathComponent().appending(path: "templates")

  /// Everything in the folder but the code that reads it, by its path there.
  static func listing() throws -> [String] {
    try FileManager.default.subpathsOfDirectory(atPath: folder.path).filter { path in
      let type = try FileManager.default.attributesOfItem(atPath: folder.appending(path: path).path)[.type]
      return type as? FileAttributeType != .typeDirectory && !path.hasSuffix(".swift")
    }.sorted()
  }

  @Test func `the list is that of the folder`() throws {
    #expect(try Embedded.files.keys.map(\.path).sorted() == Self.listing())
  }

  @Test func `each file is the folder's, byte for byte`() throws {
    for path in try Self.listing() {
      #expect(Embedded.files[TemplateName(path)] == (try Array(Data(contentsOf: Self.folder.appending(path: path)))))
    }
  }

  /// SwiftPM names an embedded file by its own name alone.
  @Test func `no two files have one name`() throws {
    let names = try Self.listing().map { $0.split(separator: "/").last.map(String.init) }
    #expect(Set(names).count == names.count)
  }

  @Test func `every file is text that ends its last line, and goes to hosts without a trace of Windows`() {
    for (name, bytes) in Embedded.files {
      #expect(bytes.last == UInt8(ascii: "\n"), "\(name)")
      #expect(!bytes.contains(0) && !bytes.contains(UInt8(ascii: "\r")), "\(name)")
      #expect(String(validating: bytes, as: UTF8.self) != nil, "\(name)")
    }
  }
}
