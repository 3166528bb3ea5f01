import Foundation
import Testing

@testable import culvert

/// Where `plan -o` writes.
@Suite struct LocalFileTests {
  private let folder: URL

  init() throws {
    folder = FileManager.default.temporaryDirectory.appending(path: "culvert-local-\(UUID().uuidString)")
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
  }

  private func path(_ name: String) -> String { folder.appending(path: name).path }

  private func mode(_ path: String) throws -> mode_t {
    var entry = stat()
    try #require(lstat(path, &entry) == 0)
    return entry.st_mode
  }

  private func text(_ path: String) -> String? { try? String(contentsOfFile: path, encoding: .utf8) }

  @Test func `a file is its owner's only, also where there was one that all could read`() throws {
    defer { try? FileManager.default.removeItem(at: folder) }
    try "old".write(toFile: path("plan"), atomically: false, encoding: .utf8)
    chmod(path("plan"), 0o666)
    try LocalFile.write(Data("new".utf8), to: path("plan"))
    #expect(text(path("plan")) == "new")
    #expect(try mode(path("plan")) & 0o7777 == 0o600)
    #expect(try FileManager.default.contentsOfDirectory(atPath: folder.path) == ["plan"])
  }

  @Test func `a device stays a device`() throws {
    defer { try? FileManager.default.removeItem(at: folder) }
    let before = try mode("/dev/null")
    try LocalFile.write(Data("plan".utf8), to: "/dev/null")
    #expect(try mode("/dev/null") == before)
    try FileManager.default.createSymbolicLink(atPath: path("null"), withDestinationPath: "/dev/null")
    try LocalFile.write(Data("plan".utf8), to: path("null"))
    #expect(try mode(path("null")) & S_IFMT == S_IFLNK)
    #expect(try mode("/dev/null") == before)
  }

  @Test func `a pipe is written to`() throws {
    defer { try? FileManager.default.removeItem(at: folder) }
    try #require(mkfifo(path("pipe"), 0o600) == 0)
    let reader = open(path("pipe"), O_RDONLY | O_NONBLOCK)
    try LocalFile.write(Data("plan".utf8), to: path("pipe"))
    var bytes = [UInt8](repeating: 0, count: 16)
    let count = read(reader, &bytes, bytes.count)
    close(reader)
    #expect(String(decoding: bytes.prefix(max(0, count)), as: UTF8.self) == "plan")
    #expect(try mode(path("pipe")) & S_IFMT == S_IFIFO)
  }

  /// To a file that is there, to one that is not, and over another link.
  @Test(arguments: ["plan", "none", "other"]) func `of a link the file it leads to is written`(_ target: String) throws
  {
    defer { try? FileManager.default.removeItem(at: folder) }
    try "old".write(toFile: path("plan"), atomically: false, encoding: .utf8)
    try FileManager.default.createSymbolicLink(atPath: path("other"), withDestinationPath: "plan")
    try FileManager.default.createSymbolicLink(atPath: path("link"), withDestinationPath: target)
    try LocalFile.write(Data("new".utf8), to: path("link"))
    #expect(try mode(path("link")) & S_IFMT == S_IFLNK)
    #expect(text(path("link")) == "new")
    #expect(try mode(path(target == "none" ? "none" : "plan")) & 0o7777 == 0o600)
  }

  @Test func `where it cannot be written, it is said and nothing stays`() throws {
    defer { try? FileManager.default.removeItem(at: folder) }
    #expect(throws: LocalFile.Problem.self) { try LocalFile.write(Data(), to: path("none/plan")) }
    #expect(throws: LocalFile.Problem.self) { try LocalFile.write(Data(), to: folder.path) }
    #expect(throws: LocalFile.Problem.self) { try LocalFile.write(Data("plan".utf8), to: "/dev/full") }
    #expect(try FileManager.default.contentsOfDirectory(atPath: folder.path) == [])
  }
}
